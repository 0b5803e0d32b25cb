#!/usr/bin/env python3
"""Writes the first inputs of the corpus, from which libFuzzer found the others (`fuzz.sh grow`)."""

import gzip
import os
import sys

folder = sys.argv[1]
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n"
EXPECT = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"


def walk(*steps):
    return b"".join(
        b"".join(bytes([0, len(step[i:i + 200])]) + step[i:i + 200] for i in range(0, len(step), 200))
        if isinstance(step, bytes) else bytes([step]) for step in steps)


packed = gzip.compress(b"hello, " * 20, mtime=0)
in_gzip = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
messages = [
    GET, POST, CHUNKED, EXPECT + b"abc", GET * 5, in_gzip, b"\r\nGET /a/b/%C3%A9 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a:80\r\n\r\n", b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"HEAD / HTTP/1.1\r\nHost: [::1]:8080\r\nAccept-Encoding: gzip;q=0.3\r\nIf-None-Match: \"x-gzip\"\r\n\r\n",
]
seeds = [bytes([target, 5]) + message for message in messages for target in (0, 1, 4)]
seeds += [b"\x02\x05" + body for body in (b"3\r\nabc\r\n0\r\n\r\n", b"A;x=\"y\"\r\n0123456789\r\n00\r\nT: u\r\n\r\n")]
seeds += [b"\x03\x05" + data for data in (
    packed, packed + packed, gzip.compress(b"\0" * 90_000, mtime=0), gzip.compress(b"\0" * 900_000, mtime=0), packed[:20])]
seeds += [bytes([4, cuts]) + walk(*steps) for cuts in (4, 5) for steps in (
    (GET, 2, 83, GET, 2, 251), (POST[:30], 252, POST[30:], 10, 251), (CHUNKED, 7, 7, 2, 3, 205), (EXPECT, 7, b"abc", 7, 26, 2, 131),
    (GET * 4, 2, 2, 2, 2, 206), (GET, 205, 2, 252), (b"BROKEN\r\n\r\n", b"more", 252, 252), (GET, 18, 2, 2, 130, 251), (in_gzip, 2))]
os.makedirs(folder, exist_ok=True)
for number, seed in enumerate(seeds):
    with open(os.path.join(folder, f"seed-{number:03}"), "wb") as file:
        file.write(seed)
