#!/usr/bin/env python3
"""Request smuggling: our server with a real nginx in front, on config/nginx/motcua.conf.

Every case is sent to nginx (once as configured, once with request buffering off) and to our server directly, each time
with a canary behind it. What nginx says it passed on, and what our server says reached a handler, must be the same
requests, bodies included; a canary must get its own answer and nobody else's; and asked directly, our server must find
the boundaries that nginx found, or refuse."""

import argparse
import collections
import concurrent.futures
import contextlib
import json
import os
import re
import socket
import sys

import peers
import smuggling_cases

LOG_FORMAT = (
    '{"method":"$request_method","target":"$request_uri","status":"$status","upstream":"$upstream_status",'
    '"body":"$request_body"}')


def front_configuration(folder, variant, backend, place):
    """The documented configuration at a place of ours, without TLS and with shorter patience."""
    with open(os.path.join(peers.ROOT, "config/nginx/motcua.conf")) as file:
        text = file.read()
    text, found = re.subn(r"server 127\.0\.0\.1:8080;", f"server 127.0.0.1:{backend};", text)
    assert found == 1, "the documented upstream has changed"
    text = re.sub(r"^\s*(ssl_\w+|listen \[::\]).*$", "", text, flags=re.M)
    text = re.sub(r"client_(header|body)_timeout \w+;", r"client_\1_timeout 5s;", text)
    text, found = re.subn(
        r"listen 443 ssl http2;", f"listen {place};\n    access_log {folder}/log boundaries;", text)
    assert found == 1, "the documented listener has changed"
    if variant == "unbuffered":
        text, found = re.subn(r"proxy_request_buffering on;", "proxy_request_buffering off;", text)
        assert found == 1, "the documented buffering has changed"
    return f"log_format boundaries escape=json '{LOG_FORMAT}';\n{text}"


def exchange(place, data):
    """Sends everything and reads until the server closes; a minute is far more than any deadline in this test."""
    with peers.connect(place, 60) as connection:
        answer = b""
        try:
            connection.sendall(data)
            while True:
                piece = connection.recv(65536)
                if not piece:
                    return answer
                answer += piece
        except (ConnectionError, socket.timeout):
            return answer


def identity(number):
    """Six characters that trace a case: as many as the text they stand in for, or lengths would be wrong."""
    return f"q{number:05}"


def canary(identity):
    body = f"canary of {identity}".encode()
    request = (
        f"POST /echo/{identity}/canary HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    return request, body


def try_case(place, identity, data):
    """The statuses that came back, and whether a canary that follows on its own connection got its own answer."""
    request, body = canary(identity)
    answer = exchange(place, data.replace(b"IDIDID", identity.encode()) + request.replace(b"/canary ", b"/last "))
    statuses = [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d\d\d)[ \r]", answer) if status != b"100"]
    own = exchange(place, request)
    return statuses, own.startswith(b"HTTP/1.1 200 ") and own.endswith(b"\r\n\r\n" + body)


def records(path):
    """What reached a handler: (method, target, body) in order."""
    result = []
    with open(path, "rb") as file:
        for line in file:
            method, target, body = line.split()
            result.append((method.decode(), target.decode(), b"" if body == b"-" else bytes.fromhex(body.decode())))
    return result


def passed_on(path):
    """What nginx passed on and got a handler's answer to; a body is None where nginx did not keep it."""
    result = []
    with open(path, encoding="latin-1") as file:
        for line in file:
            entry = json.loads(line, strict=False)
            if entry["upstream"] in ("200", "404"):
                result.append((entry["method"], entry["target"], entry["body"].encode("latin-1")))
    return result


def by_identity(requests):
    result = collections.defaultdict(list)
    for request in requests:
        found = re.search(r"/(q\d{5})(?!/canary)", request[1])
        if found:
            result[found.group(1)].append(request)
    return result


def is_prefix(short, long):
    return long[:len(short)] == short


def compare(cases, direct, variant, backend, log):
    """What is wrong, in sentences."""
    problems = []

    def kept(request):
        return request if variant == "buffered" else request[:2]

    front, back = collections.Counter(map(kept, log)), collections.Counter(map(kept, backend))
    for request, count in (front - back).items():
        problems.append(f"nginx ({variant}) passed on {count} times what no handler got: {request}")
    for request, count in (back - front).items():
        problems.append(f"a handler got {count} times what nginx ({variant}) never passed on: {request}")
    ours, theirs = by_identity(direct), by_identity(backend)
    for number, (name, _, _) in enumerate(cases):
        mine, through = ours[identity(number)], theirs[identity(number)]
        if not is_prefix(mine, through) and not is_prefix(through, mine):
            problems.append(f"{name}: directly {mine}, through nginx ({variant}) {through}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=200, help="random cases beside the table")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    cases = list(smuggling_cases.table())
    cases += [(f"random {seed}", smuggling_cases.random_case(seed), None)
              for seed in range(arguments.seed, arguments.seed + arguments.random)]
    patience = ["--head-timeout-seconds", "5", "--grace-seconds", "5"]

    with contextlib.ExitStack() as stack:
        folders = {v: stack.enter_context(peers.temporary_folder()) for v in ("direct", "buffered", "unbuffered")}
        with contextlib.ExitStack() as processes:
            places = {}
            for variant, folder in folders.items():
                own = patience if variant == "direct" else []
                server = processes.enter_context(peers.start_example(*own, "--record", f"{folder}/record"))
                places[variant] = server.port
                if variant != "direct":
                    # No port, which somebody else could take before nginx does.
                    places[variant] = f"{folder}/front"
                    configuration = front_configuration(folder, variant, server.port, f"unix:{folder}/front")
                    processes.enter_context(peers.start_nginx(folder, configuration, places[variant]))
            with concurrent.futures.ThreadPoolExecutor(24) as pool:
                attempts = {
                    (variant, number): pool.submit(try_case, place, identity(number), data)
                    for number, (_, data, _) in enumerate(cases) for variant, place in places.items()
                }
            outcomes = {key: future.result() for key, future in attempts.items()}
        direct = records(f"{folders['direct']}/record")
        problems = []
        for variant in ("buffered", "unbuffered"):
            folder = folders[variant]
            problems += compare(cases, direct, variant, records(f"{folder}/record"), passed_on(f"{folder}/log"))

    for (variant, number), (statuses, canary_lives) in outcomes.items():
        name, _, expected = cases[number]
        if not canary_lives:
            problems.append(f"{name}: the canary ({variant}) did not get its own answer")
        if variant == "direct" and expected is not None and statuses != (expected + [200] if expected == [200] else expected):
            problems.append(f"{name}: answered {statuses}, expected {expected}")
    accepted = sum(len(statuses) for (variant, _), (statuses, _) in outcomes.items() if variant != "direct")
    print(f"{len(cases)} cases, {accepted} answers through nginx, {len(problems)} disagreements")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems or accepted < len(cases) else 0)


main()
