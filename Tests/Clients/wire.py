"""HTTP without a client's help: what was sent is what was meant, and headers keep the case that they had."""

import base64
import http.client
import json
import re
from urllib.parse import quote_plus, urlencode, urlsplit


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.getheaders()
        self.body = response.read()

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:500]!r}"

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name):
        """The values of a header joined, whatever the case of its name; `None` without one."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def challenge(self):
        """The scheme and the parameters of `WWW-Authenticate`."""
        value = self.header("WWW-Authenticate")
        assert value is not None, f"no challenge in {self!r}"
        scheme, _, parameters = value.partition(" ")
        return scheme, dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', parameters))


def send(method, url, body=None, headers=None, source=None):
    """`source` is the address that the request comes from: on Linux every one of 127.0.0.0/8 will do."""
    parts = urlsplit(url)
    target = parts.path or "/"
    if parts.query:
        target += "?" + parts.query
    origin = (source, 0) if source else None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20, source_address=origin)
    try:
        connection.request(method, target, body, headers or {})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def post_form(url, form, headers=None, source=None):
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    return send("POST", url, urlencode(form), {**content, **(headers or {})}, source)


def post_json(url, value, headers=None, source=None):
    body = value if isinstance(value, (str, bytes)) else json.dumps(value)
    return send("POST", url, body, {"Content-Type": "application/json", **(headers or {})}, source)


def basic(client_id, client_secret):
    """RFC 6749 §2.3.1: both halves are form-encoded first."""
    return raw_basic(f"{quote_plus(client_id)}:{quote_plus(client_secret)}")


def raw_basic(text):
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def tool_request(name, arguments=None, **meta):
    """The body and the headers of `tools/call` as 2026-07-28 sends it: every request stands alone."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "wire", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
        **meta,
    }
    params = {"name": name, "arguments": arguments or {}, "_meta": meta}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": name,
    }
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}), headers


def call_tool(url, name, arguments=None, headers=None):
    body, fixed = tool_request(name, arguments)
    return send("POST", url, body, {**fixed, **(headers or {})})


def access_token(server, **parameters):
    """An access token by client credentials, for the gateway unless `resource` says otherwise."""
    form = {"grant_type": "client_credentials", "resource": server.mcp_url, **parameters}
    form = {name: value for name, value in form.items() if value is not None}
    answer = post_form(server.token_endpoint, form, basic(server.client_id, server.client_secret))
    assert answer.status == 200, answer
    return answer.json["access_token"]
