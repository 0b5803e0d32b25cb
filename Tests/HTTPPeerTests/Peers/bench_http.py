#!/usr/bin/env python3
"""Our server beside nginx, in one run: rounds are interleaved, so that whatever the machine does hits both.

Both have two threads of work (event loops, workers), a listener for each, no access log, and answer 600 bytes from
memory. The client is wrk. Reported are medians over the rounds, ratios ours / nginx of these medians, and which of the
aims they hold: as many requests a second as nginx, no more CPU for each, a p99 no longer, no more memory."""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys

import peers

PIPELINE = 16
# As long as it takes until most of the work is not handshakes.
TLS_SECONDS = {1: 1, 64: 2, 512: 3}
SCENARIOS = [
    (tls, depth, connections)
    for tls in (False, True) for depth in (1, PIPELINE) for connections in (1, 64, 512)
]


def nginx_configuration(port, tls_port, certificate, key):
    return f"""
    access_log off;
    default_type text/plain;
    keepalive_requests 1000000000;
    keepalive_timeout 75s;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:s:1m;
    server {{
        listen 127.0.0.1:{port} reuseport;
        listen 127.0.0.1:{tls_port} ssl reuseport;
        location = /static {{ return 200 "{'x' * 599}\\n"; }}
    }}
"""


def run_wrk(scheme, port, connections, depth, seconds):
    threads = 1 if connections == 1 else 2
    output = subprocess.run(
        ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "5s",
         "-s", os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench.lua"),
         f"{scheme}://127.0.0.1:{port}/static", "--", str(depth)],
        capture_output=True, text=True, check=True).stdout
    return json.loads(next(line for line in output.splitlines() if line.startswith("OUTCOME "))[8:])


def measure(server, port, scenario, seconds):
    tls, depth, connections = scenario
    ran, stood = server.scheduled_seconds()
    if tls:
        seconds *= TLS_SECONDS[connections]
    outcome = run_wrk("https" if tls else "http", port, connections, depth, seconds)
    ran, stood = (after - before for after, before in zip(server.scheduled_seconds(), (ran, stood)))
    if outcome["errors"]:
        print(f"{server.name} {scenario}: {outcome['errors']} errors", file=sys.stderr)
    return {
        "rate": outcome["requests"] / outcome["microseconds"] * 1e6,
        "cpu": ran / max(outcome["requests"], 1) * 1e6,
        "stood": stood / outcome["microseconds"] * 1e9,
        # What wrk tells of batches are no percentiles of anything; see `aims`.
        **{key: outcome[key] if depth == 1 else None for key in ("p50", "p99", "p999")},
        "errors": outcome["errors"],
        "memory": server.memory_kib(),
    }


def name(scenario):
    tls, depth, connections = scenario
    return f"{'TLS' if tls else 'plain'}, {connections} × {'keep-alive' if depth == 1 else f'pipeline of {depth}'}"


def median(values):
    return None if values[0] is None else statistics.median(values)


def pair(ours, theirs):
    return "–" if ours is None else f"{ours:,.0f} / {theirs:,.0f}"


def medians(results):
    """For each scenario and server the median of each measure, and the errors of all rounds together."""
    return {
        scenario: {
            server: {
                **{key: median([row[key] for row in rows]) for key in ("rate", "cpu", "p50", "p99", "p999", "stood")},
                "errors": sum(row["errors"] for row in rows),
            }
            for server, rows in by_server.items()
        }
        for scenario, by_server in results.items()
    }


def largest_memory(results):
    """The most that was seen of each kind of memory, in MiB."""
    return {
        kind: {
            server: max(row["memory"][index] for by_server in results.values() for row in by_server[server]) / 1024
            for server in ("ours", "nginx")
        }
        for index, kind in enumerate(("resident (RSS)", "proportional (PSS)"))
    }


def table(middle):
    """Markdown: ours, nginx and the ratio for each measure."""
    lines = [
        "| Scenario (connections) | requests/s ours | nginx | ratio | CPU µs/request ours | nginx | ratio"
        " | p50 µs ours / nginx | p99 µs ours / nginx | p99.9 µs ours / nginx | ready without a core, ms/s ours / nginx"
        " | errors |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for scenario, by_server in middle.items():
        ours, theirs = by_server["ours"], by_server["nginx"]
        if 0 in (ours["rate"], theirs["rate"]):
            lines.append(f"| {name(scenario)} | {ours['rate']:,.0f} | {theirs['rate']:,.0f} | no answers |")
            continue
        lines.append(
            f"| {name(scenario)} | {ours['rate']:,.0f} | {theirs['rate']:,.0f} | **{ours['rate'] / theirs['rate']:.2f}**"
            f" | {ours['cpu']:.2f} | {theirs['cpu']:.2f} | **{ours['cpu'] / theirs['cpu']:.2f}**"
            + "".join(f" | {pair(ours[key], theirs[key])}" for key in ("p50", "p99", "p999", "stood"))
            + f" | {ours['errors'] + theirs['errors']} |")
    return "\n".join(lines)


def memory_table(memory):
    lines = ["| Memory, largest seen (MiB) | ours | nginx, two workers | ratio |", "|---|---:|---:|---:|"]
    for kind, most in memory.items():
        lines.append(
            f"| {kind} | {most['ours']:.1f} | {most['nginx']:.1f} | **{most['ours'] / most['nginx']:.2f}** |")
    return "\n".join(lines)


def verdict(holds):
    return "yes" if holds else "**missed**"


def aims(middle, memory):
    """Markdown: which aims these figures hold. Errors, or no answers, hold none."""
    lines = [
        "## Aims", "",
        "| Aim held? | requests/s at least nginx's | CPU/request no more | p99 no worse |", "|---|---|---|---|",
    ]
    for scenario, by_server in middle.items():
        ours, theirs = by_server["ours"], by_server["nginx"]
        answered = ours["rate"] > 0 and ours["errors"] == 0
        waits = "–" if ours["p99"] is None else verdict(answered and ours["p99"] <= theirs["p99"])
        lines.append(
            f"| {name(scenario)} | {verdict(answered and ours['rate'] >= theirs['rate'])}"
            f" | {verdict(answered and ours['cpu'] <= theirs['cpu'])} | {waits} |")
    lines += ["", "| Aim held? | memory no more than nginx's two workers |", "|---|---|"]
    lines += [f"| {kind} | {verdict(most['ours'] <= most['nginx'])} |" for kind, most in memory.items()]
    lines += [
        "",
        "A pipeline has no percentiles: wrk takes one time for a whole batch of answers, and then adds times that it believes"
        " to have left out, reckoning with one request at a time. What comes of it is neither a request's wait nor a batch's.",
    ]
    return "\n".join(lines)


def first_line(command):
    outcome = subprocess.run(command, capture_output=True, text=True)
    return (outcome.stdout or outcome.stderr).strip().splitlines()[0]


def circumstances(arguments):
    with open("/proc/cpuinfo") as file:
        cpu = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    return "\n".join([
        f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, commit {peers.commit()}",
        f"- {os.cpu_count()} cores of {cpu}, Linux {platform.release()}; client and servers share them",
        f"- {first_line([peers.nginx_path(), '-v'])}; {first_line(['wrk', '-v'])[:20].strip()};"
        f" {first_line(['swift', '--version'])}; {first_line(['openssl', 'version'])}",
        f"- medians of {arguments.rounds} interleaved rounds of {arguments.seconds} s (TLS with 64 connections twice, with 512"
        " three times as long; handshakes are part of it); `make bench-http`, which links Swift's library in",
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--write", help="a file that gets the report")
    arguments = parser.parse_args()
    for tool in ("wrk", "openssl"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is missing: use `make bench-http`, which installs it")
    if not peers.nginx_path():
        raise SystemExit("nginx is missing: use `make bench-http`, which installs it")
    knows_tls = peers.knows_tls()

    with peers.temporary_folder() as folder:
        certificate, key = peers.make_certificate(folder)
        port, tls_port = peers.free_port(), peers.free_port()
        many = ["--max-requests-per-connection", "1000000000"]
        servers = {"ours": (peers.start_example(*many), None)}
        if knows_tls:
            tls = peers.start_example(*many, "--tls-certificate", certificate, "--tls-key", key)
            servers["ours"] = (servers["ours"][0], tls)
        nginx = peers.start_nginx(folder, nginx_configuration(port, tls_port, certificate, key), port)
        servers["nginx"] = (nginx, peers.Peer("nginx", nginx.process, tls_port))
        try:
            scenarios = [s for s in SCENARIOS if (knows_tls or not s[0]) and arguments.only in name(s)]
            results = {scenario: {"ours": [], "nginx": []} for scenario in scenarios}
            for round_number in range(arguments.rounds):
                for scenario in scenarios:
                    order = ("ours", "nginx") if round_number % 2 == 0 else ("nginx", "ours")
                    for which in order:
                        server = servers[which][1 if scenario[0] else 0]
                        results[scenario][which].append(measure(server, server.port, scenario, arguments.seconds))
        finally:
            for pair in servers.values():
                for server in pair:
                    if server:
                        server.stop()

    middle, memory = medians(results), largest_memory(results)
    report = "\n\n".join([
        "# Our HTTP server beside nginx", "A 600-byte answer from memory. A ratio above 1 in requests/s, and below 1"
        " in CPU, latency and memory, is in our favour.", circumstances(arguments), table(middle),
        memory_table(memory), aims(middle, memory)])
    report += ("\n\nWhat a request is made of on both sides, and why a ratio or a percentile is what it is, stands in"
               " [the HTTP server](../http-server.md#where-the-time-goes).")
    if not knows_tls:
        report += "\n\nBuilt without TLS, so TLS was not measured."
    print(report)
    if arguments.write:
        with open(arguments.write, "w") as file:
            file.write(report + "\n")


if __name__ == "__main__":
    main()
