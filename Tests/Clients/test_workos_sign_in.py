"""`POST /user_management/authenticate` with every grant that needs no browser, through the SDK."""

import time

import pytest
from workos import BadRequestError, NotFoundError, RateLimitExceededError, UnprocessableEntityError
from workos._errors import (
    AuthenticationError,
    EmailVerificationRequiredError,
    MfaChallengeError,
    OrganizationSelectionRequiredError,
)

import workos_totp
from oauth_flow import claims
from oauth_person import Person
from workos_people import sign_in
from workos_server import address, imported
from workos_setup import ACME, CLIENT_ID, GLOBEX, PASSWORD

pytest_plugins = ["workos_fixtures"]

REFUSED = (BadRequestError, AuthenticationError)
AUTHENTICATE = "/user_management/authenticate"


@pytest.fixture
def signed_in(workos, user):
    return sign_in(workos, user.email)


def choose_organization(workos, email="bob@example.com"):
    with pytest.raises(OrganizationSelectionRequiredError) as refusal:
        sign_in(workos, email)
    return refusal.value


def test_a_password_signs_in(workos, user):
    signed_in = workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    assert (signed_in.user.id, signed_in.user.email) == (user.id, user.email)
    assert signed_in.authentication_method.value == "Password"
    assert (signed_in.organization_id, signed_in.impersonator) == (None, None)
    assert claims(signed_in.access_token)["sub"] == user.id


def test_the_case_of_an_address_does_not_matter(workos, user):
    signed_in = workos.user_management.authenticate_with_password(email=user.email.upper(), password=PASSWORD)
    assert signed_in.user.id == user.id


def test_a_single_membership_is_chosen(workos):
    signed_in = workos.user_management.authenticate_with_password(email="ada@acme.example.com", password=PASSWORD)
    assert (signed_in.user.id, signed_in.organization_id) == ("user_ada", ACME)


def test_a_wrong_password_and_an_unknown_address_are_one_answer(emulator, user):
    def refused(email, password):
        body = {"grant_type": "password", "client_id": CLIENT_ID, "client_secret": emulator.api_key}
        answer = emulator.call("POST", AUTHENTICATE, {**body, "email": email, "password": password})
        return answer.status, answer.json

    assert refused(user.email, "not the password") == refused(address("nobody"), "not the password")
    status, said = refused(user.email, "not the password")
    assert (status, said["code"]) in ((400, "invalid_credentials"), (401, "invalid_credentials"))


def test_403_several_memberships_ask_for_one(workos):
    refusal = choose_organization(workos)
    assert (refusal.status_code, refusal.code) == (403, "organization_selection_required")
    assert refusal.user["id"] == "user_bob"
    assert {each["id"]: each["name"] for each in refusal.organizations} == {ACME: "Acme", GLOBEX: "Globex"}
    chosen = workos.user_management.authenticate_with_organization_selection(
        pending_authentication_token=refusal.pending_authentication_token, organization_id=GLOBEX
    )
    assert (chosen.user.id, chosen.organization_id) == ("user_bob", GLOBEX)
    assert claims(chosen.access_token)["role"] == "admin"


def test_a_pending_token_works_once_and_for_the_users_organizations_alone(workos, organization):
    pending = choose_organization(workos).pending_authentication_token
    with pytest.raises((*REFUSED, NotFoundError)):
        workos.user_management.authenticate_with_organization_selection(
            pending_authentication_token=pending, organization_id=organization.id
        )
    pending = choose_organization(workos).pending_authentication_token
    workos.user_management.authenticate_with_organization_selection(
        pending_authentication_token=pending, organization_id=ACME
    )
    for token in (pending, "nonsense"):
        with pytest.raises(REFUSED) as refusal:
            workos.user_management.authenticate_with_organization_selection(
                pending_authentication_token=token, organization_id=ACME
            )
        assert refusal.value.code == "invalid_pending_authentication_token"


def test_a_pending_token_expires(timed):
    workos = timed.client()
    pending = choose_organization(workos).pending_authentication_token
    timed.advance(601)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_organization_selection(
            pending_authentication_token=pending, organization_id=ACME
        )
    assert refusal.value.code == "invalid_pending_authentication_token"


def test_403_an_address_that_is_not_verified_is_verified_first(workos, emulator):
    user = workos.user_management.create_user(email=address(), password=imported(PASSWORD))
    with pytest.raises(EmailVerificationRequiredError) as refusal:
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    assert (refusal.value.status_code, refusal.value.email) == (403, user.email)
    pending = refusal.value.pending_authentication_token
    code = emulator.mail(user.email, "email_verification")["code"]
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_email_verification(
            code=str((int(code) + 1) % 1_000_000).zfill(6), pending_authentication_token=pending
        )
    signed_in = workos.user_management.authenticate_with_email_verification(
        code=code, pending_authentication_token=pending
    )
    assert (signed_in.user.id, signed_in.user.email_verified) == (user.id, True)


def test_403_a_user_with_a_factor_is_challenged(workos, user):
    secret = workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp").authentication_factor.totp.secret
    with pytest.raises(MfaChallengeError) as refusal:
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    assert refusal.value.status_code == 403 and refusal.value.user["id"] == user.id
    (factor,) = refusal.value.authentication_factors
    assert factor["type"] == "totp"
    challenge = workos.multi_factor_auth.challenge_factor(factor["id"])
    step = {
        "authentication_challenge_id": challenge.id,
        "pending_authentication_token": refusal.value.pending_authentication_token,
    }
    near = {workos_totp.code(secret, time.time() + offset) for offset in range(-120, 121, 30)}
    wrong = next(str(number) for number in range(100_000, 100_020) if str(number) not in near)
    with pytest.raises(REFUSED) as refused:
        workos.user_management.authenticate_with_totp(code=wrong, **step)
    assert refused.value.code == "invalid_one_time_code"
    signed_in = workos.user_management.authenticate_with_totp(code=workos_totp.code(secret, time.time()), **step)
    assert signed_in.user.id == user.id


def test_a_challenge_of_somebody_elses_factor_is_refused(workos, user):
    workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp")
    with pytest.raises(MfaChallengeError) as refusal:
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)
    stranger = workos.multi_factor_auth.enroll_factor(type="totp", totp_issuer="Foo", totp_user="x@example.com")
    challenge = workos.multi_factor_auth.challenge_factor(stranger.id)
    with pytest.raises((*REFUSED, NotFoundError)):
        workos.user_management.authenticate_with_totp(
            code=workos_totp.code(stranger.totp.secret, time.time()),
            pending_authentication_token=refusal.value.pending_authentication_token,
            authentication_challenge_id=challenge.id,
        )


def test_refreshing_rotates(workos, user, signed_in):
    refreshed = workos.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
    assert refreshed.user.id == user.id
    assert refreshed.refresh_token != signed_in.refresh_token
    before, after = claims(signed_in.access_token), claims(refreshed.access_token)
    assert (before["sid"], before["sub"]) == (after["sid"], after["sub"]) and before["jti"] != after["jti"]


def test_rfc_9700_4_14_a_refresh_token_used_again_after_its_grace_ends_the_session(timed):
    workos = timed.client()
    first = sign_in(workos, "carol@example.com")
    second = workos.user_management.authenticate_with_refresh_token(refresh_token=first.refresh_token)
    timed.advance(60)
    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(REFUSED) as refusal:
            workos.user_management.authenticate_with_refresh_token(refresh_token=token)
        assert refusal.value.error == "invalid_grant"


def test_a_refresh_token_is_of_one_client(emulator, signed_in):
    other = emulator.client(client_id="client_01HZBC6N1EB1ZY7KG32X0000BB")
    with pytest.raises(REFUSED) as refusal:
        other.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
    assert refusal.value.error == "invalid_grant"


def test_passwords_can_not_be_guessed(workos):
    user = workos.user_management.create_user(email=address(), email_verified=True, password=imported(PASSWORD))
    with pytest.raises(RateLimitExceededError):
        for number in range(40):
            with pytest.raises(REFUSED):
                workos.user_management.authenticate_with_password(email=user.email, password=f"guess {number}")
    with pytest.raises(RateLimitExceededError):
        workos.user_management.authenticate_with_password(email=user.email, password=PASSWORD)


def test_a_retry_within_the_grace_gets_the_same_tokens(workos, signed_in):
    one = workos.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
    two = workos.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
    assert one.refresh_token == two.refresh_token


def test_refreshing_switches_the_organization(workos, organization):
    pending = choose_organization(workos).pending_authentication_token
    chosen = workos.user_management.authenticate_with_organization_selection(
        pending_authentication_token=pending, organization_id=ACME
    )
    switched = workos.user_management.authenticate_with_refresh_token(
        refresh_token=chosen.refresh_token, organization_id=GLOBEX
    )
    said = claims(switched.access_token)
    assert (switched.organization_id, said["org_id"], said["role"]) == (GLOBEX, GLOBEX, "admin")
    with pytest.raises((*REFUSED, NotFoundError)):
        workos.user_management.authenticate_with_refresh_token(
            refresh_token=switched.refresh_token, organization_id=organization.id
        )


def test_rfc_8628_a_device_signs_in_once_a_person_agreed(workos, emulator):
    device = workos.user_management.create_device(client_id=CLIENT_ID)
    assert device.user_code and device.verification_uri.startswith(emulator.url)
    person = Person(emulator, "user_ada")
    person.step(person.until(device.verification_uri_complete, "consent"))
    signed_in = workos.user_management.create_authenticate(
        body={
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "client_id": CLIENT_ID,
            "device_code": device.device_code,
        }
    )
    assert (signed_in.user.id, signed_in.organization_id) == ("user_ada", ACME)
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_device_code(device_code=device.device_code)


def test_rfc_8628_3_5_a_device_waits_and_does_not_hurry(workos):
    device = workos.user_management.create_device(client_id=CLIENT_ID)
    for error in ("authorization_pending", "slow_down"):
        with pytest.raises(REFUSED) as refusal:
            workos.user_management.authenticate_with_device_code(device_code=device.device_code)
        assert refusal.value.error == error


def test_a_device_code_expires(timed):
    workos = timed.client()
    device = workos.user_management.create_device(client_id=CLIENT_ID)
    timed.advance(device.expires_in + 1)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_device_code(device_code=device.device_code)
    assert refusal.value.error == "expired_token"


def test_the_radar_grants_are_not_emulated(workos):
    with pytest.raises(BadRequestError) as email:
        workos.user_management.authenticate_with_radar_email_challenge(
            code="123456", radar_challenge_id="radar_challenge_1", pending_authentication_token="token"
        )
    with pytest.raises(BadRequestError) as message:
        workos.user_management.authenticate_with_radar_sms_challenge(
            code="123456", pending_authentication_token="token"
        )
    for refusal in (email.value, message.value):
        assert "not emulated" in (refusal.error_description or refusal.message)


@pytest.mark.parametrize("secret", ["sk_wrong", "", None])
def test_the_client_secret_is_an_api_key(emulator, user, secret):
    body = {"grant_type": "password", "client_id": CLIENT_ID, "email": user.email, "password": PASSWORD}
    answer = emulator.call("POST", AUTHENTICATE, {**body, "client_secret": secret}, key=None)
    assert answer.status in (400, 401, 422), answer
    assert answer.json.get("error") == "invalid_client" or answer.status == 422


@pytest.mark.parametrize("body", [{}, {"grant_type": "telepathy"}, {"grant_type": "password"}, {"grant_type": 1}])
def test_a_request_that_says_too_little_is_refused(workos, body):
    with pytest.raises((BadRequestError, UnprocessableEntityError)) as refusal:
        workos.user_management.create_authenticate(
            body={"client_id": CLIENT_ID, "client_secret": "sk_test_default", **body}
        )
    assert refusal.value.code or refusal.value.error
