"""Runs every test, the Swift ones and then the real clients, and ends with one line: `N passed, N failed`.

usage: run_tests.py [-- SWIFT BUILD FLAGS]

What counts is read from the reports that the two runners write, never from what they print. A runner that fails
without a failed test in its report (it crashed, or it did not build) counts as one failure, so nothing is lost.
"""

import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".make"
SUMMARY = REPORTS / "test-summary"


# Many times what any part takes, the first build included: a test that hangs must not hang the run.
LONGEST = 40 * 60


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.lines = []

    def run(self, name, command, reports=()):
        """Runs one command with its output passed through; returns whether it succeeded."""
        for report in reports:
            report.unlink(missing_ok=True)
        print(f"== {name}", flush=True)
        started = time.monotonic()
        try:
            code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=LONGEST).returncode
        except subprocess.TimeoutExpired:
            print(f"{name} took longer than {LONGEST} s and was ended", flush=True)
            code = 1
        seconds = time.monotonic() - started

        passed, failed, skipped = count(reports)
        if code != 0 and failed == 0:
            failed = 1
        elif reports and passed + failed == 0:
            failed = 1  # A runner that found no tests did not do what it was asked.
        self.passed += passed
        self.failed += failed
        counted = f"{passed} passed, {failed} failed, {skipped} skipped" if reports else "failed" if failed else "done"
        self.lines.append(f"{name}: {counted}, {seconds:.0f} s")
        return failed == 0 and code == 0

    def close(self):
        closing = f"{self.passed} passed, {self.failed} failed"
        SUMMARY.write_text(closing + "\n")
        print("\n" + "\n".join(self.lines) + "\n" + closing, flush=True)
        return 0 if self.failed == 0 else 1


def count(reports):
    """Passed, failed and skipped test cases in JUnit reports; one that is cut short counts as a failure."""
    passed = failed = skipped = 0
    for report in reports:
        if not report.exists():
            continue
        try:
            cases = list(ElementTree.parse(report).iter("testcase"))
        except ElementTree.ParseError:
            failed += 1
            continue
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    return passed, failed, skipped


def main(arguments):
    swift_flags = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    REPORTS.mkdir(exist_ok=True)
    SUMMARY.unlink(missing_ok=True)
    tally = Tally()

    if not tally.run("Build", ["swift", "build", "--build-tests", *swift_flags]):
        return tally.close()

    # A second for each target: it shows that the corpus does no harm, and that the targets still build.
    if sys.platform == "linux":
        tally.run("Fuzz targets", [ROOT / "Fuzz" / "run", "1"])

    # The Swift Testing report gets its own suffix when XCTest writes one too, so both names are read.
    report = REPORTS / "swift.xml"
    tally.run(
        "Swift tests",
        ["swift", "test", "--skip-build", "--disable-xctest", "--xunit-output", str(report), *swift_flags],
        [report, report.with_name("swift-swift-testing.xml")],
    )
    report = REPORTS / "clients.xml"
    tally.run(
        "Real clients",
        [sys.executable, "-m", "pytest", "Tests/Clients", f"--junit-xml={report}"],
        [report],
    )
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
