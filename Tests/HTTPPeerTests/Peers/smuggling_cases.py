"""Requests about whose end two readers could disagree: the families of request smuggling.

Each case is (name, bytes, statuses our server gives when asked directly). IDIDID stands for six characters that are the case's own,
so that every request that arrives anywhere can be traced back to it."""

import random

INNER = b"GET /smuggled/IDIDID HTTP/1.1\r\nHost: a\r\n\r\n"


def post(fields, body, target=b"/echo/IDIDID", version=b"HTTP/1.1", host=b"Host: a\r\n"):
    return b"POST " + target + b" " + version + b"\r\n" + host + fields + b"\r\n" + body


def chunk(data, size=None, extension=b"", end=b"\r\n"):
    return (b"%x" % len(data) if size is None else size) + extension + end + data + end


LAST = b"0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def length(count):
    return b"Content-Length: %d\r\n" % count


def both_framings():
    inner = len(INNER)
    chunked_first = LAST + INNER
    for order in ("CL first", "TE first"):
        fields = [length(len(chunked_first)), CHUNKED]
        if order == "TE first":
            fields.reverse()
        yield f"CL.TE, {order}", post(b"".join(fields), chunked_first), [400]
        counted = chunk(INNER) + LAST
        fields = [length(len(b"%x\r\n" % inner)), CHUNKED]
        if order == "TE first":
            fields.reverse()
        yield f"TE.CL, {order}", post(b"".join(fields), counted), [400]
    yield "CL.0 with chunks", post(length(0) + CHUNKED, chunked_first), [400]
    yield "chunked in HTTP/1.0", post(CHUNKED, chunk(b"x") + LAST, version=b"HTTP/1.0"), [400]
    yield "chunked and length in HTTP/1.0", post(
        length(5) + CHUNKED + b"Connection: keep-alive\r\n", chunked_first, version=b"HTTP/1.0"), [400]


def hidden_codings():
    """TE.TE: a coding that one reader understands and the other does not."""
    forms = {
        "space before the colon": (b"Transfer-Encoding : chunked", [400]),
        "tab before the colon": (b"Transfer-Encoding\t: chunked", [400]),
        "xchunked": (b"Transfer-Encoding: xchunked", [501]),
        "identity": (b"Transfer-Encoding: identity", [501]),
        "chunked twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", [400]),
        "chunked, identity": (b"Transfer-Encoding: chunked, identity", [400]),
        "identity, chunked": (b"Transfer-Encoding: identity, chunked", [501]),
        "gzip, chunked": (b"Transfer-Encoding: gzip, chunked", [501]),
        "two fields, the second unknown": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow", [400]),
        "quoted": (b'Transfer-Encoding: "chunked"', [400]),
        "vertical tab": (b"Transfer-Encoding: \x0bchunked", [400]),
        "form feed": (b"Transfer-Encoding: \x0cchunked", [400]),
        "NUL behind": (b"Transfer-Encoding: chunked\x00", [400]),
        "bare CR behind": (b"Transfer-Encoding: chunked\r", [400]),
        "bare CR inside": (b"X: y\rTransfer-Encoding: chunked", [400]),
        "bare LF before": (b"X: y\nTransfer-Encoding: chunked", [400]),
        "obs-fold": (b"Transfer-Encoding:\r\n chunked", [400]),
        "obs-fold behind another field": (b"X: y\r\n Transfer-Encoding: chunked", [400]),
        "underscore": (b"Transfer_Encoding: chunked", None),
        "with a parameter": (b"Transfer-Encoding: chunked;q=1", [501]),
        "empty": (b"Transfer-Encoding:", [400]),
        "only commas": (b"Transfer-Encoding: ,,", [400]),
        "latin-1 letter": (b"Transfer-Encoding: chunked\xa0", [400]),
        "first line begins with a space": (b" Transfer-Encoding: chunked", [400]),
    }
    for name, (field, statuses) in forms.items():
        # Alone, and beside a length: nobody may find another end than the other.
        yield f"TE.TE, {name}", post(field + b"\r\n", chunk(b"abc") + LAST + INNER), statuses
        yield f"TE.TE with length, {name}", post(field + b"\r\n" + length(len(LAST)), LAST + INNER), (
            None if statuses is None or statuses == [501] else statuses)
    yield "TE.TE, capitals", post(b"tRANSFER-eNCODING: CHUNKED\r\n", chunk(b"abc") + LAST), [200]
    yield "TE.TE, white space around", post(b"Transfer-Encoding: \t chunked \t \r\n", chunk(b"abc") + LAST), [200]


def lengths():
    """CL.CL, and numbers that readers take differently."""
    bodies = {
        "two, unlike": b"Content-Length: 0\r\nContent-Length: %d" % len(INNER),
        "two, alike": b"Content-Length: 3\r\nContent-Length: 3",
        "list, unlike": b"Content-Length: 0, %d" % len(INNER),
        "list, alike": b"Content-Length: 3, 3",
        "plus": b"Content-Length: +3", "minus": b"Content-Length: -1", "hexadecimal": b"Content-Length: 0x3",
        "space inside": b"Content-Length: 0 3", "underscore inside": b"Content-Length: 1_0",
        "fraction": b"Content-Length: 3.0", "exponent": b"Content-Length: 3e0", "empty": b"Content-Length:",
        "semicolon": b"Content-Length: 3;a=b", "quoted": b'Content-Length: "3"',
        "arabic digits": "Content-Length: ٣".encode(), "NUL behind": b"Content-Length: 3\x00",
        "bare CR behind": b"Content-Length: 3\r", "obs-fold": b"Content-Length:\r\n 3",
        "space before the colon": b"Content-Length : 3",
    }
    for name, field in bodies.items():
        yield f"CL, {name}", post(field + b"\r\n", b"abc" + INNER), [400]
    yield "CL, beyond 64 bits", post(b"Content-Length: 18446744073709551619\r\n", b"abc" + INNER), [413]
    yield "CL, beyond 63 bits", post(b"Content-Length: 9223372036854775808\r\n", b"abc" + INNER), [413]
    yield "CL, leading zeros", post(b"Content-Length: 0003\r\n", b"abc"), [200]
    yield "CL, underscore in the name", post(b"Content_Length: 3\r\n", b""), [200]
    yield "GET with a body", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\n" + length(len(INNER)) + b"\r\n" + INNER, [200]
    yield "GET with chunks", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\n" + CHUNKED + b"\r\n" + chunk(INNER) + LAST, [200]
    yield "HEAD with a body", b"HEAD /echo/IDIDID HTTP/1.1\r\nHost: a\r\n" + length(len(INNER)) + b"\r\n" + INNER, [200]


def line_endings():
    yield "bare LF everywhere", post(length(3), b"abc").replace(b"\r\n", b"\n"), [400]
    yield "bare LF behind the request line", post(length(3), b"abc").replace(b"\r\n", b"\n", 1), [400]
    yield "bare LF ends the head", b"POST /echo/IDIDID HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\nabc", [400]
    yield "bare CR ends the head", b"POST /echo/IDIDID HTTP/1.1\r\nHost: a\r\nX: y\r\rGET /smuggled/IDIDID HTTP/1.1\r\n\r\n", [400]
    yield "CR CR LF", b"POST /echo/IDIDID HTTP/1.1\r\r\nHost: a\r\n\r\n", [400]
    yield "NUL in the request line", b"GET /echo/IDIDID\x00 HTTP/1.1\r\nHost: a\r\n\r\n", [400]
    yield "NUL in a field name", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\nX\x00Y: z\r\n\r\n", [400]
    yield "field without a colon", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\nGET /smuggled/IDIDID HTTP/1.1\r\n\r\n", [400]
    yield "empty field name", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", [400]
    yield "obs-fold", b"GET /echo/IDIDID HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n", [400]
    yield "obs-fold before a length", post(b"X: y\r\n Content-Length: 3\r\n", b"abc"), [400]
    yield "empty lines before", b"\r\n\r\nGET /echo/IDIDID HTTP/1.1\r\nHost: a\r\n\r\n", [200]


def chunk_tricks():
    def chunked(body):
        return post(CHUNKED, body)

    yield "bare LF behind a size", chunked(b"3\nabc\r\n" + LAST + INNER), [400]
    yield "bare LF behind data", chunked(b"3\r\nabc\n" + LAST + INNER), [400]
    yield "bare CR behind a size", chunked(b"3\rabc\r\n" + LAST + INNER), [400]
    yield "bare LF in an extension", chunked(b"3;a\nabc\r\n" + LAST + INNER), [400]
    yield "bare CR in an extension", chunked(b"3;a\rb\r\nabc\r\n" + LAST + INNER), [400]
    yield "LF in a quoted extension", chunked(b'3;a="\n"\r\nabc\r\n' + LAST + INNER), [400]
    yield "a request in an extension", chunked(b"0;\n" + INNER), [400]
    yield "unclosed quotes", chunked(b'3;a="b\r\nabc\r\n' + LAST), [400]
    yield "space before the semicolon", chunked(b"3 ;a=b\r\nabc\r\n" + LAST), [400]
    yield "space behind a size", chunked(b"3 \r\nabc\r\n" + LAST), [400]
    yield "space before a size", chunked(b" 3\r\nabc\r\n" + LAST), [400]
    yield "0x", chunked(b"0x3\r\nabc\r\n" + LAST + INNER), [400]
    yield "plus", chunked(b"+3\r\nabc\r\n" + LAST + INNER), [400]
    yield "minus", chunked(b"-3\r\nabc\r\n" + LAST + INNER), [400]
    yield "underscore", chunked(b"1_0\r\n" + b"x" * 16 + b"\r\n" + LAST), [400]
    yield "beyond 64 bits", chunked(b"10000000000000003\r\nabc\r\n" + LAST + INNER), [413]
    yield "beyond 32 bits", chunked(b"100000003\r\nabc\r\n" + LAST + INNER), [413]
    yield "no size", chunked(b"\r\nabc\r\n" + LAST), [400]
    yield "data longer than the size", chunked(b"3\r\nabcdef\r\n" + LAST + INNER), [400]
    yield "no end behind data", chunked(b"3\r\nabc0\r\n\r\n" + INNER), [400]
    yield "many zeros", chunked(b"0000003\r\nabc\r\n000\r\n\r\n"), [200]
    yield "extension", chunked(b'3;a=b;c="d \\" e"\r\nabc\r\n' + LAST), [200]
    yield "trailer", chunked(chunk(b"abc") + b"0\r\nX: y\r\n\r\n"), [200]
    yield "length in a trailer", chunked(chunk(b"abc") + b"0\r\nContent-Length: 99\r\n\r\n"), [200]
    yield "coding in a trailer", chunked(chunk(b"abc") + b"0\r\nTransfer-Encoding: chunked\r\n\r\n"), [200]
    yield "bare LF ends a trailer", chunked(chunk(b"abc") + b"0\r\nX: y\n\r\n" + INNER), [400]
    yield "bare LF ends the trailers", chunked(chunk(b"abc") + b"0\r\n\n" + INNER), [400]
    yield "a request as trailer", chunked(chunk(b"abc") + b"0\r\n" + INNER), [400]
    yield "last chunk without its empty line", chunked(chunk(b"abc") + b"0\r\n" + b"X"), None


def hosts():
    def get(target, fields):
        return b"GET " + target + b" HTTP/1.1\r\n" + fields + b"\r\n"

    yield "host conflict", get(b"http://b/echo/IDIDID", b"Host: a\r\n"), [421]
    yield "host in two", get(b"/echo/IDIDID", b"Host: a\r\nHost: b\r\n"), [400]
    yield "host in two, alike", get(b"/echo/IDIDID", b"Host: a\r\nHost: a\r\n"), [400]
    yield "no host", get(b"/echo/IDIDID", b""), [400]
    yield "absolute form agrees", get(b"http://a/echo/IDIDID", b"Host: a\r\n"), [200]
    yield "absolute form with user", get(b"http://a@b/echo/IDIDID", b"Host: b\r\n"), [400]
    yield "host with a path", get(b"/echo/IDIDID", b"Host: a/b\r\n"), [400]
    yield "host with a space", get(b"/echo/IDIDID", b"Host: a b\r\n"), [400]
    yield "host by a folded line", get(b"/echo/IDIDID", b"Host: a\r\n b\r\n"), [400]
    yield "host behind a space", get(b"/echo/IDIDID", b" Host: b\r\nHost: a\r\n"), [400]
    yield "space before the colon of host", get(b"/echo/IDIDID", b"Host : b\r\nHost: a\r\n"), [400]
    yield "two spaces in the request line", b"GET  /echo/IDIDID HTTP/1.1\r\nHost: a\r\n\r\n", [400]
    yield "tab in the request line", b"GET\t/echo/IDIDID HTTP/1.1\r\nHost: a\r\n\r\n", [400]
    yield "space in the target", b"GET /echo/IDIDID /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", [400]
    yield "HTTP/0.9", b"GET /echo/IDIDID\r\n" + INNER, [400]
    yield "HTTP/2.0", b"GET /echo/IDIDID HTTP/2.0\r\nHost: a\r\n\r\n", [505]
    yield "HTTP/1.10", b"GET /echo/IDIDID HTTP/1.10\r\nHost: a\r\n\r\n", [400]
    yield "http/1.1", b"GET /echo/IDIDID http/1.1\r\nHost: a\r\n\r\n", [400]
    yield "preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None
    yield "dot segments", get(b"/x/../echo/IDIDID", b"Host: a\r\n"), [400]
    yield "encoded dot segments", get(b"/x/%2e%2e/echo/IDIDID", b"Host: a\r\n"), [400]
    yield "encoded slash", get(b"/echo%2fIDIDID", b"Host: a\r\n"), [400]
    yield "encoded NUL", get(b"/echo/IDIDID%00", b"Host: a\r\n"), [400]
    yield "fragment", get(b"/echo/IDIDID#x", b"Host: a\r\n"), [400]
    yield "length named by Connection", post(length(3) + b"Connection: content-length\r\n", b"abc"), [200]
    yield "coding named by Connection", post(
        CHUNKED + b"Connection: transfer-encoding\r\n", chunk(b"abc") + LAST), [200]
    yield "expectation with an early body", post(length(3) + b"Expect: 100-continue\r\n", b"abc"), [200]
    yield "upgrade", get(b"/echo/IDIDID", b"Host: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n"), [200]


def table():
    for family in (both_framings, hidden_codings, lengths, line_endings, chunk_tricks, hosts):
        yield from family()


def random_case(seed):
    """Framing fields, line endings and chunk tricks thrown together, from a seed."""
    source = random.Random(seed)
    body = b"".join(source.choice([
        chunk(b"abc"), chunk(b"x" * 17), chunk(b"abc", b"003"), chunk(b"abc", b"3 "), chunk(b"abc", extension=b";a=b"),
        chunk(b"abc", extension=b';a="\n"'), chunk(b"abc", end=b"\n"), b"3\r\nabcd\r\n", b"ffffffffffffffff3\r\nabc\r\n",
    ]) for _ in range(source.randrange(3))) + source.choice([LAST, LAST, b"0\r\nX: y\r\n\r\n", b"0\n\n", b"00;x\r\n\r\n", b""])
    body += source.choice([b"", INNER, INNER])
    fields = [source.choice([
        CHUNKED, CHUNKED, length(len(body)), length(len(body)), length(3), length(0), b"Content-Length: +3\r\n",
        b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding:\tchunked\r\n",
        b"X: y\r\n Content-Length: 3\r\n", b"X: y\r\n", b"X: y\n", b"Connection: keep-alive\r\n", b"X-Y:\r\n", b"Host: a\r\n",
        b"Expect: 100-continue\r\n", b"Content-Length: %d\r\n" % source.randrange(60),
    ]) for _ in range(source.randrange(4))]
    target = source.choice([b"/echo/IDIDID", b"/echo/IDIDID", b"http://a/echo/IDIDID", b"/echo/IDIDID?q=1"])
    version = source.choice([b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0"])
    request = post(b"".join(fields), body, target, version)
    if source.random() < 0.2:
        place = source.randrange(len(request))
        request = request[:place] + source.choice([b"\r", b"\n", b"\x00", b" ", b"\t", b":", b"\r\n"]) + request[place:]
    return request
