"""The official MCP SDK gets a token by client credentials and calls tools through the gateway."""

import jwt
import pytest

from sdk import Session, assert_one_by_one, call_with_progress
from wire import access_token

# What a mode of the SDK asks for, and the protocol version that comes of it.
MODES = {"auto": "2026-07-28", "2026-07-28": "2026-07-28", "legacy": "2025-11-25"}


@pytest.fixture(params=MODES)
def mode(request):
    return request.param


def test_discovery_leads_from_the_challenge_to_a_token_for_the_resource(claviger):
    session = Session(claviger)

    async def list_tools(client):
        return await client.list_tools()

    tools = session.run("2026-07-28", list_tools)

    assert {tool.name for tool in tools.tools} == {"whoami", "countdown", "set_greeting"}
    resource_metadata = claviger.gateway.rstrip("/") + "/.well-known/oauth-protected-resource/mcp"
    server_metadata = claviger.issuer.rstrip("/") + "/.well-known/oauth-authorization-server"
    assert session.exchanges[:5] == [
        ("POST", claviger.mcp_url, 401),
        ("GET", resource_metadata, 200),
        ("GET", server_metadata, 200),
        ("POST", claviger.token_endpoint, 200),
        ("POST", claviger.mcp_url, 200),
    ]
    claims = jwt.decode(session.storage.tokens.access_token, options={"verify_signature": False})
    assert claims["aud"] in (claviger.mcp_url, [claviger.mcp_url])


def test_the_version_is_the_one_that_the_mode_asks_for(claviger, mode):
    async def version(client):
        return client.protocol_version

    assert Session(claviger).run(mode, version) == MODES[mode]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_whoami_knows_the_client(claviger, mode, method):
    async def whoami(client):
        return await client.call_tool("whoami", {})

    result = Session(claviger, method).run(mode, whoami)

    assert not result.is_error, result
    caller = result.structured_content
    assert caller["subject"] == claviger.client_id
    assert caller["issuer"] == claviger.issuer
    assert caller["auth_source"] == "oauth_local"
    assert "mcp" in caller["scopes"]


def test_progress_arrives_one_by_one_before_the_result(claviger, mode):
    async def countdown(client):
        return await call_with_progress(client, "countdown", {"from": 4, "interval_ms": 250})

    result, finished, progress = Session(claviger).run(mode, countdown)

    assert not result.is_error, result
    assert len(progress) == 4
    assert_one_by_one(progress, finished)


def test_a_token_with_the_scope_sets_a_greeting_that_whoami_then_shows(claviger, mode):
    token = access_token(claviger, scope="mcp mcp:write")
    greeting = f"Good morning from {mode}"

    async def greet(client):
        answer = await client.call_tool("set_greeting", {"text": greeting})
        return answer, await client.call_tool("whoami", {})

    answer, whoami = Session(claviger, access_token=token).run(mode, greet)

    assert not answer.is_error, answer
    assert whoami.structured_content["greeting"] == greeting
