"""Refresh tokens: rotation, the short grace after it, and the end of everything when one is stolen."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from oauth_flow import at_gateway, claims, introspect, post_as, refresh, refusal, sign_in

pytest_plugins = ["oauth_fixtures"]


@pytest.fixture
def tokens(oauth, setup):
    """Of a public client, with two scopes."""
    return sign_in(oauth, setup.desktop, scope="mcp mcp:write")


def test_the_token_of_a_public_client_rotates(oauth, setup, tokens):
    answer = refresh(oauth, setup.desktop, tokens["refresh_token"])
    fresh = answer.json
    assert answer.status == 200
    assert answer.header("Cache-Control") == "no-store"
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert fresh["access_token"] != tokens["access_token"]
    assert type(fresh["expires_in"]) is int and fresh["token_type"] == "Bearer"
    old, new = claims(tokens["access_token"]), claims(fresh["access_token"])
    assert new["jti"] != old["jti"]
    for name in ("iss", "sub", "aud", "client_id", "scope", "org_id", "auth_time"):
        assert new[name] == old[name]
    assert at_gateway(oauth, fresh["access_token"]).status == 200


def test_a_chain_of_refreshes_goes_on(oauth, setup, tokens):
    for _ in range(5):
        answer = refresh(oauth, setup.desktop, tokens["refresh_token"])
        assert answer.status == 200, answer
        tokens = answer.json


def test_after_a_lost_answer_the_old_token_gives_the_very_same_pair(oauth, setup, tokens):
    first = refresh(oauth, setup.desktop, tokens["refresh_token"])
    again = refresh(oauth, setup.desktop, tokens["refresh_token"])
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert again.header("Cache-Control") == "no-store"
    assert refresh(oauth, setup.desktop, again.json["refresh_token"]).status == 200


def test_refreshes_in_a_race_all_get_the_same_pair(oauth, setup, tokens):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(oauth, setup.desktop, tokens["refresh_token"]), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert refresh(oauth, setup.desktop, answers[0].json["refresh_token"]).status == 200


def test_rfc_9700_4_14_2_once_the_new_token_was_used_the_old_one_revokes_everything(oauth, setup, tokens):
    second = refresh(oauth, setup.desktop, tokens["refresh_token"]).json
    third = refresh(oauth, setup.desktop, second["refresh_token"]).json
    assert at_gateway(oauth, third["access_token"]).status == 200

    assert refusal(refresh(oauth, setup.desktop, tokens["refresh_token"])) == (400, "invalid_grant")

    for access_token in (tokens["access_token"], second["access_token"], third["access_token"]):
        refused = at_gateway(oauth, access_token)
        assert (refused.status, refused.challenge[1]["error"]) == (401, "invalid_token")
    for old in (second, third):
        assert refusal(refresh(oauth, setup.desktop, old["refresh_token"])) == (400, "invalid_grant")


def test_the_other_grants_of_the_person_go_on_after_that(oauth, setup, tokens):
    other = sign_in(oauth, setup.desktop)
    second = refresh(oauth, setup.desktop, tokens["refresh_token"]).json
    refresh(oauth, setup.desktop, second["refresh_token"])
    assert refresh(oauth, setup.desktop, tokens["refresh_token"]).status == 400
    assert at_gateway(oauth, other["access_token"]).status == 200
    assert refresh(oauth, setup.desktop, other["refresh_token"]).status == 200


@pytest.mark.parametrize("change", ["scope", "resource"])
def test_the_same_answer_is_for_the_same_request_only(oauth, setup, tokens, change):
    changes = {"scope": {"scope": "mcp"}, "resource": {"resource": oauth.mcp_url}}[change]
    first = refresh(oauth, setup.desktop, tokens["refresh_token"])
    assert refusal(refresh(oauth, setup.desktop, tokens["refresh_token"], **changes)) == (400, "invalid_grant")
    assert refresh(oauth, setup.desktop, tokens["refresh_token"]).body == first.body


def test_rfc_6749_6_a_refresh_narrows_for_once_and_never_widens(oauth, setup, tokens):
    narrow = refresh(oauth, setup.desktop, tokens["refresh_token"], scope="mcp").json
    assert claims(narrow["access_token"])["scope"] == narrow["scope"] == "mcp"
    whole = refresh(oauth, setup.desktop, narrow["refresh_token"]).json
    assert whole["scope"] == "mcp mcp:write"
    for scope in ("mcp openid", "mcp offline_access", "admin"):
        answer = refresh(oauth, setup.desktop, whole["refresh_token"], scope=scope)
        assert refusal(answer) == (400, "invalid_scope")
    assert refresh(oauth, setup.desktop, whole["refresh_token"], scope="").json["scope"] == "mcp mcp:write"


def test_rfc_8707_the_audience_stays_whatever_is_asked(oauth, setup, tokens):
    for resource in (oauth.vault, "https://other.example.com/mcp"):
        answer = refresh(oauth, setup.desktop, tokens["refresh_token"], resource=resource)
        assert refusal(answer) == (400, "invalid_target")
    fresh = refresh(oauth, setup.desktop, tokens["refresh_token"], resource=oauth.mcp_url).json
    assert claims(fresh["access_token"])["aud"] == oauth.mcp_url


def test_the_token_of_one_client_is_useless_to_another_and_harmless(oauth, setup, tokens):
    for other in (setup.single_page, setup.web):
        assert refusal(refresh(oauth, other, tokens["refresh_token"])) == (400, "invalid_grant")
    assert refresh(oauth, setup.desktop, tokens["refresh_token"]).status == 200


@pytest.mark.parametrize("value", ["unknown", "refresh_" + "x" * 43, "\u00fc", "x" * 5000])
def test_an_unknown_token_is_invalid_grant(oauth, setup, value):
    assert refusal(refresh(oauth, setup.desktop, value)) == (400, "invalid_grant")


def test_an_access_token_refreshes_nothing(oauth, setup, tokens):
    assert refusal(refresh(oauth, setup.desktop, tokens["access_token"])) == (400, "invalid_grant")


def test_a_confidential_client_keeps_its_token_and_must_authenticate(oauth, setup):
    tokens = sign_in(oauth, setup.web)
    for _ in range(2):
        fresh = refresh(oauth, setup.web, tokens["refresh_token"]).json
        assert fresh.get("refresh_token", tokens["refresh_token"]) == tokens["refresh_token"]
        assert at_gateway(oauth, fresh["access_token"]).status == 200
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "web"}
    bare = type("Bare", (), {"client_id": "web", "secret": None, "key": None})
    assert refusal(post_as(oauth, bare, "/oauth2/token", **form)) == (401, "invalid_client")
    assert refresh(oauth, setup.web, tokens["refresh_token"]).status == 200


def test_an_id_token_comes_with_a_refresh_and_keeps_subject_and_sign_in_time(oauth, setup):
    tokens = sign_in(oauth, setup.desktop, scope="openid mcp offline_access", nonce="n-1")
    fresh = refresh(oauth, setup.desktop, tokens["refresh_token"]).json
    old, new = claims(tokens["id_token"]), claims(fresh["id_token"])
    for name in ("iss", "sub", "aud", "auth_time"):
        assert new[name] == old[name]
    # OpenID Connect Core 1.0 §12.2: no nonce, or the same one.
    assert new.get("nonce", "n-1") == "n-1"


def test_rfc_7662_a_refresh_token_is_known_to_its_client_alone(oauth, setup):
    tokens = sign_in(oauth, setup.web)
    assert introspect(oauth, setup.web, tokens["refresh_token"])["active"] is True
    assert introspect(oauth, setup.rival, tokens["refresh_token"]) == {"active": False}


def test_a_refresh_against_a_revocation_leaves_nothing_alive(oauth, setup, tokens):
    with ThreadPoolExecutor(8) as pool:
        refreshing = [pool.submit(refresh, oauth, setup.desktop, tokens["refresh_token"]) for _ in range(4)]
        revoking = pool.submit(post_as, oauth, setup.desktop, "/oauth2/revoke", token=tokens["refresh_token"])
        answers = [future.result() for future in refreshing]
        assert revoking.result().status == 200
    for answer in answers:
        if answer.status == 200:
            assert refusal(refresh(oauth, setup.desktop, answer.json["refresh_token"])) == (400, "invalid_grant")
            assert at_gateway(oauth, answer.json["access_token"]).status == 401
        else:
            assert refusal(answer) == (400, "invalid_grant")
