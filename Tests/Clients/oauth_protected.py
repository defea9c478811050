"""A FastMCP server in a thread, protected by one of its own ways to check tokens."""

import logging
import threading
import time

import uvicorn
from fastmcp import FastMCP
from fastmcp.server.dependencies import get_access_token

from oauth_setup import listener

START_WITHIN = 10.0

# It tells of every refusal.
logging.getLogger("fastmcp").setLevel(logging.ERROR)


class ProtectedServer:
    def __init__(self, auth, socket=None):
        self.socket = socket or listener()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/mcp"
        server = FastMCP("protected", auth=auth)

        @server.tool
        def whoami() -> dict:
            """Who calls, as the server's own check of the token saw it."""
            token = get_access_token()
            return {"client_id": token.client_id, "subject": token.claims.get("sub"), "scopes": token.scopes}

        app = server.http_app(path="/mcp", stateless_http=True)
        self.uvicorn = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        self.thread = threading.Thread(target=self.uvicorn.run, kwargs={"sockets": [self.socket]}, daemon=True)

    def __enter__(self):
        self.thread.start()
        deadline = time.monotonic() + START_WITHIN
        while not self.uvicorn.started:
            assert time.monotonic() < deadline and self.thread.is_alive(), "the FastMCP server did not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.uvicorn.should_exit = True
        self.thread.join(START_WITHIN)
