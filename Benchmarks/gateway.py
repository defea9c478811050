#!/usr/bin/env python3
"""The gateway against nginx and HAProxy: one core for the server, one for load and upstream; prints one table.

Every server gets the same small `tools/call` with a bearer token and the same upstream. The rounds are interleaved,
so that a slow minute of the machine meets all of them, and the medians are printed.
"""

import argparse
import base64
import json
import os
import statistics
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import peers
from processes import Bench, BenchmarkError, cores, resident_megabytes, run

HERE = Path(__file__).resolve().parent
BUSY = 0.25  # a spread of the rounds beyond this is not the servers' doing
HAPROXY_JWT, NGINX_PROXY = "HAProxy, RS256 JWT verified per request", "nginx, plain proxy"


class Target:
    """One server under test, and what was measured of it."""

    def __init__(self, name, process, url, token):
        self.name, self.process, self.url, self.token = name, process, url, token
        self.rounds = []
        self.megabytes = 0

    def measure(self, core, seconds, connections):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", HERE / "request.lua", self.url]
        finished = subprocess.run(
            list(map(str, command)),
            env={**os.environ, "BENCH_TOKEN": self.token},
            capture_output=True,
            text=True,
            timeout=seconds + 30,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        lines = [line for line in finished.stdout.splitlines() if line.startswith("FIGURES ")]
        if not lines:
            raise BenchmarkError(f"wrk failed against {self.name}: {finished.stdout[-500:]}{finished.stderr[-500:]}")
        figures = json.loads(lines[0].removeprefix("FIGURES "))
        if figures["refused"] or figures["broken"] or not figures["requests"]:
            raise BenchmarkError(f"{self.name} did not answer every request: {figures}")
        self.megabytes = resident_megabytes(self.process)
        return figures

    def median(self, key):
        return statistics.median(figures[key] for figures in self.rounds)

    @property
    def rates(self):
        return [figures["requests"] / figures["microseconds"] * 1e6 for figures in self.rounds]

    @property
    def rate(self):
        return statistics.median(self.rates)

    @property
    def spread(self):
        """How far the rounds lay apart, as a part of the median: above a few percent, the machine was not quiet."""
        return (max(self.rates) - min(self.rates)) / self.rate


def post(url, body, headers):
    """The status and the body of an answer, whatever the status."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def check_verification(url, private_key, token):
    """A proxy that lets a bad token pass would make the comparison worthless."""
    bad = {
        "no token": None,
        "a token with another signature": token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB"),
        "an expired token": peers.make_token(private_key, exp=1_700_000_000),
        "a token for another audience": peers.make_token(private_key, aud="http://127.0.0.1:1/other"),
        "a token of another issuer": peers.make_token(private_key, iss="http://127.0.0.1:1"),
    }
    for what, wrong in bad.items():
        status, _ = post(url, b"{}", {"Authorization": f"Bearer {wrong}"} if wrong else {})
        if status != 401:
            raise BenchmarkError(f"HAProxy answered {status} instead of 401 to {what}")
    status, _ = post(url, b"{}", {"Authorization": f"Bearer {token}"})
    if status != 200:
        raise BenchmarkError(f"HAProxy answered {status} instead of 200 to a good token")


def client_credentials_token(ready):
    """A token for the gateway's resource, from the authorization server that `claviger dev` started."""
    halves = (urllib.parse.quote_plus(ready[half]) for half in ("client_id", "client_secret"))
    basic = base64.b64encode(":".join(halves).encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "resource": ready["mcp_url"]}).encode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    status, body = post(ready["token_endpoint"], form, headers)
    if status != 200:
        raise BenchmarkError(f"the token endpoint answered {status}: {body[:300]!r}")
    return json.loads(body)["access_token"]


def start_targets(bench, claviger, server_core, other_core):
    private_key, public_key = peers.make_key(bench.directory)
    token = peers.make_token(private_key)
    _, upstream = peers.start_static(bench, "upstream", other_core)

    targets = []

    def add(name, process, port):
        targets.append(Target(name, process, f"http://127.0.0.1:{port}/mcp", token))

    add("nginx, answers itself (no proxy)", *peers.start_static(bench, "nginx-static", server_core))
    add("HAProxy, plain proxy", *peers.start_haproxy(bench, "haproxy", server_core, upstream))
    add(NGINX_PROXY, *peers.start_nginx_proxy(bench, server_core, upstream))
    add(HAPROXY_JWT, *peers.start_haproxy_jwt(bench, server_core, upstream, public_key))
    check_verification(targets[-1].url, private_key, token)

    if claviger:
        arguments = ["--port", "0", "--gateway-port", "0", "--upstream", f"http://127.0.0.1:{upstream}/mcp"]
        process, ready = bench.start_claviger(
            claviger, *arguments, core=server_core, environment={"CLAVIGER_EVENT_LOOPS": "1"}
        )
        name = "Claviger, RS256 JWT, verdict cached"
        targets.append(Target(name, process, ready["mcp_url"], client_credentials_token(ready)))
    return targets


def print_table(targets):
    named = {target.name: target for target in targets}
    head = ("one core each", "req/s", "spread", "p50 ms", "p99 ms", "RSS MB", "x HAProxy+JWT", "x nginx proxy")
    row = "{:<42} {:>9} {:>7} {:>7} {:>7} {:>7} {:>14} {:>14}"
    print(row.format(*head))
    for target in targets:
        print(
            row.format(
                target.name,
                f"{target.rate:,.0f}",
                f"{target.spread:.0%}",
                f"{target.median('p50') / 1000:.2f}",
                f"{target.median('p99') / 1000:.2f}",
                f"{target.megabytes:.0f}",
                f"{target.rate / named[HAPROXY_JWT].rate:.2f}",
                f"{target.rate / named[NGINX_PROXY].rate:.2f}",
            )
        )
    if max(target.spread for target in targets) > BUSY:
        print("\nThe rounds lie far apart: something else ran on this machine. Measure again when it is quiet.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claviger", help="the release binary; without it only the peers are measured")
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the median of (5)")
    parser.add_argument("--seconds", type=int, default=4, help="length of each measurement (4)")
    parser.add_argument("--connections", type=int, default=64, help="connections that the load keeps open (64)")
    options = parser.parse_args()

    server_core, other_core = cores()
    with Bench() as bench:
        targets = start_targets(bench, options.claviger, server_core, other_core)
        for target in targets:
            target.measure(other_core, 1, options.connections)  # warm-up, not counted
        for _ in range(options.rounds):
            for target in targets:
                target.rounds.append(target.measure(other_core, options.seconds, options.connections))
        print_table(targets)


if __name__ == "__main__":
    run(main)
