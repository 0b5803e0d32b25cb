"""Schemathesis against a running server, with the credential of each role: is every answer as /openapi.json says?

    python3 Tests/OpenAPI/run.py [--write docs/results/schemathesis.md] [--role NAME …]

It takes `motcua` from MOTCUA_EXECUTABLE, else the one that was built last under .build; a debug build also checks each
answer by itself. Schemathesis comes from PyPI at the versions of requirements.txt, into .build/openapi. Where PyPI can't be
reached the run fails; MOTCUA_WITHOUT_PYPI=1 leaves it out, by choice and aloud. MOTCUA_TEST_DEPTH=full makes up many more
requests, and fails where an address has no dossier in the fixture.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import fixture

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(fixture.ROOT, ".build", "openapi")
IS_FULL = os.environ.get("MOTCUA_TEST_DEPTH") == "full"
SEED = 20190820
ROLES = [
    ("postal-clerk", "VAN_AN_CLERK"), ("official", "COMMITTEE_OFFICIAL"), ("official-at-office", "VAN_AN_OFFICIAL"),
    ("agency-system", "VAN_AN_COMMITTEE"), ("administrator", "ADMINISTRATOR"), ("inspector", "INSPECTOR"), ("nobody", None)]
# What the description promises, and what a client relies on. Left out are those that guess at what an API means by its
# addresses: that what was made can be read at once by anybody, or can't be after any DELETE.
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header",
    "unsupported_method", "allow_header_conformance", "ignored_auth"]


def executable():
    named = os.environ.get("MOTCUA_EXECUTABLE")
    if named:
        return named
    found = [os.path.join(fixture.ROOT, ".build", kind, "motcua") for kind in ("release", "debug")]
    found = [path for path in found if os.path.exists(path)]
    if not found:
        raise SystemExit("motcua is not built: swift build --product motcua")
    return max(found, key=os.path.getmtime)


def schemathesis():
    """The program, installed where it isn't yet."""
    with open(os.path.join(HERE, "requirements.txt"), "rb") as file:
        wanted = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()
    stamp, program = os.path.join(VENV, "installed"), os.path.join(VENV, "bin", "st")
    if os.path.exists(stamp) and open(stamp).read() == wanted:
        return program
    shutil.rmtree(VENV, ignore_errors=True)
    steps = [[sys.executable, "-m", "venv", VENV],
             [os.path.join(VENV, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "--requirement",
              os.path.join(HERE, "requirements.txt")]]
    for step in steps:
        if subprocess.run(step, timeout=600).returncode:
            raise SystemExit(
                "\nSchemathesis can't be installed from PyPI, so nothing was checked of /openapi.json. Mend the way to PyPI"
                " (pip's own settings hold: index, proxy), or leave this part out by MOTCUA_WITHOUT_PYPI=1.")
    with open(stamp, "w") as file:
        file.write(wanted)
    return program


def prepare(folder, program):
    """The installation that every role gets a copy of; returns its tokens, and writes the facts beside it."""
    installation = fixture.Installation(program, folder)
    tokens = installation.set_up()
    with fixture.Server(installation) as server:
        province = fixture.Province(server, tokens).build()
        description = server.ask("GET", "/openapi.json")[1]
    places = province.places(description)
    unknown = [path for path, rows in places.items() if not rows]
    for path in unknown:
        print(f"no dossier of the fixture leads to {path}: give Tests/OpenAPI/fixture.py one", flush=True)
    if unknown and IS_FULL:
        raise SystemExit(1)
    with open(os.path.join(folder, "openapi.json"), "w", encoding="utf-8") as file:
        json.dump(description, file)
    facts = {"places": places, "bodies": province.bodies(), "queries": province.queries(), "slips": province.slips}
    with open(os.path.join(folder, "facts.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)
    return tokens


def share_out(description):
    """Who covers which operation systematically; every role makes requests up for all of them."""
    shares = {role: [] for role, _ in ROLES}
    for methods in description["paths"].values():
        for operation in methods.values():
            allowed = operation.get("x-roles", ["nobody"])
            able = [role for role, _ in ROLES if role.removesuffix("-at-office") in allowed]
            shares[min(able, key=lambda role: len(shares[role]))].append(operation["operationId"])
    return shares


def write_settings(operations, folder):
    """Schemathesis' own settings, where a role is not to cover those operations."""
    with open(os.path.join(folder, "schemathesis.toml"), "w", encoding="utf-8") as file:
        # 428 is what RFC 6585 has for a missing If-Match.
        file.write('[checks.missing_required_header]\nexpected-statuses = ["4xx"]\n')
        if operations:
            file.write(f"[[operations]]\ninclude-operation-id = {json.dumps(operations)}\n"
                       "[operations.phases.coverage]\nenabled = false\n")


def ask(role, token, uncovered, template, program, st, options):
    """One role's run on a copy of its own; the record of it, with what failed."""
    folder = tempfile.mkdtemp(prefix="motcua-openapi-")
    try:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        write_settings(uncovered, folder)
        installation = fixture.Installation(program, folder)
        environment = dict(
            os.environ, SCHEMATHESIS_HOOKS="hooks", PYTHONPATH=HERE, MOTCUA_OPENAPI_FACTS=folder + "/facts.json",
            MOTCUA_OPENAPI_COUNTS=folder + "/counts.json")
        began = time.monotonic()
        with fixture.Server(installation) as server:
            command = [
                st, "run", f"http://127.0.0.1:{server.port}/openapi.json", "--seed", str(SEED), "--no-color", "--no-shrink",
                "--warnings", "off", "--generation-database", "none", "--continue-on-failure", "--checks",
                ",".join(CHECKS), "--report", "json", "--report-json-path", folder + "/report.json", *options]
            if token:
                command += ["--header", "Authorization: Bearer " + token]
            done = subprocess.run(
                command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                timeout=7200 if IS_FULL else 600)
        problems = [] if done.returncode == 0 else [done.stdout]
        if server.status != 0:
            problems.append(f"the server ended with {server.status}: " + tail(folder + "/server.log"))
        verified = subprocess.run(
            [program, "verify"], env=installation.environment, capture_output=True, text=True, timeout=120)
        if verified.returncode:
            problems.append("verify: " + verified.stdout + verified.stderr)
        with open(folder + "/report.json", encoding="utf-8") as file:
            report = json.load(file)
        with open(folder + "/counts.json", encoding="utf-8") as file:
            counts = json.load(file)
        return {"role": role, "seconds": time.monotonic() - began, "report": report, "counts": counts, "problems": problems}
    finally:
        shutil.rmtree(folder)


def tail(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-20:])


def line(record):
    statuses = collections.Counter()
    for counts in record["counts"].values():
        for status, count in counts.items():
            statuses[status[0]] += count
    cases = record["report"]["test_cases"]["generated"]
    operations = record["report"]["operations"]
    done = sum(any(status[0] == "2" for status in counts)
               for operation, counts in record["counts"].items() if operation != "other methods")
    failures = record["report"]["test_cases"]["unique_failures"] + len(record["report"]["errors"])
    return [record["role"], f"{operations['tested']} of {operations['total']}", cases, statuses["2"], statuses["3"],
            statuses["4"], statuses["5"], done, failures, f"{record['seconds']:.0f}"]


HEAD = ["role", "operations", "cases", "2xx", "3xx", "4xx", "5xx", "operations that succeeded", "failures", "seconds"]


def table(records):
    rows = [HEAD, ["---"] + ["--:"] * (len(HEAD) - 1)] + [line(record) for record in records]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


def document(records, options):
    """What is kept of a run."""
    kind = "a debug build, which checks its answers itself as well" if "/debug/" in executable() else "a release build"
    cases = sum(record["report"]["test_cases"]["generated"] for record in records)
    version = records[0]["report"]["schemathesis_version"]
    depth = "at full depth" if IS_FULL else "at smoke depth, where each operation is covered systematically by one role"
    return f"""# Schemathesis by role

Written by `python3 Tests/OpenAPI/run.py --write docs/results/schemathesis.md`: Schemathesis {version} against the
`/openapi.json` of {kind}, {depth}
(`{' '.join(options)}`), seed {SEED}, two roles at a time on two cores. Each role has a server and a copy of the same fixture of its
own; `motcua verify` finds every copy whole afterwards.

{cases} cases in all. What is checked: {', '.join(f'`{check}`' for check in CHECKS)}.

{table(records)}

4xx are most answers, as they should be: made-up requests are about the wrong thing, at the wrong time or by the wrong office, and
half of them are wrong on purpose. A failure would be any answer that the description doesn't have: its status, its media type, its
members, the kind of its problem; or a request that has the form which is described and is refused for its form.
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", help="file for the numbers")
    parser.add_argument("--role", action="append", help="only these")
    arguments = parser.parse_args()
    if os.environ.get("MOTCUA_WITHOUT_PYPI") == "1":
        print("LEFT OUT, because MOTCUA_WITHOUT_PYPI=1: nothing was checked of /openapi.json by Schemathesis.")
        return
    program, st = executable(), schemathesis()
    options = ["--phases", "examples,coverage,fuzzing", "--max-examples", "200" if IS_FULL else "4"]
    with tempfile.TemporaryDirectory(prefix="motcua-openapi-") as folder:
        tokens = prepare(folder, program)
        with open(os.path.join(folder, "openapi.json"), encoding="utf-8") as file:
            shares = share_out(json.load(file))

        def of_role(role, name):
            others = [each for own in shares for each in shares[own] if own != role]
            record = ask(role, tokens.get(name), [] if IS_FULL else others, folder, program, st, options)
            print(f"{role}: {record['report']['test_cases']['generated']} cases, "
                  f"{len(record['problems'])} problems, {record['seconds']:.0f} s", flush=True)
            return record

        # Two at a time, each with a server of its own: making requests up is what takes time, on one core each.
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            wanted = [(role, name) for role, name in ROLES if not arguments.role or role in arguments.role]
            records = list(pool.map(lambda each: of_role(*each), wanted))
    for record in records:
        for problem in record["problems"]:
            print(f"\n=== {record['role']}\n{problem}")
    print(table(records))
    if arguments.write:
        with open(arguments.write, "w", encoding="utf-8") as file:
            file.write(document(records, options))
    if any(record["problems"] for record in records):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
