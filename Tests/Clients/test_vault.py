"""The vault on the wire, and what is left on disk when the process is killed."""

import shutil
import signal
import sqlite3

import pytest

from dev_server import DevServer
from wire import access_token, bearer, post_json, send

SERVER = "https://mcp.example.com/mcp"
REFRESH_TOKEN, CLIENT_SECRET = "refresh-2f1c9a7e-plain", "secret-77b0d4e1-plain"
DEPOSIT = {
    "mcpServerId": SERVER,
    "refreshToken": REFRESH_TOKEN,
    "tokenEndpoint": "https://auth.example.com/token",
    "clientId": "client-1",
    "clientSecret": CLIENT_SECRET,
    "tokenEndpointAuthMethod": "client_secret_post",
    "scopes": "read write",
}


def user(server):
    return bearer(access_token(server, resource=server.vault))


def test_a_deposit_is_stored(claviger):
    answer = post_json(claviger.vault, DEPOSIT, user(claviger))
    assert (answer.status, answer.json) == (200, {"stored": True})


@pytest.mark.parametrize(
    "change",
    [
        {"refresh_token": "misspelt"},
        {"mcpServerId": None},
        {"mcpServerId": "x" * 256},
        {"tokenEndpoint": "not a URL"},
        {"clientId": None},
        {"tokenEndpointAuthMethod": "private_key_jwt"},
        {"clientSecretExpiresAt": "soon"},
    ],
    ids=lambda change: " ".join(change),
)
def test_a_deposit_that_is_wrong_in_one_member_is_400(claviger, change):
    body = {name: value for name, value in {**DEPOSIT, **change}.items() if value is not None}
    answer = post_json(claviger.vault, body, user(claviger))
    assert answer.status == 400, answer
    assert REFRESH_TOKEN not in answer.json["error"]


def test_malformed_json_is_400_and_a_large_body_413(claviger):
    assert post_json(claviger.vault, "{", user(claviger)).status == 400
    large = {**DEPOSIT, "refreshToken": "x" * 70_000}
    assert post_json(claviger.vault, large, user(claviger)).status == 413


def test_only_a_user_token_for_the_vault_opens_it(claviger, token):
    for headers in ({}, bearer("garbage"), bearer(token), bearer(claviger.api_key)):
        assert post_json(claviger.vault, DEPOSIT, headers).status == 401
        assert send("DELETE", f"{claviger.vault}/x", headers=headers).status == 401


def test_deleting_is_204_also_when_there_was_none(claviger):
    address = f"{claviger.vault}/to-delete"
    stored = post_json(claviger.vault, {**DEPOSIT, "mcpServerId": "to-delete"}, user(claviger))
    assert stored.status == 200, stored
    assert [send("DELETE", address, headers=user(claviger)).status for _ in range(2)] == [204, 204]


def rows(directory, server):
    """The rows about a server in every SQLite file of the directory: (table, columns and values)."""
    found = []
    for file in directory.rglob("*"):
        if not file.is_file() or not file.read_bytes().startswith(b"SQLite format 3\0"):
            continue
        database = sqlite3.connect(file)
        database.row_factory = sqlite3.Row
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            contents = [dict(row) for row in database.execute(f'SELECT * FROM "{table}"')]
            found += [(table, row) for row in contents if server in row.values()]
        database.close()
    return found


def test_an_acknowledged_deposit_survives_kill_9_and_is_encrypted(tmp_path):
    data = tmp_path / "data"
    with DevServer("--data", data) as server:
        answer = post_json(server.vault, DEPOSIT, user(server))
        server.process.kill()
        assert (answer.status, answer.json) == (200, {"stored": True})
        assert server.process.wait(5) == -signal.SIGKILL

    killed = tmp_path / "as-it-was-killed"
    shutil.copytree(data, killed)
    with DevServer("--data", data) as server:
        assert server.stop() == 0

    for directory in (killed, data):
        for file in directory.rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            for secret in (REFRESH_TOKEN, CLIENT_SECRET):
                assert secret.encode() not in content, f"{secret} stands in {file}"
        ((table, row),) = rows(directory, SERVER)
        assert table == "credential"
        assert row["token_endpoint"] == DEPOSIT["tokenEndpoint"]


def test_a_deleted_deposit_is_gone_from_the_database(tmp_path):
    with DevServer("--data", tmp_path) as server:
        assert post_json(server.vault, DEPOSIT, user(server)).status == 200
        assert rows(tmp_path, SERVER)
        address = f"{server.vault}/" + SERVER.replace(":", "%3A").replace("/", "%2F")
        assert send("DELETE", address, headers=user(server)).status == 204
        assert not rows(tmp_path, SERVER)
