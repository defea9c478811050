"""Clients that run in a page of another origin (Fetch standard, CORS)."""

import pytest

from oauth_flow import Request
from wire import basic, bearer, post_form, post_json, send

pytest_plugins = ["oauth_fixtures"]

ORIGIN = {"Origin": "https://inspector.example.com"}
PUBLIC = {
    "/.well-known/oauth-authorization-server": "GET",
    "/.well-known/openid-configuration": "GET",
    "/oauth2/jwks": "GET",
    "/oauth2/token": "POST",
    "/oauth2/register": "POST",
    "/oauth2/register/client_x": "PUT",
    "/oauth2/revoke": "POST",
    "/oauth2/userinfo": "GET",
    "/oauth2/device_authorization": "POST",
}


@pytest.mark.parametrize("path", PUBLIC)
def test_a_preflight_is_answered_before_anyone_looks_at_credentials(oauth, path):
    headers = {
        **ORIGIN,
        "Access-Control-Request-Method": PUBLIC[path],
        "Access-Control-Request-Headers": "authorization,content-type,mcp-protocol-version",
    }
    answer = send("OPTIONS", oauth.issuer + path, headers=headers)
    assert answer.status in (200, 204), answer
    assert answer.header("Access-Control-Allow-Origin") in ("*", ORIGIN["Origin"])
    methods = [method.strip() for method in answer.header("Access-Control-Allow-Methods").split(",")]
    assert PUBLIC[path] in methods
    allowed = [name.strip().lower() for name in answer.header("Access-Control-Allow-Headers").split(",")]
    assert {"authorization", "content-type", "mcp-protocol-version"} <= set(allowed)


def test_answers_and_refusals_can_be_read_from_another_origin(oauth, setup):
    credentials = {**ORIGIN, **basic(setup.machine.client_id, setup.machine.secret)}
    answers = [
        send("GET", oauth.issuer + "/.well-known/oauth-authorization-server", headers=ORIGIN),
        send("GET", oauth.jwks_uri, headers=ORIGIN),
        post_form(oauth.token_endpoint, {"grant_type": "client_credentials"}, credentials),
        post_form(oauth.token_endpoint, {"grant_type": "client_credentials"}, ORIGIN),
        post_form(oauth.token_endpoint, {"grant_type": "nonsense"}, credentials),
        post_json(oauth.issuer + "/oauth2/register", {"redirect_uris": ["http://evil.example"]}, ORIGIN),
        send("GET", oauth.issuer + "/oauth2/userinfo", headers={**ORIGIN, **bearer("garbage")}),
        send("GET", oauth.issuer + "/oauth2/register/x", headers={**ORIGIN, **bearer("garbage")}),
    ]
    assert [answer.status for answer in answers] == [200, 200, 200, 401, 400, 400, 401, 401]
    for answer in answers:
        assert answer.header("Access-Control-Allow-Origin") == "*"
        # With `*` no browser sends cookies, and no header may say that it should.
        assert answer.header("Access-Control-Allow-Credentials") is None
    assert "WWW-Authenticate" in answers[3].header("Access-Control-Expose-Headers")


def test_the_pages_are_for_nobody_elses_scripts(oauth, setup):
    for url in (Request(oauth, setup.web).url, oauth.issuer + "/oauth2/device", oauth.issuer + "/oauth2/sign-in"):
        for method in ("GET", "OPTIONS"):
            assert send(method, url, headers=ORIGIN).header("Access-Control-Allow-Origin") is None
