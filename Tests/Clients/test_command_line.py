"""`claviger dev` as a process: how it refuses, how it ends, and what it keeps."""

import concurrent.futures
import contextlib
import http.client
import json
import signal
import socket
import subprocess
from urllib.parse import urlsplit

import pytest

from dev_server import BINARY, ROOT, DevServer, environment
from oauth_flow import claims
from wire import access_token, bearer, send, tool_request


def refused(*arguments):
    """Exit code, standard output and the lines of standard error of a `claviger dev` that does not start."""
    command = [BINARY, "dev", *map(str, arguments)]
    finished = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, env=environment(), cwd=ROOT
    )
    return finished.returncode, finished.stdout, finished.stderr.strip().splitlines()


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("flag", ["--port", "--gateway-port"])
def test_a_port_in_use_is_one_line_and_code_2(taken_port, flag):
    other = "--gateway-port" if flag == "--port" else "--port"
    code, output, errors = refused(other, 0, flag, taken_port)
    assert (code, output) == (2, ""), errors
    assert len(errors) == 1, errors
    assert str(taken_port) in errors[0]


def test_an_unwritable_data_directory_is_one_line_and_code_2(tmp_path):
    # Below a file nobody can make a directory; permission bits would not stop root.
    (tmp_path / "file").write_text("")
    directory = tmp_path / "file" / "data"
    code, output, errors = refused("--port", 0, "--gateway-port", 0, "--data", directory)
    assert (code, output) == (2, ""), errors
    assert len(errors) == 1, errors
    assert str(directory) in errors[0]


@pytest.mark.parametrize(
    "arguments",
    [["--no-such-flag"], ["--port", "many"], ["--port", "70000"], ["--upstream", "not a URL"]],
    ids=" ".join,
)
def test_a_bad_flag_is_named_and_code_2(arguments):
    code, output, errors = refused(*arguments)
    assert (code, output) == (2, ""), errors
    assert len(errors) == 1, errors
    assert arguments[0] in errors[0]


def data_directory(tmp_path):
    directory = tmp_path / "data"
    with DevServer("--data", directory) as server:
        assert access_token(server)
    return directory


def test_a_database_whose_keys_are_gone_is_one_line_and_code_2(tmp_path):
    directory = data_directory(tmp_path)
    (directory / "encryption.keys").unlink()
    code, output, errors = refused("--port", 0, "--gateway-port", 0, "--data", directory)
    assert (code, output) == (2, ""), errors
    assert len(errors) == 1 and "encrypted under other keys" in errors[0], errors


@pytest.mark.parametrize("name", ["client.secret", "encryption.keys"])
def test_a_secret_file_without_a_secret_is_one_line_and_code_2(tmp_path, name):
    directory = data_directory(tmp_path)
    (directory / name).write_text(" \r\n\t\n")
    code, output, errors = refused("--port", 0, "--gateway-port", 0, "--data", directory)
    assert (code, output) == (2, ""), errors
    assert len(errors) == 1 and name in errors[0], errors


def test_what_is_kept_is_for_its_owner_alone(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    for file in data_directory(tmp_path).iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_processes_that_start_at_once_on_one_directory_agree(tmp_path):
    with contextlib.ExitStack() as stack:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            servers = list(pool.map(lambda _: DevServer("--data", tmp_path / "data"), range(4)))
        for server in servers:
            stack.enter_context(server)
        assert len({server.client_secret for server in servers}) == 1
        assert len({send("GET", server.jwks_uri).body for server in servers}) == 1
        assert all(access_token(server) for server in servers)


def test_a_seed_file_that_is_missing_is_one_line_and_code_2(tmp_path):
    code, output, errors = refused("--port", 0, "--gateway-port", 0, "--seed", tmp_path / "none.yaml")
    assert (code, output, len(errors)) == (2, "", 1), errors
    assert str(tmp_path / "none.yaml") in errors[0]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_server_ends_with_code_0(ending):
    with DevServer() as server:
        assert server.stop(ending, within=5) == 0
        assert server.rest_of_output() == b""


@contextlib.contextmanager
def open_countdown(server, start, interval_ms):
    """The answer to a countdown whose first number has arrived."""
    address = urlsplit(server.mcp_url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    body, headers = tool_request("countdown", {"from": start, "interval_ms": interval_ms}, progressToken=1)
    try:
        connection.request("POST", address.path, body, {**headers, **bearer(access_token(server))})
        answer = connection.getresponse()
        while line := answer.readline():
            if b"notifications/progress" in line:
                break
        assert line, "the stream ended before the first number"
        yield answer
    finally:
        connection.close()


def test_ctrl_c_while_a_long_stream_is_open_ends_within_5_s_and_code_0():
    with DevServer() as server, open_countdown(server, start=10, interval_ms=5000):
        assert server.stop(signal.SIGINT, within=5) == 0, server.log()


def test_ctrl_c_lets_an_open_request_end_well():
    with DevServer() as server, open_countdown(server, start=1, interval_ms=800) as answer:
        server.process.send_signal(signal.SIGINT)
        assert b"Counted down from 1" in answer.read()
        assert server.stop(within=5) == 0


def test_data_that_is_kept_gives_the_same_client_and_keys(tmp_path):
    seen = []
    for _ in range(2):
        with DevServer("--data", tmp_path / "data") as server:
            access_token(server)
            keys = [key["kid"] for key in send("GET", server.jwks_uri).json["keys"]]
            seen.append((server.client_id, server.client_secret, server.api_key, keys))
            assert server.stop() == 0
    assert seen[0] == seen[1]
    assert len(seen[0][3]) == 1


def seeded(tmp_path, secret, **members):
    """A server on the test's one directory whose seed has an application with this secret."""
    application = {"name": "Agent", "organization": "A", "client_id": "client_agent", "client_secret": secret}
    seed = {"organizations": [{"name": "A"}], "connectApplications": [{**application, "scopes": ["mcp"], **members}]}
    (tmp_path / "seed.json").write_text(json.dumps(seed))
    return DevServer("--data", tmp_path / "data", "--seed", tmp_path / "seed.json")


def test_a_short_secret_that_the_seed_changes_works_at_once(tmp_path):
    for secret in ("first", "second", "second", "first"):
        with seeded(tmp_path, secret) as server:
            assert server.client_secret == secret
            assert access_token(server)


def test_an_application_that_the_seed_changes_is_changed(tmp_path):
    with seeded(tmp_path, "secret") as server:
        assert "mcp:write" not in claims(access_token(server))["scope"].split()
    with seeded(tmp_path, "secret", scopes=["mcp", "mcp:write"]) as server:
        assert claims(access_token(server))["scope"].split() == ["mcp", "mcp:write"]


@pytest.mark.parametrize(
    "value",
    [
        "https://idp.example.com",
        "https://idp.example.com=text",
        "any text=https://idp.example.com/jwks",
        "https://idp.example.com=http://idp.example.com/jwks",
    ],
)
def test_a_trusted_issuer_whose_keys_could_be_forged_is_refused(value):
    code, output, errors = refused("--port", 0, "--gateway-port", 0, "--trusted-issuer", value)
    assert (code, output, len(errors)) == (2, "", 1), errors
    assert "--trusted-issuer" in errors[0]


def test_help_documents_every_flag_with_its_default():
    finished = subprocess.run([BINARY, "dev", "--help"], capture_output=True, text=True, timeout=10)
    assert finished.returncode == 0
    for expected in ("--port", "4100", "--gateway-port", "4180", "--seed", "--data", "--upstream", "--json"):
        assert expected in finished.stdout
