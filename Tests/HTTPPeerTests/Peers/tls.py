#!/usr/bin/env python3
"""TLS as real clients speak it: Python's ssl, curl and openssl s_client against the example built with trait TLS."""

import ctypes
import ctypes.util
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import warnings

import peers

# That TLS 1.0 is deprecated is the point of asking for it.
warnings.simplefilter("ignore", DeprecationWarning)

GET = b"GET /static HTTP/1.1\r\nHost: localhost\r\n\r\n"
GET_LAST = b"GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Place:
    """A server and the certificate that its clients trust."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.certificate, self.key = peers.make_certificate(folder)
        self.server = peers.start_example(
            "--tls-certificate", self.certificate, "--tls-key", self.key, *arguments)

    def context(self, version=None):
        context = ssl.create_default_context(cafile=self.certificate)
        if version:
            context.minimum_version = context.maximum_version = version
        return context

    def connect(self, context=None, session=None, receive_buffer=None):
        plain = socket.socket()
        if receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", self.server.port))
        context = context or self.context()
        # A missing farewell is an error here, not an end.
        return context.wrap_socket(
            plain, server_hostname="localhost", session=session, suppress_ragged_eofs=False)

    def refuses(self, context):
        try:
            self.connect(context).close()
            return False
        except (ssl.SSLError, ConnectionError):
            return True


def read_to_end(connection, pause=0):
    answer = bytearray()
    while True:
        piece = connection.recv(65536)
        if not piece:
            return bytes(answer)
        answer += piece
        if pause:
            time.sleep(pause)


def body_of(answer):
    return answer.split(b"\r\n\r\n", 1)[1]


def versions(place):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with place.connect(place.context(version)) as connection:
            connection.sendall(GET + GET_LAST)
            answer = read_to_end(connection)
            assert answer.count(b"HTTP/1.1 200 ") == 2, answer[:200]
            assert len(body_of(answer.split(b"x\n", 1)[1])) == 600
    old = place.context()
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    assert place.refuses(old), "TLS 1.1 is spoken"


def ciphers(place):
    for weak in ("AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"):
        context = place.context(ssl.TLSVersion.TLSv1_2)
        context.set_ciphers(weak + ":@SECLEVEL=0")
        assert place.refuses(context), f"{weak} is spoken"


def protocols(place):
    for offered, chosen in ((["h2", "http/1.1"], "http/1.1"), (["http/1.1"], "http/1.1"), (None, None)):
        context = place.context()
        if offered:
            context.set_alpn_protocols(offered)
        with place.connect(context) as connection:
            assert connection.selected_alpn_protocol() == chosen
    context = place.context()
    context.set_alpn_protocols(["h2"])
    assert place.refuses(context), "a client that speaks only h2 was not told"


def resumption(place):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = place.context(version)
        with place.connect(context) as connection:
            connection.sendall(GET_LAST)
            read_to_end(connection)
            session = connection.session
        # Whichever loop takes it.
        for _ in range(8):
            with place.connect(context, session) as connection:
                connection.sendall(GET_LAST)
                read_to_end(connection)
                assert connection.session_reused, f"{version} does not resume"


def big_bodies(place):
    size = 16_777_216
    with place.connect(receive_buffer=4096) as connection:
        connection.sendall(b"GET /bytes/%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % size)
        assert body_of(read_to_end(connection)) == b"b" * size
    body = os.urandom(1_000_000)
    for step in (1_000_000, 16_384, 1_371):
        with place.connect() as connection:
            connection.sendall(
                b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
            for start in range(0, len(body), step):
                connection.sendall(body[start:start + step])
            assert body_of(read_to_end(connection)) == body
    # Many answers that wait for a slow reader, each in records of its own.
    with place.connect(receive_buffer=4096) as connection:
        connection.sendall(b"GET /bytes/20000 HTTP/1.1\r\nHost: a\r\n\r\n" * 50 + GET_LAST)
        assert read_to_end(connection, 0.001).count(b"b" * 20_000) == 50


def trickled_handshake(place):
    """Every byte of the client in a packet of its own."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = place.context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", place.server.port), 10) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def step(action):
            while True:
                try:
                    result = action()
                    waits = False
                except ssl.SSLWantReadError:
                    waits = True
                for byte in outgoing.read():
                    plain.sendall(bytes([byte]))
                if not waits:
                    return result
                piece = plain.recv(65536)
                assert piece, "closed during the handshake"
                incoming.write(piece)

        step(session.do_handshake)
        step(lambda: session.write(GET_LAST))
        assert step(lambda: session.read(65536)).startswith(b"HTTP/1.1 200 ")


def strangers(place):
    """What is no TLS, or ends in the middle of it, costs nothing that lasts."""
    before = None
    for attempt in range(300):
        plain = socket.create_connection(("127.0.0.1", place.server.port), 10)
        data = (GET, b"\x16\x03\x01\x02\x00\x01", os.urandom(200), b"", b"\x16\x03\x01\xff\xff" + b"\x01" * 2000)[attempt % 5]
        plain.sendall(data)
        if attempt % 2:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        elif data == GET:
            plain.settimeout(5)
            try:
                while plain.recv(1000):
                    pass
            except ConnectionError:
                pass
        plain.close()
        if attempt == 20:
            before = settled_descriptors(place)
    with place.connect() as connection:
        # Broken records inside a session.
        plain = socket.socket(fileno=os.dup(connection.fileno()))
        plain.sendall(b"\x17\x03\x03\x00\x20" + os.urandom(32))
        plain.settimeout(5)
        try:
            while plain.recv(1000):
                pass
        except ConnectionError:
            pass
        plain.close()
    assert settled_descriptors(place) <= before, "descriptors leak"


def settled_descriptors(place):
    """The count once connections that were given up are gone: the lowest of a second."""
    lowest = place.server.descriptors()
    for _ in range(20):
        time.sleep(0.05)
        lowest = min(lowest, place.server.descriptors())
    return lowest


def farewells(place):
    with place.connect() as connection:
        connection.sendall(GET)
        connection.recv(65536)
        # The client says goodbye; the server's own goodbye comes back, or unwrap raises.
        connection.unwrap().close()


def reloading(place):
    def fingerprint():
        with place.connect(context) as connection:
            return connection.getpeercert(binary_form=True)

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    old = fingerprint()
    kept = place.connect(context)
    shutil.copy(place.certificate, place.certificate + ".old")
    shutil.copy(place.key, place.key + ".old")
    with open(place.certificate, "w") as file:
        file.write("not a certificate")
    place.server.process.send_signal(signal.SIGHUP)
    for _ in range(20):
        assert fingerprint() == old, "a broken certificate was taken"
        time.sleep(0.01)
    peers.make_certificate(place.folder)
    place.server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 10
    while fingerprint() == old:
        assert time.monotonic() < end, "the new certificate was not taken"
        time.sleep(0.02)
    kept.sendall(GET)
    assert kept.recv(65536).startswith(b"HTTP/1.1 200 "), "a connection from before the reload was lost"
    kept.close()


def commands(place):
    url = f"https://localhost:{place.server.port}/static"
    for flags in ([], ["--tls-max", "1.2"], ["--tlsv1.3"], ["--http2"]):
        answer = subprocess.run(
            ["curl", "--silent", "--show-error", "--cacert", place.certificate, *flags, url, url],
            capture_output=True, timeout=20)
        assert answer.stdout == (b"x" * 599 + b"\n") * 2, (flags, answer.stderr)
    told = subprocess.run(
        ["openssl", "s_client", "-brief", "-connect", f"127.0.0.1:{place.server.port}", "-CAfile", place.certificate,
         "-verify_return_error", "-alpn", "http/1.1"], input=b"", capture_output=True, timeout=20)
    text = told.stderr.decode() + told.stdout.decode()
    assert "Verification: OK" in text and re.search(r"Protocol version: TLSv1\.3", text), text
    # Key updates that want an answer, each in a line of its own; then a request.
    process = subprocess.Popen(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{place.server.port}", "-CAfile", place.certificate],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
    for _ in range(5):
        process.stdin.write(b"K\n")
        line = b""
        while b"KEYUPDATE" not in line:
            line = process.stderr.readline()
            assert line, "s_client ended"
    process.stdin.write(GET_LAST)
    answer = process.stdout.read()
    process.stdin.close()
    process.wait(20)
    assert b"HTTP/1.1 200 " in answer and b"x" * 599 in answer, answer[-2000:]


def key_updates_unread(place):
    """A client that wants a new key again and again, faster than it can be had, and reads none of the answers: cut once
    the server owes it 64 KiB, and meanwhile others are served."""
    library = ctypes.CDLL(ctypes.util.find_library("ssl"))
    pointer = ctypes.c_void_p
    for name in ("TLS_client_method", "SSL_CTX_new", "SSL_new", "BIO_new", "BIO_s_mem"):
        getattr(library, name).restype = pointer
    context = pointer(library.SSL_CTX_new(pointer(library.TLS_client_method())))
    session = pointer(library.SSL_new(context))
    with open("/proc/sys/net/ipv4/tcp_wmem") as file:
        # First the kernel's buffer fills, by some 20 bytes for each answer; this would be twice as much, and ours.
        count = (int(file.read().split()[2]) + 65_536) // 10
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(("127.0.0.1", place.server.port))
        assert library.SSL_set_fd(session, plain.fileno()) == 1
        assert library.SSL_connect(session) == 1
        # From here on what it would send is gathered, to be sent in one go.
        memory = pointer(library.BIO_new(pointer(library.BIO_s_mem())))
        library.SSL_set0_wbio(session, memory)
        flood, buffer = bytearray(), ctypes.create_string_buffer(1 << 20)
        for number in range(count):
            assert library.SSL_key_update(session, 1) == 1 and library.SSL_do_handshake(session) == 1
            if number % 10_000 == 0 or number == count - 1:
                while (size := library.BIO_read(memory, buffer, len(buffer))) > 0:
                    flood += buffer.raw[:size]
        assert len(flood) > count * 20
        before = place.server.peak_kib()
        plain.settimeout(100)
        outcome = []

        def send():
            try:
                plain.sendall(flood)
                outcome.append("all of it was taken")
            except ConnectionError:
                outcome.append("cut")

        sender = threading.Thread(target=send)
        sender.start()
        answers = 0
        while sender.is_alive():
            # On whichever loop.
            with place.connect() as other:
                other.sendall(GET_LAST)
                assert read_to_end(other).startswith(b"HTTP/1.1 200 "), "others are not served meanwhile"
            answers += 1
        assert outcome == ["cut"], outcome
        grown = place.server.peak_kib() - before
        assert grown < 2_048, f"{grown} KiB for what one client does not read"
    library.SSL_free(session)
    library.SSL_CTX_free(context)


def overload():
    with peers.temporary_folder() as folder:
        place = Place(folder, "--max-connections", "1")
        with place.server, place.connect() as first:
            first.sendall(GET)
            assert first.recv(65536).startswith(b"HTTP/1.1 200 ")
            with place.connect() as second:
                assert read_to_end(second).startswith(b"HTTP/1.1 503 ")


def silence():
    with peers.temporary_folder() as folder:
        place = Place(folder, "--head-timeout-seconds", "1")
        with place.server, socket.create_connection(("127.0.0.1", place.server.port), 10) as silent:
            assert silent.recv(100) == b"", "a client that does not shake hands is kept"


def main():
    overload()
    silence()
    with peers.temporary_folder() as folder:
        place = Place(folder)
        with place.server:
            for check in (versions, ciphers, protocols, resumption, farewells, big_bodies, trickled_handshake, commands,
                          strangers, key_updates_unread, reloading):
                start = time.monotonic()
                check(place)
                print(f"{check.__name__}: fine ({time.monotonic() - start:.1f} s)")
            assert place.server.process.poll() is None


main()
