"""Assertions of an enterprise's identity provider in the place of a sign-in (ID-JAG, RFC 7523)."""

import time
from types import SimpleNamespace

import pytest

from oauth_documents import SigningKey
from oauth_flow import at_gateway, claims, refusal, token

pytest_plugins = ["oauth_fixtures"]

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def bear(oauth, application, assertion, **form):
    return token(oauth, application, grant_type=JWT_BEARER, assertion=assertion, **form)


@pytest.fixture
def assertion(oauth, setup):
    """Makes assertions for the enterprise's client; a change to `None` leaves a claim out."""

    def made(**changes):
        return setup.provider.assertion(oauth.issuer, setup.enterprise.client_id, **changes)

    return made


def test_an_assertion_gets_a_token_for_the_person_that_the_provider_vouches_for(oauth, setup, assertion):
    answer = bear(oauth, setup.enterprise, assertion(resource=oauth.mcp_url, scope="mcp"))
    assert answer.status == 200, answer
    assert "refresh_token" not in answer.json
    said = claims(answer.json["access_token"])
    assert (said["aud"], said["client_id"], said["scope"]) == (oauth.mcp_url, "enterprise", "mcp")
    # A name of our own: another provider, or we, may have somebody of the same name.
    assert said["sub"] not in ("alice", "user_ada")
    assert at_gateway(oauth, answer.json["access_token"]).status == 200


def test_the_person_is_the_same_each_time_and_another_than_everybody_else(oauth, setup, assertion):
    def subject(**changes):
        return claims(bear(oauth, setup.enterprise, assertion(scope="mcp", **changes)).json["access_token"])["sub"]

    assert subject() == subject()
    assert subject(sub="user_ada") not in (subject(), "user_ada")


def test_an_assertion_works_once(oauth, setup, assertion):
    one = assertion(scope="mcp")
    assert bear(oauth, setup.enterprise, one).status == 200
    assert refusal(bear(oauth, setup.enterprise, one)) == (400, "invalid_grant")


def test_the_assertion_limits_resource_and_scope(oauth, setup, assertion):
    limited = {"resource": oauth.vault, "scope": "mcp"}
    granted = bear(oauth, setup.enterprise, assertion(**limited)).json
    assert (claims(granted["access_token"])["aud"], granted["scope"]) == (oauth.vault, "mcp")
    other = bear(oauth, setup.enterprise, assertion(**limited), resource=oauth.mcp_url)
    assert refusal(other) == (400, "invalid_target")
    more = bear(oauth, setup.enterprise, assertion(**limited), scope="mcp mcp:write")
    assert refusal(more) == (400, "invalid_scope")
    both = assertion(resource=[oauth.vault, oauth.mcp_url], scope="mcp mcp:write")
    chosen = bear(oauth, setup.enterprise, both, resource=oauth.mcp_url, scope="mcp").json
    assert (claims(chosen["access_token"])["aud"], chosen["scope"]) == (oauth.mcp_url, "mcp")


def test_an_audience_that_nobody_configured_is_never_signed(oauth, setup, assertion):
    foreign = "https://other.example.com/mcp"
    assert refusal(bear(oauth, setup.enterprise, assertion(resource=foreign))) == (400, "invalid_target")


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other-idp.example.com"},
        {"iss": "https://idp.example.com/"},
        {"iss": None},
        {"aud": "https://other.example.com"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"client_id": "web"},
        {"client_id": None},
        {"jti": None},
        {"exp": None},
        {"exp": 1},
        {"iat": None},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": "at+jwt"}},
        {"header": {"kid": "another"}},
    ],
    ids=str,
)
def test_an_assertion_that_is_wrong_in_one_claim_is_refused(oauth, setup, change):
    audience = change.get("aud", oauth.issuer) if "aud" in change else oauth.issuer
    changes = {name: value for name, value in change.items() if name not in ("client_id", "header", "aud")}
    client_id = change.get("client_id", setup.enterprise.client_id) if "client_id" in change else "enterprise"
    made = setup.provider.assertion(audience, client_id, change.get("header"), **changes)
    assert refusal(bear(oauth, setup.enterprise, made)) == (400, "invalid_grant")


def test_an_assertion_for_several_servers_or_signed_by_others_is_refused(oauth, setup, assertion):
    several = setup.provider.assertion([oauth.issuer, "https://other.example.com"], "enterprise")
    forged = assertion(key=SigningKey("ES256"))
    posing = assertion(key=SigningKey("ES256"), header={"kid": setup.provider.key.key_id})
    late = assertion(nbf=int(time.time()) + 600)
    for made in (several, forged, posing, late, "garbage", "a.b.c"):
        assert refusal(bear(oauth, setup.enterprise, made)) == (400, "invalid_grant")


def test_the_client_must_authenticate_and_be_the_one_that_is_named(oauth, setup, assertion, elsewhere):
    bare = SimpleNamespace(client_id="enterprise", secret=None, key=None)
    assert refusal(bear(oauth, bare, assertion(), source=elsewhere)) == (401, "invalid_client")
    assert refusal(bear(oauth, setup.rival, assertion())) == (400, "invalid_grant")
    assert bear(oauth, setup.desktop, assertion()).status in (400, 401)
    assert refusal(bear(oauth, setup.machine, assertion())) == (400, "unauthorized_client")
    assert refusal(token(oauth, setup.enterprise, grant_type=JWT_BEARER)) == (400, "invalid_request")


def test_a_token_of_ours_is_no_assertion(oauth, setup, assertion):
    own = bear(oauth, setup.enterprise, assertion(scope="mcp")).json["access_token"]
    assert refusal(bear(oauth, setup.enterprise, own)) == (400, "invalid_grant")
