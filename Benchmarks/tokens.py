#!/usr/bin/env python3
"""Tokens per second at the token endpoint beside what `openssl speed` signs on the same core; prints one table.

A token takes one signature, so that `openssl speed` is the limit of one core. Load comes from the other core. Limit and
server are measured in turn, so that a slow minute of the machine meets both, and the medians are printed.
"""

import argparse
import base64
import json
import os
import statistics
import subprocess
import urllib.parse
from pathlib import Path

from gateway import BUSY, post
from processes import Bench, BenchmarkError, cores, run

HERE = Path(__file__).resolve().parent
# The algorithm, and what `openssl speed` calls its signature.
ALGORITHMS = {"RS256": "rsa2048", "ES256": "ecdsap256"}


def output_of(command, core, timeout, environment=None):
    finished = subprocess.run(
        list(map(str, command)),
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    if finished.returncode != 0:
        raise BenchmarkError(f"{command[0]} failed: {finished.stdout[-500:]}{finished.stderr[-500:]}")
    return finished.stdout


def openssl_rate(name, core, seconds):
    """Signatures per second of one core. With `-mr` the line of figures is `+F…:…:bits:sign/s:verify/s`."""
    output = output_of(["openssl", "speed", "-mr", "-seconds", seconds, name], core, 4 * seconds + 30)
    figures = [line.split(":") for line in output.splitlines() if line.startswith("+F")]
    if len(figures) != 1 or len(figures[0]) != 5:
        raise BenchmarkError(f"openssl speed {name} printed something else than before: {output[-500:]}")
    return float(figures[0][3])


class Endpoint:
    """The token endpoint of one `claviger dev`, and the rates that were measured."""

    def __init__(self, bench, claviger, algorithm, core):
        arguments = ["--port", "0", "--gateway-port", "0", "--signing-algorithm", algorithm]
        self.algorithm = algorithm
        _, ready = bench.start_claviger(
            claviger, *arguments, core=core, environment={"CLAVIGER_EVENT_LOOPS": "1"}, name=f"claviger-{algorithm}"
        )
        halves = (urllib.parse.quote_plus(ready[half]) for half in ("client_id", "client_secret"))
        self.url = ready["token_endpoint"]
        self.authorization = "Basic " + base64.b64encode(":".join(halves).encode()).decode()
        self.form = urllib.parse.urlencode({"grant_type": "client_credentials", "resource": ready["mcp_url"]})
        self.limits, self.rounds = [], []
        self.check()

    def token(self):
        headers = {"Authorization": self.authorization, "Content-Type": "application/x-www-form-urlencoded"}
        status, body = post(self.url, self.form.encode(), headers)
        if status != 200:
            raise BenchmarkError(f"the token endpoint answered {status}: {body[:300]!r}")
        return json.loads(body)["access_token"]

    def check(self):
        """Tokens that are kept, or signed in another way, would make the comparison worthless."""
        first, second = self.token(), self.token()
        header = first.split(".")[0]
        algorithm = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["alg"]
        if algorithm != self.algorithm:
            raise BenchmarkError(f"the token is signed with {algorithm}, not with {self.algorithm}")
        if first == second:
            raise BenchmarkError("two requests got one token")

    def measure(self, core, seconds, connections):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", HERE / "token.lua", self.url]
        environment = {"BENCH_TOKEN": "", "BENCH_FORM": self.form, "BENCH_AUTHORIZATION": self.authorization}
        output = output_of(command, core, seconds + 30, environment)
        lines = [line for line in output.splitlines() if line.startswith("FIGURES ")]
        if not lines:
            raise BenchmarkError(f"wrk printed no figures: {output[-500:]}")
        figures = json.loads(lines[0].removeprefix("FIGURES "))
        if figures["refused"] or figures["broken"] or not figures["requests"]:
            raise BenchmarkError(f"{self.algorithm}: not every request got a token: {figures}")
        return figures

    @property
    def rates(self):
        return [figures["requests"] / figures["microseconds"] * 1e6 for figures in self.rounds]

    def median(self, key):
        return statistics.median(figures[key] for figures in self.rounds)


def spread(values):
    """How far the values lie apart, as a part of their median."""
    return (max(values) - min(values)) / statistics.median(values)


def print_table(endpoints):
    head = ("one core each", "token/s", "spread", "p50 ms", "p99 ms", "openssl sign/s", "spread", "share of limit")
    row = "{:<28} {:>9} {:>7} {:>7} {:>7} {:>14} {:>7} {:>14}"
    print(row.format(*head))
    for endpoint in endpoints:
        rate, limit = statistics.median(endpoint.rates), statistics.median(endpoint.limits)
        print(
            row.format(
                f"Claviger, {endpoint.algorithm} tokens",
                f"{rate:,.0f}",
                f"{spread(endpoint.rates):.0%}",
                f"{endpoint.median('p50') / 1000:.2f}",
                f"{endpoint.median('p99') / 1000:.2f}",
                f"{limit:,.0f}",
                f"{spread(endpoint.limits):.0%}",
                f"{rate / limit:.0%}",
            )
        )
    if max(spread(values) for endpoint in endpoints for values in (endpoint.rates, endpoint.limits)) > BUSY:
        print("\nThe rounds lie far apart: something else ran on this machine. Measure again when it is quiet.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claviger", required=True, help="the release binary")
    parser.add_argument("--rounds", type=int, default=3, help="rounds to take the median of (3)")
    parser.add_argument("--seconds", type=int, default=3, help="length of each measurement (3)")
    parser.add_argument("--connections", type=int, default=64, help="connections that the load keeps open (64)")
    options = parser.parse_args()

    server_core, load_core = cores()
    with Bench() as bench:
        endpoints = [Endpoint(bench, options.claviger, algorithm, server_core) for algorithm in ALGORITHMS]
        for endpoint in endpoints:
            endpoint.measure(load_core, 1, options.connections)  # warm-up, not counted
        for _ in range(options.rounds):
            for endpoint in endpoints:
                name = ALGORITHMS[endpoint.algorithm]
                endpoint.limits.append(openssl_rate(name, server_core, options.seconds))
                endpoint.rounds.append(endpoint.measure(load_core, options.seconds, options.connections))
        print_table(endpoints)


if __name__ == "__main__":
    run(main)
