#!/usr/bin/env python3
"""Fetches an agency's work from MotCua, has a program do it, and sends back what came of it.

    MOTCUA=http://127.0.0.1:8080 TOKEN=motcua_… AGENCY=lang-son.labour worker.py STATE_FOLDER PROGRAM

PROGRAM gets the dossier as JSON on standard input and prints the body of the completion, at least {} (see
/docs for its fields). Where it ends with an error, the work goes back with what it wrote on standard error.

Safe to kill at any moment and to start again: what must not be lost is on disk before it is sent. The claim's
key gives the same leases again, a result that was computed is sent again under its own key, and the server does
it once. One folder for each worker; as many workers as you like. Stops by SIGTERM, or after MAX_ROUNDS claims.
"""
import http.client, json, os, signal, subprocess, sys, time, urllib.error, urllib.request, uuid

BASE, TOKEN, AGENCY = os.environ["MOTCUA"], os.environ["TOKEN"], os.environ["AGENCY"]
WAIT = int(os.environ.get("WAIT", "50"))  # seconds that an empty claim waits on the server
LEASE = int(os.environ.get("LEASE_SECONDS", "600"))
COUNT = int(os.environ.get("COUNT", "10"))  # pieces of work that a claim takes at the most
ROUNDS = int(os.environ.get("MAX_ROUNDS", "0"))  # 0: for ever
FOLDER, PROGRAM = sys.argv[1], sys.argv[2]
stopping = False


def stop(*_):
    global stopping
    stopping = True


def request(method, path, key=None, body=None, wait=0):
    """Sends until there is an answer, however often the line breaks; gives its status and JSON."""
    delay = 0.2
    while True:
        data = None if body is None else json.dumps(body).encode()
        call = urllib.request.Request(BASE + path, data, method=method)
        call.add_header("Authorization", "Bearer " + TOKEN)
        call.add_header("User-Agent", "motcua-worker.py/1")
        if data is not None: call.add_header("Content-Type", "application/json")
        if key: call.add_header("Idempotency-Key", key)
        if wait: call.add_header("Prefer", f"wait={wait}")
        try:
            try: answer = urllib.request.urlopen(call, timeout=wait + 30)
            except urllib.error.HTTPError as error: answer = error  # an answer, though not a good one
            with answer:
                text = answer.read()
                # A head that is cut off looks like a whole one without a body: only a length, or an end, proves it whole.
                length, chunked = answer.headers.get("Content-Length"), answer.headers.get("Transfer-Encoding")
                if answer.code not in (204, 304) and not chunked and (length is None or len(text) != int(length)):
                    raise OSError("half an answer")
                if answer.code not in (429, 500, 502, 503, 504, 507):
                    return answer.code, json.loads(text) if text else None
        except (OSError, ValueError, http.client.HTTPException):
            pass  # no answer, or half of one: whether it was done is unknown, so the same is sent again
        if stopping: sys.exit(0)
        time.sleep(delay)
        delay = min(delay * 2, 10)


def keep(name, value):
    """Writes a file so that it is there in full or not at all, also after a power cut."""
    path = os.path.join(FOLDER, name)
    with open(path + ".new", "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)
    folder = os.open(FOLDER, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def recall(name):
    try:
        with open(os.path.join(FOLDER, name)) as file: return json.load(file)
    except FileNotFoundError:
        return None


def forget(name):
    try: os.remove(os.path.join(FOLDER, name))
    except FileNotFoundError: pass


def do(lease):
    """One step forward with one lease: acknowledge the handover, or do the work and complete it."""
    work, token, number = lease["work"], lease["leaseToken"], lease["number"]
    key = f"worker-{token}"  # a token is given once, so that it makes good keys
    if work["kind"] == "acknowledgeHandover":
        return request("POST", f"/v1/dossiers/{number}/handovers/{work['handover']}/acknowledgement", key + "-ack",
                       {"leaseToken": token})
    result = recall(f"result-{token}")
    if result is None:
        _, dossier = request("GET", f"/v1/dossiers/{number}")
        run = subprocess.run([PROGRAM], input=json.dumps(dossier), capture_output=True, text=True)
        if run.returncode != 0:
            return request("POST", f"/v1/assignments/{lease['id']}/return", key + "-return",
                           {"leaseToken": token, "reason": (run.stderr.strip() or "no reason")[:2000]})
        result = json.loads(run.stdout)
        keep(f"result-{token}", result)  # before it is sent: after a crash the same is sent
    answer = request("POST", f"/v1/dossiers/{number}/assignments/{work['assignment']}/completion", key,
                     {**result, "leaseToken": token})
    forget(f"result-{token}")
    return answer


def main():
    os.makedirs(FOLDER, exist_ok=True)
    signal.signal(signal.SIGTERM, stop)
    rounds = 0
    while not stopping and (ROUNDS == 0 or rounds < ROUNDS):
        key = recall("claim")
        if key is None:
            key = str(uuid.uuid4())
            keep("claim", key)
        wish = {"count": COUNT, "leaseSeconds": LEASE, "kinds": ["acknowledgeHandover", "completeStep"],
                "worker": os.environ.get("WORKER", "worker-py")}
        status, answer = request("POST", f"/v1/agencies/{AGENCY}/claims", key, wish, WAIT)
        if status not in (201, 204): sys.exit(f"claiming failed: {status} {answer}")
        held = [lease for lease in (answer or {}).get("leases", [])
                if lease["standing"]["state"] in ("held", "expired") and "work" in lease]
        for lease in held:
            status, told = do(lease)
            print(lease["number"], lease["work"]["kind"], status, flush=True)
            if status >= 400:  # such as a lease that is stale, or a result that the step doesn't take
                print(told.get("detail"), file=sys.stderr, flush=True)
                request("POST", f"/v1/assignments/{lease['id']}/return", f"worker-{lease['leaseToken']}-failed",
                        {"leaseToken": lease["leaseToken"], "reason": str(told.get("detail"))[:2000]})
        if not held:  # all of this claim is done: the next one needs a key of its own
            forget("claim")
            rounds += 1


if __name__ == "__main__":
    main()
