"""The gateway on the wire: what it answers to strangers, and what it lets through."""

import base64
import json

import pytest

from wire import access_token, bearer, call_tool, post_json, send

MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def metadata_url(claviger):
    return claviger.gateway.rstrip("/") + "/.well-known/oauth-protected-resource/mcp"


def unsigned(**claims):
    """A token of `alg: none` (RFC 7519 §6)."""
    parts = ({"alg": "none", "typ": "at+jwt"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def test_rfc_6750_3_1_without_credentials_the_challenge_names_no_error(claviger):
    answer = post_json(claviger.mcp_url, MESSAGE)
    assert answer.status == 401
    scheme, parameters = answer.challenge
    assert scheme == "Bearer"
    assert parameters["resource_metadata"] == metadata_url(claviger)
    assert "mcp" in parameters["scope"].split()
    assert "error" not in parameters


def test_header_names_have_their_registered_case(claviger):
    names = [name for name, _ in post_json(claviger.mcp_url, MESSAGE).headers]
    assert "WWW-Authenticate" in names
    assert "Content-Type" in names


@pytest.mark.parametrize("path", ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"])
def test_rfc_9728_resource_metadata(claviger, path):
    answer = send("GET", claviger.gateway.rstrip("/") + path, headers={"Origin": "https://client.example.com"})
    assert answer.status == 200, answer
    assert answer.header("Content-Type").startswith("application/json")
    assert answer.header("Access-Control-Allow-Origin") == "*"
    metadata = answer.json
    assert metadata["resource"] == claviger.mcp_url
    assert metadata["authorization_servers"] == [claviger.issuer]
    assert metadata["bearer_methods_supported"] == ["header"]
    assert "mcp" in metadata["scopes_supported"]
    assert "offline_access" not in metadata["scopes_supported"]


def test_rfc_8414_server_metadata_names_the_same_issuer_and_endpoints(claviger):
    metadata = send("GET", claviger.issuer.rstrip("/") + "/.well-known/oauth-authorization-server").json
    assert metadata["issuer"] == claviger.issuer
    assert metadata["token_endpoint"] == claviger.token_endpoint
    assert metadata["jwks_uri"] == claviger.jwks_uri
    assert "client_credentials" in metadata["grant_types_supported"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]


def test_bad_tokens_are_401_invalid_token(claviger, token):
    head, claims, signature = token.split(".")
    bad = {
        "garbage": "garbage",
        "bad signature": f"{head}.{claims}.{signature[::-1]}",
        "alg none": unsigned(iss=claviger.issuer, aud=claviger.mcp_url, sub="x", exp=4_000_000_000),
        "wrong audience": access_token(claviger, resource=claviger.vault),
        "unknown API key": "sk_test_unknown",
    }
    for name, wrong in bad.items():
        answer = post_json(claviger.mcp_url, MESSAGE, bearer(wrong))
        assert answer.status == 401, f"{name}: {answer}"
        scheme, parameters = answer.challenge
        assert (scheme, parameters["error"]) == ("Bearer", "invalid_token"), name
        assert parameters["resource_metadata"] == metadata_url(claviger)
        assert "scope" in parameters


def test_rfc_6750_2_a_token_in_the_query_is_invalid_request(claviger, token):
    answer = post_json(f"{claviger.mcp_url}?access_token={token}", MESSAGE)
    assert answer.status == 400
    assert answer.challenge[1]["error"] == "invalid_request"


def test_a_good_token_reaches_the_sample_server(claviger, token):
    answer = call_tool(claviger.mcp_url, "whoami", headers=bearer(token))
    assert answer.status == 200, answer
    assert claviger.client_id in answer.body.decode()


def test_a_tool_that_needs_another_scope_refuses_a_token_without_it(claviger):
    narrow = bearer(access_token(claviger, scope="mcp"))
    answer = call_tool(claviger.mcp_url, "set_greeting", {"text": "not to be stored"}, narrow)
    assert "mcp:write" in answer.body.decode() + (answer.header("WWW-Authenticate") or ""), answer
    assert "not to be stored" not in call_tool(claviger.mcp_url, "whoami", headers=narrow).body.decode()


def received(echo, headers):
    """The headers that the upstream got, by lowercase name."""
    answer = post_json(echo.mcp_url, MESSAGE, headers)
    assert answer.status == 200, answer
    seen = answer.json["result"]
    assert json.loads(seen["body"]) == MESSAGE
    names = [name.lower() for name, _ in seen["headers"]]
    assert len(names) == len(set(names)), names
    return {name.lower(): value for name, value in seen["headers"]}


def test_the_upstream_learns_who_calls_and_never_sees_the_token(echo):
    token = access_token(echo)
    headers = received(echo, bearer(token))
    assert headers["x-claviger-subject"] == echo.client_id
    assert headers["x-claviger-issuer"] == echo.issuer
    assert headers["x-claviger-auth-source"] == "oauth_local"
    assert "mcp" in headers["x-claviger-scopes"].split()
    assert headers["x-request-id"]
    assert "authorization" not in headers
    assert token not in str(headers)


@pytest.mark.parametrize("scheme", ["Bearer", "Token", "bearer"])
def test_an_api_key_is_taken_under_either_scheme(echo, scheme):
    headers = received(echo, {"Authorization": f"{scheme} {echo.api_key}"})
    assert headers["x-claviger-auth-source"] == "api_key"
    assert echo.api_key not in str(headers)


def test_forged_identity_headers_are_removed(echo):
    forged = {
        "X-Claviger-Subject": "root",
        "x-claviger-issuer": "root",
        "X_Claviger_Subject": "root",
        "X-Claviger_Scopes": "root",
        "X-Claviger-Account": "root",
        "X-CLAVIGER-AUTH-SOURCE": "root",
    }
    headers = received(echo, {**bearer(access_token(echo)), **forged, "X-Other": "kept"})
    assert headers["x-other"] == "kept"
    assert "root" not in headers.values()
    assert not [name for name in headers if "claviger" in name and "_" in name]


def test_two_credentials_at_once_are_invalid_request(claviger, token):
    answer = post_json(f"{claviger.mcp_url}?access_token=x", MESSAGE, bearer(token))
    assert answer.status == 400
