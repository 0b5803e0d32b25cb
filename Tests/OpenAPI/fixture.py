"""Dossiers in every stage, on a server of its own, and where to find them: what the requests that are made up are about."""

import http.client
import itertools
import json
import os
import re
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OFFICE, COUNTER, UNIT = "van-quan.van-an.one-stop", "van-quan.van-an.counter-1", "van-quan.van-an"
COMMITTEE, LABOUR = "van-quan.van-an.committee", "van-quan.labour"
CLOCK = "2019-08-20T08:00:00+07:00"
# The least that is a whole JPEG.
JPEG = bytes.fromhex("ffd8ffe000040102ffc0000b080010001001011100ffda0008010100003f00") + bytes(60) + bytes.fromhex("ffd9")
PERSON = {"name": "Hoàng Thị Mẫu", "identityDocument": {"kind": "citizen-id", "number": "020175001234"}}
SIGNER = {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch"}
DECISION = {"outcome": "granted", "number": "1/CT", "date": "2019-08-20", "signer": SIGNER}
VETERAN = ["declaration", "death-certificate"]


class Installation:
    """The executable on a database in a folder: the pilot's configuration and a credential for each role."""

    def __init__(self, executable, folder):
        self.executable, self.folder = executable, folder
        self.environment = dict(
            os.environ, MOTCUA_DATABASE=os.path.join(folder, "motcua.db"), SWIFT_BACKTRACE="enable=no",
            MOTCUA_KEY_FILE=os.path.join(folder, "motcua.key"),
            MOTCUA_MIGRATIONS=os.path.join(ROOT, "migrations", "sqlite"))

    def run(self, *arguments):
        done = subprocess.run(
            [self.executable, *arguments], env=self.environment, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise SystemExit(f"motcua {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def set_up(self):
        """Returns the tokens by the names of who bears them."""
        self.run("migrate")
        self.run("config", "load", os.path.join(ROOT, "config", "lang-son"))
        tokens = dict(re.findall(r"^export ([A-Z_]+)=(motcua_\S+)", self.run("credential", "issue", "--demonstration"), re.M))
        issue = ("credential", "issue", "--role")
        tokens["COMMITTEE_OFFICIAL"] = self.run(
            *issue, "official", "--agency", COMMITTEE, "--posting", "demo.binh.van-an").strip()
        tokens["INSPECTOR"] = self.run(*issue, "inspector").strip()
        return tokens


class Server:
    """`motcua serve` on a free port, to be left with what it has logged."""

    def __init__(self, installation):
        self.log = open(os.path.join(installation.folder, "server.log"), "ab")
        self.process = subprocess.Popen(
            [installation.executable, "serve", "--port", "0", "--clock", CLOCK, "--access-log", "off",
             "--max-rate-per-credential", "0", "--max-rate-per-address", "0"],
            env=installation.environment, stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        if not line:
            raise SystemExit("the server ended before it began: see " + self.log.name)
        self.port = int(line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.status = self.process.wait(60)
        self.process.stdout.close()
        self.log.close()

    def ask(self, method, path, token=None, body=None, fields=None, data=None):
        """The status and the answer's JSON, if it is."""
        fields = dict(fields or {})
        if token:
            fields["Authorization"] = "Bearer " + token
        if body is not None:
            fields["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, data, fields)
            answer = connection.getresponse()
            text = answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(text) if is_json and text else text
        finally:
            connection.close()


class Province:
    """Makes the dossiers, and keeps the facts that addresses and bodies are made of."""

    def __init__(self, server, tokens):
        self.server, self.tokens, self.keys = server, tokens, itertools.count(1)
        self.facts = []
        self.slips = []
        self.leases = []

    def post(self, who, path, body=None, method="POST", fields=None):
        fields = {"Idempotency-Key": f"fixture-{next(self.keys)}", **(fields or {})}
        status, answer = self.server.ask(method, path, self.tokens[who], {} if body is None else body, fields)
        if status not in (200, 201):
            raise SystemExit(f"the fixture doesn't fit any more: {method} {path} as {who}: {status} {answer}")
        return answer

    def get(self, who, path):
        status, answer = self.server.ask("GET", path, self.tokens[who])
        if status != 200:
            raise SystemExit(f"the fixture doesn't fit any more: GET {path} as {who}: {status} {answer}")
        return answer

    def papers(self, procedure, documents, counter=COUNTER, unit=UNIT, **more):
        return {
            "procedure": procedure, "counter": counter, "applicantUnit": unit, "applicant": PERSON,
            "documents": [{"document": document, "originals": 1} for document in documents], **more}

    def submitted(self, documents=("declaration",), **more):
        made = self.post("VAN_AN_CLERK", "/v1/submissions", self.papers("2.002307", documents, **more))
        self.facts.append({"submissions.id": made["submission"]})
        return "/v1/submissions/" + made["submission"]

    def received(self, procedure="2.002307", documents=VETERAN):
        made = self.post("VAN_AN_CLERK", "/v1/dossiers", self.papers(procedure, documents))
        self.slips.append((made["number"], made["slipCode"]))
        return "/v1/dossiers/" + made["number"]

    def offered(self, *papers):
        path = self.received(*papers)
        told = self.post("VAN_AN_CLERK", path + "/handovers")
        return path, told["handovers"][0]["id"]

    def held(self, *papers):
        path, handover = self.offered(*papers)
        self.post("COMMITTEE_OFFICIAL", f"{path}/handovers/{handover}/acknowledgement")
        return path, handover

    def ready(self):
        path, work = self.held("2.000884", ["identity", "paper"])
        told = self.post("COMMITTEE_OFFICIAL", f"{path}/assignments/{work}/completion", {"decision": DECISION})
        self.post("VAN_AN_CLERK", f"{path}/handovers/{told['handovers'][0]['id']}/acknowledgement")
        return path

    def asked(self):
        path, work = self.held()
        told = self.post("COMMITTEE_OFFICIAL", path + "/supplement-requests", {
            "assignment": work, "missing": [{"document": "veteran-file", "originals": 1}], "guidance": "Thân nhân giữ."})
        self.post("VAN_AN_CLERK", f"{path}/handovers/{told['handovers'][0]['id']}/acknowledgement")
        return path

    def build(self):
        self.before_reception()
        self.under_way()
        self.ended()
        self.apart()
        for number, _ in self.slips:
            self.learn(number)
        return self

    def before_reception(self):
        self.submitted()
        self.post("VAN_AN_CLERK", self.submitted() + "/supplement-requests", {
            "missing": [{"document": "death-certificate", "originals": 1}]})
        self.submitted(VETERAN)
        self.submitted(
            VETERAN, counter="van-quan.yen-phuc.counter-1", unit="van-quan.yen-phuc",
            consignment={"number": "PG-1", "carrier": "VNPost"})
        scanned = self.submitted(VETERAN)
        self.scan(scanned, "declaration", JPEG)
        # One whose bytes are still to come.
        self.begin_upload(scanned, "death-certificate", JPEG)

    def begin_upload(self, path, document, data):
        begun = self.post("VAN_AN_CLERK", path + "/documents", {
            "document": document, "mediaType": "image/jpeg", "byteCount": len(data), "sha256": digest(data)})
        submission = path.rsplit("/", 1)[1]
        self.facts.append({"submissions.id": submission, "upload": begun["upload"]})
        return f"{path}/uploads/{begun['upload']}", submission

    def scan(self, path, document, data):
        upload, submission = self.begin_upload(path, document, data)
        status, answer = self.server.ask("PATCH", upload, self.tokens["VAN_AN_CLERK"], data=data, fields={
            "Content-Type": "application/partial-upload", "Upload-Offset": "0", "Upload-Complete": "?1"})
        if status != 200:
            raise SystemExit(f"the fixture doesn't fit any more: PATCH {upload}: {status} {answer}")
        fact = {"document": document, "page": str(answer["page"])}
        self.facts.append({"submissions.id": submission, **fact})
        return fact

    def under_way(self):
        self.received()
        scanned = self.received()
        submission = self.get("VAN_AN_CLERK", scanned)["submission"]
        fact = self.scan("/v1/submissions/" + submission, "declaration", JPEG)
        self.facts.append({"number": scanned.rsplit("/", 1)[1], **fact})
        self.offered()
        path, handover = self.offered()
        self.post("VAN_AN_CLERK", f"{path}/handovers/{handover}/dispatch", {"carrier": "VNPost"})
        self.held()
        self.held("2.000884", ["identity", "paper"])
        path, work = self.held()
        self.post("COMMITTEE_OFFICIAL", f"{path}/assignments/{work}/consultations", {
            "asked": LABOUR, "answerWithinWorkingDays": 3, "question": "Có đúng không?"})
        path, work = self.held()
        self.post("COMMITTEE_OFFICIAL", f"{path}/assignments/{work}/completion", {"opinion": "Đúng."})
        self.asked()
        self.post("VAN_AN_CLERK", self.asked() + "/supplement-requests/issue")
        number = self.received().rsplit("/", 1)[1]
        made = self.post("VAN_AN_CLERK", "/v1/manifests", {"items": [{"number": number}]})
        self.facts.append({"manifests.id": made["manifest"]})
        claimed = self.post("VAN_AN_COMMITTEE", f"/v1/agencies/{COMMITTEE}/claims", {"count": 2, "worker": "w"})
        for lease in claimed["leases"]:
            self.leases.append(lease["leaseToken"])
            self.facts.append({"assignment": lease["id"]})

    def ended(self):
        self.ready()
        self.post("VAN_AN_CLERK", self.ready() + "/result-delivery", {"carrier": "VNPost"})
        self.post("VAN_AN_CLERK", self.ready() + "/handing-over", {"recipient": PERSON})
        self.post("VAN_AN_CLERK", self.received() + "/withdrawal", {"requester": PERSON})
        complained = self.received()
        self.post("VAN_AN_CLERK", complained + "/complaints", {"content": "Chờ lâu."})
        self.post("VAN_AN_CLERK", complained + "/ratings", {"scores": [{"indicator": 7, "score": 1}]})

    def apart(self):
        """What stands beside dossiers, and what the configuration has."""
        block = self.post("VAN_AN_CLERK", "/v1/number-blocks", {"date": CLOCK[:10], "count": 3})
        self.facts.append({"block": block["id"]})
        complaint = self.post("VAN_AN_CLERK", "/v1/office-complaints", {"content": "Đóng cửa sớm."})
        self.facts.append({"office-complaints.complaint": complaint["id"]})
        reading = self.post("VAN_AN_OFFICIAL", "/v1/emergency-readings", {
            "number": self.slips[0][0], "reason": "Cấp cứu."})
        self.facts.append({"emergency-readings.id": reading["id"]})
        kinds = ["supplement", "refusal", "apology", "complaint", "delivery", "consignment", "incident"]
        for kind in kinds:
            for office in (OFFICE, "van-quan.one-stop"):
                self.facts.append({"offices.id": office, "kind": kind})
            for agency in (COMMITTEE, LABOUR):
                self.facts.append({"agencies.id": agency, "kind": kind})
        self.administration()
        self.facts += [{"code": code} for code in ("2.002307", "2.000884")]
        self.facts += [{"slug": slug} for slug in ("not-found", "invalid-body")]

    def administration(self):
        """Credentials and logins that are nobody's whom a run asks as, and the configuration with a draft."""
        spare = self.post("ADMINISTRATOR", "/v1/credentials", {"role": "inspector", "name": "spare"})
        self.facts.append({"credentials.credential": spare["credential"]["id"]})
        self.post("ADMINISTRATOR", "/v1/logins/demo.an", {
            "userName": "an.vanan", "password": "con trâu đi qua đồng"}, method="PUT")
        self.facts.append({"logins.person": "demo.an"})
        counter = f"/v1/config/counters/{COUNTER}"
        rows = self.get("ADMINISTRATOR", counter)
        self.post("ADMINISTRATOR", counter + "?draft=summer", rows, method="PUT", fields={"If-Match": "*"})
        self.facts += [{"drafts.draft": "summer"}, {"versions.version": "1"}]
        for kind, thing in (("counters", COUNTER), ("offices", OFFICE), ("units", UNIT), ("postings", "demo.an.van-an")):
            self.facts.append({"config.kind": kind, "{kind}.id": thing, "versions.version": "1"})

    def learn(self, number):
        """What an address below a dossier can name."""
        dossier = self.get("VAN_AN_OFFICIAL", "/v1/dossiers/" + number)
        whole = {"number": number, "submissions.id": dossier["submission"]}
        self.facts.append(whole)
        self.facts += [{**whole, "form": form} for form in ("01", "02", "03", "04")]
        lists = {
            "handover": ("handovers", "id"), "assignment": ("branches", "assignment"),
            "consultation": ("consultations", "id"), "notice": ("notices", "id"), "complaint": ("complaints", "id")}
        for name, (members, member) in lists.items():
            self.facts += [{**whole, name: row[member]} for row in dossier.get(members, []) if member in row]

    def places(self, description):
        """For each address with parameters the values that lead somewhere."""
        found = {}
        for path in description["paths"]:
            segments = path.split("/")
            names = {}
            for before, segment in zip(segments, segments[1:]):
                if segment.startswith("{"):
                    name = segment.strip("{}")
                    own = f"{before}.{name}"
                    names[name] = own if any(own in fact for fact in self.facts) else name
            if names:
                rows = [{name: fact[key] for name, key in names.items()} for fact in self.facts
                        if all(key in fact for key in names.values())]
                found[path] = [row for index, row in enumerate(rows) if row not in rows[:index]]
        return found

    def queries(self):
        """What queries are about, by their parameters."""
        words = {name: values for name, values in self.bodies().items() if name != "document"}
        return {**words, "dossier": words["number"], "from": ["2019-08-19"], "to": ["2019-08-21"], "date": ["2019-08-20"]}

    def bodies(self):
        """What bodies are about, by the names of their members."""
        offices = [OFFICE, "van-quan.yen-phuc.one-stop", "van-quan.one-stop", "lang-son.one-stop"]
        agencies = [COMMITTEE, LABOUR, "lang-son.labour"]
        return {
            "number": [number for number, _ in self.slips],
            "procedure": ["2.002307", "2.000884", "2.000635", "1.002010"],
            "counter": [COUNTER, "van-quan.van-an.counter-2", "van-quan.yen-phuc.counter-1"],
            "applicantUnit": [UNIT, "van-quan.yen-phuc"], "unit": [UNIT], "office": offices, "returnOffice": offices,
            "agency": agencies, "asked": agencies, "document": ["declaration", "death-certificate", "identity", "paper"],
            "submission": [fact["submissions.id"] for fact in self.facts if "submissions.id" in fact],
            "assignment": [fact["assignment"] for fact in self.facts if "assignment" in fact],
            "leaseToken": self.leases, "leaseTokens": self.leases, "occurredAt": [CLOCK], "sentAt": [CLOCK],
            "fee": ["phi", "phi-ban-sao"],
        }


def digest(data):
    import hashlib
    return hashlib.sha256(data).hexdigest()
