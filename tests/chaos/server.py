"""The server under trial: the real binary, one process at a time."""

import os
import re
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
JWT_SECRET = "a-secret-of-the-chaos-0123456789-0123456789"
ADMIN_KEY = "an-admin-key-of-the-chaos"


class Server:
    def __init__(self, log, settings):
        self.program = os.environ.get(
            "SWITCHBOARD", str(ROOT / "build/release/switchboard"))
        self.log = log
        self.environment = {
            **{k: os.environ[k] for k in ("PATH", "HOME", "LANG", "TMPDIR")
               if k in os.environ},
            "JWT_SECRET": JWT_SECRET, "ADMIN_SECRET_KEY": ADMIN_KEY,
            "RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE": "0",
            "MAX_CONNECTIONS_PER_USER": "0", "PORT": "0",
            # An account at Agora that nobody has; and nobody waits for long.
            "AGORA_APP_ID": "0123456789abcdef" * 2,
            "AGORA_APP_CERTIFICATE": "fedcba9876543210" * 2,
            "RATE_LIMIT_CALLS_PER_HOUR": "0", "RING_TIMEOUT_SECONDS": "2",
            "RECONNECT_GRACE_SECONDS": "2", **settings}
        self.process = None
        self.port = None
        self.on_listening = lambda port: None

    def migrate(self):
        subprocess.run([self.program, "migrate"], check=True,
                       env=self.environment, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def start(self):
        """Starts a process; returns when it listens."""
        self.process = subprocess.Popen(
            # It has to end with us, however we end.
            ["setpriv", "--pdeathsig", "KILL", self.program, "serve"], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        listening, process = threading.Event(), self.process
        threading.Thread(target=self._read, args=(process, listening),
                         daemon=True).start()
        if not listening.wait(30):
            raise RuntimeError("the server does not listen")
        if process.poll() is not None:
            raise RuntimeError("the server ended at once; see its log")
        self.on_listening(self.port)

    def _read(self, process, listening):
        with open(self.log, "ab") as log, process.stdout:
            for line in process.stdout:
                log.write(line)
                found = re.search(rb"listening on.*:(\d+)\s*$", line)
                if found:
                    self.port = int(found.group(1))
                    listening.set()
        listening.set()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self, patience=30):
        """SIGTERM; gives the exit code, and -9 if it had to be killed."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.returncode

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def get(self, path):
        """The text of an answer; nothing if there is none or an error."""
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, OSError):
            return None

    def wait_ready(self):
        until("/ready does not say yes", lambda: self.get("/ready"))

    def metrics(self):
        """What /metrics shows, by name without the prefix."""
        found = {}
        for line in (self.get("/metrics") or "").splitlines():
            if line.startswith("switchboard_"):
                name, value = line.split()[:2]
                found[name.removeprefix("switchboard_")] = float(value)
        return found
