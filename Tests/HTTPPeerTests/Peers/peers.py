"""What the scripts beside this one share: our example server and its peers as processes, and what they cost."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

# A test process may start us with signals blocked; then nothing that we start could be ended by SIGTERM.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def example_path():
    """The built example: named by HTTP_EXAMPLE, else the newest one under .build."""
    named = os.environ.get("HTTP_EXAMPLE")
    if named:
        return named
    found = [os.path.join(ROOT, ".build", kind, "http-example") for kind in ("release", "debug")]
    found = [path for path in found if os.path.exists(path)]
    if not found:
        raise SystemExit("http-example is not built: swift build --product http-example")
    return max(found, key=os.path.getmtime)


def knows_tls():
    return "--tls-certificate" in subprocess.run([example_path(), "--help"], capture_output=True, text=True).stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(place, seconds):
    """A connection to a port of this machine, or to a socket by its path, with that patience."""
    if isinstance(place, int):
        return socket.create_connection(("127.0.0.1", place), seconds)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def wait_until_open(place, seconds=60):
    end = time.monotonic() + seconds
    while True:
        try:
            connect(place, 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def commit():
    """The commit of the sources, for a report."""
    told = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout
    return told.strip() or "unknown"


class Peer:
    """A server process with its children."""

    def __init__(self, name, process, port):
        self.name = name
        self.process = process
        self.port = port

    def pids(self):
        """The processes that do the work: the children where there are any."""
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return [int(pid) for pid in children] or [self.process.pid]

    def cpu_seconds(self):
        """CPU time of all threads, to the nanosecond where the kernel tells (schedstat), else in ticks."""
        return self.scheduled_seconds()[0]

    def scheduled_seconds(self):
        """CPU time of all threads, and the time they stood ready without a core (none where the kernel does not tell)."""
        ran = stood = 0.0
        for pid in self.pids():
            for task in os.listdir(f"/proc/{pid}/task"):
                try:
                    with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                        fields = file.read().split()
                    ran += int(fields[0]) / 1e9
                    stood += int(fields[1]) / 1e9
                except FileNotFoundError:
                    with open(f"/proc/{pid}/task/{task}/stat") as file:
                        fields = file.read().rsplit(")", 1)[1].split()
                    ran += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return ran, stood

    def memory_kib(self):
        """Resident and proportional memory of the working processes together, in KiB."""
        rss = pss = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/smaps_rollup") as file:
                for line in file:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
        return rss, pss

    def peak_kib(self):
        """The most that was ever resident, in KiB."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as file:
                total += int(next(line for line in file if line.startswith("VmHWM:")).split()[1])
        return total

    def descriptors(self):
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.pids())

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def start_example(*arguments, **options):
    process = subprocess.Popen(
        [example_path(), *arguments], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env={**os.environ, "SWIFT_BACKTRACE": "enable=no"}, **options)
    line = process.stdout.readline()
    found = re.search(r":(\d+)\s*$", line)
    if not found:
        process.kill()
        raise SystemExit(f"http-example did not start: {line!r}")
    return Peer("ours", process, int(found.group(1)))


def nginx_path():
    """Where nginx is, or nothing: Debian keeps it outside a user's PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def start_nginx(folder, http, place, workers=2, connections=1024, main=""):
    """Runs nginx in the foreground of its own folder, with `http` inside its http block."""
    configuration = os.path.join(folder, "nginx.conf")
    # Its workers drop root, and must still reach what lies in the folder.
    os.chmod(folder, 0o755)
    with open(configuration, "w") as file:
        file.write(f"""
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes {workers};
{main}
events {{ worker_connections {connections}; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{http}
}}
""")
    process = subprocess.Popen(
        [nginx_path(), "-e", f"{folder}/error.log", "-p", folder, "-c", configuration], stdin=subprocess.DEVNULL)
    try:
        wait_until_open(place)
    except OSError:
        process.kill()
        with open(f"{folder}/error.log") as file:
            raise SystemExit(f"nginx did not start: {file.read()}") from None
    return Peer("nginx", process, place)


def make_certificate(folder, name="localhost", days=2):
    """A self-signed certificate on P-256, valid for 127.0.0.1; answers the paths of certificate and key."""
    certificate, key = os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", str(days),
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    os.chmod(key, 0o644)
    return certificate, key


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="http-peers-")
