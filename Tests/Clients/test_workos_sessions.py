"""Session tokens, their verification, the list of sessions, and the SDK's sealed session cookies."""

from datetime import datetime, timedelta, timezone

import jwt
import pytest
from cryptography.fernet import Fernet
from workos import BadRequestError, NotFoundError
from workos._errors import AuthenticationError
from workos.session import AuthenticateWithSessionCookieFailureReason, seal_session_from_auth_response

from oauth_flow import claims
from workos_people import sign_in
from workos_setup import ACME, ADMIN_PERMISSIONS, CLIENT_ID, GLOBEX, PASSWORD
from wire import send

pytest_plugins = ["workos_fixtures"]

REFUSED = (BadRequestError, AuthenticationError)
COOKIE_PASSWORD = Fernet.generate_key().decode()


@pytest.fixture
def ada(workos):
    return sign_in(workos, "ada@acme.example.com")


def sealed(answer):
    return seal_session_from_auth_response(
        access_token=answer.access_token,
        refresh_token=answer.refresh_token,
        user=answer.user.to_dict(),
        cookie_password=COOKIE_PASSWORD,
    )


def load(workos, cookie):
    return workos.user_management.load_sealed_session(session_data=cookie, cookie_password=COOKIE_PASSWORD)


def test_a_session_token_says_who_where_and_what_they_may(emulator, ada):
    said = claims(ada.access_token)
    assert said["iss"] == f"{emulator.url}/user_management/{CLIENT_ID}"
    assert (said["sub"], said["client_id"], said["org_id"]) == ("user_ada", CLIENT_ID, ACME)
    assert (said["role"], said["roles"]) == ("admin", ["admin"])
    assert sorted(said["permissions"]) == sorted(ADMIN_PERMISSIONS)
    assert said["sid"].startswith("session_") and len(said["sid"]) == len("session_") + 26
    assert said["jti"] and 0 < said["exp"] - said["iat"] <= 3600
    assert said.get("entitlements", []) == said.get("feature_flags", []) == []


def test_a_session_of_no_organization_has_no_roles(workos, user):
    signed_in = sign_in(workos, user.email)
    assert not {"org_id", "role", "roles", "permissions"} & claims(signed_in.access_token).keys()


def test_the_token_verifies_with_the_published_keys(workos, emulator, ada):
    address = workos.user_management.get_jwks_url()
    assert address == f"{emulator.url}/sso/jwks/{CLIENT_ID}"
    key = jwt.PyJWKClient(address).get_signing_key_from_jwt(ada.access_token)
    issuer = f"{emulator.url}/user_management/{CLIENT_ID}"
    said = jwt.decode(ada.access_token, key.key, algorithms=["RS256"], issuer=issuer, options={"verify_aud": False})
    assert said["sub"] == "user_ada"
    with pytest.raises(jwt.InvalidSignatureError):
        head, body, signature = ada.access_token.split(".")
        other = ("B" if signature.startswith("A") else "A") + signature[1:]
        jwt.decode(f"{head}.{body}.{other}", key.key, algorithms=["RS256"], options={"verify_aud": False})


def test_the_key_set_is_the_authorization_servers(workos, emulator):
    published = {each.kid for each in workos.user_management.get_jwks(CLIENT_ID).keys}
    at_oauth = {each["kid"] for each in send("GET", f"{emulator.url}/oauth2/jwks").json["keys"]}
    assert published and published <= at_oauth


def test_no_private_member_is_published(emulator):
    for key in send("GET", f"{emulator.url}/sso/jwks/{CLIENT_ID}").json["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & key.keys()


def test_a_sealed_session_authenticates(workos, ada):
    found = load(workos, sealed(ada)).authenticate()
    assert found.authenticated, found
    assert (found.session_id, found.organization_id, found.role) == (claims(ada.access_token)["sid"], ACME, "admin")
    assert sorted(found.permissions) == sorted(ADMIN_PERMISSIONS)
    assert found.user["id"] == "user_ada"


def test_a_sealed_session_refreshes_and_authenticates_again(workos, ada):
    session = load(workos, sealed(ada))
    refreshed = session.refresh()
    assert refreshed.authenticated, refreshed
    assert refreshed.session_id == claims(ada.access_token)["sid"]
    assert refreshed.user["id"] == "user_ada"
    again = load(workos, refreshed.sealed_session).authenticate()
    assert again.authenticated and again.session_id == refreshed.session_id


def test_a_sealed_session_switches_its_organization(workos):
    with pytest.raises(Exception) as refusal:
        sign_in(workos, "bob@example.com")
    chosen = workos.user_management.authenticate_with_organization_selection(
        pending_authentication_token=refusal.value.pending_authentication_token, organization_id=ACME
    )
    refreshed = load(workos, sealed(chosen)).refresh(organization_id=GLOBEX)
    assert refreshed.authenticated and (refreshed.organization_id, refreshed.role) == (GLOBEX, "admin")


def test_a_revoked_session_does_not_refresh(workos, ada):
    session = load(workos, sealed(ada))
    workos.user_management.revoke_session(session_id=claims(ada.access_token)["sid"])
    refused = session.refresh()
    assert not refused.authenticated
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_refresh_token(refresh_token=ada.refresh_token)
    assert refusal.value.error == "invalid_grant"


def test_a_cookie_of_another_password_is_none(workos, ada):
    cookie = sealed(ada)
    other = Fernet.generate_key().decode()
    found = workos.user_management.load_sealed_session(session_data=cookie, cookie_password=other).authenticate()
    assert found.reason is AuthenticateWithSessionCookieFailureReason.INVALID_SESSION_COOKIE


def test_the_logout_address_of_a_sealed_session_ends_it(workos, ada):
    session = load(workos, sealed(ada))
    left = send("GET", session.get_logout_url(return_to="http://127.0.0.1/callback"))
    assert left.status in (302, 303) and left.header("Location") == "http://127.0.0.1/callback"
    assert not session.refresh().authenticated


def test_an_expired_token_is_no_longer_a_session_and_refreshing_makes_a_new_one(timed):
    workos = timed.client()
    now = datetime.now(timezone.utc)
    timed.control("POST", "clock", {"set": (now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")})
    early = sign_in(workos, "carol@example.com")
    session = load(workos, sealed(early))
    assert session.authenticate().reason is AuthenticateWithSessionCookieFailureReason.INVALID_JWT
    timed.control("POST", "clock", {"set": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
    refreshed = session.refresh()
    assert refreshed.authenticated, refreshed
    assert session.authenticate().authenticated


def test_the_list_of_a_users_sessions(workos, user):
    signed_in = workos.user_management.authenticate_with_password(
        email=user.email, password=PASSWORD, ip_address="203.0.113.42", user_agent="Mozilla/5.0"
    )
    (listed,) = workos.user_management.list_sessions(user.id).data
    assert (listed.id, listed.user_id) == (claims(signed_in.access_token)["sid"], user.id)
    assert (listed.status.value, listed.auth_method.value, listed.ended_at) == ("active", "password", None)
    assert (listed.ip_address, listed.user_agent) == ("203.0.113.42", "Mozilla/5.0")
    workos.user_management.revoke_session(session_id=listed.id)
    (ended,) = workos.user_management.list_sessions(user.id).data
    assert (ended.id, ended.status.value) == (listed.id, "revoked") and ended.ended_at is not None


def test_sessions_of_nobody_and_revoking_none(workos):
    with pytest.raises(NotFoundError):
        workos.user_management.list_sessions("user_nobody")
    with pytest.raises((BadRequestError, NotFoundError)):
        workos.user_management.revoke_session(session_id="session_nobody")


def test_what_a_user_is_called_stays_a_text_in_the_claims(timed):
    workos = timed.client()
    workos.user_management.update_jwt_template(content='{"called": "{{user.first_name}}", "of": ["{{user.email}}"]}')
    for number, name in enumerate(['"}, "sub": "user_ada', "{{user.email}}", "\\", "\n", '", "role": "admin']):
        email = f"called-{number}@example.com"
        user = workos.user_management.create_user(email=email, first_name=name, email_verified=True)
        said = claims(sign_in(workos, email).access_token)
        assert (said["called"], said["of"], said["sub"], said.get("role")) == (name, [email], user.id, None)


def test_a_template_adds_claims_to_session_tokens(timed):
    workos = timed.client()
    template = '{"urn:myapp:name": "{{user.first_name}} {{user.last_name}}", "tenant": "{{organization.name}}"}'
    workos.user_management.update_jwt_template(content=template)
    said = claims(sign_in(workos, "ada@acme.example.com").access_token)
    assert (said["urn:myapp:name"], said["tenant"], said["sub"]) == ("Ada Lovelace", "Acme", "user_ada")
