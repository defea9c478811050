"""What the pages of `/user_management/authorize` ask besides who somebody is, in a browser without JavaScript."""

import time

import pytest
from workos import BadRequestError

import workos_totp
from oauth_person import Callback, Person
from workos_server import address, imported
from workos_setup import ACME, CALLBACK, CONNECTION, GLOBEX, PASSWORD

pytest_plugins = ["workos_fixtures"]


def url(workos, **parameters):
    return workos.user_management.get_authorization_url(
        **{"redirect_uri": CALLBACK, "provider": "authkit", "state": "as it was", **parameters}
    )


def test_a_factor_is_asked_for_after_the_password(workos, emulator, user):
    secret = workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp").authentication_factor.totp.secret
    person = Person(emulator, user.email, PASSWORD)
    page = person.sign_in(person.open(url(workos)))
    assert page.kind == "code"
    near = {workos_totp.code(secret, time.time() + offset) for offset in range(-120, 121, 30)}
    wrong = next(str(number) for number in range(100_000, 100_020) if str(number) not in near)
    page = person.submit(page, "code", code=wrong)
    assert page.kind == "code" and page.status >= 400
    shown = person.submit(page, "code", code=workos_totp.code(secret, time.time()))
    assert isinstance(shown, Callback), shown
    assert workos.user_management.authenticate_with_code(code=shown.code).user.id == user.id


def test_codes_can_not_be_guessed_on_the_page(workos, emulator, user):
    secret = workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp").authentication_factor.totp.secret
    person = Person(emulator, user.email, PASSWORD)
    page = person.sign_in(person.open(url(workos)))
    near = {workos_totp.code(secret, time.time() + offset) for offset in range(-120, 121, 30)}
    for code in [code for code in map(str, range(100_000, 100_040)) if code not in near][:30]:
        page = person.submit(page, "code", code=code)
        if page.kind != "code" or page.status == 429:
            break
    shown = person.submit(page, "code", code=workos_totp.code(secret, time.time())) if page.kind == "code" else page
    assert not isinstance(shown, Callback), shown


def test_a_browser_that_stopped_at_the_factor_is_not_signed_in(workos, emulator, user):
    workos.multi_factor_auth.create_user_auth_factor(user.id, type="totp")
    person = Person(emulator, user.email, PASSWORD)
    assert person.sign_in(person.open(url(workos))).kind == "code"
    again = person.open(url(workos))
    assert not isinstance(again, Callback) and again.kind in ("sign-in", "code")


def test_an_address_that_is_not_verified_is_verified_on_the_page(workos, emulator):
    user = workos.user_management.create_user(email=address(), password=imported(PASSWORD))
    person = Person(emulator, user.email, PASSWORD)
    page = person.sign_in(person.open(url(workos)))
    assert page.kind == "code" and user.email in page.text
    shown = person.submit(page, "code", code=emulator.mail(user.email, "email_verification")["code"])
    assert isinstance(shown, Callback), shown
    assert workos.user_management.authenticate_with_code(code=shown.code).user.email_verified is True


def test_a_wrong_password_stays_on_the_page_and_gives_no_session(workos, emulator, user):
    person = Person(emulator, user.email, "not the password")
    page = person.sign_in(person.open(url(workos)))
    assert page.kind == "sign-in" and page.status in (400, 401, 403)
    assert person.open(url(workos)).kind == "sign-in"


def test_an_invitation_is_accepted_by_signing_in(workos, emulator, user, organization):
    sent = workos.user_management.send_invitation(email=user.email, organization_id=organization.id)
    callback = Person(emulator, user.email, PASSWORD).authorize(url(workos, invitation_token=sent.token))
    signed_in = workos.user_management.authenticate_with_code(code=callback.code)
    assert signed_in.organization_id == organization.id
    assert workos.user_management.get_invitation(sent.id).state.value == "accepted"


def test_an_invitation_of_somebody_else_is_not(workos, emulator, user, organization):
    sent = workos.user_management.send_invitation(email=address("guest"), organization_id=organization.id)
    shown = Person(emulator, user.email, PASSWORD).decide(url(workos, invitation_token=sent.token))
    if isinstance(shown, Callback) and not shown.error:
        with pytest.raises(BadRequestError) as refusal:
            workos.user_management.authenticate_with_code(code=shown.code)
        assert refusal.value.error == "invitation_cannot_be_used_for_email"
    assert workos.user_management.get_invitation(sent.id).state.value == "pending"


def test_an_organization_of_others_is_refused(workos, emulator):
    for organization in (ACME, "org_nobody"):
        shown = Person(emulator, "user_carol").decide(url(workos, organization_id=organization))
        assert not isinstance(shown, Callback) or (shown.error, shown["state"]) == ("access_denied", "as it was")


def test_a_connection_or_a_provider_that_is_not_there_is_an_error_for_the_application(workos, emulator):
    for parameters in ({"connection_id": "conn_nobody"}, {"provider": "NobodyOAuth"}):
        shown = Person(emulator).open(url(workos, **{"provider": None, **parameters}))
        assert isinstance(shown, Callback) and shown.error and shown["state"] == "as it was"


def test_a_domain_with_a_connection_leads_to_it(workos, emulator):
    page = Person(emulator).open(url(workos, provider=None, connection_id=CONNECTION))
    assert "grace@acme.example.com" in page.text


@pytest.mark.parametrize("change", ["csrf", "interaction"])
def test_a_form_that_was_tampered_with_signs_nobody_in(workos, emulator, user, change):
    person = Person(emulator, user.email, PASSWORD)
    page = person.open(url(workos))
    for form in page.forms:
        form.fields[change] = "/user_management/authorize?client_id=x" if change == "interaction" else "tampered"
    shown = person.sign_in(page)
    assert not isinstance(shown, Callback), shown


def test_a_form_posted_from_another_site_is_refused(workos, emulator, user):
    person = Person(emulator, user.email, PASSWORD)
    form = next(form for form in person.open(url(workos)).forms if "password" in form.fields)
    fields = {**form.fields, "email": user.email, "password": PASSWORD}
    headers = {"Origin": "https://evil.example.com", "Sec-Fetch-Site": "cross-site"}
    answer = person.request("POST", emulator.url + form.action, fields, headers)
    assert answer.status in (400, 403), answer


def test_the_pages_can_not_be_framed_and_are_not_kept(workos, emulator):
    answer = Person(emulator).open(url(workos)).answer
    assert "frame-ancestors 'none'" in answer.header("Content-Security-Policy")
    assert answer.header("Cache-Control") == "no-store"


def test_what_is_asked_for_is_shown_as_text(workos, emulator):
    attack = '"><script>alert(1)</script>'
    answer = Person(emulator).open(url(workos, login_hint=attack, state=attack)).answer
    assert b"<script>alert" not in answer.body


def test_both_organizations_of_somebody_are_offered(workos, emulator):
    person = Person(emulator, "user_bob")
    page = person.until(url(workos), "organization")
    assert {value for name, value in page.forms[0].buttons if name == "organization_id"} == {ACME, GLOBEX}
