"""The token endpoint on the wire: ways to ask, and the exact refusals."""

import json

import jwt
import pytest

from dev_server import DevServer
from wire import basic, post_form, post_json, raw_basic, send

GRANT = {"grant_type": "client_credentials"}


def claims(answer):
    assert answer.status == 200, answer
    return jwt.decode(answer.json["access_token"], options={"verify_signature": False})


def refusal(answer):
    return answer.status, answer.json["error"]


@pytest.fixture
def credentials(claviger):
    return {"client_id": claviger.client_id, "client_secret": claviger.client_secret}


@pytest.fixture
def authenticated(claviger):
    return basic(claviger.client_id, claviger.client_secret)


def test_form_and_json_with_basic_or_post_credentials(claviger, credentials, authenticated):
    url = claviger.token_endpoint
    answers = [
        post_form(url, GRANT, authenticated),
        post_form(url, {**GRANT, **credentials}),
        post_json(url, GRANT, authenticated),
        post_json(url, {**GRANT, **credentials}),
    ]
    assert [claims(answer)["sub"] for answer in answers] == [claviger.client_id] * 4


def test_rfc_6749_5_1_the_answer_is_not_stored_and_has_its_types(claviger, authenticated):
    answer = post_form(claviger.token_endpoint, GRANT, authenticated)
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("Content-Type").startswith("application/json")
    body = answer.json
    assert body["token_type"] == "Bearer"
    assert type(body["expires_in"]) is int and body["expires_in"] > 0
    assert claims(answer)["scope"] == body["scope"]


def test_rfc_6749_5_2_a_wrong_secret_is_invalid_client(claviger):
    answer = post_form(claviger.token_endpoint, GRANT, basic(claviger.client_id, "wrong"))
    assert refusal(answer) == (401, "invalid_client")
    assert answer.header("WWW-Authenticate").startswith("Basic realm=")
    assert answer.header("Cache-Control") == "no-store"
    # Header names are sent in their registered case.
    assert "WWW-Authenticate" in [name for name, _ in answer.headers]


@pytest.mark.parametrize("form", [{"client_id": "nobody", "client_secret": "x" * 30}, {}])
def test_an_unknown_client_and_no_client_are_invalid_client(claviger, form):
    assert refusal(post_form(claviger.token_endpoint, {**GRANT, **form})) == (401, "invalid_client")


def test_an_equal_client_id_in_the_body_is_not_a_second_method(claviger, authenticated):
    answer = post_form(claviger.token_endpoint, {**GRANT, "client_id": claviger.client_id}, authenticated)
    assert claims(answer)["sub"] == claviger.client_id


def test_two_methods_at_once_are_refused(claviger, credentials, authenticated):
    answer = post_form(claviger.token_endpoint, {**GRANT, **credentials}, authenticated)
    assert refusal(answer) == (400, "invalid_request")


def test_scope_narrows_and_never_widens(claviger, authenticated):
    url = claviger.token_endpoint
    assert claims(post_form(url, {**GRANT, "scope": "mcp"}, authenticated))["scope"] == "mcp"
    assert "mcp" in claims(post_form(url, {**GRANT, "scope": ""}, authenticated))["scope"].split()
    assert refusal(post_form(url, {**GRANT, "scope": "mcp admin"}, authenticated)) == (400, "invalid_scope")


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:example:grant"])
def test_other_grants_are_unsupported(claviger, authenticated, grant_type):
    answer = post_form(claviger.token_endpoint, {"grant_type": grant_type}, authenticated)
    assert refusal(answer) == (400, "unsupported_grant_type")


def test_no_grant_type_is_invalid_request(claviger, authenticated):
    assert refusal(post_form(claviger.token_endpoint, {"scope": "mcp"}, authenticated)) == (400, "invalid_request")


def test_rfc_8707_a_known_resource_is_the_audience_and_another_is_invalid_target(claviger, authenticated):
    url = claviger.token_endpoint
    for resource in (claviger.mcp_url, claviger.vault):
        assert claims(post_form(url, {**GRANT, "resource": resource}, authenticated))["aud"] == resource
    unknown = post_form(url, {**GRANT, "resource": "https://other.example.com/mcp"}, authenticated)
    assert refusal(unknown) == (400, "invalid_target")


def test_audience_and_organization_are_never_the_callers_word(claviger, authenticated):
    form = {**GRANT, "audience": "https://other.example.com", "organization_id": "org_other"}
    granted = claims(post_form(claviger.token_endpoint, form, authenticated))
    assert granted["aud"] != "https://other.example.com"
    assert granted["org_id"] != "org_other"


def test_malformed_bodies_are_400(claviger, authenticated):
    url = claviger.token_endpoint
    assert post_json(url, "{", authenticated).status == 400
    assert post_json(url, "[]", authenticated).status == 400
    assert post_json(url, {"grant_type": 7}, authenticated).status == 400
    assert post_json(url, {"grant_type": ["client_credentials", "password"]}, authenticated).status == 400
    assert send("GET", url).status in (404, 405)


def test_rfc_6749_3_2_a_repeated_parameter_is_invalid_request(claviger, authenticated):
    headers = {**authenticated, "Content-Type": "application/x-www-form-urlencoded"}
    body = "grant_type=client_credentials&scope=mcp&scope=mcp"
    assert refusal(send("POST", claviger.token_endpoint, body, headers)) == (400, "invalid_request")


def test_a_body_larger_than_any_token_request_is_413(claviger, authenticated):
    assert post_form(claviger.token_endpoint, {**GRANT, "scope": "x" * 70_000}, authenticated).status == 413


def test_a_stray_percent_in_basic_is_invalid_client(claviger):
    answer = post_form(claviger.token_endpoint, GRANT, raw_basic(f"{claviger.client_id}:100%"))
    assert refusal(answer) == (401, "invalid_client")


def test_rfc_6749_2_3_1_both_halves_of_basic_are_form_decoded(tmp_path):
    client_id, secret = "agent+one", "plus + percent % colon : and ümlaut &="
    application = {"name": "Odd", "type": "m2m", "organization": "Acme", "scopes": ["mcp"]}
    seed = {
        "organizations": [{"name": "Acme"}],
        "connectApplications": [{**application, "client_id": client_id, "client_secret": secret}],
    }
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(seed))
    with DevServer("--seed", file) as server:
        encoded = post_form(server.token_endpoint, GRANT, basic(client_id, secret))
        assert claims(encoded)["sub"] == client_id
        # A `+` that was not encoded is a space, so this names another client.
        plain = post_form(server.token_endpoint, GRANT, raw_basic(f"{client_id}:{secret}"))
        assert refusal(plain) == (401, "invalid_client")
