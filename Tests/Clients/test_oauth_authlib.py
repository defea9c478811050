"""Authlib as a plain OAuth and OpenID client that knows nothing of MCP."""

import secrets
import time

import joserfc.jwk
import joserfc.jwt
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url
from authlib.oidc.core import CodeIDToken, UserInfo
from authlib.oidc.discovery import OpenIDProviderMetadata
from authlib.oidc.discovery import get_well_known_url as openid_well_known_url

from oauth_flow import at_gateway, sign_in
from wire import bearer, send

pytest_plugins = ["oauth_fixtures"]

SCOPE = "openid profile email offline_access mcp"


def discover(oauth):
    return send("GET", openid_well_known_url(oauth.issuer, external=True)).json


@pytest.fixture
def metadata(oauth):
    return discover(oauth)


@pytest.fixture
def client(oauth, setup, metadata, request):
    """An Authlib client for an application; the parameter is its name, else the confidential one."""
    application = getattr(setup, getattr(request, "param", "web"))
    return made(oauth, application, metadata)


def made(oauth, application, metadata, method=None, **options):
    defaults = {"scope": SCOPE, "redirect_uri": application.redirect_uris[0] if application.redirect_uris else None}
    client = OAuth2Client(
        application.client_id,
        application.secret or (application.key and application.key.pair),
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        code_challenge_method="S256",
        **{**defaults, "token_endpoint": metadata["token_endpoint"], **options},
    )
    if method == "private_key_jwt":
        authenticate_by_key(client, application, oauth.issuer)
    return client


def authenticate_by_key(client, application, audience, lives=60):
    """Authlib addresses assertions to the token endpoint for an hour, unless it is told otherwise."""

    class Fresh(PrivateKeyJWT):
        def sign(self, auth, token_endpoint):
            self.claims = {"exp": int(time.time()) + lives}
            self.headers = {"kid": application.key.key_id}
            return super().sign(auth, token_endpoint)

    client.register_client_auth_method(Fresh(audience, alg=application.key.algorithm))


def complete(client, metadata, person, **parameters):
    """The code flow as a web application does it; returns the nonce."""
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce, **parameters
    )
    callback = person.authorize(url)
    client.fetch_token(
        metadata["token_endpoint"], authorization_response=callback.location, state=state, code_verifier=verifier
    )
    return nonce


def validated(oauth, client, metadata, nonce=None, **options):
    """The ID token's claims, after every check that Authlib has."""
    keys = joserfc.jwk.KeySet.import_key_set(send("GET", metadata["jwks_uri"]).json)
    algorithms = metadata["id_token_signing_alg_values_supported"]
    token = joserfc.jwt.decode(client.token["id_token"], keys, algorithms=algorithms)
    options = {
        "iss": {"essential": True, "value": oauth.issuer},
        "aud": {"essential": True, "value": client.client_id},
        **options,
    }
    parameters = {"nonce": nonce, "client_id": client.client_id, "access_token": client.token["access_token"]}
    claims = CodeIDToken(token.claims, token.header, options, parameters)
    claims.validate()
    return claims


# --- Discovery


def test_the_metadata_documents_pass_authlibs_validation(oauth):
    for url, kind in (
        (get_well_known_url(oauth.issuer, external=True), AuthorizationServerMetadata),
        (openid_well_known_url(oauth.issuer, external=True), OpenIDProviderMetadata),
    ):
        document = kind(send("GET", url).json)
        # Authlib insists on https, which a development server does not have.
        secure = {name: https(value) for name, value in document.items()}
        kind(secure).validate()


def https(value):
    return value.replace("http://", "https://") if isinstance(value, str) else value


# --- The code flow, and OpenID on top


@pytest.mark.parametrize("client", ["web", "desktop"], indirect=True)
def test_the_id_token_is_valid_with_nonce_and_at_hash(oauth, client, metadata, person):
    nonce = complete(client, metadata, person)
    claims = validated(oauth, client, metadata, nonce)
    assert claims["sub"] == "user_ada"
    assert claims["nonce"] == nonce
    assert claims["at_hash"]
    assert claims["email"] == "ada@example.com"
    assert time.time() - 60 < claims["auth_time"] <= time.time() + 1


def test_a_nonce_of_another_request_is_noticed(oauth, client, metadata, person):
    complete(client, metadata, person)
    with pytest.raises(Exception, match="nonce"):
        validated(oauth, client, metadata, "another nonce")


def test_at_hash_belongs_to_the_access_token(oauth, client, metadata, person):
    nonce = complete(client, metadata, person)
    client.token["access_token"] += "x"
    with pytest.raises(Exception, match="at_hash"):
        validated(oauth, client, metadata, nonce)


def test_userinfo_is_about_the_subject_of_the_id_token(oauth, client, metadata, person):
    nonce = complete(client, metadata, person)
    info = UserInfo(client.get(metadata["userinfo_endpoint"]).json())
    assert info.sub == validated(oauth, client, metadata, nonce)["sub"]
    assert (info.email, info.name) == ("ada@example.com", "Ada Lovelace")


def test_the_token_calls_the_mcp_server(oauth, client, metadata, person):
    complete(client, metadata, person, resource=oauth.mcp_url)
    assert at_gateway(oauth, client.token["access_token"]).status == 200


@pytest.mark.parametrize("client", ["web", "desktop"], indirect=True)
def test_an_expired_token_is_refreshed_on_the_way(oauth, client, metadata, person):
    complete(client, metadata, person)
    before = dict(client.token)
    for _ in range(2):
        client.token["expires_at"] = int(time.time()) - 10
        assert client.get(metadata["userinfo_endpoint"]).status_code == 200
    assert client.token["access_token"] != before["access_token"]
    if client.client_secret is None:
        assert client.token["refresh_token"] != before["refresh_token"]
    # OpenID Connect Core 1.0 §12.2.
    assert validated(oauth, client, metadata)["sub"] == "user_ada"


def test_a_key_in_the_place_of_a_secret(oauth, setup, metadata, person):
    client = made(oauth, setup.signed, metadata, "private_key_jwt")
    nonce = complete(client, metadata, person)
    assert validated(oauth, client, metadata, nonce)["sub"] == "user_ada"
    client.refresh_token(metadata["token_endpoint"])
    assert client.get(metadata["userinfo_endpoint"]).status_code == 200


def test_an_error_is_told_by_its_code(client, metadata, person):
    url, _ = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier="v" * 48)
    code = person.authorize(url).code
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": "w" * 48}
    with pytest.raises(OAuthError) as error:
        client.fetch_token(metadata["token_endpoint"], **form)
    assert error.value.error == "invalid_grant"


# --- Revocation and introspection


@pytest.mark.parametrize("client", ["web", "desktop"], indirect=True)
def test_a_client_takes_its_tokens_back(oauth, client, metadata, person):
    complete(client, metadata, person, resource=oauth.mcp_url)
    token = client.token["access_token"]
    assert at_gateway(oauth, token).status == 200
    answer = client.revoke_token(metadata["revocation_endpoint"], client.token["refresh_token"], "refresh_token")
    assert answer.status_code == 200
    assert at_gateway(oauth, token).status == 401
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(metadata["token_endpoint"])


def test_a_client_asks_what_its_tokens_are_worth(client, metadata, person):
    complete(client, metadata, person)
    for name in ("access_token", "refresh_token"):
        told = client.introspect_token(metadata["introspection_endpoint"], client.token[name], name).json()
        assert (told["active"], told["sub"]) == (True, "user_ada")
    assert client.introspect_token(metadata["introspection_endpoint"], "unknown").json() == {"active": False}


# --- Machines


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_credentials_with_a_secret(oauth, setup, metadata, method):
    client = made(oauth, setup.machine, metadata, method, scope="mcp")
    token = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", resource=oauth.mcp_url)
    assert token["scope"] == "mcp"
    assert at_gateway(oauth, token["access_token"]).status == 200


@pytest.mark.parametrize("name", ["rs256", "es256"])
def test_client_credentials_with_a_key(oauth, setup, metadata, name):
    client = made(oauth, getattr(setup, name), metadata, "private_key_jwt", scope="mcp")
    for _ in range(2):
        token = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", resource=oauth.mcp_url)
        assert at_gateway(oauth, token["access_token"]).status == 200


@pytest.mark.parametrize("change", ["audience", "lifetime"])
def test_an_assertion_as_authlib_makes_it_unasked_is_refused_with_the_reason(oauth, setup, metadata, change):
    """Its audience is the token endpoint and it lives for an hour; RFC 7523bis wants the issuer, for minutes."""
    client = made(oauth, setup.rs256, metadata, "private_key_jwt", scope="mcp")
    if change == "audience":
        authenticate_by_key(client, setup.rs256, oauth.token_endpoint)
    else:
        authenticate_by_key(client, setup.rs256, oauth.issuer, 3600)
    with pytest.raises(OAuthError) as error:
        client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert error.value.error == "invalid_client"
    assert "aud" in error.value.description and "5 minutes" in error.value.description


def test_a_machines_expired_token_is_fetched_anew(oauth, setup, metadata):
    client = made(oauth, setup.machine, metadata, scope="mcp", grant_type="client_credentials")
    client.fetch_token(metadata["token_endpoint"])
    first = client.token["access_token"]
    client.token["expires_at"] = int(time.time()) - 10
    assert client.get(metadata["userinfo_endpoint"]).status_code == 403
    assert client.token["access_token"] != first


def test_a_token_is_exchanged_by_authlibs_generic_request(oauth, setup, metadata):
    client = made(oauth, setup.tools, metadata, scope="mcp")
    subject = sign_in(oauth, setup.tools_user, resource=None)["access_token"]
    token = client.fetch_token(
        metadata["token_endpoint"],
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=subject,
        subject_token_type="urn:ietf:params:oauth:token-type:access_token",
        resource=oauth.mcp_url,
    )
    assert token["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
    answer = send("POST", oauth.mcp_url, headers=bearer(token["access_token"]))
    assert answer.status != 401
