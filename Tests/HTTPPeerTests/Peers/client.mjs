// Node's fetch against the example at the URL that is given.
import assert from "node:assert/strict";

const url = process.argv[2];
const text = "một cửa liên thông ".repeat(5000);

const answers = await Promise.all(Array.from({ length: 200 }, () => fetch(`${url}/static`)));
for (const answer of answers) assert.equal(await answer.text(), "x".repeat(599) + "\n");

const echoed = await fetch(`${url}/echo`, { method: "POST", body: text, headers: { "Content-Type": "text/plain" } });
assert.equal(echoed.headers.get("content-encoding"), "gzip");
assert.equal(await echoed.text(), text);

async function* pieces() {
    for (let number = 0; number < 1000; number++) yield new TextEncoder().encode("abc");
}
const counted = await fetch(`${url}/upload`, { method: "POST", body: ReadableStream.from(pieces()), duplex: "half" });
assert.equal(await counted.text(), "3000\n");

assert.equal((await fetch(`${url}/static`, { method: "HEAD" })).headers.get("content-length"), "600");
assert.equal((await fetch(`${url}/nowhere`)).status, 404);
assert.equal((await (await fetch(`${url}/stream/5000000`)).arrayBuffer()).byteLength, 5_000_000);

const abandoned = new AbortController();
const download = await fetch(`${url}/stream/1000000000`, { signal: abandoned.signal });
await download.body.getReader().read();
abandoned.abort();
assert.equal((await fetch(`${url}/healthz`)).status, 200);
