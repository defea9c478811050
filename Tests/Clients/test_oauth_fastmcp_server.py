"""FastMCP servers that check our tokens by their own means: by our keys, by introspection, and as for AuthKit."""

import asyncio

import pytest
from fastmcp import Client
from fastmcp.client.auth import OAuth
from fastmcp.server.auth.providers.introspection import IntrospectionTokenVerifier
from fastmcp.server.auth.providers.jwt import JWTVerifier
from fastmcp.server.auth.providers.workos import AuthKitProvider

from oauth_fastmcp import browse_with
from oauth_flow import client_credentials, post_as, sign_in
from oauth_person import Person
from oauth_protected import ProtectedServer
from oauth_setup import TOOLS, Application
from wire import bearer, call_tool, send

pytest_plugins = ["oauth_fixtures"]


def forged(token):
    """The same token with another signature."""
    head, body, signature = token.split(".")
    return f"{head}.{body}.{signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}"


def call(server, token):
    return call_tool(server.url, "whoami", headers=bearer(token))


def assert_let_in(answer, subject):
    assert answer.status == 200, answer
    assert f'"{subject}"' in answer.body.decode().replace("\\", "")


def assert_refused(answer):
    assert answer.status == 401, answer
    assert answer.challenge[1]["error"] == "invalid_token"


# --- JWTVerifier


@pytest.fixture(scope="module")
def by_keys(oauth):
    verifier = JWTVerifier(jwks_uri=oauth.jwks_uri, issuer=oauth.issuer, audience=TOOLS, required_scopes=["mcp"])
    with ProtectedServer(verifier) as server:
        yield server


def test_jwt_verifier_lets_a_token_for_its_resource_in(oauth, setup, by_keys):
    assert_let_in(call(by_keys, client_credentials(oauth, setup.caller)), "caller")
    person = sign_in(oauth, setup.tools_user, resource=None)["access_token"]
    assert_let_in(call(by_keys, person), "user_ada")


def test_jwt_verifier_refuses_what_is_not_for_its_resource(oauth, setup, by_keys):
    good = client_credentials(oauth, setup.caller)
    tokens = sign_in(oauth, setup.tools_user, resource=None, scope="openid mcp")
    for bad in (
        client_credentials(oauth, setup.machine),
        client_credentials(oauth, setup.caller, resource=oauth.vault),
        tokens["id_token"],
        forged(good),
        good.rsplit(".", 1)[0] + ".",
        "garbage",
    ):
        assert_refused(call(by_keys, bad))


def test_jwt_verifier_needs_the_scope(oauth, setup, by_keys):
    assert call(by_keys, client_credentials(oauth, setup.caller, scope="mcp:write")).status in (401, 403)


# --- IntrospectionTokenVerifier


@pytest.fixture(scope="module", params=["client_secret_basic", "client_secret_post"])
def by_introspection(oauth, setup, request):
    verifier = IntrospectionTokenVerifier(
        introspection_url=oauth.issuer + "/oauth2/introspection",
        client_id=setup.tools.client_id,
        client_secret=setup.tools.secret,
        client_auth_method=request.param,
        audience=TOOLS,
        required_scopes=["mcp"],
    )
    with ProtectedServer(verifier) as server:
        yield server


def test_introspection_lets_a_token_for_its_resource_in(oauth, setup, by_introspection):
    assert_let_in(call(by_introspection, client_credentials(oauth, setup.caller)), "caller")


def test_introspection_refuses_a_token_from_the_moment_it_is_revoked(oauth, setup, by_introspection):
    tokens = sign_in(oauth, setup.tools_user, resource=None)
    assert_let_in(call(by_introspection, tokens["access_token"]), "user_ada")
    assert post_as(oauth, setup.tools_user, "/oauth2/revoke", token=tokens["refresh_token"]).status == 200
    assert_refused(call(by_introspection, tokens["access_token"]))


def test_introspection_refuses_what_is_not_for_its_resource(oauth, setup, by_introspection):
    good = client_credentials(oauth, setup.caller)
    for bad in (client_credentials(oauth, setup.machine), forged(good), "garbage"):
        assert_refused(call(by_introspection, bad))


# --- AuthKitProvider


@pytest.fixture(scope="module")
def authkit(oauth, setup):
    url = setup.remote_url
    provider = AuthKitProvider(
        authkit_domain=oauth.issuer,
        base_url=url.removesuffix("/mcp"),
        required_scopes=["mcp"],
        scopes_supported=["mcp", "offline_access"],
    )
    with ProtectedServer(provider, setup.remote) as server:
        assert server.url == url
        yield server


@pytest.fixture
def remote_machine(setup):
    """A public client of people, whose audience is the FastMCP server."""
    return Application(setup.remote_user.client_id, redirect_uris=("http://localhost:7777/callback",))


def test_authkit_provider_passes_our_metadata_on(oauth, authkit):
    base = authkit.url.removesuffix("/mcp")
    forwarded = send("GET", base + "/.well-known/oauth-authorization-server")
    assert forwarded.json == send("GET", oauth.issuer + "/.well-known/oauth-authorization-server").json
    resource = send("GET", base + "/.well-known/oauth-protected-resource/mcp").json
    assert resource["authorization_servers"] == [oauth.issuer]


def test_authkit_provider_lets_a_token_for_its_resource_in(oauth, authkit, remote_machine):
    tokens = sign_in(oauth, remote_machine, resource=authkit.url)
    assert_let_in(call(authkit, tokens["access_token"]), "user_ada")


def test_authkit_provider_refuses_what_is_not_for_its_resource(oauth, setup, authkit, remote_machine):
    good = sign_in(oauth, remote_machine, resource=None)["access_token"]
    foreign = sign_in(oauth, remote_machine, resource=oauth.mcp_url)["access_token"]
    for bad in (foreign, client_credentials(oauth, setup.machine), forged(good), "garbage"):
        assert_refused(call(authkit, bad))


# That tokens in memory do not outlive the client is what the test wants.
@pytest.mark.filterwarnings("ignore:Using in-memory token storage")
def test_a_fastmcp_client_signs_in_to_a_fastmcp_server_through_us(oauth, setup, authkit, monkeypatch):
    person = browse_with(Person(oauth), monkeypatch)

    async def use():
        auth = OAuth(client_id=setup.remote_user.client_id, scopes="mcp")
        async with Client(authkit.url, auth=auth) as client:
            return (await client.call_tool("whoami", {})).structured_content

    assert asyncio.run(use())["subject"] == "user_ada"
    assert person.seen == ["sign-in", "consent"]
