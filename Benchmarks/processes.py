"""Starting, pinning, watching and ending the processes of a benchmark. Linux only."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


class BenchmarkError(Exception):
    """Something that makes the figures worthless; the message is all that is printed."""


def cores():
    """The core for the server under test, and the one for everything else."""
    if not hasattr(os, "sched_getaffinity"):
        raise BenchmarkError("the benchmarks need Linux, to give each server a core of its own")
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        raise BenchmarkError("the benchmarks need two cores: one for the server, one for load and upstream")
    return available[0], available[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Bench:
    """A scratch directory and the processes started in it; leaving the `with` block ends and removes them all."""

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.stack = contextlib.ExitStack()
        self.directory = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="claviger-bench-")))
        return self

    def __exit__(self, *details):
        return self.stack.__exit__(*details)

    def start(self, name, command, core=None, environment=None, stdout=None):
        """Starts a process on one core; it ends with the block, or when this script dies."""
        log = (self.directory / f"{name}.log").open("ab")
        self.stack.callback(log.close)
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=stdout or log,
            stderr=log,
            env={**os.environ, "XDG_STATE_HOME": str(self.directory), **(environment or {})},
            preexec_fn=lambda: before_exec(core),
        )
        self.stack.callback(end, process)
        return process

    def log_of(self, name):
        return (self.directory / f"{name}.log").read_text(errors="replace")[-2000:]

    def start_claviger(self, binary, *arguments, core=None, environment=None, name="claviger"):
        """Starts `claviger dev --json` and returns the process and the object that it prints when ready."""
        command = [binary, "dev", "--json", *arguments]
        process = self.start(name, command, core, environment, stdout=subprocess.PIPE)
        with alarm(30, f"claviger was not ready within 30 s: {self.log_of(name)}"):
            line = process.stdout.readline()
        if not line:
            raise BenchmarkError(f"claviger ended before it was ready: {self.log_of(name)}")
        return process, json.loads(line)

    def wait_for_port(self, name, process, port):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.01)
        raise BenchmarkError(f"{name} does not listen on port {port}: {self.log_of(name)}")


def before_exec(core):
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if core is not None:
        os.sched_setaffinity(0, {core})


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


@contextlib.contextmanager
def alarm(seconds, message):
    def ring(*_):
        raise BenchmarkError(message)

    previous = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def resident_megabytes(process):
    """Resident memory of a process and its children (nginx has a worker)."""
    pids = [process.pid]
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        pids += [int(pid) for pid in children.split()]
    kilobytes = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def run(main):
    """Runs a benchmark's `main`, with one line instead of a traceback for what is not a bug of the script."""
    try:
        main()
    except BenchmarkError as error:
        sys.exit(f"benchmark: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
