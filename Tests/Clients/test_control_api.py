"""The control API of running servers: where it is on, states that move between processes, and large ones."""

import http.client
import json

import pytest

from wire import basic, post_form, send
from workos_server import Emulator

MACHINE = {"name": "Machine", "type": "m2m", "organization": "Acme", "client_id": "client_m", "client_secret": "m" * 40}
SEED = {"organizations": [{"id": "org_acme", "name": "Acme"}], "connectApplications": [MACHINE]}
CREDENTIALS = basic("client_m", "m" * 40)


@pytest.fixture(scope="module")
def emulator():
    with Emulator(seed=SEED) as server:
        yield server


@pytest.fixture(autouse=True)
def from_the_seed(request):
    yield
    if "emulator" in request.fixturenames:
        request.getfixturevalue("emulator").reset()


def machine_token(server):
    answer = post_form(f"{server.url}/oauth2/token", {"grant_type": "client_credentials"}, CREDENTIALS)
    assert answer.status == 200, answer
    return answer.json["access_token"]


def is_active(server, token):
    answer = post_form(f"{server.url}/oauth2/introspection", {"token": token}, CREDENTIALS)
    assert answer.status == 200, answer
    return answer.json["active"]


def names(server):
    return sorted(each["name"] for each in server.call("GET", "/organizations?limit=100").json["data"])


def test_dev_has_it_too(claviger):
    answer = send("GET", f"{claviger.issuer}/_claviger/clock")
    assert answer.status == 200 and answer.json["frozen"] is False


def test_it_is_off_where_other_machines_reach_the_server_and_no_token_is_set():
    with Emulator("--host", "0.0.0.0", seed=SEED) as server:
        for method, path in (("GET", ""), ("GET", "/state"), ("POST", "/reset")):
            assert send(method, f"{server.url}/_claviger{path}").status == 404


def test_tokens_expire_by_the_clock_that_is_moved(emulator):
    token = machine_token(emulator)
    emulator.advance(3599 - 30)
    assert is_active(emulator, token)
    emulator.advance(60)
    assert not is_active(emulator, token)
    assert is_active(emulator, machine_token(emulator))


def test_a_reset_keeps_the_signing_keys_and_what_they_signed(emulator):
    keys, token = emulator.call("GET", "/oauth2/jwks").json, machine_token(emulator)
    for _ in range(3):
        emulator.reset()
        assert emulator.call("GET", "/oauth2/jwks").json == keys
        assert is_active(emulator, token)


def test_what_was_revoked_since_is_good_again_after_a_reset(emulator):
    token = machine_token(emulator)
    post_form(f"{emulator.url}/oauth2/revoke", {"token": token}, CREDENTIALS)
    assert not is_active(emulator, token)
    emulator.reset()
    assert is_active(emulator, token)


def test_a_state_moves_to_another_process_with_its_keys_and_its_time(emulator):
    emulator.call("POST", "/organizations", {"name": "Moved"})
    emulator.control("POST", "clock", {"freeze": "2031-01-01T00:00:00Z"})
    token, state = machine_token(emulator), emulator.control("GET", "state")
    with Emulator(seed={}) as other:
        other.control("PUT", "state", state)
        assert names(other) == ["Acme", "Moved"]
        assert other.control("GET", "clock") == {"now": "2031-01-01T00:00:00.000Z", "frozen": True}
        assert other.call("GET", "/oauth2/jwks").json == emulator.call("GET", "/oauth2/jwks").json
        assert machine_token(other)
        # It was issued by the other one's address, which is the one thing that a state does not bring along.
        assert not is_active(other, token)


def test_a_state_of_a_thousand_people_is_shown_and_put_back():
    people = [{"email": f"person{number}@example.com", "first_name": "P" * 100} for number in range(1000)]
    with Emulator(seed={"organizations": [{"name": "Acme"}], "users": people}) as server:
        state = server.call("GET", "/_claviger/state", key=None)
        assert len(state.body) > 300_000
        padded = state.body[:-1] + b" " * (3 << 20) + b"}"
        headers = {"Content-Type": "application/json"}
        assert send("PUT", f"{server.url}/_claviger/state", padded, headers).status == 204
        found = server.call("GET", "/user_management/users?email=person999@example.com").json["data"]
        assert [each["email"] for each in found] == ["person999@example.com"]


def test_a_state_that_is_none_changes_nothing(emulator):
    state = emulator.control("GET", "state")
    broken = [{}, [], {**state, "version": 2}, {**state, "database": {}}, {**state, "clock": {}}]
    tables = state["database"]["tables"]
    broken.append({**state, "database": {**state["database"], "tables": tables[1:]}})
    for table in tables:
        rows = [[*row, 1] for row in table["rows"]] or [[1]]
        worse = [each if each["name"] != table["name"] else {**table, "rows": rows} for each in tables]
        broken.append({**state, "database": {**state["database"], "tables": worse}})
    for each in broken:
        answer = emulator.call("PUT", "/_claviger/state", each, key=None)
        assert answer.status == 422, (answer, json.dumps(each)[:200])
    assert names(emulator) == ["Acme"] and machine_token(emulator)


def test_a_dropped_connection_ends_without_an_answer(emulator):
    emulator.control("POST", "faults", {"path": "/organizations", "drop": True, "next": 2})
    for method, body in (("GET", None), ("POST", {"name": "Never"})):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            emulator.call(method, "/organizations", body)
    assert names(emulator) == ["Acme"]


def test_what_is_done_and_not_answered_is_answered_when_it_is_asked_again(emulator):
    key = {"Idempotency-Key": "once"}
    first = emulator.call("POST", "/organizations", {"name": "Once"}, headers=key)
    again = emulator.call("POST", "/organizations", {"name": "Once"}, headers=key)
    assert (first.status, first.json) == (again.status, again.json) == (201, again.json)
    assert names(emulator) == ["Acme", "Once"]
    emulator.reset()
    third = emulator.call("POST", "/organizations", {"name": "Another"}, headers=key)
    assert third.status == 201, "a reset forgets the keys"


def test_a_person_of_an_added_seed_signs_in_at_once_and_nothing_of_it_stays_after_a_reset(emulator):
    person = {"email": "late@example.com", "password": "a long pass phrase", "email_verified": True}
    emulator.control("POST", "seed", {"seed": {"users": [person]}})
    grant = {"grant_type": "password", "client_id": "client_x", "client_secret": emulator.api_key}
    form = {**grant, "email": person["email"], "password": person["password"]}
    assert emulator.call("POST", "/user_management/authenticate", form, key=None).status == 200
    emulator.reset()
    assert emulator.call("POST", "/user_management/authenticate", form, key=None).status >= 400
