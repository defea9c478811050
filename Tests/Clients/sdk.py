"""The official MCP SDK as a client of the gateway."""

import asyncio
import itertools
import time

import httpx2
from mcp.client import Client
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthToken


class MemoryStorage:
    """Where the SDK keeps tokens; with a token given, it starts out signed in."""

    def __init__(self, access_token=None):
        self.tokens = OAuthToken(access_token=access_token) if access_token else None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return None

    async def set_client_info(self, information):
        raise AssertionError("a client that has credentials must not register")


class Session:
    """What one use of the SDK sent and got. `auth` takes the place of the client that the server made."""

    def __init__(self, server, method="client_secret_basic", access_token=None, url=None, auth=None):
        self.url = url or server.mcp_url
        self.storage = MemoryStorage(access_token)
        self.exchanges = []
        self.auth = auth or ClientCredentialsOAuthProvider(
            self.url,
            self.storage,
            server.client_id,
            server.client_secret,
            token_endpoint_auth_method=method,
            issuer=server.issuer,
        )

    async def _record(self, response):
        request = response.request
        self.exchanges.append((request.method, str(request.url), response.status_code))

    def run(self, mode, use):
        """Connects in a mode of the SDK, awaits `use(client)`, and returns what it returns."""

        async def connected():
            timeout = httpx2.Timeout(20)
            hooks = {"response": [self._record]}
            async with httpx2.AsyncClient(auth=self.auth, timeout=timeout, event_hooks=hooks) as http:
                transport = streamable_http_client(self.url, http_client=http)
                async with Client(transport, mode=mode) as client:
                    return await use(client)

        return asyncio.run(connected())


async def call_with_progress(client, name, arguments):
    """Calls a tool; returns its result, when that came, and each progress value with when it came."""
    progress = []

    async def on_progress(value, total, message):
        progress.append((value, time.monotonic()))

    result = await client.call_tool(name, arguments, progress_callback=on_progress)
    return result, time.monotonic(), progress


def assert_one_by_one(progress, finished):
    """Progress that was said 250 ms apart came in that way; a stream that was held back arrives all at once."""
    assert [value for value, _ in progress] == list(range(1, len(progress) + 1))
    moments = [at for _, at in progress] + [finished]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(gap > 0.05 for gap in gaps), gaps
