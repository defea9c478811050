"""Access tokens are good for libraries that know nothing but the published JWKS."""

import base64
import hashlib
import json
import time

import joserfc.jwk
import joserfc.jwt
import jwt
import pytest
from cryptography import x509

from wire import access_token, send


@pytest.fixture(params=["/oauth2/jwks", "/sso/jwks/{client_id}"])
def jwks(claviger, request):
    answer = send("GET", claviger.issuer.rstrip("/") + request.param.format(client_id=claviger.client_id))
    assert answer.status == 200, answer
    return answer.json


def decoded(segment):
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


def test_joserfc_verifies_from_the_key_set_alone(claviger, token, jwks):
    keys = joserfc.jwk.KeySet.import_key_set(jwks)
    verified = joserfc.jwt.decode(token, keys, algorithms=["RS256"])
    joserfc.jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": claviger.issuer},
        aud={"essential": True, "value": claviger.mcp_url},
        sub={"essential": True, "value": claviger.client_id},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(verified.claims)


def test_pyjwt_verifies_from_the_key_set_alone(claviger, token, jwks):
    key = jwt.PyJWKSet.from_dict(jwks)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=claviger.mcp_url,
        issuer=claviger.issuer,
        options={"require": ["iss", "sub", "aud", "client_id", "iat", "exp", "jti"]},
    )
    assert claims["client_id"] == claims["sub"] == claviger.client_id


def test_a_changed_token_is_refused(token, jwks):
    head, claims, signature = token.split(".")
    other = base64.urlsafe_b64encode(json.dumps({**decoded(claims), "sub": "somebody"}).encode()).rstrip(b"=").decode()
    key = jwt.PyJWKSet.from_dict(jwks)[jwt.get_unverified_header(token)["kid"]]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(f"{head}.{other}.{signature}", key, algorithms=["RS256"], options={"verify_aud": False})


def test_rfc_7638_the_kid_is_the_thumbprint(token, jwks):
    (key,) = [key for key in jwks["keys"] if key["kid"] == jwt.get_unverified_header(token)["kid"]]
    required = {name: key[name] for name in ("e", "kty", "n")}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":")).encode()
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    assert key["kid"] == thumbprint


def test_rfc_7517_the_key_set_says_what_keys_are_for_and_shows_no_private_member(jwks):
    for key in jwks["keys"]:
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & key.keys()


def test_rfc_9068_the_token_has_the_shape_of_an_access_token(claviger):
    head, claims, _ = access_token(claviger).split(".")
    assert decoded(head)["typ"] == "at+jwt"
    assert decoded(head)["alg"] == "RS256"
    claims = decoded(claims)
    assert "mcp" in claims["scope"].split()
    assert claims["org_id"].startswith("org_")
    now = time.time()
    assert now - 60 < claims["iat"] <= now + 1
    assert 0 < claims["exp"] - claims["iat"] <= 3600


def test_each_token_has_its_own_jti(claviger):
    tokens = [access_token(claviger) for _ in range(3)]
    assert len({decoded(token.split(".")[1])["jti"] for token in tokens}) == 3


def test_both_key_sets_have_the_same_keys_and_one_has_certificates(claviger):
    """The second is WorkOS's, whose clients want a certificate with every RSA key (RFC 7517 section 4.7)."""
    base = claviger.issuer.rstrip("/")
    answers = [send("GET", base + path) for path in ("/oauth2/jwks", f"/sso/jwks/{claviger.client_id}")]
    plain, certified = (answer.json["keys"] for answer in answers)
    assert [{name: key[name] for name in key if not name.startswith("x5")} for key in certified] == plain
    for key in certified:
        certificate = base64.b64decode(key["x5c"][0])
        digest = base64.urlsafe_b64encode(hashlib.sha256(certificate).digest()).rstrip(b"=").decode()
        assert key["x5t#S256"] == digest
        public = x509.load_der_x509_certificate(certificate).public_key().public_numbers()
        modulus = public.n.to_bytes(256, "big")
        assert base64.urlsafe_b64encode(modulus).rstrip(b"=").decode() == key["n"]
    assert all("max-age" in (answer.header("Cache-Control") or "") for answer in answers)
