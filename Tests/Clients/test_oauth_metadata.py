"""What the authorization server says of itself, and that it says the same everywhere."""

import json

import pytest

from dev_server import DevServer
from oauth_flow import Request, claims, sign_in
from wire import post_json, send

pytest_plugins = ["oauth_fixtures"]

DOCUMENTS = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]


@pytest.fixture(params=DOCUMENTS)
def document(oauth, request):
    answer = send("GET", oauth.issuer + request.param)
    assert answer.status == 200, answer
    return answer


def test_rfc_8414_2_the_issuer_is_byte_for_byte_the_configured_one(oauth, document):
    assert f'"issuer":{json.dumps(oauth.issuer)}' in document.body.decode()


def test_rfc_8414_2_both_documents_say_what_clients_need_to_begin(oauth, document):
    metadata = document.json
    for name in ("authorization", "token", "registration", "introspection", "revocation", "userinfo"):
        assert metadata[f"{name}_endpoint"].startswith(oauth.issuer + "/oauth2/")
    assert metadata["device_authorization_endpoint"].startswith(oauth.issuer + "/oauth2/")
    assert metadata["jwks_uri"] == oauth.jwks_uri
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["response_types_supported"] == ["code"]
    assert set(metadata["grant_types_supported"]) == {
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    }
    assert set(metadata["token_endpoint_auth_methods_supported"]) == {
        "none",
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    }
    assert metadata["client_id_metadata_document_supported"] is True
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert {"openid", "offline_access", "mcp", "mcp:write"} <= set(metadata["scopes_supported"])


def test_openid_discovery_3_its_required_members_are_there(document):
    metadata = document.json
    assert metadata["subject_types_supported"] == ["public"]
    assert metadata["id_token_signing_alg_values_supported"] == ["RS256"]


def test_every_endpoint_that_is_named_is_there(oauth):
    metadata = send("GET", oauth.issuer + DOCUMENTS[0]).json
    for name, url in metadata.items():
        if name.endswith(("_endpoint", "_uri")):
            assert {send(method, url).status for method in ("GET", "POST")} != {404}, name


def test_metadata_and_keys_may_be_kept_for_a_while(oauth, document):
    for answer in (document, send("GET", oauth.jwks_uri)):
        assert "max-age=" in answer.header("Cache-Control")
        assert answer.header("Content-Type").startswith("application/json")


def test_the_issuer_is_the_same_in_tokens_responses_and_resource_metadata(oauth, setup, person):
    request = Request(oauth, setup.desktop, scope="openid mcp")
    callback = person.authorize(request.url)
    tokens = request.redeem(callback.code).json
    resource = send("GET", oauth.gateway + "/.well-known/oauth-protected-resource/mcp").json
    issuers = [callback["iss"], *(claims(tokens[name])["iss"] for name in ("access_token", "id_token"))]
    assert issuers + resource["authorization_servers"] == [oauth.issuer] * 4
    assert resource["resource"] == oauth.mcp_url


def test_offline_access_is_for_the_authorization_server_and_never_for_the_resource(oauth):
    resource = send("GET", oauth.gateway + "/.well-known/oauth-protected-resource/mcp").json
    challenge = send("POST", oauth.mcp_url).header("WWW-Authenticate")
    assert "offline_access" not in json.dumps(resource) + challenge


def test_what_is_turned_off_is_neither_named_nor_there(setup, tmp_path):
    with DevServer("--no-dynamic-registration", "--no-metadata-documents") as server:
        for path in DOCUMENTS:
            metadata = send("GET", server.issuer + path).json
            assert "registration_endpoint" not in metadata
            assert not metadata.get("client_id_metadata_document_supported")
            # Only with trusted issuers.
            assert "urn:ietf:params:oauth:grant-type:jwt-bearer" not in metadata["grant_types_supported"]
        body = {"redirect_uris": ["https://a.example.com/callback"]}
        assert post_json(server.issuer + "/oauth2/register", body).status in (403, 404)


def test_the_code_flow_of_an_application_starts_from_metadata_alone(oauth, setup):
    tokens = sign_in(oauth, setup.desktop)
    assert claims(tokens["access_token"])["aud"] == oauth.mcp_url
