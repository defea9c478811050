"""What attackers send to the WorkOS-compatible API."""

import json
import socket

import pytest

from wire import bearer, send
from workos_server import Emulator


@pytest.fixture(scope="module")
def hardened():
    with Emulator(seed={"organizations": [{"id": "org_one", "name": "One"}]}) as server:
        yield server


def raw(server, request):
    """The status line of the answer to bytes that no HTTP library would send."""
    with socket.create_connection((server.url.split("/")[2].split(":")[0], int(server.url.rsplit(":", 1)[1]))) as peer:
        peer.settimeout(20)
        peer.sendall(request)
        return peer.recv(65536).split(b"\r\n", 1)[0]


def test_a_key_is_judged_before_the_body_is_read(hardened):
    """A stranger gets 401 for what somebody with a key would get 400 or 415 for."""
    for kind, body in (("application/json", "{"), ("application/json", "[" * 500), ("text/plain", "x")):
        answer = send("POST", f"{hardened.url}/organizations", body, {"Content-Type": kind})
        assert answer.status == 401, answer
    answer = send(
        "POST", f"{hardened.url}/organizations", "{", {"Content-Type": "application/json", **bearer(hardened.api_key)}
    )
    assert answer.status == 400, answer


def test_a_form_with_a_hundred_thousand_fields_is_refused(hardened):
    form = "&".join(f"a{number}=1" for number in range(100_000))
    headers = {"Content-Type": "application/x-www-form-urlencoded", **bearer(hardened.api_key)}
    answer = send("POST", f"{hardened.url}/organizations", form, headers)
    assert answer.status == 400, answer
    assert hardened.call("GET", "/organizations").status == 200


def test_a_page_whose_name_was_made_to_lead_here_gets_nothing(hardened):
    """DNS rebinding: the name of the page is in Host, and the key is one that everybody knows."""
    request = (
        "GET /organizations HTTP/1.1\r\nHost: evil.example:4100\r\n"
        f"Authorization: Bearer {hardened.api_key}\r\nConnection: close\r\n\r\n"
    )
    assert b" 403 " in raw(hardened, request.encode())
    assert b" 200 " in raw(hardened, request.replace("evil.example:4100", "localhost:1").encode())


@pytest.mark.parametrize("query", ["organization_id=", "organization_id=,", "email="])
def test_a_filter_without_a_value_is_not_a_list_of_everything(hardened, query):
    answer = hardened.call("GET", f"/user_management/users?{query}")
    assert answer.status == 422, answer


def test_json_that_is_sent_as_a_form_leaves_no_secret_in_the_journal(hardened):
    secret = "hunter2hunter2hunter2"
    send(
        "POST",
        f"{hardened.url}/user_management/users?{json.dumps({'password': secret})}".replace(" ", ""),
        json.dumps({"email": "a@example.com", "password": secret}),
        {"Content-Type": "application/x-www-form-urlencoded", **bearer(hardened.api_key)},
    )
    assert secret not in json.dumps(hardened.control("GET", "requests"))


@pytest.mark.parametrize("moment", [-(2**63), 2**63 - 1, 10**17])
def test_a_state_with_times_that_no_calendar_has_does_not_end_the_server(moment):
    with Emulator(seed={"organizations": [{"id": "org_one", "name": "One"}]}) as server:
        state = server.control("GET", "state")
        for table in state["database"]["tables"]:
            if table["name"] == "resource":
                column = table["columns"].index("created_at")
                for row in table["rows"]:
                    row[column] = {"i": str(moment)}
        put = server.call("PUT", "/_claviger/state", state, key=None)
        assert put.status in (204, 200, 400, 422), put
        answer = server.call("GET", "/organizations")
        assert answer.status in (200, 503), answer
        server.reset()
        assert server.call("GET", "/organizations").status == 200
