"""A restart on the same data is something that nobody notices."""

import pytest

from dev_server import DevServer
from oauth_documents import SigningKey
from oauth_flow import (
    ASSERTION_TYPE,
    Request,
    at_gateway,
    client_credentials,
    header,
    introspect,
    post_as,
    refresh,
    refusal,
    sign_in,
)
from oauth_person import Person
from oauth_setup import PASSWORD, free_port, machine, own_server, web
from wire import post_form, send

WEB = web("web", secret="w" * 40)
DESKTOP = web("desktop", "http://127.0.0.1/callback")
MACHINE = machine("machine", "m" * 40)
SHORT = machine("short", "hunter2")
SIGNED = machine("signed", key=SigningKey("ES256"))
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def bear(server, assertion):
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return post_form(server.token_endpoint, {"grant_type": "client_credentials", **form})


@pytest.fixture(scope="module")
def restarted(tmp_path_factory):
    """What was begun before a restart, and the server after it."""
    directory = tmp_path_factory.mktemp("restart")
    options = ["--data", directory / "data", "--port", free_port(), "--gateway-port", free_port()]
    arguments = own_server(directory, WEB, DESKTOP, MACHINE, SHORT, SIGNED, arguments=options, password=PASSWORD)
    before = {}
    with DevServer(*arguments) as server:
        person = before["person"] = Person(server)
        before["pair"] = sign_in(server, DESKTOP, person)
        before["confidential"] = sign_in(server, WEB, person)
        # Revoked: by the client, and by a stolen refresh token.
        before["revoked"] = sign_in(server, DESKTOP, person)
        assert post_as(server, DESKTOP, "/oauth2/revoke", token=before["revoked"]["refresh_token"]).status == 200
        stolen = before["stolen"] = sign_in(server, DESKTOP, person)
        second = refresh(server, DESKTOP, stolen["refresh_token"]).json
        before["third"] = refresh(server, DESKTOP, second["refresh_token"]).json
        assert refresh(server, DESKTOP, stolen["refresh_token"]).status == 400
        # Begun and not finished.
        request = before["request"] = Request(server, DESKTOP)
        before["code"] = person.authorize(request.url).code
        used = before["used"] = Request(server, DESKTOP)
        before["used_code"] = person.authorize(used.url).code
        before["used_pair"] = used.redeem(before["used_code"]).json
        before["device"] = post_as(server, DESKTOP, "/oauth2/device_authorization").json
        before["lost"] = sign_in(server, DESKTOP, person)
        before["lost_answer"] = refresh(server, DESKTOP, before["lost"]["refresh_token"]).body
        before["machine"] = client_credentials(server, MACHINE, resource=server.mcp_url)
        assertion = before["assertion"] = SIGNED.key.assertion(SIGNED.client_id, server.issuer)
        assert bear(server, assertion).status == 200
        before["key_set"] = send("GET", server.jwks_uri).json
    with DevServer(*arguments) as server:
        # Of the first things: the grace is short.
        before["lost_again"] = refresh(server, DESKTOP, before["lost"]["refresh_token"])
        before["redeemed"] = request.redeem(before["code"])
        yield server, before


def test_an_answer_that_was_lost_in_the_restart_is_given_again(restarted):
    _, before = restarted
    assert before["lost_again"].body == before["lost_answer"]


def test_a_code_from_before_is_redeemed(restarted):
    _, before = restarted
    assert before["redeemed"].status == 200


def test_a_code_that_was_used_before_is_still_used(restarted):
    server, before = restarted
    assert refusal(before["used"].redeem(before["used_code"])) == (400, "invalid_grant")
    assert at_gateway(server, before["used_pair"]["access_token"]).status == 401


def test_tokens_from_before_are_good(restarted):
    server, before = restarted
    for token in (before["pair"]["access_token"], before["machine"]):
        assert at_gateway(server, token).status == 200
    assert introspect(server, WEB, before["confidential"]["access_token"])["active"] is True
    assert refresh(server, DESKTOP, before["pair"]["refresh_token"]).status == 200
    assert refresh(server, WEB, before["confidential"]["refresh_token"]).status == 200


def test_the_keys_are_the_same(restarted):
    server, before = restarted
    published = {key["kid"] for key in send("GET", server.jwks_uri).json["keys"]}
    assert {key["kid"] for key in before["key_set"]["keys"]} <= published
    assert header(client_credentials(server, MACHINE))["kid"] in {key["kid"] for key in before["key_set"]["keys"]}


@pytest.mark.parametrize("name", ["revoked", "stolen", "third"])
def test_what_was_revoked_before_stays_revoked(restarted, name):
    server, before = restarted
    refused = at_gateway(server, before[name]["access_token"])
    assert (refused.status, refused.challenge[1]["error"]) == (401, "invalid_token")
    assert refusal(refresh(server, DESKTOP, before[name]["refresh_token"])) == (400, "invalid_grant")


def test_an_assertion_that_was_used_before_is_still_used(restarted):
    server, before = restarted
    assert refusal(bear(server, before["assertion"])) == (401, "invalid_client")


def test_a_device_that_waits_is_let_in(restarted):
    server, before = restarted
    person = Person(server)
    person.step(person.until(before["device"]["verification_uri_complete"], "consent"))
    code = before["device"]["device_code"]
    assert post_as(server, DESKTOP, "/oauth2/token", grant_type=DEVICE_CODE, device_code=code).status == 200


def test_the_person_is_still_signed_in_and_what_they_agreed_to_still_holds(restarted):
    server, before = restarted
    seen = list(before["person"].seen)
    assert before["person"].authorize(Request(server, WEB).url).code
    assert before["person"].seen == seen


def test_passwords_and_short_secrets_work_from_their_hashes(restarted):
    server, _ = restarted
    assert client_credentials(server, SHORT)
    assert sign_in(server, WEB, Person(server, "ada@example.com", password=PASSWORD))["access_token"]
