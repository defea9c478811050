"""FastMCP's clients sign people and machines in at the gateway."""

import asyncio
import time
import warnings

import pytest
from fastmcp import Client
from fastmcp.client.auth import ClientCredentialsOAuthProvider, OAuth, PrivateKeyJWTOAuthProvider, SignedJWTParameters
from key_value.aio.stores.memory import MemoryStore

from oauth_fastmcp import browse_with
from oauth_flow import claims
from oauth_person import Person

pytest_plugins = ["oauth_fixtures"]


@pytest.fixture
def person(oauth, monkeypatch):
    return browse_with(Person(oauth), monkeypatch)


@pytest.fixture
def store():
    return MemoryStore()


def use(oauth, auth, times=1, between=None):
    """Calls `whoami` as a FastMCP client; returns what it says."""

    async def connected():
        async with Client(oauth.mcp_url, auth=auth) as client:
            for number in range(times):
                result = await client.call_tool("whoami", {})
                if between and number + 1 < times:
                    await between()
            return result.structured_content

    with warnings.catch_warnings():
        # That tokens in memory do not outlive the client is what the tests want.
        warnings.simplefilter("ignore")
        return asyncio.run(connected())


def stored(auth):
    return asyncio.run(auth.token_storage_adapter.get_tokens())


def signing_in(oauth, store, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return OAuth(oauth.mcp_url, token_storage=store, **options)


def test_a_client_registers_itself_and_signs_the_person_in(oauth, person, store):
    auth = signing_in(oauth, store, client_name="Notebook")
    assert use(oauth, auth)["subject"] == "user_ada"
    assert person.seen == ["sign-in", "consent"]
    tokens = stored(auth)
    assert claims(tokens.access_token)["aud"] == oauth.mcp_url
    assert tokens.refresh_token


def test_a_client_that_the_owner_registered(oauth, setup, person, store):
    auth = signing_in(oauth, store, client_id=setup.remote_user.client_id)
    assert use(oauth, auth)["subject"] == "user_ada"
    assert claims(stored(auth).access_token)["client_id"] == setup.remote_user.client_id


def test_a_client_with_a_metadata_document(oauth, web_documents, person, store):
    url = web_documents.put_client("/fastmcp/client.json", redirect_uris=["http://localhost/callback"])
    auth = signing_in(oauth, store, client_metadata_url=url)
    assert use(oauth, auth)["subject"] == "user_ada"
    assert claims(stored(auth).access_token)["client_id"] == url


def test_a_second_client_uses_the_tokens_of_the_first(oauth, person, store):
    use(oauth, signing_in(oauth, store))
    assert use(oauth, signing_in(oauth, store))["subject"] == "user_ada"
    assert len(person.opened) == 1


def test_an_expired_token_is_refreshed_without_the_person(oauth, person, store):
    auth = signing_in(oauth, store)
    seen = []

    async def expire():
        seen.append(auth.context.current_tokens.refresh_token)
        auth.context.token_expiry_time = time.time() - 1

    assert use(oauth, auth, 3, expire)["subject"] == "user_ada"
    assert len(person.opened) == 1
    assert len({*seen, stored(auth).refresh_token}) == 3


def test_a_client_that_starts_anew_with_an_expired_token_is_helped(oauth, person, store):
    """It knows no metadata yet, so it refreshes at /token of the gateway, in vain, and then begins anew."""
    first = signing_in(oauth, store)
    use(oauth, first)
    old = stored(first).access_token
    asyncio.run(store.put(first.mcp_url + "/token_expiry", {"expires_at": 1.0}, collection="mcp-oauth-token-expiry"))
    again = signing_in(oauth, store)
    assert use(oauth, again)["subject"] == "user_ada"
    new = stored(again).access_token
    assert new != old and claims(new)["client_id"] == claims(old)["client_id"]


def test_a_registration_that_the_server_forgot_is_made_anew(oauth, person, store):
    before = signing_in(oauth, MemoryStore())
    use(oauth, before)
    information = asyncio.run(before.token_storage_adapter.get_client_info())
    forgotten = information.model_copy(update={"client_id": "client_forgotten"})
    auth = signing_in(oauth, store)
    asyncio.run(auth.token_storage_adapter.set_client_info(forgotten))
    assert use(oauth, auth)["subject"] == "user_ada"
    assert claims(stored(auth).access_token)["client_id"] not in ("client_forgotten", information.client_id)


def test_a_machine_with_a_secret(oauth, setup):
    auth = ClientCredentialsOAuthProvider(
        client_id=setup.machine.client_id, client_secret=setup.machine.secret, scopes=["mcp"], issuer=oauth.issuer
    )
    assert use(oauth, auth)["subject"] == setup.machine.client_id


@pytest.mark.parametrize("name", ["rs256", "es256"])
def test_a_machine_with_a_key(oauth, setup, name):
    application = getattr(setup, name)
    parameters = SignedJWTParameters(
        issuer=application.client_id,
        subject=application.client_id,
        signing_key=application.key.pem,
        signing_algorithm=application.key.algorithm,
    )
    auth = PrivateKeyJWTOAuthProvider(
        client_id=application.client_id,
        assertion_provider=parameters.create_assertion_provider(),
        issuer=oauth.issuer,
    )
    assert use(oauth, auth)["subject"] == application.client_id
