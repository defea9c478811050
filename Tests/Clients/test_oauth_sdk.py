"""The official MCP SDK signs people and machines in at the authorization server and calls tools at the gateway."""

import time

import pytest
from mcp.client.auth.extensions.client_credentials import (
    ClientCredentialsOAuthProvider,
    PrivateKeyJWTOAuthProvider,
    SignedJWTParameters,
)
from mcp.client.auth.extensions.identity_assertion import IdentityAssertionOAuthProvider
from mcp.shared.auth import OAuthToken

from dev_server import DevServer
from oauth_flow import claims, post_as, refresh, sign_in
from oauth_person import Person
from oauth_sdk import REDIRECT_URI, Kept, SignedInSession, registration, whoami
from oauth_setup import free_port, own_server, web
from sdk import MemoryStorage, Session

pytest_plugins = ["oauth_fixtures"]

MODES = ["2026-07-28", "legacy"]


@pytest.fixture(params=MODES)
def mode(request):
    return request.param


# --- The authorization code flow


def test_a_client_registers_itself_signs_the_person_in_and_calls_a_tool(oauth, mode):
    session = SignedInSession(oauth)
    caller = session.run(mode, whoami)
    assert (caller["subject"], caller["issuer"]) == ("user_ada", oauth.issuer)
    assert session.requests_to(oauth.issuer + "/oauth2/register") == [201]
    assert session.requests_to(oauth.token_endpoint) == [200]
    assert session.person.seen == ["sign-in", "consent"]
    tokens = session.tokens
    assert claims(tokens.access_token)["aud"] == oauth.mcp_url
    # The SDK asks for offline_access on its own, since the metadata has it.
    assert tokens.refresh_token


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_client_registers_itself_with_a_secret(oauth, method):
    session = SignedInSession(oauth, token_endpoint_auth_method=method)
    assert session.run("2026-07-28", whoami)["subject"] == "user_ada"


def test_a_client_is_known_by_its_metadata_document(oauth, web_documents):
    url = web_documents.put_client("/sdk/client.json", redirect_uris=[REDIRECT_URI])
    session = SignedInSession(oauth, document=url)
    assert session.run("2026-07-28", whoami)["subject"] == "user_ada"
    assert session.requests_to(oauth.issuer + "/oauth2/register") == []
    assert claims(session.tokens.access_token)["client_id"] == url


@pytest.mark.parametrize("kind", ["public", "confidential"])
def test_a_client_that_the_owner_registered_does_not_register_again(oauth, setup, kind):
    application = setup.desktop if kind == "public" else setup.web
    redirect_uri = REDIRECT_URI if kind == "public" else setup.web.redirect_uri
    session = SignedInSession(oauth, registration(application, redirect_uri), redirect_uri=redirect_uri)
    assert session.run("2026-07-28", whoami)["subject"] == "user_ada"
    assert session.requests_to(oauth.issuer + "/oauth2/register") == []
    assert claims(session.tokens.access_token)["client_id"] == application.client_id


def test_a_person_who_says_no_is_believed(oauth, setup):
    person = Person(oauth)
    session = SignedInSession(oauth, registration(setup.desktop), person)

    async def refuse(url):
        session.callback = person.authorize(url, approve=False)

    session.auth.context.redirect_handler = refuse
    with pytest.raises(BaseException):
        session.run("2026-07-28", whoami)
    assert session.callback.error == "access_denied"
    assert session.requests_to(oauth.token_endpoint) == []


# --- Refresh


@pytest.mark.parametrize("kind", ["public", "confidential"])
def test_an_expired_token_is_refreshed_without_the_person(oauth, setup, kind):
    application = setup.desktop if kind == "public" else setup.web
    redirect_uri = REDIRECT_URI if kind == "public" else setup.web.redirect_uri
    session = SignedInSession(oauth, registration(application, redirect_uri), redirect_uri=redirect_uri)
    pairs = []

    async def use_after_expiry(client):
        for _ in range(3):
            caller = await whoami(client)
            pairs.append((session.tokens.access_token, session.tokens.refresh_token))
            # The SDK's own note of when the token expires.
            session.auth.context.token_expiry_time = time.time() - 1
        return caller

    assert session.run("2026-07-28", use_after_expiry)["subject"] == "user_ada"
    assert session.requests_to(oauth.token_endpoint)[:3] == [200] * 3
    assert len(session.authorizations) == 1
    assert len({access for access, _ in pairs}) == 3
    assert len({renewed for _, renewed in pairs}) == (3 if kind == "public" else 1)


def test_a_token_that_was_revoked_leads_to_a_new_sign_in_with_the_same_registration(oauth, setup):
    session = SignedInSession(oauth)
    session.run("2026-07-28", whoami)
    client_id = claims(session.tokens.access_token)["client_id"]
    public = web(client_id)
    assert post_as(oauth, public, "/oauth2/revoke", token=session.tokens.refresh_token).status == 200
    again = SignedInSession(oauth, session.kept, session.person)
    assert again.run("2026-07-28", whoami)["subject"] == "user_ada"
    assert again.requests_to(oauth.issuer + "/oauth2/register") == []
    assert len(again.authorizations) == 1
    assert claims(again.tokens.access_token)["client_id"] == client_id


# --- Step-up


def test_too_small_a_scope_leads_to_a_request_for_more(oauth, setup):
    kept = registration(setup.desktop)
    small = sign_in(oauth, setup.desktop, scope="openid offline_access")
    session = SignedInSession(oauth, kept)
    kept.tokens = session_tokens(small)
    assert session.run("2026-07-28", whoami)["subject"] == "user_ada"
    assert session.requests_to(oauth.mcp_url)[0] == 403
    assert {"openid", "mcp"} <= set(session.tokens.scope.split())
    assert len(session.authorizations) == 1


def session_tokens(answer):
    return OAuthToken(**{name: answer[name] for name in OAuthToken.model_fields if name in answer}).model_dump_json()


# --- Restarts


def test_stored_tokens_and_registrations_work_after_a_restart_of_client_and_server(tmp_path):
    ports = ["--port", free_port(), "--gateway-port", free_port()]
    arguments = own_server(tmp_path, web("unused"), arguments=["--data", tmp_path / "data", *ports])
    with DevServer(*arguments) as server:
        first = SignedInSession(server)
        assert first.run("2026-07-28", whoami)["subject"] == "user_ada"
    with DevServer(*arguments) as server:
        kept = Kept(first.kept.tokens, first.kept.client)
        # Nothing but the stored token is needed.
        second = SignedInSession(server, kept)
        assert second.run("2026-07-28", whoami)["subject"] == "user_ada"
        assert {url for _, url, _ in second.exchanges} == {server.mcp_url}
        # The refresh token is good too, for the client that has the stored registration.
        application = web(claims(first.tokens.access_token)["client_id"])
        fresh = refresh(server, application, first.tokens.refresh_token)
        assert fresh.status == 200, fresh
        # And a client that knows only its registration signs in without registering again.
        third = SignedInSession(server, Kept(client=first.kept.client))
        assert third.run("2026-07-28", whoami)["subject"] == "user_ada"
        assert third.requests_to(server.issuer + "/oauth2/register") == []


# --- Machines


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize("name", ["machine", "short"])
def test_a_machine_with_a_secret(oauth, setup, method, name):
    application = getattr(setup, name)
    provider = ClientCredentialsOAuthProvider(
        oauth.mcp_url,
        MemoryStorage(),
        application.client_id,
        application.secret,
        token_endpoint_auth_method=method,
        issuer=oauth.issuer,
    )
    assert Session(oauth, auth=provider).run("2026-07-28", whoami)["subject"] == application.client_id


@pytest.mark.parametrize("name", ["rs256", "es256", "eddsa", "jwks_uri"])
def test_a_machine_with_a_key(oauth, setup, name):
    application = getattr(setup, name)
    parameters = SignedJWTParameters(
        issuer=application.client_id,
        subject=application.client_id,
        signing_key=application.key.pem,
        signing_algorithm=application.key.algorithm,
    )
    provider = PrivateKeyJWTOAuthProvider(
        oauth.mcp_url,
        MemoryStorage(),
        application.client_id,
        parameters.create_assertion_provider(),
        issuer=oauth.issuer,
    )
    assert Session(oauth, auth=provider).run("2026-07-28", whoami)["subject"] == application.client_id


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_an_identity_provider_vouches_for_the_person(oauth, setup, method):
    asked = []

    async def assertion(audience, resource):
        asked.append((audience, resource))
        return setup.provider.assertion(audience, setup.enterprise.client_id, resource=resource, scope="mcp")

    provider = IdentityAssertionOAuthProvider(
        oauth.mcp_url,
        MemoryStorage(),
        setup.enterprise.client_id,
        setup.enterprise.secret,
        oauth.issuer,
        assertion,
        scope="mcp",
        token_endpoint_auth_method=method,
    )
    caller = Session(oauth, auth=provider).run("2026-07-28", whoami)
    assert caller["subject"].startswith("user_")
    assert asked == [(oauth.issuer, oauth.mcp_url)]
