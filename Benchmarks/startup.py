#!/usr/bin/env python3
"""How soon `claviger dev` answers after its process starts, and what memory it holds after 10,000 requests."""

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import threading
import time
import urllib.parse

from gateway import client_credentials_token
from processes import Bench, BenchmarkError, end, free_port, resident_megabytes, run

RESOURCE_METADATA = "/.well-known/oauth-protected-resource/mcp"
SERVER_METADATA = "/.well-known/oauth-authorization-server"
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "whoami",
        "arguments": {},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    },
}


def first_answer(port, path, process, deadline):
    """When the first 200 came back; asks again at once while nobody listens."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(65536).startswith(b"HTTP/1.1 200"):
                    return time.monotonic()
        except OSError:
            pass
        time.sleep(0.0005)
    raise BenchmarkError(f"no answer from {path}")


def one_start(bench, claviger):
    """Milliseconds from process start to the first answers of both servers, the ready line and the first token."""
    port, gateway_port = free_port(), free_port()
    command = [claviger, "dev", "--json", "--port", port, "--gateway-port", gateway_port]
    started = time.monotonic()
    process = bench.start("claviger", command, stdout=subprocess.PIPE)
    times, failures = {}, []

    def ask(name, port, path):
        try:
            times[name] = first_answer(port, path, process, started + 20)
        except BenchmarkError as error:
            failures.append(error)

    askers = [
        threading.Thread(target=ask, args=("gateway: resource metadata", gateway_port, RESOURCE_METADATA)),
        threading.Thread(target=ask, args=("authorization server: metadata", port, SERVER_METADATA)),
    ]
    for asker in askers:
        asker.start()
    line = process.stdout.readline()
    times["ready line"] = time.monotonic()
    for asker in askers:
        asker.join()
    if failures or not line:
        raise BenchmarkError(f"{failures or 'no ready line'}: {bench.log_of('claviger')}")
    client_credentials_token(json.loads(line))
    times["first token (needs the RSA key)"] = time.monotonic()
    end(process)
    return {name: (at - started) * 1000 for name, at in times.items()}


def call_often(ready, token, count, failures):
    """Sends `count` tool calls on one connection."""
    address = urllib.parse.urlsplit(ready["mcp_url"])
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": "whoami",
    }
    body = json.dumps(CALL)
    try:
        for _ in range(count):
            connection.request("POST", address.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise BenchmarkError(f"a tool call got {answer.status}: {content[:300]!r}")
    except (OSError, http.client.HTTPException, BenchmarkError) as error:
        failures.append(error)
    finally:
        connection.close()


def memory(bench, claviger, requests, connections=8):
    """Resident megabytes when ready, and after the requests."""
    process, ready = bench.start_claviger(claviger, "--port", "0", "--gateway-port", "0")
    before = resident_megabytes(process)
    token = client_credentials_token(ready)
    failures = []
    share = requests // connections
    callers = [threading.Thread(target=call_often, args=(ready, token, share, failures)) for _ in range(connections)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    if failures:
        raise BenchmarkError(str(failures[0]))
    return before, resident_megabytes(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claviger", required=True, help="the release binary")
    parser.add_argument("--starts", type=int, default=20, help="starts to take the median of (20)")
    parser.add_argument("--requests", type=int, default=10_000, help="requests before memory is read (10000)")
    options = parser.parse_args()

    with Bench() as bench:
        starts = [one_start(bench, options.claviger) for _ in range(options.starts)]
        print(f"{'from process start, ms':<42} {'median':>8} {'least':>8} {'most':>8}")
        for name in sorted(starts[0], key=lambda name: statistics.median(start[name] for start in starts)):
            taken = [start[name] for start in starts]
            print(f"{name:<42} {statistics.median(taken):>8.0f} {min(taken):>8.0f} {max(taken):>8.0f}")
        before, after = memory(bench, options.claviger, options.requests)
        print(f"\n{'resident memory, MB':<42} {'ready':>8} {f'after {options.requests:,} calls':>20}")
        print(f"{'claviger dev, sample MCP server included':<42} {before:>8.0f} {after:>20.0f}")


if __name__ == "__main__":
    run(main)
