"""What holds for every operation: errors and the SDK's exceptions, request ids, idempotency keys, unknown routes."""

import re

import pytest
from workos import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    UnprocessableEntityError,
)

from wire import bearer, send
from workos_coverage import operations
from workos_server import address, unique
from workos_setup import ACME

pytest_plugins = ["workos_fixtures"]

NOW, LATER = operations("now"), operations("later")
# These are for browsers, for applications without a key, or carry their own credentials.
OPEN = {"/sso/jwks/{client_id}", "/sso/profile", "/sso/token", "/user_management/authenticate"}
OPEN |= {"/user_management/authorize/device"}


def filled(path):
    return re.sub(r"\{\w+\}", "nobody", path)


def test_the_sdk_raises_its_exception_for_each_status(workos, emulator, organization):
    with pytest.raises(BadRequestError) as bad:
        workos.organizations.update_organization(organization.id, metadata={"k" * 200: "v"})
    with pytest.raises(AuthenticationError) as unknown:
        emulator.client(api_key="sk_wrong").organizations.list_organizations()
    with pytest.raises(NotFoundError) as absent:
        workos.organizations.get_organization("org_nobody")
    with pytest.raises(ConflictError) as conflict:
        workos.user_management.confirm_email_change("user_carol", code="123456")
    with pytest.raises(UnprocessableEntityError) as invalid:
        workos.organizations.create_organization(name="")
    statuses = [each.value.status_code for each in (bad, unknown, absent, conflict, invalid)]
    assert statuses == [400, 401, 404, 409, 422]
    assert all(each.value.message and each.value.request_id for each in (bad, unknown, absent, conflict, invalid))


@pytest.mark.parametrize("verb, path", [each for each in NOW if each[1] not in OPEN])
def test_401_without_a_valid_key(emulator, verb, path):
    for key in (None, "sk_wrong", "", "bearer"):
        body = {} if verb in ("POST", "PUT") else None
        answer = emulator.call(verb, filled(path), body, key=key)
        assert answer.status == 401, answer
        assert answer.json["message"], answer
        assert answer.header("Content-Type").startswith("application/json")


@pytest.mark.parametrize(
    "authorization", ["Basic c2tfdGVzdF9kZWZhdWx0Og==", "Token sk_test_default", "sk_test_default"]
)
def test_401_for_a_key_of_another_scheme(emulator, authorization):
    answer = send("GET", f"{emulator.url}/organizations", headers={"Authorization": authorization})
    assert answer.status == 401, answer


def test_the_schemes_name_has_no_case(emulator):
    headers = {"Authorization": f"bearer {emulator.api_key}"}
    assert send("GET", f"{emulator.url}/organizations", headers=headers).status == 200


@pytest.mark.parametrize("verb, path", [each for each in NOW if each[0] in ("POST", "PUT")])
@pytest.mark.parametrize(
    "body", ["{", "[]", '"text"', "null", '{"a":', '{"name": "\ud83d"}'.encode("utf-8", "surrogatepass")]
)
def test_a_body_that_is_no_object_is_a_client_error(emulator, verb, path, body):
    headers = {"Content-Type": "application/json", **bearer(emulator.api_key)}
    answer = send(verb, emulator.url + filled(path), body, headers)
    assert 400 <= answer.status < 500, answer
    assert answer.json


def test_404_of_an_operation_that_is_not_emulated_yet_says_so(emulator):
    for verb, path in LATER:
        answer = emulator.call(verb, filled(path), {} if verb in ("POST", "PUT", "PATCH") else None)
        assert (answer.status, answer.json["code"]) == (404, "not_emulated"), (verb, path, answer)
        assert "exists in WorkOS" in answer.json["message"], answer


@pytest.mark.parametrize(
    "verb, path", [("GET", "/nothing/here"), ("PATCH", "/organizations/org_1"), ("POST", "/organizationz")]
)
def test_404_of_an_operation_that_workos_does_not_have_either(emulator, verb, path):
    answer = emulator.call(verb, path, {} if verb != "GET" else None)
    assert answer.status in (404, 405), answer
    assert answer.json["code"] == "not_found" and "exists in WorkOS" not in answer.json["message"]


def test_a_request_id_is_made_and_a_good_one_is_echoed(emulator):
    made = [emulator.call("GET", "/organizations").header("X-Request-ID") for _ in range(2)]
    assert all(made) and made[0] != made[1]
    for value in ("01HXYZ-abc_9.z", "r" * 128):
        assert emulator.call("GET", "/nothing", headers={"X-Request-ID": value}).header("X-Request-ID") == value
    for value in ("", "r" * 129, "a b", "a<b>"):
        answered = emulator.call("GET", "/organizations", headers={"X-Request-ID": value}).header("X-Request-ID")
        assert answered and answered != value


def test_the_same_idempotency_key_and_body_get_the_first_answer_again(workos, emulator):
    body, key = {"name": unique("once")}, {"Idempotency-Key": unique("key")}
    first, second = (emulator.call("POST", "/organizations", body, headers=key) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body) == (201, first.body)
    assert len(workos.organizations.list_organizations(search=body["name"]).data) == 1


def test_another_body_or_path_with_the_key_is_a_conflict_and_another_api_key_is_another_matter(workos, emulator):
    key = {"Idempotency-Key": unique("key")}
    assert emulator.call("POST", "/organizations", {"name": unique("one")}, headers=key).status == 201
    for path, body in (
        ("/organizations", {"name": unique("two")}),
        ("/user_management/users", {"email": address()}),
    ):
        answer = emulator.call("POST", path, body, headers=key)
        assert answer.status == 409 and answer.json["message"], answer
    own = workos.api_keys.create_organization_api_key(ACME, name=unique("key")).value
    assert emulator.call("POST", "/organizations", {"name": unique("three")}, key=own, headers=key).status == 201


def test_an_error_is_kept_as_well_and_the_sdk_may_name_the_key(workos):
    external_id, options = unique("external"), {"idempotency_key": unique("key")}
    made = workos.organizations.create_organization(name="x", external_id=external_id, request_options=options)
    again = workos.organizations.create_organization(name="x", external_id=external_id, request_options=options)
    assert made == again


def test_an_idempotency_key_is_forgotten_after_a_day(timed):
    body, key = {"name": "Twice"}, {"Idempotency-Key": "one"}
    first = timed.call("POST", "/organizations", body, headers=key).json
    timed.advance(86_000)
    assert timed.call("POST", "/organizations", body, headers=key).json == first
    timed.advance(1000)
    assert timed.call("POST", "/organizations", body, headers=key).json["id"] != first["id"]


def test_an_idempotency_key_is_not_endless(emulator):
    answer = emulator.call("POST", "/organizations", {"name": "x"}, headers={"Idempotency-Key": "k" * 256})
    assert answer.status == 400 and answer.json["message"]


def test_every_answer_is_json_with_its_type(emulator):
    for method, path in (("GET", "/organizations"), ("GET", "/organizations/org_nobody"), ("GET", "/nothing")):
        answer = emulator.call(method, path)
        assert answer.header("Content-Type").startswith("application/json"), answer


def test_what_is_written_is_read_back_unchanged(workos):
    for name in ("Zoë’s Café \U0001f600", "e\u0301 and \u00e9", '"quoted" \\ <b>', "x" * 200):
        made = workos.organizations.create_organization(name=name)
        assert workos.organizations.get_organization(made.id).name == name


def test_a_body_that_is_nested_without_end_is_refused(emulator):
    headers = {"Content-Type": "application/json", **bearer(emulator.api_key)}
    for body in ("[" * 100_000, '{"name":"x","metadata":' + '{"a":' * 50_000 + "1" + "}" * 50_001):
        answer = send("POST", f"{emulator.url}/organizations", body, headers)
        assert answer.status == 400 and answer.json["message"], answer


def test_a_text_with_a_nul_is_refused_or_kept_and_never_cut(emulator):
    answer = emulator.call("POST", "/organizations", {"name": "a\0b"})
    assert answer.status == 422 or answer.json["name"] == "a\0b", answer


def test_ids_that_look_like_paths_reach_nothing_else(emulator):
    for identifier in ("..%2Fapi_keys", "%2e%2e", "org_1%2Fapi_keys", "org%00", "%ff", "a" * 5000):
        answer = emulator.call("GET", f"/organizations/{identifier}")
        assert answer.status in (400, 404, 414), answer
