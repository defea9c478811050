"""Token exchange (RFC 8693): a resource server goes on in the name of who called it."""

from types import SimpleNamespace

import pytest

from oauth_flow import at_gateway, claims, client_credentials, post_as, refusal, sign_in, token
from wire import bearer, call_tool

pytest_plugins = ["oauth_fixtures"]

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


def exchange(oauth, application, subject_token, **form):
    form = {"subject_token_type": ACCESS_TOKEN, "resource": oauth.mcp_url, **form}
    return token(oauth, application, grant_type=EXCHANGE, subject_token=subject_token, **form)


@pytest.fixture
def subject(oauth, setup):
    """A person's token for the resource server."""
    return sign_in(oauth, setup.tools_user, resource=None, scope="mcp mcp:write")["access_token"]


def test_rfc_8693_2_2_1_the_resource_server_gets_a_token_for_another_of_our_resources(oauth, setup, subject):
    answer = exchange(oauth, setup.tools, subject)
    assert answer.status == 200, answer
    assert answer.header("Cache-Control") == "no-store"
    body = answer.json
    assert (body["issued_token_type"], body["token_type"]) == (ACCESS_TOKEN, "Bearer")
    assert type(body["expires_in"]) is int
    assert "refresh_token" not in body
    old, new = claims(subject), claims(body["access_token"])
    assert (new["sub"], new["aud"], new["client_id"]) == ("user_ada", oauth.mcp_url, "tools")
    assert new["act"] == {"sub": "tools"}
    assert new["org_id"] == old["org_id"]
    assert new["exp"] <= old["exp"]
    assert set(new["scope"].split()) == {"mcp", "mcp:write"}
    assert at_gateway(oauth, body["access_token"]).status == 200
    whoami = call_tool(oauth.mcp_url, "whoami", headers=bearer(body["access_token"]))
    assert "user_ada" in whoami.body.decode()


def test_the_token_of_a_machine_can_be_exchanged_too(oauth, setup):
    body = exchange(oauth, setup.tools, client_credentials(oauth, setup.caller)).json
    assert claims(body["access_token"])["sub"] == "caller"


def test_scopes_narrow_and_never_widen(oauth, setup):
    subject = sign_in(oauth, setup.tools_user, resource=None, scope="mcp mcp:write")["access_token"]
    assert claims(exchange(oauth, setup.tools, subject, scope="mcp").json["access_token"])["scope"] == "mcp"
    narrow = sign_in(oauth, setup.tools_user, resource=None, scope="mcp")["access_token"]
    assert refusal(exchange(oauth, setup.tools, narrow, scope="mcp mcp:write")) == (400, "invalid_scope")


def test_only_a_configured_target_can_be_asked_for(oauth, setup, subject):
    for target in ({"resource": oauth.vault}, {"resource": "https://other.example.com"}):
        assert refusal(exchange(oauth, setup.tools, subject, **target)) == (400, "invalid_target")
    by_audience = exchange(oauth, setup.tools, subject, resource=None, audience=oauth.mcp_url)
    assert claims(by_audience.json["access_token"])["aud"] == oauth.mcp_url
    assert exchange(oauth, setup.tools, subject, resource=None).status == 400


def test_a_token_that_was_not_for_the_resource_server_is_refused(oauth, setup):
    for other in (client_credentials(oauth, setup.machine), sign_in(oauth, setup.web)["access_token"]):
        assert refusal(exchange(oauth, setup.tools, other)) == (400, "invalid_grant")


def test_only_clients_with_targets_that_authenticate_may_exchange(oauth, setup, subject, elsewhere):
    for application in (setup.caller, setup.web, setup.desktop, setup.machine):
        assert refusal(exchange(oauth, application, subject)) == (400, "unauthorized_client")
    bare = SimpleNamespace(client_id="tools", secret=None, key=None)
    assert refusal(exchange(oauth, bare, subject, source=elsewhere)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [
        {"subject_token": None},
        {"subject_token_type": None},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:saml2"},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "x", "actor_token_type": ACCESS_TOKEN},
    ],
    ids=str,
)
def test_what_is_not_supported_is_invalid_request(oauth, setup, subject, change):
    form = {"grant_type": EXCHANGE, "subject_token": subject, "subject_token_type": ACCESS_TOKEN, **change}
    assert refusal(post_as(oauth, setup.tools, "/oauth2/token", resource=oauth.mcp_url, **form)) == (
        400,
        "invalid_request",
    )


def test_a_revoked_or_foreign_or_id_token_is_no_subject(oauth, setup, subject):
    tokens = sign_in(oauth, setup.tools_user, resource=None, scope="openid mcp")
    for value in (tokens["id_token"], "garbage", subject[:-4] + "AAAA"):
        assert refusal(exchange(oauth, setup.tools, value)) == (400, "invalid_grant")
    assert post_as(oauth, setup.tools_user, "/oauth2/revoke", token=subject).status == 200
    assert refusal(exchange(oauth, setup.tools, subject)) == (400, "invalid_grant")


def test_the_exchanged_token_ends_with_the_grant_that_it_came_of(oauth, setup):
    tokens = sign_in(oauth, setup.tools_user, resource=None)
    exchanged = exchange(oauth, setup.tools, tokens["access_token"]).json["access_token"]
    assert at_gateway(oauth, exchanged).status == 200
    assert post_as(oauth, setup.tools_user, "/oauth2/revoke", token=tokens["refresh_token"]).status == 200
    assert at_gateway(oauth, exchanged).status == 401
