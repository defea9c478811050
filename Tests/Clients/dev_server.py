"""`claviger dev` as a process: started on ephemeral ports, watched, and ended."""

import json
import os
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = Path(os.environ.get("CLAVIGER", ROOT / ".build/debug/claviger"))
READY_WITHIN = 20.0
EXIT_WITHIN = 10.0


# Where `claviger dev` keeps its secrets when it keeps no data: not among the developer's own.
STATE = tempfile.TemporaryDirectory(prefix="claviger-clients-")


def environment():
    """The caller's environment without what would configure claviger."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAVIGER_")}
    return {**kept, "XDG_STATE_HOME": STATE.name}


class DevServer:
    """A running `claviger dev --json`; `ready` is the object that it printed."""

    command = ("dev", "--json", "--port", "0", "--gateway-port", "0")

    def __init__(self, *arguments):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BINARY, *self.command, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment(),
            cwd=ROOT,
        )
        try:
            self.ready = json.loads(self._first_line())
        except BaseException:
            self.close()
            raise

    def __getattr__(self, name):
        """The members of the ready object: `server.mcp_url`."""
        try:
            return self.__dict__["ready"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _first_line(self):
        deadline = time.monotonic() + READY_WITHIN
        descriptor, line = self.process.stdout.fileno(), b""
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise AssertionError(f"not ready within {READY_WITHIN} s: {self.log()}")
            received = os.read(descriptor, 65536)
            if not received:
                raise AssertionError(f"ended before it was ready, code {self.process.wait()}: {self.log()}")
            line += received
        return line

    def log(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def stop(self, with_signal=signal.SIGTERM, within=EXIT_WITHIN):
        """Sends the signal; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(within)

    def rest_of_output(self):
        """What came on standard output after the ready object; call it once the process has ended."""
        return self.process.stdout.read()

    def close(self):
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.errors.close()
