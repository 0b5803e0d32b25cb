import Crypto
import Foundation
import HTTPTypes

/// The page that the QR code of a slip leads to: a citizen's telephone asks for number and code, which never stand in an
/// address that a server sees (SEC-04, decision 0055).
enum LookUpPage {
    /// The page, ready to be sent.
    static let reply: APIReply = {
        var reply = APIReply.page(html)
        reply.fields[.contentLanguage] = "vi"
        // The digests let this script and this style run and no other, whatever is put into the page on its way.
        reply.fields[.contentSecurityPolicy] =
            "default-src 'none'; script-src '\(digest(script))'; style-src '\(digest(style))'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        // It says nothing of anybody, and lines are slow.
        reply.fields[.cacheControl] = "public, max-age=3600"
        return reply
    }()

    private static func digest(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    private static let html = """
        <!doctype html>
        <html lang="vi">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tra cứu hồ sơ</title>
        <style>\(style)</style>
        </head>
        <body>
        <main>
        <h1>Tra cứu hồ sơ</h1>
        <p>Nhập mã hồ sơ và mã tra cứu in trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.</p>
        <form id="form">
        <label for="number">Mã hồ sơ</label>
        <input id="number" placeholder="000.00.11.H37-190820-0001" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
        <label for="code">Mã tra cứu</label>
        <input id="code" placeholder="K7QX-3M2P" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
        <button>Xem hồ sơ</button>
        </form>
        <div id="answer" aria-live="polite"></div>
        <noscript><p class="trouble">Trình duyệt này không chạy JavaScript. Hỏi tại nơi đã nhận hồ sơ, đưa giấy tiếp nhận ra.</p></noscript>
        <p class="small">Ai có mã tra cứu thì xem được hồ sơ đang ở đâu và ngày hẹn. Trang này không lưu lại mã.</p>
        </main>
        <script>\(script)</script>
        </body>
        </html>

        """

    private static let style = """
        body{margin:0;background:#f4f4f1;color:#111;font:19px/1.5 system-ui,"Noto Sans","DejaVu Sans",sans-serif}
        main{max-width:34em;margin:0 auto;padding:1em 1.2em 2em;background:#fff;min-height:100vh;box-sizing:border-box}
        h1{font-size:1.4em;margin:.4em 0}
        label{display:block;margin:.9em 0 .2em;font-weight:600}
        input{font:inherit;width:100%;box-sizing:border-box;padding:.5em;border:2px solid #555;border-radius:6px}
        button{font:inherit;font-weight:600;margin-top:1.1em;width:100%;padding:.7em;border:0;border-radius:6px;background:#a61b1b;color:#fff}
        button:disabled{background:#777}
        input:focus,button:focus{outline:3px solid #1a5fb4;outline-offset:2px}
        dl{margin:1.4em 0 0;border-top:1px solid #ccc}
        dt{color:#444;font-size:.85em;margin-top:.7em}
        dd{margin:0;font-weight:600;overflow-wrap:anywhere}
        dd::first-letter{text-transform:uppercase}
        .trouble{margin-top:1.4em;padding:.8em;border-left:5px solid #a61b1b;background:#fbeaea}
        .small{font-size:.8em;color:#444;margin-top:2em}
        """

    /// Shows only text, never markup: what a server says is not trusted either.
    private static let script = """
        "use strict";
        const field = id => document.getElementById(id);
        const answer = field("answer");
        const button = document.querySelector("button");
        function show(name, text, parent) {
          const element = document.createElement(name);
          element.textContent = text;
          parent.append(element);
          return element;
        }
        function trouble(text) {
          answer.replaceChildren();
          show("p", text, answer).className = "trouble";
        }
        function moment(text) {
          const parts = /^(\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2})/.exec(text);
          return parts ? parts[4] + " giờ " + parts[5] + ", ngày " + Number(parts[3]) + "/" + Number(parts[2]) + "/" + parts[1] : text;
        }
        function tell(found) {
          answer.replaceChildren();
          const list = document.createElement("dl");
          const rows = [["Mã hồ sơ", found.number], ["Thủ tục", found.procedure], ["Trạng thái", found.statusName],
            ["Nhận hồ sơ lúc", found.receivedAt && moment(found.receivedAt)],
            ["Hẹn trả kết quả", found.dueAt && moment(found.dueAt)],
            ["Có kết quả lúc", found.readyAt && moment(found.readyAt)],
            ["Đã trả kết quả lúc", found.handedOverAt && moment(found.handedOverAt)],
            ["Nhận kết quả tại", found.collectAt]];
          for (const [name, text] of rows) if (text) { show("dt", name, list); show("dd", text, list); }
          answer.append(list);
        }
        async function ask() {
          button.disabled = true;
          trouble("Đang tra cứu…");
          try {
            const reply = await fetch("v1/lookup", {method: "POST", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
              headers: {"Content-Type": "application/json", "Accept": "application/json, application/problem+json", "Accept-Language": "vi"},
              body: JSON.stringify({number: field("number").value.trim().toUpperCase(), slipCode: field("code").value.trim()})});
            const body = await reply.json();
            if (reply.ok) tell(body);
            else if (reply.status === 404 || reply.status === 422) trouble("Không tìm thấy. Kiểm tra lại mã hồ sơ và mã tra cứu trên giấy tiếp nhận.");
            else trouble(body.detail || "Hệ thống đang bận. Thử lại sau ít phút.");
          } catch {
            trouble("Không kết nối được. Kiểm tra mạng rồi thử lại.");
          } finally {
            button.disabled = false;
          }
        }
        function take() {
          const given = new URLSearchParams(location.hash.slice(1));
          if (!given.has("number")) return;
          field("number").value = given.get("number");
          field("code").value = given.get("code") || "";
          // The code stays neither in the address bar nor in the history.
          history.replaceState(null, "", location.pathname);
          if (field("code").value) ask();
        }
        field("form").addEventListener("submit", event => { event.preventDefault(); ask(); });
        addEventListener("hashchange", take);
        take();
        """
}
