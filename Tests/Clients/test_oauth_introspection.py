"""What a token is worth (RFC 7662), taking it back (RFC 7009), and who the person is (OpenID UserInfo)."""

from types import SimpleNamespace

import pytest

from oauth_flow import at_gateway, claims, client_credentials, introspect, post_as, refresh, refusal, sign_in
from oauth_setup import TOOLS
from wire import bearer, post_form, send

pytest_plugins = ["oauth_fixtures"]

INACTIVE = {"active": False}


def revoke(oauth, application, value, **form):
    return post_as(oauth, application, "/oauth2/revoke", token=value, **form)


# --- Introspection


def test_rfc_7662_2_2_the_client_and_the_resource_learn_about_a_token(oauth, setup):
    token = client_credentials(oauth, setup.caller)
    for caller in (setup.caller, setup.tools):
        told = introspect(oauth, caller, token)
        assert told["active"] is True
        assert (told["client_id"], told["sub"], told["aud"]) == ("caller", "caller", TOOLS)
        assert (told["iss"], told["token_type"]) == (oauth.issuer, "Bearer")
        assert type(told["exp"]) is int and type(told["iat"]) is int
        assert set(told["scope"].split()) == {"mcp", "mcp:write"}


def test_everybody_else_learns_nothing(oauth, setup):
    token = client_credentials(oauth, setup.caller)
    for stranger in (setup.machine, setup.web, setup.es256):
        assert introspect(oauth, stranger, token) == INACTIVE


@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
def test_rfc_7662_2_1_a_hint_may_be_wrong(oauth, setup, hint):
    tokens = sign_in(oauth, setup.web)
    for name in ("access_token", "refresh_token"):
        assert introspect(oauth, setup.web, tokens[name], token_type_hint=hint)["active"] is True


def test_what_is_no_token_of_ours_is_inactive(oauth, setup):
    token = client_credentials(oauth, setup.machine)
    head, body, signature = token.split(".")
    forged = [f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}.", "x", "\u00fc", "x" * 20_000, oauth.api_key]
    for value in [*forged, f"eyJhbGciOiJub25lIn0.{body}."]:
        assert introspect(oauth, setup.machine, value) == INACTIVE


def test_an_id_token_is_not_taken_for_an_access_token(oauth, setup):
    tokens = sign_in(oauth, setup.web, scope="openid mcp")
    assert introspect(oauth, setup.web, tokens["id_token"]) == INACTIVE
    assert at_gateway(oauth, tokens["id_token"]).status == 401
    assert send("GET", oauth.issuer + "/oauth2/userinfo", headers=bearer(tokens["id_token"])).status == 401


def test_rfc_7662_2_1_only_who_authenticates_may_ask(oauth, setup, elsewhere):
    token = client_credentials(oauth, setup.machine)
    url = oauth.issuer + "/oauth2/introspection"
    wrong = {"client_id": "machine", "client_secret": "x"}
    for form in ({}, {"client_id": "machine"}, {"client_id": "desktop"}, wrong):
        answer = post_form(url, {"token": token, **form}, source=elsewhere)
        assert refusal(answer) == (401, "invalid_client"), form
    own = post_form(url, {"token": token}, bearer(token), source=elsewhere)
    assert own.status == 401
    assert refusal(post_as(oauth, setup.machine, "/oauth2/introspection")) == (400, "invalid_request")


def test_private_key_jwt_introspects_too(oauth, setup):
    assert introspect(oauth, setup.es256, client_credentials(oauth, setup.es256))["active"] is True


# --- Revocation


def test_rfc_7009_2_a_revoked_access_token_is_refused_at_once(oauth, setup):
    tokens = sign_in(oauth, setup.web)
    answer = revoke(oauth, setup.web, tokens["access_token"])
    assert answer.status == 200
    refused = at_gateway(oauth, tokens["access_token"])
    assert (refused.status, refused.challenge[1]["error"]) == (401, "invalid_token")
    assert introspect(oauth, setup.web, tokens["access_token"]) == INACTIVE
    # The grant goes on.
    fresh = refresh(oauth, setup.web, tokens["refresh_token"]).json
    assert at_gateway(oauth, fresh["access_token"]).status == 200


def test_rfc_7009_2_1_a_revoked_refresh_token_takes_the_access_tokens_with_it(oauth, setup):
    for application in (setup.web, setup.desktop):
        tokens = sign_in(oauth, application)
        fresh = refresh(oauth, application, tokens["refresh_token"]).json
        assert revoke(oauth, application, fresh.get("refresh_token", tokens["refresh_token"])).status == 200
        for pair in (tokens, fresh):
            assert at_gateway(oauth, pair["access_token"]).status == 401
            if "refresh_token" in pair:
                assert refusal(refresh(oauth, application, pair["refresh_token"])) == (400, "invalid_grant")


def test_a_token_is_refused_after_it_was_used_at_the_gateway(oauth, setup):
    """The gateway remembers whom it let in, and forgets it for a revoked token."""
    tokens = sign_in(oauth, setup.desktop)
    for _ in range(2):
        assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert revoke(oauth, setup.desktop, tokens["refresh_token"]).status == 200
    assert at_gateway(oauth, tokens["access_token"]).status == 401


def test_rfc_7009_2_2_an_unknown_token_is_200_and_nobody_revokes_anothers(oauth, setup):
    tokens = sign_in(oauth, setup.web)
    for value in (tokens["access_token"], tokens["refresh_token"], "unknown", "a.b.c"):
        for stranger in (setup.rival, setup.desktop):
            assert revoke(oauth, stranger, value).status == 200
    assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert refresh(oauth, setup.web, tokens["refresh_token"]).status == 200


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense"])
def test_a_wrong_hint_is_no_obstacle(oauth, setup, hint):
    tokens = sign_in(oauth, setup.web)
    assert revoke(oauth, setup.web, tokens["access_token"], token_type_hint=hint).status == 200
    assert at_gateway(oauth, tokens["access_token"]).status == 401


def test_who_revokes_must_authenticate(oauth, setup, elsewhere):
    tokens = sign_in(oauth, setup.web)
    bare = SimpleNamespace(client_id="web", secret=None, key=None)
    assert refusal(revoke(oauth, bare, tokens["access_token"], source=elsewhere)) == (401, "invalid_client")
    wrong = SimpleNamespace(client_id="web", secret="wrong", key=None)
    assert refusal(revoke(oauth, wrong, tokens["access_token"], source=elsewhere)) == (401, "invalid_client")
    assert at_gateway(oauth, tokens["access_token"]).status == 200


# --- UserInfo


def userinfo(oauth, token, method="GET"):
    return send(method, oauth.issuer + "/oauth2/userinfo", headers=bearer(token))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_openid_5_3_userinfo_tells_what_the_scopes_permit(oauth, setup, method):
    tokens = sign_in(oauth, setup.desktop, scope="openid profile email")
    answer = userinfo(oauth, tokens["access_token"], method)
    assert answer.status == 200, answer
    told = answer.json
    assert told["sub"] == claims(tokens["id_token"])["sub"] == "user_ada"
    assert (told["email"], told["email_verified"]) == ("ada@example.com", True)
    assert (told["given_name"], told["family_name"]) == ("Ada", "Lovelace")
    assert told["name"] == "Ada Lovelace"


def test_openid_5_4_without_the_scopes_there_is_the_subject_alone(oauth, setup):
    tokens = sign_in(oauth, setup.desktop, scope="openid mcp")
    assert userinfo(oauth, tokens["access_token"]).json == {"sub": "user_ada"}


def test_rfc_6750_3_1_userinfo_refuses_as_a_protected_resource_does(oauth, setup):
    missing = send("GET", oauth.issuer + "/oauth2/userinfo")
    assert (missing.status, missing.header("WWW-Authenticate")) == (401, "Bearer")
    bad = userinfo(oauth, "garbage")
    assert (bad.status, bad.challenge[1]["error"]) == (401, "invalid_token")
    small = userinfo(oauth, sign_in(oauth, setup.desktop)["access_token"])
    assert (small.status, small.challenge[1]["error"]) == (403, "insufficient_scope")


def test_userinfo_refuses_a_revoked_token(oauth, setup):
    tokens = sign_in(oauth, setup.desktop, scope="openid")
    assert revoke(oauth, setup.desktop, tokens["access_token"]).status == 200
    assert userinfo(oauth, tokens["access_token"]).status == 401
