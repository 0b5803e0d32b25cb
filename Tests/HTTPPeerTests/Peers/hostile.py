#!/usr/bin/env python3
"""Hostile clients against the example, measured: what they cost, and whether all other clients are served meanwhile.

While each attack runs, a bystander in a process of its own asks for /static every 20 ms on a connection of its own. An
attack fails if the bystander gets no answer; how long it waited is reported."""

import argparse
import contextlib
import datetime
import multiprocessing
import os
import platform
import re
import resource
import selectors
import socket
import ssl
import struct
import sys
import time

import peers

GET = b"GET /static HTTP/1.1\r\nHost: a\r\n\r\n"
GET_LAST = b"GET /static HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
PATIENCE = 2
# How long a busy machine may take beyond that before a client counts as kept; nobody waits for it who need not.
CALM = 60
# The address sanitizer's red zones are not the server's memory.
MEMORY_COUNTS = "MOTCUA_SANITIZED" not in os.environ
# All attackers come from one address, of which 1,024 connections would be the limit.
MANY = ["--max-connections-per-address", "16384"]
# What an idle connection with TLS may hold, the one exception to the 10 KiB of a plain one: OpenSSL's own state of it (its
# buffers are given back when idle, what is left are the session and the keys both ways) comes on top.
TLS_BYTES = 24_576
RESET = struct.pack("ii", 1, 0)


def connect(port, timeout=60, receive_buffer=None):
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(timeout)
    client.connect(("127.0.0.1", port))
    return client


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()


def read_to_end(client):
    answer = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65536):
            answer += piece
    return answer


def ask(port, data=GET_LAST):
    with connect(port) as client:
        client.sendall(data)
        return read_to_end(client)


# Without anybody's certificates: to load them takes longer than to shake hands.
UNVERIFIED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNVERIFIED.check_hostname, UNVERIFIED.verify_mode = False, ssl.CERT_NONE


def connect_tls(port):
    return UNVERIFIED.wrap_socket(connect(port), server_hostname="localhost")


def stand_by(dial, port, stands, stop, results):
    """The bystander: how long each answer took, and how many did not come."""
    waits, failures = [], 0
    client = None
    while not stop.is_set():
        start = time.monotonic()
        try:
            client = client or dial(port)
            client.sendall(GET)
            answer = b""
            while not answer.endswith(b"x\n"):
                piece = client.recv(65536)
                if not piece:
                    raise ConnectionError("closed")
                answer += piece
            waits.append(time.monotonic() - start)
            stands.set()
        except OSError:
            failures += 1
            client = None
        time.sleep(0.02)
    results.put((sorted(waits), failures))


class Attack:
    """One kind of client: runs beside a bystander and says in a row of the report what it cost."""

    def __init__(self, server, dial=connect):
        self.server = server
        self.dial = dial
        self.problems = []
        self.rows = []

    def run(self, name, attack, count):
        descriptors, memory = self.server.descriptors(), self.server.memory_kib()[0]
        stands, stop, results = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
        bystander = multiprocessing.Process(
            target=stand_by, args=(self.dial, self.server.port, stands, stop, results), daemon=True)
        bystander.start()
        # Before there is no room for it any more.
        assert stands.wait(60), "the bystander got no answer before anything began"
        start = time.monotonic()
        try:
            outcome = attack(self.server, count)
        except AssertionError as failure:
            outcome = str(failure)
            self.problems.append(f"{name}: {failure}")
        took = time.monotonic() - start
        stop.set()
        waits, failures = results.get(timeout=120)
        bystander.join(120)
        if failures or not waits:
            self.problems.append(f"{name}: the bystander got {len(waits)} answers and lacked {failures}")
        if self.server.process.poll() is not None:
            raise SystemExit(f"{name}: the server is dead")
        left = settled(self.server, descriptors) - descriptors
        if left > 0:
            self.problems.append(f"{name}: {left} descriptors are left")
        grown = self.server.memory_kib()[0] - memory
        row = (f"| {name} | {count:,} | {outcome} | {len(waits)} / {failures}"
               f" | {percentile(waits, 50)} / {percentile(waits, 99)} / {percentile(waits, 100)} | {left}"
               f" | {grown / 1024:+.1f} | {took:.1f} |")
        self.rows.append(row)
        print(row, flush=True)
        return grown


def percentile(waits, share):
    return f"{waits[min(len(waits) - 1, len(waits) * share // 100)] * 1000:.1f}" if waits else "–"


def settled(server, target):
    """Descriptors once the server has noticed that clients have gone: lingering included."""
    end = time.monotonic() + CALM
    while (count := server.descriptors()) > target and time.monotonic() < end:
        time.sleep(0.05)
    return count


# MARK: Attacks


def drip(clients, data, seconds):
    """Sends one byte of `data` to each every half second; answers what each got until all are closed or time is over."""
    selector = selectors.DefaultSelector()
    answers = {client: b"" for client in clients}
    opened = set(clients)
    for client in clients:
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ)
    position, next_drip, end = 0, time.monotonic(), time.monotonic() + seconds
    while opened and time.monotonic() < end:
        for key, _ in selector.select(0.05):
            client = key.fileobj
            try:
                piece = client.recv(65536)
            except BlockingIOError:
                continue
            except ConnectionError:
                piece = b""
            answers[client] += piece
            if not piece:
                opened.discard(client)
                selector.unregister(client)
        if time.monotonic() >= next_drip:
            for client in opened:
                with contextlib.suppress(OSError):
                    client.send(data[position % len(data):][:1])
            position += 1
            next_drip += 0.5
    selector.close()
    for client in clients:
        client.close()
    return answers, opened


def slow_heads(server, count):
    clients = [connect(server.port) for _ in range(count)]
    answers, opened = drip(clients, b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy" * 3, PATIENCE + CALM)
    told = sum(answer.startswith(b"HTTP/1.1 4") for answer in answers.values())
    assert not opened, f"{len(opened)} were kept"
    assert told >= count * 0.99, f"only {told} were told why"
    return "all cut, told 4xx"


def slow_bodies(server, count):
    clients = [connect(server.port) for _ in range(count)]
    for client in clients:
        client.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    answers, opened = drip(clients, b"z", PATIENCE + CALM)
    told = sum(answer.startswith(b"HTTP/1.1 408") for answer in answers.values())
    assert not opened, f"{len(opened)} were kept"
    assert told >= count * 0.99, f"only {told} were told 408"
    return "all cut, told 408"


def slow_readers(server, count):
    before = server.descriptors()
    clients = [connect(server.port, receive_buffer=4096) for _ in range(count)]
    for client in clients:
        client.sendall(b"GET /stream/100000000 HTTP/1.1\r\nHost: a\r\n\r\n")
    end = time.monotonic() + PATIENCE + CALM
    most = 0
    while time.monotonic() < end and (most == 0 or server.descriptors() > before):
        most = max(most, server.memory_kib()[0])
        time.sleep(0.1)
    kept = server.descriptors() - before
    for client in clients:
        client.close()
    assert kept <= 0, f"{kept} descriptors were kept for clients that do not read"
    return f"all cut; {most / 1024:.0f} MiB at most"


def pipelines_unread(server, count):
    """Requests without end by clients that read no answer: the server must stop reading."""
    clients = [connect(server.port, receive_buffer=4096) for _ in range(count)]
    sent = 0
    end = time.monotonic() + PATIENCE + CALM
    for client in clients:
        client.setblocking(False)
    alive = set(clients)
    while alive and time.monotonic() < end:
        for client in list(alive):
            try:
                sent += client.send(GET * 400)
            except BlockingIOError:
                pass
            except ConnectionError:
                alive.discard(client)
        time.sleep(0.02)
    for client in clients:
        client.close()
    assert not alive, f"{len(alive)} were kept"
    return f"all cut after {sent / count / 1024:.0f} KiB each"


def resets(server, count):
    request = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"
    for number in range(count):
        client = connect(server.port)
        stage = number % (len(request) + 4)
        with contextlib.suppress(ConnectionError):
            if stage <= len(request):
                client.sendall(request[:stage])
            elif stage == len(request) + 1:
                client.sendall(b"GET /bytes/1000000 HTTP/1.1\r\nHost: a\r\n\r\n")
                client.recv(1000)
            elif stage == len(request) + 2:
                client.sendall(GET * 100)
            else:
                client.sendall(b"BROKEN\r\n\r\n")
        reset(client)
    return f"at {len(request) + 4} stages"


def half_closed(server, count):
    for _ in range(count):
        with connect(server.port) as client:
            client.sendall(GET * 3)
            client.shutdown(socket.SHUT_WR)
            assert read_to_end(client).count(b"HTTP/1.1 200 ") == 3, "an answer is missing"
    return "all answered"


def short_connections(server, count):
    for _ in range(count):
        client = connect(server.port)
        client.sendall(GET_LAST)
        answer = read_to_end(client)
        assert answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(b"x\n"), answer[:100]
        client.close()
    return "all answered"


def short_connections_in_parallel(server, count):
    workers = 4
    crowd = [multiprocessing.Process(target=short_connections, args=(Door(server.port), count // workers))
             for _ in range(workers)]
    for worker in crowd:
        worker.start()
    for worker in crowd:
        worker.join(300)
    assert all(worker.exitcode == 0 for worker in crowd), "a client lacks an answer"
    return "all answered"


class Door:
    """What of a server another process needs."""

    def __init__(self, port):
        self.port = port


def floods(server, count):
    """Garbage, as fast as it goes."""
    for number in range(count):
        with connect(server.port) as client, contextlib.suppress(ConnectionError):
            client.sendall(os.urandom(20_000) if number % 2 else b"\r\n" * 10_000)
            answer = read_to_end(client)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:100]
    return "all refused"


def exchange(client, request, end):
    client.sendall(request)
    answer = b""
    while not answer.endswith(end):
        piece = client.recv(65536)
        assert piece, "an idle connection was cut"
        answer += piece


def idle_memory(server, count):
    """Connections that only stand there: bytes each, fresh, after an answer at once and after one by a handler's task; and
    whether the next is answered."""
    clients = []
    before = server.memory_kib()[0]

    def each():
        assert ask(server.port).startswith(b"HTTP/1.1 200 "), "the next one is not answered"
        return (server.memory_kib()[0] - before) * 1024 / count

    for _ in range(count):
        clients.append(connect(server.port))
    fresh = each()
    for client in clients:
        exchange(client, GET, b"x\n")
    used = each()
    for client in clients:
        exchange(client, b"GET /stream/600 HTTP/1.1\r\nHost: a\r\n\r\n", b"0\r\n\r\n")
    handled = each()
    for client in clients:
        client.close()
    assert not MEMORY_COUNTS or max(fresh, used, handled) <= 10_240, f"{fresh:.0f}, {used:.0f}, {handled:.0f} bytes each"
    return f"{fresh:,.0f} bytes each fresh, {used:,.0f} after an answer at once, {handled:,.0f} after a handler's; the next answered"


def idle_tls(server, count):
    """The same on connections that speak TLS."""
    # The first ones bring what OpenSSL loads once.
    for _ in range(50):
        with connect_tls(server.port) as client:
            exchange(client, GET, b"x\n")
    before = server.memory_kib()[0]
    clients = [connect_tls(server.port) for _ in range(count)]
    fresh = (server.memory_kib()[0] - before) * 1024 / count
    for client in clients:
        exchange(client, GET, b"x\n")
    used = (server.memory_kib()[0] - before) * 1024 / count
    with connect_tls(server.port) as client:
        exchange(client, GET, b"x\n")
    for client in clients:
        client.close()
    assert not MEMORY_COUNTS or (fresh <= TLS_BYTES and used <= TLS_BYTES), f"{fresh:.0f} and {used:.0f} bytes each"
    return f"{fresh:,.0f} bytes each fresh, {used:,.0f} after a request; the next answered"


def too_many(server, count):
    """More than may come: each is told or dropped, those inside are served, and later ones when there is room."""
    inside = [connect(server.port) for _ in range(20)]
    for client in inside:
        client.sendall(GET)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 "), "one inside is not served"
    crowd = [connect(server.port) for _ in range(count)]
    told = dropped = 0
    for client in crowd:
        answer = read_to_end(client)
        told += answer.startswith(b"HTTP/1.1 503 ") and b"Retry-After" in answer
        dropped += answer == b""
        client.close()
    assert told + dropped == count, f"{told} told, {dropped} dropped, of {count}"
    for client in inside:
        client.sendall(GET)
        assert client.recv(65536).startswith(b"HTTP/1.1 200 "), "one inside is no longer served"
        client.close()
    end = time.monotonic() + 10
    while not ask(server.port).startswith(b"HTTP/1.1 200 "):
        assert time.monotonic() < end, "never served again"
    return f"{told} told 503, {dropped} dropped"


def no_descriptors(server, count):
    """The process has none left: it must wait without spinning, and go on."""
    clients = [connect(server.port) for _ in range(count)]
    cpu, start = server.cpu_seconds(), time.monotonic()
    time.sleep(1)
    busy = (server.cpu_seconds() - cpu) / (time.monotonic() - start)
    for client in clients:
        client.close()
    # Two loops that spin would take one core and a half or more.
    assert busy < 0.8, f"{busy:.0%} of a core while nothing can be accepted"
    end = time.monotonic() + 10
    while True:
        with contextlib.suppress(OSError):
            if ask(server.port).startswith(b"HTTP/1.1 200 "):
                return f"{busy:.1%} of a core meanwhile; served again"
        assert time.monotonic() < end, "never served again"


def allow_descriptors(count):
    """As many for this process and for the server that it starts; fewer clients than were asked for prove nothing."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = hard == resource.RLIM_INFINITY or hard >= count
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard if enough else count))
    except (ValueError, OSError):
        raise SystemExit(
            f"{count} descriptors are needed, but the limit is {hard} and cannot be raised: run as root, or raise it"
            f" (`ulimit -Hn {count}`, LimitNOFILE of systemd)") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="as many clients as the report wants")
    parser.add_argument("--write", help="a file that gets the report")
    arguments = parser.parse_args()
    share = 1 if arguments.full else 0.1
    idle = int(10_000 * share)
    allow_descriptors(idle + 500)
    circumstances = (
        f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, commit {peers.commit()}, Linux"
        f" {platform.release()}, {os.cpu_count()} cores;"
        f" `Tests/HTTPPeerTests/Peers/hostile.py{' --full' if arguments.full else ''}`")

    with peers.start_example(
            "--head-timeout-seconds", str(PATIENCE), "--grace-seconds", str(PATIENCE),
            "--idle-timeout-seconds", "120", *MANY) as server:
        attack = Attack(server)
        # Whatever the runtime takes once it has taken before anything is measured.
        short_connections(server, 500)
        attack.run("slow heads", slow_heads, int(2_000 * share))
        attack.run("slow bodies", slow_bodies, int(2_000 * share))
        attack.run("readers that do not read", slow_readers, int(200 * share))
        attack.run("pipelines that nobody reads", pipelines_unread, int(100 * share))
        attack.run("resets at every stage", resets, int(20_000 * share))
        attack.run("half-closed clients", half_closed, int(5_000 * share))
        attack.run("garbage", floods, int(2_000 * share))
    with peers.start_example("--max-connections", "21") as server:
        crowded = Attack(server)
        crowded.run("more connections than may come", too_many, int(3_000 * share))
        attack.rows += crowded.rows
        attack.problems += crowded.problems

    def few_descriptors():
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    with peers.start_example(preexec_fn=few_descriptors) as server:
        starved = Attack(server)
        starved.run("no descriptors left", no_descriptors, 200)
        attack.rows += starved.rows
        attack.problems += starved.problems
    # A process of its own, so that memory is not what earlier attacks left behind; the deadline for a first head must
    # not end what only stands there.
    with peers.start_example("--head-timeout-seconds", "120", "--idle-timeout-seconds", "120", *MANY) as server:
        idle_attack = Attack(server)
        short_connections(server, 500)
        idle_attack.run("idle connections", idle_memory, idle)
        idle_attack.run("short connections", short_connections_in_parallel, int(25_000 * share))
        grown = idle_attack.run("short connections, again", short_connections_in_parallel, int(100_000 * share))
        # What the allocator keeps of the short form counts for nothing.
        if arguments.full and MEMORY_COUNTS and grown > 4_096:
            idle_attack.problems.append(f"{grown} KiB more after short connections")
    if peers.knows_tls():
        with peers.temporary_folder() as folder:
            certificate, key = peers.make_certificate(folder)
            with peers.start_example(
                    "--head-timeout-seconds", "120", "--idle-timeout-seconds", "120", *MANY,
                    "--tls-certificate", certificate, "--tls-key", key) as server:
                encrypted = Attack(server, connect_tls)
                encrypted.run("idle connections with TLS", idle_tls, idle)
                idle_attack.rows += encrypted.rows
                idle_attack.problems += encrypted.problems
    report = "\n".join([
        "# Hostile clients", "",
        "While each attack runs, a bystander asks every 20 ms on its own connection. Patience is set to"
        f" {PATIENCE} s (defaults are 10 s and more).", "",
        circumstances, "",
        "| Attack | Clients | Outcome | Bystander: answers / failures | waited ms p50 / p99 / longest"
        " | descriptors left | memory MiB | seconds |",
        "|---|---:|---|---:|---:|---:|---:|---:|", *attack.rows, *idle_attack.rows, "",
        "An idle connection may hold 10 KiB. The exception is one with TLS, 24 KiB: OpenSSL's buffers are given back while it"
        " idles, but its session and the keys both ways stay.", ""])
    if arguments.write:
        with open(arguments.write, "w") as file:
            file.write(report)
    problems = attack.problems + idle_attack.problems
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
