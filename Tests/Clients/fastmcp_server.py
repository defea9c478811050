"""A FastMCP server on an ephemeral port of 127.0.0.1; prints its URL when it listens."""

import asyncio
import socket

from fastmcp import Context, FastMCP
from fastmcp.server.dependencies import get_http_headers

server = FastMCP("upstream")


@server.tool
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool
def received_headers() -> dict[str, str]:
    """The headers of the request, as they arrived here."""
    return get_http_headers(include_all=True)


@server.tool
async def stream(steps: int, context: Context) -> str:
    """Reports each step as progress, with a pause of 250 ms after it."""
    for step in range(1, steps + 1):
        await context.report_progress(step, steps)
        await asyncio.sleep(0.25)
    return f"{steps} steps"


async def main():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/mcp", flush=True)
    await server.run_http_async(show_banner=False, path="/mcp", sockets=[listener], log_level="warning")


asyncio.run(main())
