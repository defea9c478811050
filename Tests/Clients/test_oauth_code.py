"""Authorization codes at the token endpoint, and the tokens that come of them."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from oauth_flow import Request, at_gateway, claims, header, introspect, refresh, refusal, sign_in
from wire import post_json

pytest_plugins = ["oauth_fixtures"]


@pytest.fixture
def granted(oauth, setup, person):
    """A request of a public client that the person granted, and its code."""
    request = Request(oauth, setup.desktop)
    return request, person.authorize(request.url).code


def test_rfc_6749_5_1_the_answer_has_its_types_and_is_not_stored(granted):
    request, code = granted
    answer = request.redeem(code)
    body = answer.json
    assert answer.status == 200
    assert answer.header("Cache-Control") == "no-store"
    assert answer.header("Content-Type").startswith("application/json")
    assert body["token_type"] == "Bearer"
    assert type(body["expires_in"]) is int and 0 < body["expires_in"] <= 3600
    assert body["scope"] == "mcp"
    assert body["refresh_token"]
    assert "id_token" not in body


def test_rfc_9068_2_the_access_token_is_for_the_person_the_client_and_the_resource(oauth, setup, granted):
    request, code = granted
    token = request.redeem(code).json["access_token"]
    said, now = claims(token), time.time()
    assert header(token)["typ"] == "at+jwt"
    assert (said["iss"], said["sub"], said["aud"]) == (oauth.issuer, "user_ada", oauth.mcp_url)
    assert (said["client_id"], said["scope"], said["org_id"]) == (setup.desktop.client_id, "mcp", "org_acme")
    assert said["jti"] and now - 60 < said["iat"] <= now + 1 and said["iat"] < said["exp"] <= said["iat"] + 3600
    assert said["iat"] - 60 < said["auth_time"] <= said["iat"]


def test_the_gateway_lets_the_token_in_for_what_was_granted_and_no_more(oauth, setup, granted):
    request, code = granted
    token = request.redeem(code).json["access_token"]
    assert at_gateway(oauth, token).status == 200
    other = sign_in(oauth, setup.desktop, scope="openid")["access_token"]
    refused = at_gateway(oauth, other)
    assert refused.status == 403
    assert refused.challenge[1]["error"] == "insufficient_scope"
    assert refused.challenge[1]["scope"] == "mcp"


def test_a_token_for_another_resource_is_refused_at_the_gateway(oauth, setup):
    tokens = sign_in(oauth, setup.desktop, resource=oauth.vault)
    assert at_gateway(oauth, tokens["access_token"]).status == 401


def test_the_refresh_token_is_no_access_token(oauth, granted):
    request, code = granted
    assert at_gateway(oauth, request.redeem(code).json["refresh_token"]).status == 401


def test_json_bodies_do_too(oauth, granted):
    request, code = granted
    form = {
        "grant_type": "authorization_code",
        "client_id": request.application.client_id,
        "code": code,
        "code_verifier": request.verifier,
        "redirect_uri": request.parameters["redirect_uri"],
    }
    assert post_json(oauth.token_endpoint, form).status == 200


def test_oauth_2_1_the_redirect_uri_may_be_left_out(granted):
    request, code = granted
    assert request.redeem(code, redirect_uri=None).status == 200


@pytest.mark.parametrize(
    "change, expected",
    [
        ({"code_verifier": None}, (400, "invalid_grant")),
        ({"code_verifier": "x" * 64}, (400, "invalid_grant")),
        ({"redirect_uri": "http://127.0.0.1:1/callback"}, (400, "invalid_grant")),
        ({"redirect_uri": "https://evil.example/"}, (400, "invalid_grant")),
        ({"resource": "https://other.example.com/mcp"}, (400, "invalid_target")),
        ({"code": "unknown"}, (400, "invalid_grant")),
        ({"code": None}, (400, "invalid_request")),
        ({"client_id": None}, (401, "invalid_client")),
        ({"client_id": "unknown"}, (401, "invalid_client")),
    ],
    ids=str,
)
def test_rfc_6749_4_1_3_what_does_not_belong_to_the_code_is_refused(granted, change, expected):
    request, code = granted
    assert refusal(request.redeem(**{"code": code, **change})) == expected


def test_another_resource_of_ours_than_the_granted_one_is_invalid_target(oauth, granted):
    request, code = granted
    assert refusal(request.redeem(code, resource=oauth.vault)) == (400, "invalid_target")


def test_the_challenge_itself_is_no_verifier(granted):
    request, code = granted
    challenge = request.parameters["code_challenge"]
    assert refusal(request.redeem(code, code_verifier=challenge)) == (400, "invalid_grant")


def test_the_code_of_one_client_is_useless_to_another(setup, granted):
    request, code = granted
    for other in (setup.single_page, setup.web, setup.signed):
        assert refusal(request.redeem(code, other)) == (400, "invalid_grant")
    # Who tries with another's code must not take it from its owner.
    assert request.redeem(code).status == 200


def test_a_confidential_client_needs_its_secret_for_the_code(oauth, setup, person):
    request = Request(oauth, setup.web)
    code = person.authorize(request.url).code
    application = type("Bare", (), {"client_id": "web", "secret": None, "key": None})
    assert refusal(request.redeem(code, application)) == (401, "invalid_client")
    application.secret = "wrong-secret"
    assert refusal(request.redeem(code, application)) == (401, "invalid_client")
    assert request.redeem(code).status == 200


def test_rfc_6749_4_1_2_a_second_use_of_a_code_revokes_what_the_first_got(oauth, setup, granted):
    request, code = granted
    first = request.redeem(code).json
    assert at_gateway(oauth, first["access_token"]).status == 200
    assert refusal(request.redeem(code)) == (400, "invalid_grant")
    refused = at_gateway(oauth, first["access_token"])
    assert refused.status == 401
    assert refused.challenge[1]["error"] == "invalid_token"
    assert refusal(refresh(oauth, setup.desktop, first["refresh_token"])) == (400, "invalid_grant")


def test_a_second_use_also_revokes_what_came_of_a_refresh(oauth, setup, granted):
    request, code = granted
    refreshed = refresh(oauth, setup.desktop, request.redeem(code).json["refresh_token"]).json
    assert refusal(request.redeem(code)) == (400, "invalid_grant")
    assert at_gateway(oauth, refreshed["access_token"]).status == 401
    assert refusal(refresh(oauth, setup.desktop, refreshed["refresh_token"])) == (400, "invalid_grant")


def test_a_second_use_without_the_verifier_takes_nothing_from_the_owner(oauth, granted):
    request, code = granted
    first = request.redeem(code).json
    assert refusal(request.redeem(code, code_verifier="x" * 64)) == (400, "invalid_grant")
    assert at_gateway(oauth, first["access_token"]).status == 200


def test_of_redemptions_in_a_race_one_gets_tokens_at_most_and_none_keeps_them(oauth, setup, granted):
    request, code = granted
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: request.redeem(code), range(8)))
    good = [answer for answer in answers if answer.status == 200]
    assert len(good) == 1
    assert {refusal(answer) for answer in answers if answer not in good} == {(400, "invalid_grant")}
    assert at_gateway(oauth, good[0].json["access_token"]).status == 401


def test_introspection_tells_the_client_about_its_own_token(oauth, setup):
    tokens = sign_in(oauth, setup.web)
    told, said = introspect(oauth, setup.web, tokens["access_token"]), claims(tokens["access_token"])
    assert told["active"] is True
    for name in ("iss", "sub", "aud", "client_id", "scope", "exp", "iat", "jti"):
        assert told[name] == said[name], name


@pytest.mark.parametrize("scope, has_refresh_token", [("openid mcp", False), ("openid mcp offline_access", True)])
def test_openid_11_with_openid_a_refresh_token_is_for_offline_access(oauth, setup, scope, has_refresh_token):
    tokens = sign_in(oauth, setup.desktop, scope=scope)
    assert tokens["scope"].split() == scope.split()
    assert ("refresh_token" in tokens) == has_refresh_token
    assert tokens["id_token"]
