#!/usr/bin/env python3
"""A counter on a bad line: receives without a line under numbers reserved before, and uploads the day when it is back.

    export MOTCUA=http://127.0.0.1:8080 TOKEN=motcua_… OFFICE=van-quan.van-an.one-stop
    counter.py FOLDER prepare [COUNT [DATE]]   with a line: reserve numbers until so many are free, fetch the pack
    counter.py FOLDER receive                  a reception's body on each line of standard input; prints what the slip says
    counter.py FOLDER act                      {"path": …, "body": …, "follows": …} on each line; prints its key
    counter.py FOLDER upload                   with a line: the day's acts, until each has an outcome
    counter.py FOLDER reconcile                with a line: compare with what the server has; what it lacks is sent again
    counter.py FOLDER close [today]            with a line: declare void what wasn't used of days that are over, or of today
    counter.py FOLDER status                   what waits, was rejected, is left

Safe to kill or to lose power at any moment: FOLDER/journal is appended to and on disk before a slip is printed or anything
is sent, and everything else follows from it. One folder and one counter for each machine. docs/counters.md says how it works.
"""
import datetime, gzip, hashlib, http.client, json, os, sys, time, unicodedata, urllib.error, urllib.request, uuid

BASE, TOKEN, OFFICE = os.environ["MOTCUA"], os.environ["TOKEN"], os.environ["OFFICE"]
TRIES = int(os.environ.get("TRIES", "0"))  # how often a request is sent before giving up; 0: for ever
TIMEOUT = float(os.environ.get("TIMEOUT", "30"))  # seconds without a byte after which the line is taken for dead
ITEMS = int(os.environ.get("ITEMS", "300"))  # acts in one upload
OFFSET = float(os.environ.get("CLOCK_OFFSET", "0"))  # seconds ahead of this machine's clock, for training


def now():
    instant = datetime.datetime.fromtimestamp(time.time() + OFFSET, datetime.timezone(datetime.timedelta(hours=7)))
    return instant.isoformat(timespec="milliseconds")


def compact(value):
    """The one way in which a body is written: its bytes decide whether two requests are the same."""
    return unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False, separators=(",", ":")))


class NoLine(Exception):
    """There was no answer: whether the request was done is unknown."""


def request(method, path, key=None, body=None, tag=None):
    """Sends until there is an answer, however often the line breaks; gives its status, JSON and ETag."""
    delay, tries = 0.2, 0
    while True:
        data = None if body is None else gzip.compress(compact(body).encode())
        call = urllib.request.Request(BASE + path, data, method=method)
        call.add_header("Authorization", "Bearer " + TOKEN)
        call.add_header("User-Agent", "motcua-counter.py/1")
        call.add_header("Accept-Encoding", "gzip")
        if data is not None:
            call.add_header("Content-Type", "application/json")
            call.add_header("Content-Encoding", "gzip")
        if key: call.add_header("Idempotency-Key", key)
        if tag: call.add_header("If-None-Match", tag)
        try:
            try: answer = urllib.request.urlopen(call, timeout=TIMEOUT)
            except urllib.error.HTTPError as error: answer = error  # an answer, though not a good one
            with answer:
                raw = answer.read()
                # A head that is cut off looks like a whole one without a body: only a length, or an end, proves it whole.
                length, chunked = answer.headers.get("Content-Length"), answer.headers.get("Transfer-Encoding")
                if answer.status not in (204, 304) and not chunked and (length is None or len(raw) != int(length)):
                    raise OSError("half an answer")
                text = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
                if answer.status not in (400, 408, 429, 500, 502, 503, 504, 507) or is_ours(text, answer.status):
                    return answer.status, json.loads(text) if text else None, answer.headers.get("ETag")
        except (OSError, EOFError, ValueError, http.client.HTTPException):
            pass  # no answer, or half of one
        tries += 1
        if TRIES and tries >= TRIES: raise NoLine()
        time.sleep(delay)
        delay = min(delay * 2, 10)


def is_ours(text, status):
    """Whether a refusal is about this request: a damaged one is refused as well, and is sent again."""
    if status != 400 or not text: return False
    return json.loads(text).get("type") != "/problems/protocol-error"


class Journal:
    """What this counter has done, a line for each thing, each on disk before it counts. All state is the fold of it."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "journal")
        self.file = open(path, "a+b")
        self.file.seek(0)
        whole = self.file.read()
        end = whole.rfind(b"\n") + 1
        if end < len(whole): self.file.truncate(end)  # half a line: power went before it counted
        fd = os.open(folder, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)
        self.blocks, self.acts, self.outcomes, self.voids, self.pack = {}, {}, {}, set(), None
        self.prepared = {}
        for line in whole[:end].splitlines(): self.take(json.loads(line))

    def append(self, *entries):
        self.file.write("".join(compact(entry) + "\n" for entry in entries).encode())
        self.file.flush()
        os.fsync(self.file.fileno())
        for entry in entries: self.take(entry)

    def take(self, entry):
        kind = entry["kind"]
        if kind == "reserving": self.prepared[entry["key"]] = entry
        elif kind == "block":
            self.blocks[entry["block"]["id"]] = entry["block"]
            self.prepared.pop(entry["key"], None)
        elif kind == "refused": self.prepared.pop(entry["key"], None)
        elif kind == "pack": self.pack = entry
        elif kind == "act": self.acts[entry["key"]] = entry
        elif kind == "outcome": self.outcomes[entry["key"]] = entry
        elif kind == "void": self.voids.update(entry["numbers"])

    def issued(self):
        """The numbers that slips bear, with the key of their act."""
        return {act["body"]["number"]: key for key, act in self.acts.items()
                if act["path"].endswith(("/dossiers", "/reception")) and "number" in act["body"]}

    def free(self, date):
        issued = self.issued()
        return [row for block in self.blocks.values() if block["date"] == date for row in block["numbers"]
                if row["number"] not in issued and row["number"] not in self.voids]

    def outcome(self, key): return self.outcomes.get(key, {}).get("outcome")

    def waiting(self):
        """Acts whose outcome isn't known, in order."""
        return [act for key, act in self.acts.items() if self.outcome(key) in (None, "missing")]


def digest(act):
    after = f" after {act['follows']}" if "follows" in act else ""
    return hashlib.sha256(f"POST {act['path']}{after}\n{compact(act['body'])}".encode()).hexdigest()


def prepare(journal, count=30, date=None):
    for wish in list(journal.prepared.values()): reserve(journal, wish)
    date = date or now()[:10]
    lacking = int(count) - len(journal.free(date))
    if lacking > 0:
        # The key is on disk first: where the answer is lost, the same key gives the same block.
        wish = {"kind": "reserving", "key": str(uuid.uuid4()), "date": date, "count": lacking}
        journal.append(wish)
        reserve(journal, wish)
    tag = journal.pack and journal.pack["tag"]
    status, pack, tag = request("GET", f"/v1/offices/{OFFICE}/pack", tag=tag)
    if status == 200: journal.append({"kind": "pack", "tag": tag, "pack": pack})
    elif status != 304: sys.exit(f"no pack: {status} {pack.get('detail')}")


def reserve(journal, wish):
    status, answer, _ = request("POST", "/v1/number-blocks", wish["key"], {"date": wish["date"], "count": wish["count"]})
    if status == 201:
        journal.append({"kind": "block", "key": wish["key"], "block": answer})
        print(answer["date"], answer["first"], answer["last"], flush=True)
    else:
        journal.append({"kind": "refused", "key": wish["key"]})
        sys.exit(f"no numbers: {status} {answer.get('detail')}")


def appointment(journal, procedure, instant):
    """When a dossier received at that instant is due, as the pack says; None where it can't be known beforehand."""
    due = None
    for row in (journal.pack or {"pack": {}})["pack"].get("appointments", []):
        if row["procedure"] == procedure and row["date"] == instant[:10] and row.get("after", "") < instant:
            due = row["dueAt"]
    return due


def receive(journal):
    for line in sys.stdin:
        body, instant = json.loads(line), now()
        free = journal.free(instant[:10])
        if not free: sys.exit("no number is left: write this one into the paper book")
        body.update(number=free[0]["number"], occurredAt=instant)
        key = str(uuid.uuid4())
        journal.append({"kind": "act", "key": key, "path": "/v1/dossiers", "body": body})
        # Only now may the citizen get it.
        print(json.dumps({"key": key, "number": free[0]["number"], "slipCode": free[0]["slipCode"], "receivedAt": instant,
                          "dueAt": appointment(journal, body.get("procedure"), instant)}), flush=True)


def act(journal):
    for line in sys.stdin:
        wish, key = json.loads(line), str(uuid.uuid4())
        entry = {"kind": "act", "key": key, "path": wish["path"], "body": {**wish.get("body", {}), "occurredAt": now()}}
        if "follows" in wish: entry["follows"] = wish["follows"]
        journal.append(entry)
        print(json.dumps({"key": key}), flush=True)


def upload(journal):
    while waiting := journal.waiting():
        # What follows an act that is done already names the submission that the act made.
        items = []
        for entry in waiting[:ITEMS]:
            item = {"key": entry["key"], "path": entry["path"], "body": entry["body"]}
            if "follows" in entry: item["follows"] = entry["follows"]
            items.append(item)
        for first in {item["follows"] for item in items if "follows" in item} - {item["key"] for item in items}:
            made = journal.acts[first]
            items.insert(0, {"key": first, "path": made["path"], "body": made["body"]})
        day = {"sentAt": now(), "items": items}
        if journal.pack: day["pack"] = journal.pack["pack"]["pack"]
        # A new key each time: acts have their own, and the clock is another one.
        status, answer, _ = request("POST", "/v1/counter-days", str(uuid.uuid4()), day)
        if status != 200: sys.exit(f"the day isn't taken: {status} {answer.get('detail')} {answer.get('errors', '')}")
        if answer["clockWrong"]: print("this machine's clock is wrong by", answer["clockSkewSeconds"], "s", file=sys.stderr)
        journal.append(*[{"kind": "outcome", **{name: row[name] for name in
                          ("key", "outcome", "number", "submission", "status", "problem", "tellCitizen") if name in row}}
                         for row in answer["outcomes"]])
        for row in answer["outcomes"]:
            if row["outcome"] == "rejected": print(row["key"], row["problem"]["type"], row["tellCitizen"], flush=True)
        print(answer["doneCount"], "done", answer["alreadyThereCount"], "there", answer["rejectedCount"], "rejected", flush=True)


def reconcile(journal):
    keys = [key for key in journal.acts if journal.outcome(key) in ("done", "alreadyThere")]
    lost = 0
    for start in range(0, len(keys), 2000):
        pairs = [{"key": key, "digest": digest(journal.acts[key])} for key in keys[start:start + 2000]]
        status, answer, _ = request("POST", "/v1/counter-days/reconciliation", body={"items": pairs})
        if status != 200: sys.exit(f"can't compare: {status} {answer.get('detail')}")
        for row in answer["items"]:
            if row["standing"] in ("same", "movedOn"): continue
            print(row["key"], row["standing"], flush=True)
            lost += 1
            if row["standing"] == "missing": journal.append({"kind": "outcome", "key": row["key"], "outcome": "missing"})
    print(len(keys) - lost, "agree", lost, "differ", flush=True)


def close(journal, today=None):
    if journal.waiting(): sys.exit("upload first: a number that is void is never given again")
    issued = journal.issued()
    for block in journal.blocks.values():
        if not (block["date"] < now()[:10] or today): continue
        rows = [row["number"] for row in block["numbers"] if row["number"] not in journal.voids]
        spent = {"unused": [number for number in rows if number not in issued],
                 "receptionRejected": [number for number in rows
                                       if number in issued and journal.outcome(issued[number]) == "rejected"]}
        for reason, numbers in spent.items():
            if not numbers: continue
            # The same wish has the same key, however often this is run.
            key = hashlib.sha256(f"{block['id']} {reason} {numbers}".encode()).hexdigest()
            status, answer, _ = request("POST", f"/v1/number-blocks/{block['id']}/voids", key,
                                        {"numbers": numbers, "reason": reason})
            # A server that was put back from a backup may have lost the block: it gives these numbers to nobody else.
            if status not in (201, 404): sys.exit(f"not void: {status} {answer.get('detail')}")
            journal.append({"kind": "void", "numbers": numbers})
            print(len(numbers), reason, flush=True)


def status(journal):
    rejected = [key for key in journal.acts if journal.outcome(key) == "rejected"]
    print(json.dumps({"waiting": len(journal.waiting()), "rejected": rejected, "acts": len(journal.acts),
                      "free": len(journal.free(now()[:10]))}))


def main():
    commands = {f.__name__: f for f in (prepare, receive, act, upload, reconcile, close, status)}
    if len(sys.argv) < 3 or sys.argv[2] not in commands: sys.exit(__doc__)
    try: commands[sys.argv[2]](Journal(sys.argv[1]), *sys.argv[3:])
    except NoLine: sys.exit("no line: nothing is lost, try again later")


if __name__ == "__main__":
    main()
