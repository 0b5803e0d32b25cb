/// Whole requests. `ok` is one complete request and nothing more, `ok2` two, `wait` an unfinished one, a number the
/// status of the refusal.
enum RequestTables {
    static let requestLines = #"""
        ok GET / HTTP/1.1⏎Host: a⏎⏎
        ok GET /a/b?c=d HTTP/1.1⏎Host: a⏎⏎
        ok GET / HTTP/1.0⏎⏎
        ok GET / HTTP/1.2⏎Host: a⏎⏎
        ok GET / HTTP/1.9⏎Host: a⏎⏎
        ok HEAD / HTTP/1.1⏎Host: a⏎⏎
        ok M-SEARCH / HTTP/1.1⏎Host: a⏎⏎
        ok !#$%&'*+-.^_`|~ / HTTP/1.1⏎Host: a⏎⏎
        ok get / HTTP/1.1⏎Host: a⏎⏎
        ok OPTIONS * HTTP/1.1⏎Host: a⏎⏎
        ok OPTIONS http://a HTTP/1.1⏎Host: a⏎⏎
        ok OPTIONS / HTTP/1.1⏎Host: a⏎⏎
        ok GET http://a/ HTTP/1.1⏎Host: a⏎⏎
        ok GET http://a HTTP/1.1⏎Host: a⏎⏎
        ok GET http://a?x HTTP/1.1⏎Host: a⏎⏎
        ok GET HTTP://A:80/x HTTP/1.1⏎Host: a:80⏎⏎
        ok GET https://a/ HTTP/1.1⏎Host: a⏎⏎
        ok GET http://[::1]:8/ HTTP/1.1⏎Host: [::1]:8⏎⏎
        ok ⏎GET / HTTP/1.1⏎Host: a⏎⏎
        ok ⏎⏎GET / HTTP/1.1⏎Host: a⏎⏎
        400 ⏎⏎⏎GET / HTTP/1.1⏎Host: a⏎⏎
        wait G
        wait GET
        wait GET / HTTP/1.1
        wait GET / HTTP/1.1\r
        wait GET / HTTP/1.1⏎
        wait GET / HTTP/1.1⏎Host: a⏎
        wait GET / HTTP/1.1⏎Host: a⏎\r
        wait ⏎
        400 GET⏎
        400 GET /⏎
        400 GET / ⏎
        400 GET  / HTTP/1.1⏎Host: a⏎⏎
        400 GET /  HTTP/1.1⏎Host: a⏎⏎
        400 GET / HTTP/1.1 ⏎Host: a⏎⏎
        400 \sGET / HTTP/1.1⏎Host: a⏎⏎
        400 GET\t/ HTTP/1.1⏎Host: a⏎⏎
        400 GET /\tHTTP/1.1⏎Host: a⏎⏎
        400 GET /a b HTTP/1.1⏎Host: a⏎⏎
        400 G@T / HTTP/1.1⏎Host: a⏎⏎
        400 G(T) / HTTP/1.1⏎Host: a⏎⏎
        400 GÈT / HTTP/1.1⏎Host: a⏎⏎
        400 G\0T / HTTP/1.1⏎Host: a⏎⏎
        400 \x16\x03\x01\x02\x00
        400 \x00
        400 GET / http/1.1⏎Host: a⏎⏎
        400 GET / HTTP/1.10⏎Host: a⏎⏎
        400 GET / HTTP/11⏎Host: a⏎⏎
        400 GET / HTTP/1⏎Host: a⏎⏎
        400 GET / HTTP/1.x⏎Host: a⏎⏎
        400 GET / HTTP/a.1⏎Host: a⏎⏎
        400 GET / HTTP1.1⏎Host: a⏎⏎
        400 GET / HTTPS/1.1⏎Host: a⏎⏎
        400 GET / HTTP/1,1⏎Host: a⏎⏎
        505 GET / HTTP/2.0⏎Host: a⏎⏎
        505 PRI * HTTP/2.0⏎⏎SM⏎⏎
        505 GET / HTTP/0.9⏎Host: a⏎⏎
        505 GET / HTTP/3.0⏎Host: a⏎⏎
        501 ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1⏎Host: a⏎⏎
        501 CONNECT a:443 HTTP/1.1⏎Host: a:443⏎⏎
        400 CONNECT a HTTP/1.1⏎Host: a⏎⏎
        400 CONNECT / HTTP/1.1⏎Host: a⏎⏎
        400 GET * HTTP/1.1⏎Host: a⏎⏎
        400 GET a HTTP/1.1⏎Host: a⏎⏎
        400 GET a:80 HTTP/1.1⏎Host: a:80⏎⏎
        400 GET ftp://a/ HTTP/1.1⏎Host: a⏎⏎
        400 GET http:///x HTTP/1.1⏎Host: a⏎⏎
        400 GET http://u@a/ HTTP/1.1⏎Host: a⏎⏎
        421 GET http://a/ HTTP/1.1⏎Host: b⏎⏎
        421 GET http://a:80/ HTTP/1.1⏎Host: a:81⏎⏎
        400 GET / HTTP/1.1\nHost: a\n\n
        400 GET / HTTP/1.1\rHost: a⏎⏎
        ok TRACE / HTTP/1.1⏎Host: a⏎⏎
        ok GET //a//b HTTP/1.1⏎Host: a⏎⏎
        ok GET /a%20b HTTP/1.1⏎Host: a⏎⏎
        ok GET /?a=b%26c HTTP/1.1⏎Host: a⏎⏎
        ok GET /h%E1%BB%93 HTTP/1.1⏎Host: a⏎⏎
        ok GET http://a/ HTTP/1.0⏎⏎
        ok GET http://a/ HTTP/1.1⏎Host: A⏎⏎
        ok GET http://a:80/ HTTP/1.1⏎Host: a⏎⏎
        ok GET http://a/ HTTP/1.1⏎Host: a:80⏎⏎
        ok GET http://a:/ HTTP/1.1⏎Host: a⏎⏎
        ok GET https://a:443/ HTTP/1.1⏎Host: a⏎⏎
        ok OPTIONS http://a/ HTTP/1.1⏎Host: a⏎⏎
        ok OPTIONS http://a?x HTTP/1.1⏎Host: a⏎⏎
        421 GET https://a:80/ HTTP/1.1⏎Host: a⏎⏎
        421 GET http://a:443/ HTTP/1.1⏎Host: a⏎⏎
        421 GET http://a/ HTTP/1.1⏎Host: a.⏎⏎
        421 GET http://a/ HTTP/1.1⏎Host: aa⏎⏎
        421 OPTIONS http://a HTTP/1.1⏎Host: b⏎⏎
        400 GET http://a/ HTTP/1.1⏎⏎
        400 GET http://a/ HTTP/1.1⏎Host:⏎⏎
        400 GET http:// HTTP/1.1⏎Host: a⏎⏎
        400 GET http:/a HTTP/1.1⏎Host: a⏎⏎
        400 GET http:a HTTP/1.1⏎Host: a⏎⏎
        400 GET http://a\\b/ HTTP/1.1⏎Host: a⏎⏎
        400 GET http://[::1/ HTTP/1.1⏎Host: [::1]⏎⏎
        400 GET http://a/#x HTTP/1.1⏎Host: a⏎⏎
        400 GET /a#x HTTP/1.1⏎Host: a⏎⏎
        400 GET /../a HTTP/1.1⏎Host: a⏎⏎
        400 GET /%2e%2E/a HTTP/1.1⏎Host: a⏎⏎
        400 GET /a%2fb HTTP/1.1⏎Host: a⏎⏎
        400 GET /a%00 HTTP/1.1⏎Host: a⏎⏎
        400 GET /a%zz HTTP/1.1⏎Host: a⏎⏎
        400 GET /\x01 HTTP/1.1⏎Host: a⏎⏎
        400 GET /\x7F HTTP/1.1⏎Host: a⏎⏎
        400 GET /é HTTP/1.1⏎Host: a⏎⏎
        400 GET /?a=\x00 HTTP/1.1⏎Host: a⏎⏎
        400 OPTIONS ** HTTP/1.1⏎Host: a⏎⏎
        400 POST * HTTP/1.1⏎Host: a⏎⏎
        400 CONNECT a:443/x HTTP/1.1⏎Host: a:443⏎⏎
        400 CONNECT a: HTTP/1.1⏎Host: a⏎⏎
        400 CONNECT :443 HTTP/1.1⏎Host: a⏎⏎
        421 CONNECT a:443 HTTP/1.1⏎Host: b:443⏎⏎
        400 GET / HTTP/1.1\x0B⏎Host: a⏎⏎
        400 GET / HTTP/1.1\0⏎Host: a⏎⏎
        400 GET / HTTP/ 1.1⏎Host: a⏎⏎
        400 GET / HTTP/-1.1⏎Host: a⏎⏎
        400 GET / ⏎Host: a⏎⏎
        400 GET\x0B/ HTTP/1.1⏎Host: a⏎⏎
        400 GET\xA0/ HTTP/1.1⏎Host: a⏎⏎
        400 {"a":1}⏎⏎
        400 ⏎\nGET / HTTP/1.1⏎Host: a⏎⏎
        400 \nGET / HTTP/1.1⏎Host: a⏎⏎
        400 \rGET / HTTP/1.1⏎Host: a⏎⏎
        """#

    static let fields = #"""
        ok GET / HTTP/1.1⏎Host: a⏎X: ⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X:⏎⏎
        ok GET / HTTP/1.1⏎Host:a⏎X:\t b \t⏎⏎
        ok GET / HTTP/1.1⏎hOsT: a⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X: a:b⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X: hồ sơ⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X: \xFF\xFE⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X: a\tb⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X-1_2.3~!: a⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎X: 1⏎X: 2⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X : b⏎⏎
        400 GET / HTTP/1.1⏎Host : a⏎⏎
        400 GET / HTTP/1.1⏎Host\t: a⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X Y: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X(Y: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎Xé: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X\0: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\0⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\x01c⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\x7F⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\x1Bc⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\rc⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\r⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b\nY: c⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b⏎ c⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b⏎\tc⏎⏎
        400 GET / HTTP/1.1⏎ Host: a⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎ ⏎
        400 GET / HTTP/1.1⏎Host: a⏎\n
        400 GET / HTTP/1.1⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎Host: a⏎⏎
        400 GET / HTTP/1.0⏎Host: a⏎Host: b⏎⏎
        400 GET / HTTP/1.1⏎Host:⏎⏎
        400 GET / HTTP/1.1⏎Host: a b⏎⏎
        400 GET / HTTP/1.1⏎Host: a,b⏎Host: c⏎⏎
        400 GET / HTTP/1.1⏎Host: a/b⏎⏎
        400 GET / HTTP/1.1⏎Host: u@a⏎⏎
        400 GET / HTTP/1.1⏎Host: a:x⏎⏎
        400 GET / HTTP/1.1⏎Host: a:65536⏎⏎
        400 GET / HTTP/1.1⏎Host: a:1:2⏎⏎
        400 GET / HTTP/1.1⏎Host: :80⏎⏎
        400 GET / HTTP/1.1⏎Host: [::1⏎⏎
        400 GET / HTTP/1.1⏎Host: [g::]⏎⏎
        400 GET / HTTP/1.1⏎Host: [::1]x⏎⏎
        400 GET / HTTP/1.1⏎Host: a%2⏎⏎
        ok GET / HTTP/1.1⏎Host: a:80⏎⏎
        ok GET / HTTP/1.1⏎Host: a:⏎⏎
        ok GET / HTTP/1.1⏎Host: [::1]:80⏎⏎
        ok GET / HTTP/1.1⏎Host: 192.0.2.1:65535⏎⏎
        ok GET / HTTP/1.1⏎Host: xn--h-s-dma.vn⏎⏎
        ok GET / HTTP/1.1⏎Host: [2001:db8::1]⏎⏎
        ok GET / HTTP/1.1⏎Host: [::]⏎⏎
        ok GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:7:8]⏎⏎
        ok GET / HTTP/1.1⏎Host: [1::8]⏎⏎
        ok GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:7::]⏎⏎
        ok GET / HTTP/1.1⏎Host: [::ffff:192.0.2.1]⏎⏎
        ok GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:192.0.2.1]⏎⏎
        ok GET / HTTP/1.1⏎Host: a_b.example⏎⏎
        ok GET / HTTP/1.1⏎Host: a.example.⏎⏎
        ok GET / HTTP/1.1⏎Host: %61⏎⏎
        400 GET / HTTP/1.1⏎Host: a,b⏎⏎
        400 GET / HTTP/1.1⏎Host: a;b⏎⏎
        400 GET / HTTP/1.1⏎Host: a&b⏎⏎
        400 GET / HTTP/1.1⏎Host: (a)⏎⏎
        400 GET / HTTP/1.1⏎Host: a\\b⏎⏎
        400 GET / HTTP/1.1⏎Host: a?b⏎⏎
        400 GET / HTTP/1.1⏎Host: a#b⏎⏎
        400 GET / HTTP/1.1⏎Host: http://a⏎⏎
        400 GET / HTTP/1.1⏎Host: hồ⏎⏎
        400 GET / HTTP/1.1⏎Host: a:-1⏎⏎
        400 GET / HTTP/1.1⏎Host: a:000080⏎⏎
        400 GET / HTTP/1.1⏎Host: ::1⏎⏎
        400 GET / HTTP/1.1⏎Host: []⏎⏎
        400 GET / HTTP/1.1⏎Host: [:]⏎⏎
        400 GET / HTTP/1.1⏎Host: [:::]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:7]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:7:8:9]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1:2:3:4::5:6:7:8]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1::2::3]⏎⏎
        400 GET / HTTP/1.1⏎Host: [12345::]⏎⏎
        400 GET / HTTP/1.1⏎Host: [1:2:3:4:5:6:7:]⏎⏎
        400 GET / HTTP/1.1⏎Host: [::192.0.2]⏎⏎
        400 GET / HTTP/1.1⏎Host: [::192.0.2.256]⏎⏎
        400 GET / HTTP/1.1⏎Host: [::192.0.2.01]⏎⏎
        400 GET / HTTP/1.1⏎Host: [192.0.2.1]⏎⏎
        400 GET / HTTP/1.1⏎Host: [fe80::1%25eth0]⏎⏎
        400 GET / HTTP/1.1⏎Host: [v1.a]⏎⏎
        400 GET / HTTP/1.1⏎Host: [::1]:⏎Host: a⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b⏎\x0Bc: d⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎"X": b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X;Y: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X=Y⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎\xA0X: b⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: b⏎\r⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: \x08⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎X: \x0C⏎⏎
        400 GET / HTTP/1.1⏎\tHost: a⏎⏎
        400 GET / HTTP/1.1⏎: a⏎Host: a⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Expect:⏎Content-Length: 1⏎⏎x
        417 GET / HTTP/1.1⏎Host: a⏎Expect: 100-continue;x=1⏎⏎
        417 GET / HTTP/1.1⏎Host: a⏎Expect: 100-continue⏎Expect: magic⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Expect: 100-continue⏎Content-Length: 1⏎⏎x
        ok POST / HTTP/1.1⏎Host: a⏎Expect: 100-Continue⏎Content-Length: 1⏎⏎x
        ok GET / HTTP/1.0⏎Expect: magic⏎⏎
        417 GET / HTTP/1.1⏎Host: a⏎Expect: magic⏎⏎
        417 GET / HTTP/1.1⏎Host: a⏎Expect: 100-continue, magic⏎⏎
        """#

    static let framing = #"""
        ok POST / HTTP/1.1⏎Host: a⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Content-Length: 0⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎⏎hello
        ok POST / HTTP/1.1⏎Host: a⏎Content-Length: 0005⏎⏎hello
        ok GET / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎⏎hello
        ok POST / HTTP/1.0⏎Content-Length: 5⏎⏎hello
        ok2 GET / HTTP/1.1⏎Host: a⏎⏎GET /b HTTP/1.1⏎Host: a⏎⏎
        ok2 POST / HTTP/1.1⏎Host: a⏎Content-Length: 2⏎⏎hiGET /b HTTP/1.1⏎Host: a⏎⏎
        ok2 POST / HTTP/1.1⏎Host: a⏎Content-Length: 2⏎⏎hi⏎GET /b HTTP/1.1⏎Host: a⏎⏎
        ok2 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎0⏎⏎GET /b HTTP/1.1⏎Host: a⏎⏎
        wait POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎⏎hell
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 2⏎⏎hi GET / HTTP/1.1⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length:⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: -1⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: +5⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 0x5⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5 5⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5,5⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5, 6⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5;⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: "5"⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5.0⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: ٥⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎Content-Length: 5⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎Content-Length: 6⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎content-length: 0⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length : 5⏎⏎hello
        413 POST / HTTP/1.1⏎Host: a⏎Content-Length: 1048577⏎⏎
        413 POST / HTTP/1.1⏎Host: a⏎Content-Length: 18446744073709551616⏎⏎
        413 POST / HTTP/1.1⏎Host: a⏎Content-Length: 99999999999999999999999999999999999999⏎⏎
        wait POST / HTTP/1.1⏎Host: a⏎Content-Length: 1048576⏎⏎
        411 POST / HTTP/1.0⏎⏎
        411 PUT / HTTP/1.0⏎⏎
        411 PATCH / HTTP/1.0⏎⏎
        ok DELETE / HTTP/1.0⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎transfer-encoding: CHUNKED⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: , chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked,⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: ;chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎Content-Length: 5⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 5⏎Transfer-Encoding: gzip⏎⏎hello
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked, chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked, gzip⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎Transfer-Encoding: x⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked, identity⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding:⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: ,⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding : chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: "chunked"⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: \x0Bchunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding:⏎ chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.0⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        ok2 POST / HTTP/1.1⏎Host: a⏎Content-Length: 0⏎⏎⏎GET / HTTP/1.1⏎Host: a⏎⏎
        ok2 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎1⏎x⏎0⏎⏎⏎⏎GET / HTTP/1.1⏎Host: a⏎⏎
        ok2 GET / HTTP/1.0⏎⏎GET / HTTP/1.0⏎⏎
        ok GET / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked⏎⏎2⏎hi⏎0⏎⏎
        ok DELETE / HTTP/1.1⏎Host: a⏎Content-Length: 2⏎⏎hi
        ok POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding:\tchunked\t⏎⏎0⏎⏎
        ok POST / HTTP/1.1⏎Host: a⏎Content-Length:\t2 ⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 2\0⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: \x0B2⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 1e1⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 2,⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: ２⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length⏎⏎hi
        400 POST / HTTP/1.1⏎Host: a⏎Content-Length: 0⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 GET / HTTP/1.1⏎Host: a⏎Content-Length: 0⏎Transfer-Encoding: identity⏎⏎
        400 POST / HTTP/1.0⏎Content-Length: 5⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.0⏎Connection: keep-alive⏎Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: 'chunked' x⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked\0⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunk\ted⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎ Transfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎X: y\nTransfer-Encoding: chunked⏎⏎0⏎⏎
        400 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding\0: chunked⏎⏎0⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: deflate, chunked⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: cow⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked;a=b⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: gzip⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: gzip, chunked⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: identity⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: xchunked⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: chunked;q=1⏎⏎
        501 POST / HTTP/1.1⏎Host: a⏎Transfer-Encoding: x⏎Transfer-Encoding: chunked⏎⏎
        """#

    /// Bodies after a chunked head; the verdict `ok:TEXT` tells the body too.
    /// For a server that answers to motcua.example, 192.0.2.1 and [2001:DB8::1] alone.
    static let hostNames = #"""
        ok GET / HTTP/1.1⏎Host: motcua.example⏎⏎
        ok GET / HTTP/1.1⏎Host: MotCua.Example⏎⏎
        ok GET / HTTP/1.1⏎Host: motcua.example:8443⏎⏎
        ok GET / HTTP/1.1⏎Host: motcua.example:⏎⏎
        ok GET / HTTP/1.1⏎Host: 192.0.2.1:80⏎⏎
        ok GET / HTTP/1.1⏎Host: [2001:db8::1]⏎⏎
        ok GET / HTTP/1.1⏎Host: [2001:DB8::1]:8080⏎⏎
        ok GET http://motcua.example/ HTTP/1.1⏎Host: motcua.example⏎⏎
        ok OPTIONS * HTTP/1.1⏎Host: motcua.example⏎⏎
        ok POST / HTTP/1.1⏎Host: motcua.example⏎Content-Length: 2⏎⏎hi
        # Names no host, so none that is wrong.
        ok GET / HTTP/1.0⏎⏎
        421 GET / HTTP/1.1⏎Host: other.example⏎⏎
        421 GET / HTTP/1.1⏎Host: www.motcua.example⏎⏎
        421 GET / HTTP/1.1⏎Host: motcua.example.⏎⏎
        421 GET / HTTP/1.1⏎Host: motcua.exampl⏎⏎
        421 GET / HTTP/1.1⏎Host: motcua.example.evil.example⏎⏎
        421 GET / HTTP/1.1⏎Host: localhost⏎⏎
        421 GET / HTTP/1.1⏎Host: 192.0.2.10⏎⏎
        421 GET / HTTP/1.1⏎Host: [2001:db8::2]⏎⏎
        421 GET / HTTP/1.1⏎Host: [2001:db8:0::1]⏎⏎
        421 GET / HTTP/1.0⏎Host: other.example⏎⏎
        421 GET http://other.example/ HTTP/1.1⏎Host: other.example⏎⏎
        421 GET http://other.example/ HTTP/1.0⏎⏎
        421 OPTIONS * HTTP/1.1⏎Host: other.example⏎⏎
        421 POST / HTTP/1.1⏎Host: other.example⏎Content-Length: 2⏎⏎hi
        # What is wrong with the bytes comes first.
        400 GET / HTTP/1.1⏎⏎
        400 GET / HTTP/1.1⏎Host: a@motcua.example⏎⏎
        400 GET / HTTP/1.1⏎Host: other.example⏎Host: motcua.example⏎⏎
        400 GET / HTTP/1.1⏎Host: other.example⏎X : 1⏎⏎
        """#

    static let chunks = #"""
        ok:hello 5⏎hello⏎0⏎⏎
        ok:hello 2⏎he⏎3⏎llo⏎0⏎⏎
        ok:hello 05⏎hello⏎00⏎⏎
        ok:0123456789 A⏎0123456789⏎0⏎⏎
        ok:0123456789 a⏎0123456789⏎0⏎⏎
        ok: 0⏎⏎
        ok:hello 5;a⏎hello⏎0⏎⏎
        ok:hello 5;a=b;c="d;\\"e"⏎hello⏎0;x⏎⏎
        ok:hello 5⏎hello⏎0⏎X: y⏎⏎
        ok:hello 5⏎hello⏎0⏎Content-Length: 9⏎⏎
        wait 5⏎hello⏎0⏎
        wait 5⏎hello⏎0⏎\r
        wait 5⏎hello⏎
        wait 5⏎hel
        wait 5
        400 ⏎hello⏎0⏎⏎
        400 x⏎hello⏎0⏎⏎
        400 -5⏎hello⏎0⏎⏎
        400 +5⏎hello⏎0⏎⏎
        400 0x5⏎hello⏎0⏎⏎
        400 5 ⏎hello⏎0⏎⏎
        400 \s5⏎hello⏎0⏎⏎
        400 5 ;a⏎hello⏎0⏎⏎
        400 5; a⏎hello⏎0⏎⏎
        400 5;⏎hello⏎0⏎⏎
        400 5;a=⏎hello⏎0⏎⏎
        400 5;a="b⏎hello⏎0⏎⏎
        400 5;a\rb⏎hello⏎0⏎⏎
        400 5;a="\n"⏎hello⏎0⏎⏎
        400 5\nhello⏎0⏎⏎
        400 5⏎hello\n0⏎⏎
        400 5⏎helloX⏎0⏎⏎
        400 5⏎hello0⏎⏎
        400 4⏎hello⏎0⏎⏎
        400 5⏎hello⏎0⏎X : y⏎⏎
        400 5⏎hello⏎0⏎ X: y⏎⏎
        400 5⏎hello⏎0⏎X⏎⏎
        400 5⏎hello⏎0⏎X: \0⏎⏎
        400 5⏎hello⏎0⏎\n
        ok:hello 5;a;b=1;c="x y"⏎hello⏎0⏎⏎
        ok:hello 000000000000000000005⏎hello⏎0⏎⏎
        ok:x 1⏎x⏎0⏎A: b⏎C: d⏎⏎
        ok2 1⏎x⏎0⏎⏎GET / HTTP/1.1⏎Host: a⏎⏎
        wait 5;a
        wait 5⏎hello\r
        wait 5⏎hello⏎0⏎X: y⏎
        400 G⏎
        400 ;a⏎hello⏎0⏎⏎
        400 5;a=b c⏎hello⏎0⏎⏎
        400 5;a =b⏎hello⏎0⏎⏎
        400 5;=b⏎hello⏎0⏎⏎
        400 5;a;⏎hello⏎0⏎⏎
        400 5;a="b"c⏎hello⏎0⏎⏎
        400 5;a="b\0"⏎hello⏎0⏎⏎
        400 5;a="b\\"⏎hello⏎0⏎⏎
        400 5,a⏎hello⏎0⏎⏎
        400 5\t⏎hello⏎0⏎⏎
        400 5h⏎hello⏎0⏎⏎
        400 5\0⏎hello⏎0⏎⏎
        400 5\rhello⏎0⏎⏎
        400 5\r\rhello⏎0⏎⏎
        400 5⏎hello\r0⏎⏎
        400 5⏎hello⏎⏎0⏎⏎
        400 6⏎hello⏎0⏎⏎
        400 0⏎X: y\n⏎
        400 0⏎: y⏎⏎
        400 0⏎X: a⏎\tb⏎⏎
        413 FFFFFFFF⏎
        413 7FFFFFFFFFFFFFFF⏎
        413 100001⏎
        413 FFFFFFFFFFFFFFFF⏎
        413 10000000000000000⏎
        413 1⏎x⏎100000⏎
        """#
}
