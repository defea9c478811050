"""The servers that the gateway is measured against: nginx and HAProxy, each with one thread on one core."""

import base64
import json
import os
import subprocess
import time
import uuid

from processes import free_port

ISSUER = "http://127.0.0.1:4100"
AUDIENCE = "http://127.0.0.1:4180/mcp"
ANSWER = '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"hello"}],"isError":false}}'

NGINX = """
daemon off;
worker_processes 1;
pid {directory}/{name}.pid;
error_log stderr error;
{user}
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {directory}/{name}-body;
    proxy_temp_path {directory}/{name}-proxy;
    fastcgi_temp_path {directory}/{name}-fastcgi;
    uwsgi_temp_path {directory}/{name}-uwsgi;
    scgi_temp_path {directory}/{name}-scgi;
    {servers}
}}
"""

NGINX_ANSWER = """
    server {{
        listen 127.0.0.1:{port};
        default_type application/json;
        location / {{ return 200 '{answer}'; }}
    }}
"""

NGINX_PROXY = """
    upstream mcp {{
        server 127.0.0.1:{upstream};
        keepalive 256;
        keepalive_requests 100000000;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://mcp;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
"""

HAPROXY = """
global
    nbthread 1
    maxconn 4096
defaults
    mode http
    http-reuse always
    timeout connect 5s
    timeout client 60s
    timeout server 60s
backend mcp
    server upstream 127.0.0.1:{upstream}
frontend gateway
    bind 127.0.0.1:{port}
    default_backend mcp
{rules}
"""

HAPROXY_JWT = """
    http-request set-var(txn.token) http_auth_bearer
    http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
    http-request set-var(txn.iss) var(txn.token),jwt_payload_query('$.iss')
    http-request set-var(txn.aud) var(txn.token),jwt_payload_query('$.aud')
    http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
    http-request set-var(txn.now) date()
    http-request deny deny_status 401 unless {{ var(txn.alg) -m str RS256 }}
    http-request deny deny_status 401 unless {{ var(txn.iss) -m str {issuer} }}
    http-request deny deny_status 401 unless {{ var(txn.aud) -m str {audience} }}
    http-request deny deny_status 401 unless {{ var(txn.exp),sub(txn.now) -m int gt 0 }}
    http-request deny deny_status 401 unless {{ var(txn.token),jwt_verify(txn.alg,"{public_key}") -m int 1 }}
    http-request del-header Authorization
"""


def start_nginx(bench, name, core, servers):
    configuration = bench.directory / f"{name}.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX.format(directory=bench.directory, name=name, user=user, servers=servers))
    return bench.start(name, [sbin("nginx"), "-c", configuration, "-p", bench.directory, "-e", "stderr"], core)


def start_static(bench, name, core):
    """nginx that answers at once: the upstream, and on the server's core the most that HTTP allows there."""
    port = free_port()
    process = start_nginx(bench, name, core, NGINX_ANSWER.format(port=port, answer=ANSWER))
    bench.wait_for_port(name, process, port)
    return process, port


def start_nginx_proxy(bench, core, upstream):
    port = free_port()
    process = start_nginx(bench, "nginx-proxy", core, NGINX_PROXY.format(port=port, upstream=upstream))
    bench.wait_for_port("nginx-proxy", process, port)
    return process, port


def start_haproxy(bench, name, core, upstream, rules=""):
    port = free_port()
    configuration = bench.directory / f"{name}.cfg"
    configuration.write_text(HAPROXY.format(port=port, upstream=upstream, rules=rules))
    process = bench.start(name, [sbin("haproxy"), "-db", "-f", configuration], core)
    bench.wait_for_port(name, process, port)
    return process, port


def start_haproxy_jwt(bench, core, upstream, public_key):
    rules = HAPROXY_JWT.format(issuer=ISSUER, audience=AUDIENCE, public_key=public_key)
    return start_haproxy(bench, "haproxy-jwt", core, upstream, rules)


def sbin(name):
    """Debian keeps servers in /usr/sbin, which is not on everyone's path."""
    return f"/usr/sbin/{name}" if os.path.exists(f"/usr/sbin/{name}") else name


def make_key(directory):
    """A 2048-bit RSA key pair; returns the paths of the private and the public half."""
    private, public = directory / "key.pem", directory / "key.pub.pem"
    openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", private)
    openssl("pkey", "-in", private, "-pubout", "-out", public)
    return private, public


def make_token(private_key, **changes):
    """An access token with the claims of RFC 9068, as large as the authorization server's own."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": "client_01JC0000000000000000000000",
        "aud": AUDIENCE,
        "client_id": "client_01JC0000000000000000000000",
        "org_id": "org_01JC0000000000000000000000",
        "scope": "mcp",
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 3600,
        **changes,
    }
    header = {"alg": "RS256", "typ": "at+jwt", "kid": "5c1GQ0dY2mTq0T6i3Zk0n9mP1xw8v3l7a2b4c6d8e0f"}
    signed = ".".join(base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    signature = openssl("dgst", "-sha256", "-sign", private_key, given=signed.encode())
    return f"{signed}.{base64url(signature)}"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, given=None):
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout
