"""Servers that sign with ES256 or EdDSA: everything that holds for RS256 holds for them."""

import base64
import hashlib
import json

import joserfc.jwk
import joserfc.jwt
import jwt
import pytest

from dev_server import DevServer
from oauth_flow import at_gateway, client_credentials, header, introspect, refresh, sign_in
from oauth_setup import machine, own_server, web
from wire import access_token, send

KEY_TYPES = {"RS256": ("RSA", None), "ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}
DESKTOP = web("desktop", "http://127.0.0.1/callback")
MACHINE = machine("machine", "m" * 40)


@pytest.fixture(scope="module", params=KEY_TYPES)
def algorithm(request):
    return request.param


@pytest.fixture(scope="module")
def server(algorithm, tmp_path_factory):
    directory = tmp_path_factory.mktemp(algorithm)
    with DevServer(*own_server(directory, MACHINE, DESKTOP), "--signing-algorithm", algorithm) as server:
        yield server


@pytest.fixture(scope="module")
def keys(server):
    return send("GET", server.jwks_uri).json


@pytest.fixture(scope="module")
def tokens(server):
    return sign_in(server, DESKTOP, scope="openid mcp offline_access", nonce="n-1")


def names(tokens):
    return [tokens["access_token"], tokens["id_token"]]


def test_pyjwt_verifies_from_the_key_set_alone(server, algorithm, keys, tokens):
    for token, audience in zip(names(tokens), [server.mcp_url, DESKTOP.client_id]):
        assert header(token)["alg"] == algorithm
        key = jwt.PyJWKSet.from_dict(keys)[header(token)["kid"]]
        said = jwt.decode(token, key, algorithms=[algorithm], audience=audience, issuer=server.issuer)
        assert said["sub"] == "user_ada"


# joserfc warns of the name EdDSA since RFC 9864 has Ed25519 beside it.
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_joserfc_verifies_from_the_key_set_alone(algorithm, keys, tokens):
    for token in names(tokens):
        decoded = joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(keys), algorithms=[algorithm])
        assert decoded.claims["sub"] == "user_ada"


def test_rfc_7517_the_keys_are_public_and_say_what_they_are_for(algorithm, keys):
    for key in keys["keys"]:
        assert (key["kty"], key.get("crv"), key["use"], key["alg"]) == (*KEY_TYPES[algorithm], "sig", algorithm)
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & key.keys()


def test_rfc_7638_the_kid_is_the_thumbprint(keys):
    members = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}
    for key in keys["keys"]:
        required = {name: key[name] for name in members[key["kty"]]}
        canonical = json.dumps(required, sort_keys=True, separators=(",", ":")).encode()
        assert key["kid"] == base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()


def test_openid_3_1_3_6_at_hash_is_half_of_the_hash_that_belongs_to_the_algorithm(algorithm, tokens):
    digest = (hashlib.sha512 if algorithm == "EdDSA" else hashlib.sha256)(tokens["access_token"].encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    said = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (said["at_hash"], said["nonce"], said["aud"]) == (half, "n-1", DESKTOP.client_id)


def test_metadata_names_the_algorithm(server, algorithm):
    for path in ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"):
        assert send("GET", server.issuer + path).json["id_token_signing_alg_values_supported"] == [algorithm]


def test_the_gateway_introspection_and_refresh_take_the_tokens(server, tokens):
    assert at_gateway(server, tokens["access_token"]).status == 200
    own = client_credentials(server, MACHINE, resource=server.mcp_url)
    assert at_gateway(server, own).status == 200
    assert introspect(server, MACHINE, own)["active"] is True
    assert refresh(server, DESKTOP, tokens["refresh_token"]).status == 200


def test_the_keys_outlive_a_restart_and_an_old_algorithms_tokens_too(tmp_path):
    def start(algorithm, *ports):
        return DevServer("--data", tmp_path, "--signing-algorithm", algorithm, *ports)

    with start("ES256") as server:
        token = access_token(server)
        ports = [server.issuer.rsplit(":", 1)[1], server.gateway.rsplit(":", 1)[1]]
        same = ["--port", ports[0], "--gateway-port", ports[1]]
    with start("ES256", *same) as server:
        assert at_gateway(server, token).status == 200
    with start("EdDSA", *same) as server:
        assert at_gateway(server, token).status == 200
        assert header(access_token(server))["alg"] in ("ES256", "EdDSA")
