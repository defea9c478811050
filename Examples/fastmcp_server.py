"""A FastMCP server that leaves OAuth to the gateway in front of it.

Only the gateway may reach it: it believes what the X-Claviger-… headers say.
"""

import os

from fastmcp import FastMCP
from fastmcp.server.dependencies import get_http_headers

server = FastMCP("Greeter")


@server.tool
def greet() -> str:
    """Greets the caller by the name that the gateway tells."""
    headers = get_http_headers()
    return f"Hello, {headers.get('x-claviger-subject', 'stranger')}!"


if __name__ == "__main__":
    server.run(transport="http", host="127.0.0.1", port=int(os.environ.get("PORT", "9000")))
