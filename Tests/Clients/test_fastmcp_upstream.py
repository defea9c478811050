"""A FastMCP server behind the gateway, called by the official SDK in both eras of the protocol."""

import subprocess
import sys
from pathlib import Path

import pytest

from dev_server import DevServer, environment
from sdk import Session, assert_one_by_one, call_with_progress


@pytest.fixture(scope="module")
def claviger():
    script = Path(__file__).with_name("fastmcp_server.py")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment()) as upstream:
        try:
            # The server listens before it prints its address, so no one has to wait for it.
            url = upstream.stdout.readline().strip()
            with DevServer("--upstream", url) as server:
                yield server
        finally:
            upstream.terminate()


@pytest.fixture(params=["2026-07-28", "legacy"])
def mode(request):
    return request.param


def test_tools_are_listed_and_called(claviger, mode):
    async def use(client):
        return await client.list_tools(), await client.call_tool("add", {"a": 19, "b": 23})

    tools, result = Session(claviger).run(mode, use)

    assert {tool.name for tool in tools.tools} == {"add", "received_headers", "stream"}
    assert result.content[0].text == "42"


def test_a_streaming_tool_arrives_event_by_event(claviger, mode):
    async def use(client):
        return await call_with_progress(client, "stream", {"steps": 4})

    result, finished, progress = Session(claviger).run(mode, use)

    assert result.content[0].text == "4 steps"
    assert len(progress) == 4
    assert_one_by_one(progress, finished)


def test_the_upstream_learns_who_calls_and_never_sees_the_token(claviger, mode):
    session = Session(claviger)

    async def use(client):
        return await client.call_tool("received_headers", {})

    headers = session.run(mode, use).structured_content

    assert headers["x-claviger-subject"] == claviger.client_id
    assert headers["x-claviger-auth-source"] == "oauth_local"
    assert "authorization" not in headers
    assert session.storage.tokens.access_token not in str(headers)
