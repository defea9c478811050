"""What ends what: nothing that somebody got before goes on working once its reason is gone; through the SDK."""

import pytest
from workos import BadRequestError, NotFoundError
from workos._errors import AuthenticationError, AuthenticationFlowError
from workos.user_management import PasswordPlaintext

from oauth_flow import refresh
from oauth_person import Callback, Person
from workos_people import Employee, allow, sign_in
from workos_server import address, imported
from workos_setup import ACME, CALLBACK, CLIENT_ID, CONNECTION, PASSWORD

pytest_plugins = ["workos_fixtures"]

REFUSED = (BadRequestError, AuthenticationError)
NEW_PASSWORD = PASSWORD + " renewed"


def reset(workos, user):
    token = workos.user_management.reset_password(email=user.email).password_reset_token
    workos.user_management.confirm_password_reset(token=token, new_password=NEW_PASSWORD)


def url(workos, **parameters):
    return workos.user_management.get_authorization_url(
        **{"redirect_uri": CALLBACK, "provider": "authkit", **parameters}
    )


def approved_device(workos, server, user):
    device = workos.user_management.create_device(client_id=CLIENT_ID)
    person = Person(server, user.id)
    person.step(person.until(device.verification_uri_complete, "consent"))
    return device.device_code


def test_a_reset_ends_codes_devices_and_pending_tokens(workos, emulator, user):
    code = Person(emulator, user.id).authorize(url(workos)).code
    device = approved_device(workos, emulator, user)
    workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp")
    with pytest.raises(AuthenticationFlowError) as pending:
        sign_in(workos, user.email)
    reset(workos, user)
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_code(code=code)
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_device_code(device_code=device)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_totp(
            code="123456",
            pending_authentication_token=pending.value.pending_authentication_token,
            authentication_challenge_id="auth_challenge_nobody",
        )
    assert refusal.value.code == "invalid_pending_authentication_token"


def test_a_new_password_ends_the_sessions_of_the_old_one(workos, emulator, user):
    person = Person(emulator, user.id)
    tokens = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    workos.user_management.update_user(user.id, password=PasswordPlaintext(password=NEW_PASSWORD))
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_refresh_token(refresh_token=tokens.refresh_token)
    assert not isinstance(person.open(url(workos)), Callback)


def test_whoever_proves_an_address_ends_the_password_that_somebody_set_before(workos):
    squatted = workos.user_management.create_user(email=address("victim"), password=imported(PASSWORD))
    assert sign_in(workos, squatted.email).user.email_verified
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_password(email=squatted.email, password=PASSWORD)


def test_deleting_an_organization_ends_what_applications_got_for_it(timed):
    request, tokens = allow(timed)
    assert refresh(request.server, request.application, tokens["refresh_token"]).status == 200
    request, tokens = allow(timed)
    timed.client().organizations.delete_organization(ACME)
    assert refresh(request.server, request.application, tokens["refresh_token"]).status == 400
    assert timed.client().user_management.list_users(organization_id=ACME).data == []


def test_a_code_that_came_before_the_membership_ended_gives_nothing_for_the_organization(workos, emulator, user):
    organization = workos.organizations.create_organization(name="Short")
    membership = workos.organization_membership.create_organization_membership(
        user_id=user.id, organization_id=organization.id
    )
    code = Person(emulator, user.id).authorize(url(workos, organization_id=organization.id)).code
    workos.organization_membership.deactivate_organization_membership(membership.id)
    try:
        assert workos.user_management.authenticate_with_code(code=code).organization_id is None
    except REFUSED as refusal:
        assert refusal.error or refusal.code


def test_a_device_is_let_in_by_nobody_whose_address_is_not_verified(workos, emulator):
    user = workos.user_management.create_user(email=address(), password=imported(PASSWORD))
    device = workos.user_management.create_device(client_id=CLIENT_ID)
    person = Person(emulator, user.email, PASSWORD)
    shown = person.sign_in(person.open(device.verification_uri_complete))
    if shown.kind == "consent":
        person.step(shown)
    with pytest.raises((*REFUSED, AuthenticationFlowError)):
        workos.user_management.authenticate_with_device_code(device_code=device.device_code)


def test_the_way_of_signing_in_is_the_one_that_was_taken(workos, emulator, user):
    person = Person(emulator, user.email, PASSWORD)
    person.authorize(url(workos))
    for provider in ("GoogleOAuth", "SSO", "MagicAuth"):
        shown = person.open(url(workos, provider=provider))
        if isinstance(shown, Callback) and not shown.error:
            signed_in = workos.user_management.authenticate_with_code(code=shown.code)
            assert signed_in.authentication_method.value == "Password"


def test_a_profile_is_no_longer_shown_once_its_connection_is_gone(timed):
    workos = timed.client()
    where = workos.sso.get_authorization_url(redirect_uri=CALLBACK, connection=CONNECTION)
    token = workos.sso.get_profile_and_token(code=Employee(timed).authorize(where).code).access_token
    workos.sso.delete_connection(CONNECTION)
    with pytest.raises((AuthenticationError, NotFoundError)):
        workos.sso.get_profile(access_token=token)


def test_an_invitation_with_a_password_signs_in_whoever_it_was_sent_to(workos, organization):
    user = workos.user_management.create_user(email=address("guest"), password=imported(PASSWORD))
    sent = workos.user_management.send_invitation(email=user.email, organization_id=organization.id)
    signed_in = workos.user_management.authenticate_with_password(
        email=user.email, password=PASSWORD, invitation_token=sent.token
    )
    assert (signed_in.organization_id, signed_in.user.email_verified) == (organization.id, True)


def test_a_token_that_is_not_found_is_not_repeated(workos):
    with pytest.raises(NotFoundError) as refusal:
        workos.user_management.find_invitation_by_token("token-of-somebody")
    assert "token-of-somebody" not in refusal.value.raw_body


def test_an_address_that_only_looks_the_same_is_another_one(workos):
    made = workos.user_management.create_user(email=address("jos\u00e9"), email_verified=True)
    other = made.email.replace("\u00e9", "e\u0301")
    try:
        assert workos.user_management.update_user(made.id, email=other).email_verified is False
    except BadRequestError as refusal:
        assert refusal.code == "invalid_email"


def test_a_filter_without_a_value_does_not_list_everybody(emulator):
    for query in ("organization_id=", "organization_id=,", "email="):
        answer = emulator.call("GET", f"/user_management/users?{query}")
        assert answer.status in (400, 422) or answer.json["data"] == [], query
