"""What no well-behaved client or upstream sends: each gets its answer, and costs no connection."""

import contextlib
import http.client
import os
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest

from dev_server import DevServer
from wire import access_token, bearer, post_json

MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def connect(server, url=None):
    address = urlsplit(url or server.mcp_url)
    return socket.create_connection((address.hostname, address.port), timeout=10)


def answer_to(server, head, body_parts=(), url=None):
    """The status that comes back while the body may still be on its way, and how much of the body went out."""
    sent = 0
    with connect(server, url) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n")
        with contextlib.suppress(ConnectionError, TimeoutError):
            for part in body_parts:
                connection.settimeout(2)
                connection.sendall(part)
                sent += len(part)
        connection.settimeout(10)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status, sent


def head(server, token, *lines):
    fixed = ["POST /mcp HTTP/1.1", f"Host: {urlsplit(server.mcp_url).netloc}", f"Authorization: Bearer {token}"]
    return "\r\n".join([*fixed, "Content-Type: application/json", *lines])


def test_malformed_json_is_400(claviger, token):
    for body in ("{", "", "nonsense", '{"jsonrpc":"2.0"', b"\xff\xfe"):
        assert post_json(claviger.mcp_url, body, bearer(token)).status == 400, body


def test_a_body_of_100_mb_is_413_before_it_is_sent(claviger, token):
    assert answer_to(claviger, head(claviger, token, "Content-Length: 100000000"))[0] == 413


def test_a_body_of_100_mb_in_chunks_is_413_before_all_of_it_is_read(claviger, token):
    megabyte = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    status, sent = answer_to(claviger, head(claviger, token, "Transfer-Encoding: chunked"), [megabyte] * 100)
    assert status == 413
    assert sent < 50_000_000


def test_a_header_of_64_kib_is_431(claviger, token):
    assert answer_to(claviger, head(claviger, token, "X-Large: " + "x" * 65536, "Content-Length: 0"))[0] == 431


@pytest.mark.parametrize(
    "line, status", [("Content-Length: 100000000", 413), ("X-Large: " + "x" * 65536, 431)], ids=["413", "431"]
)
@pytest.mark.parametrize("path", ["/oauth2/token", "/mcp-oauth-credentials"])
def test_the_authorization_server_and_the_vault_have_the_same_limits(claviger, path, line, status):
    lines = [f"POST {path} HTTP/1.1", f"Host: {urlsplit(claviger.issuer).netloc}", line]
    assert answer_to(claviger, "\r\n".join(lines), url=claviger.issuer)[0] == status


def test_the_authorization_server_ends_a_connection_that_sends_without_end(claviger):
    lines = ["POST /oauth2/token HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked"]
    megabyte = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with connect(claviger, claviger.issuer) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(100):
                connection.sendall(megabyte)


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: -1",),
        ("Content-Length: 0", "X-Folded: a\r\n b"),
        ("Content-Length: 0", "X Space: a"),
    ],
    ids=["two lengths", "length and chunks", "negative length", "folded header", "space in a name"],
)
def test_rfc_9112_what_two_parsers_could_read_in_two_ways_is_400(claviger, token, lines):
    assert answer_to(claviger, head(claviger, token, *lines), [b"0\r\n\r\n"])[0] == 400


def test_an_upstream_that_is_down_is_502_with_a_json_body():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        with DevServer("--upstream", f"http://127.0.0.1:{reserved.getsockname()[1]}/mcp") as server:
            answer = post_json(server.mcp_url, MESSAGE, bearer(access_token(server)))
            assert answer.status == 502
            assert answer.header("Content-Type").startswith("application/json")
            assert answer.json
            assert server.stop() == 0


@contextlib.contextmanager
def upstream_that_dies():
    """An upstream that sends one event of a stream, and is gone."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    connection.recv(65536)
                    event = b"data: {}\n\n"
                    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    connection.sendall(start + b"%x\r\n%s\r\n" % (len(event), event))
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"


def test_an_upstream_that_dies_in_mid_stream_is_seen_as_a_cut():
    with upstream_that_dies() as url, DevServer("--upstream", url) as server:
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            post_json(server.mcp_url, MESSAGE, bearer(access_token(server)))


def sockets(server):
    directory = f"/proc/{server.process.pid}/fd"
    count = 0
    for descriptor in os.listdir(directory):
        with contextlib.suppress(OSError):
            count += os.readlink(f"{directory}/{descriptor}").startswith("socket:")
    return count


def test_none_of_it_leaves_a_connection_behind():
    with upstream_that_dies() as url, DevServer("--upstream", url) as server:
        token = access_token(server)
        before = sockets(server)
        for _ in range(10):
            connect(server).close()
            with connect(server) as half:
                half.sendall(b"POST /mcp HTTP/1.1\r\nHost: 127")
            assert answer_to(server, head(server, token, "Content-Length: 100000000"))[0] == 413
            assert answer_to(server, head(server, token, "X-Large: " + "x" * 65536))[0] == 431
            with contextlib.suppress(http.client.HTTPException, ConnectionError):
                post_json(server.mcp_url, MESSAGE, bearer(token))
        deadline = time.monotonic() + 5
        while sockets(server) > before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert sockets(server) <= before


def resident_megabytes(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def test_requests_without_end_whose_answers_nobody_reads_do_not_fill_the_memory():
    with DevServer() as server:
        before = resident_megabytes(server)
        requests = b"GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 10_000
        with connect(server) as connection:
            connection.settimeout(1)
            with contextlib.suppress(ConnectionError, TimeoutError):
                for _ in range(80):
                    connection.sendall(requests)
            assert resident_megabytes(server) - before < 40
