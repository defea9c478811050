#!/usr/bin/env python3
"""How soon `claviger emulate` answers from a seed of 1,000 users, and how long a list page of 100 takes."""

import argparse
import http.client
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

from processes import Bench, BenchmarkError, end, free_port, resident_megabytes, run
from startup import first_answer

USERS, ORGANIZATIONS, PAGE = 1_000, 10, 100
KEY = "sk_test_benchmark"
LISTS = {
    "users": f"/user_management/users?limit={PAGE}",
    "users of one organization": "/user_management/users?limit=100&organization_id=org_bench_0",
    "memberships, each with its user": f"/user_management/organization_memberships?limit={PAGE}&organization_id=org_bench_0",
    "organizations": f"/organizations?limit={PAGE}",
}


def seed():
    """A seed of 1,000 people, each a member of one of 10 organizations."""
    return {
        "organizations": [{"id": f"org_bench_{n}", "name": f"Organization {n}"} for n in range(ORGANIZATIONS)],
        "users": [
            {
                "email": f"person{n}@example.com",
                "first_name": "Person",
                "last_name": str(n),
                "memberships": [{"organization": f"Organization {n % ORGANIZATIONS}"}],
            }
            for n in range(USERS)
        ],
        "apiKeys": [{"name": "Benchmark", "organization": "Organization 0", "value": KEY}],
    }


def one_start(bench, claviger, path):
    """Milliseconds from process start to the first answer and to the ready line."""
    port = free_port()
    started = time.monotonic()
    process = bench.start(
        "claviger", [claviger, "emulate", "--json", "--port", port, "--seed", path], stdout=subprocess.PIPE
    )
    answered = first_answer(port, "/health/live", process, started + 20)
    line = process.stdout.readline()
    ready = time.monotonic()
    if not line:
        raise BenchmarkError(f"no ready line: {bench.log_of('claviger')}")
    return process, port, (answered - started) * 1000, (ready - started) * 1000


def page_times(port, path, count):
    """Milliseconds of each of `count` requests for one page, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for _ in range(count):
        started = time.monotonic()
        connection.request("GET", path, headers={"Authorization": f"Bearer {KEY}"})
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.monotonic() - started) * 1000)
        if answer.status != 200:
            raise BenchmarkError(f"{path} got {answer.status}: {body[:300]!r}")
    connection.close()
    return times, len(json.loads(body)["data"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claviger", required=True, help="the release binary")
    parser.add_argument("--starts", type=int, default=10, help="starts to take the median of (10)")
    parser.add_argument("--requests", type=int, default=300, help="requests for each page (300)")
    options = parser.parse_args()

    with Bench() as bench, tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "seed.json"
        path.write_text(json.dumps(seed()))
        answers, ready_lines = [], []
        for number in range(options.starts):
            process, port, answered, ready = one_start(bench, options.claviger, path)
            answers.append(answered)
            ready_lines.append(ready)
            if number + 1 < options.starts:
                end(process)
        print(f"{f'emulate, seed of {USERS:,} users, ms from start':<46} {'median':>8} {'least':>8} {'most':>8}")
        for name, times in (("first answer", answers), ("ready line", ready_lines)):
            print(f"{name:<46} {statistics.median(times):>8.0f} {min(times):>8.0f} {max(times):>8.0f}")
        live = statistics.median(page_times_of_nothing(port, options.requests))
        print(f"\n{'list page, ms':<46} {'median':>8} {'p99':>8} {'rows':>6} {'x /health/live':>15}")
        for name, page in LISTS.items():
            times, rows = page_times(port, page, options.requests)
            times.sort()
            median = statistics.median(times)
            print(f"{name:<46} {median:>8.2f} {times[int(len(times) * 0.99)]:>8.2f} {rows:>6} {median / live:>15.1f}")
        print(f"\n{'resident memory, MB':<46} {resident_megabytes(process):>8.0f}")


def page_times_of_nothing(port, count):
    """Milliseconds of requests that only pass through the HTTP server and its middleware."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for _ in range(count):
        started = time.monotonic()
        connection.request("GET", "/health/live")
        connection.getresponse().read()
        times.append((time.monotonic() - started) * 1000)
    connection.close()
    return times


if __name__ == "__main__":
    run(main)
