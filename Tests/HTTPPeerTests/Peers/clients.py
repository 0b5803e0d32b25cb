#!/usr/bin/env python3
"""Real clients against the example: keep-alive, chunked uploads, gzip, 100 (Continue), pipelining, HEAD, large bodies.

By default curl and Python; with --all also requests, Node's fetch, Go's net/http, wrk and ab, and a missing one is a
failure."""

import argparse
import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import peers

HERE = os.path.dirname(os.path.abspath(__file__))
# Compresses well, but not so well that it looks like a bomb.
TEXT = "".join(f"một cửa liên thông {number * 7919} " for number in range(5_000)).encode()


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def run(*command, data=None, **options):
    outcome = subprocess.run(command, input=data, capture_output=True, timeout=120, **options)
    expect(outcome.returncode == 0, f"{command[0]} ended with {outcome.returncode}: {outcome.stderr.decode()[-500:]}")
    return outcome.stdout


def curl(server, large):
    url = f"http://127.0.0.1:{server.port}"

    def ask(*arguments, data=None):
        return run("curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "100", *arguments, data=data)

    counts = ask("--write-out", "%{num_connects} ", "--output", "/dev/null", f"{url}/static",
                 "--output", "/dev/null", f"{url}/static").split()
    expect(counts == [b"1", b"0"], f"no keep-alive: {counts}")
    head = ask("--head", f"{url}/static").decode().lower()
    expect("content-length: 600" in head, head)
    expect(ask("--header", "Transfer-Encoding: chunked", "--data-binary", "@-", f"{url}/echo", data=TEXT) == TEXT, "chunked")
    expect(ask("--header", "Expect: 100-continue", "--data-binary", "@-", f"{url}/echo", data=TEXT) == TEXT, "expect")
    told = subprocess.run(
        ["curl", "--silent", "--verbose", "--header", "Expect: 100-continue", "--data-binary", "x", f"{url}/echo"],
        capture_output=True, timeout=20).stderr.decode()
    expect("< HTTP/1.1 100 Continue" in told, "no 100 (Continue)")
    text = ("--header", "Content-Type: text/plain; charset=utf-8", "--data-binary", "@-")
    expect(ask("--compressed", *text, f"{url}/echo", data=TEXT) == TEXT, "gzip")
    packed = ask("--header", "Accept-Encoding: gzip", *text, f"{url}/echo", data=TEXT)
    expect(len(packed) < len(TEXT) // 2 and gzip.decompress(packed) == TEXT, "an answer that was not compressed")
    expect(ask("--header", "Content-Encoding: gzip", *text, f"{url}/echo", data=gzip.compress(TEXT)) == TEXT, "gzip up")
    expect(ask("--http1.0", f"{url}/static")[-1:] == b"\n", "HTTP/1.0")
    expect(ask("--http2", f"{url}/static")[-1:] == b"\n", "an upgrade that is not taken")
    expect(ask("--request", "OPTIONS", f"{url}/static") is not None, "OPTIONS")
    too_large = subprocess.run(
        ["curl", "--silent", "--write-out", "%{http_code}", "--output", "/dev/null", "--data-binary", "@-", f"{url}/echo"],
        input=b"x" * 3_000_000, capture_output=True, timeout=60).stdout
    expect(too_large == b"413", f"a body beyond the limit got {too_large}")
    before = server.memory_kib()[0]
    pipe = subprocess.Popen(["head", "-c", str(large), "/dev/zero"], stdout=subprocess.PIPE)
    told = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "100", "--upload-file", "-", f"{url}/upload"],
        stdin=pipe.stdout, capture_output=True, timeout=120).stdout
    expect(told == b"%d\n" % large, f"upload: {told}")
    got = run("curl", "--silent", "--max-time", "100", "--output", "/dev/null", "--write-out", "%{size_download}",
              f"{url}/stream/{large}")
    expect(int(got) == large, f"download: {got}")
    grown = server.memory_kib()[0] - before
    # What the allocator keeps of the short form counts for nothing.
    measures = large >= 100_000_000 and "MOTCUA_SANITIZED" not in os.environ
    expect(grown < 16_384 or not measures, f"{grown} KiB more memory for {large} bytes each way")


def python_http_client(server, _):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.connect()
    own_port = connection.sock.getsockname()
    for method, path, body, answer in (
            ("GET", "/static", None, b"x" * 599 + b"\n"), ("HEAD", "/static", None, b""), ("POST", "/echo", TEXT, TEXT),
            ("POST", "/length", iter([b"abc", b"", b"defg"]), b"7\n"), ("GET", "/nowhere", None, b"not here\n"),
            ("GET", "/stream/100000", None, b"s" * 100_000), ("PUT", "/echo", b"", b"")):
        connection.request(method, path, body, encode_chunked=not isinstance(body, (bytes, type(None))), headers=(
            {"Transfer-Encoding": "chunked"} if not isinstance(body, (bytes, type(None))) else {}))
        response = connection.getresponse()
        expect(response.read() == answer, f"{method} {path}")
    expect(connection.sock.getsockname() == own_port, "the connection was not kept")
    connection.close()


def pipelining(server, _):
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        bodies = [b"body %d" % number for number in range(500)]
        client.sendall(b"".join(
            b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body for body in bodies)
            + b"GET /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    expect(re.findall(rb"\r\n\r\n(body \d+)", answer) == bodies, "answers out of order")


def python_requests(server, _):
    # Of the system: another Python may come first in the PATH.
    script = f"""
import requests, sys
session = requests.Session()
url = "http://127.0.0.1:{server.port}"
text = sys.stdin.buffer.read()
for _ in range(50):
    assert session.get(url + "/static").text == "x" * 599 + "\\n"
answer = session.post(url + "/echo", data=text, headers={{"Content-Type": "text/plain"}})
assert answer.content == text and answer.headers["Content-Encoding"] == "gzip", answer.headers
assert session.post(url + "/upload", data=(b"abc" for _ in range(1000))).text == "3000\\n"
assert session.head(url + "/static").headers["Content-Length"] == "600"
assert session.get(url + "/nowhere").status_code == 404
assert sum(len(piece) for piece in session.get(url + "/stream/5000000", stream=True).iter_content(65536)) == 5000000
pool = session.get_adapter(url).poolmanager.connection_from_url(url)
assert pool.num_connections == 1, pool.num_connections
"""
    run("/usr/bin/python3", "-c", script, data=TEXT)


def node_fetch(server, _):
    run("node", os.path.join(HERE, "client.mjs"), f"http://127.0.0.1:{server.port}")


def go_client(server, _):
    with peers.temporary_folder() as folder:
        environment = {**os.environ, "GOCACHE": f"{folder}/cache", "GOPATH": f"{folder}/path", "GO111MODULE": "off",
                       "GOTOOLCHAIN": "local"}
        shutil.copy(os.path.join(HERE, "client.go.txt"), f"{folder}/client.go")
        run("go", "build", "-o", f"{folder}/client", f"{folder}/client.go", env=environment)
        run(f"{folder}/client", f"http://127.0.0.1:{server.port}")


def wrk(server, _):
    output = run("wrk", "-t", "2", "-c", "50", "-d", "2s", f"http://127.0.0.1:{server.port}/static").decode()
    expect("requests in" in output and "Non-2xx" not in output and "Socket errors" not in output, output)


def ab(server, _):
    for flags in ([], ["-k"]):
        output = run("ab", "-q", "-n", "2000", "-c", "20", *flags, f"http://127.0.0.1:{server.port}/static").decode()
        expect(re.search(r"Complete requests:\s+2000\n", output), output)
        expect(re.search(r"Failed requests:\s+0\n", output) and "Non-2xx" not in output, output)
        if flags:
            expect(re.search(r"Keep-Alive requests:\s+2000\n", output), "ab -k: not kept\n" + output)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    clients = [("curl", curl), ("python3", python_http_client), ("python3", pipelining)]
    if arguments.all:
        clients += [("/usr/bin/python3", python_requests), ("node", node_fetch), ("go", go_client), ("wrk", wrk), ("ab", ab)]
    failures = 0
    with peers.start_example() as server:
        for command, client in clients:
            start = time.monotonic()
            try:
                expect(shutil.which(command), f"{command} is missing; `make debian-test debian-peers` installs it")
                client(server, 200_000_000 if arguments.all else 20_000_000)
                print(f"{client.__name__}: fine ({time.monotonic() - start:.1f} s)")
            except (AssertionError, OSError, subprocess.TimeoutExpired, http.client.HTTPException) as failure:
                failures += 1
                print(f"{client.__name__}: {failure}")
        if server.process.poll() is not None:
            failures += 1
            print("the server is dead")
    sys.exit(1 if failures else 0)


main()
