"""`GET /user_management/authorize` in a browser without JavaScript, the code that it gives, and logging out."""

import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from workos import BadRequestError
from workos._errors import AuthenticationError

from oauth_flow import challenge, claims
from oauth_person import Callback, Page, Person
from workos_client import CheckedClient
from workos_server import Emulator, address
from workos_setup import ACME, CALLBACK, CLIENT_ID, GLOBEX, PASSWORD

pytest_plugins = ["workos_fixtures"]

REFUSED = (BadRequestError, AuthenticationError)


@pytest.fixture
def public(emulator):
    """The SDK as an application has it that can keep no secret."""
    return CheckedClient(api_key=None, client_id=CLIENT_ID, base_url=emulator.url, is_public=True)


def url(workos, **parameters):
    return workos.user_management.get_authorization_url(
        **{"redirect_uri": CALLBACK, "provider": "authkit", "state": "as it was", **parameters}
    )


def test_signing_in_leads_back_with_a_code_and_the_state(workos, emulator):
    person = Person(emulator, "ada@acme.example.com", PASSWORD)
    callback = person.authorize(url(workos))
    assert callback.redirect_uri == CALLBACK and callback["state"] == "as it was"
    assert "consent" not in person.seen
    signed_in = workos.user_management.authenticate_with_code(code=callback.code)
    assert (signed_in.user.id, signed_in.organization_id) == ("user_ada", ACME)
    assert signed_in.authentication_method.value == "Password"
    assert claims(signed_in.access_token)["role"] == "admin"


def test_rfc_6749_4_1_2_a_code_works_once_and_its_second_use_ends_the_session(workos, emulator):
    code = Person(emulator).authorize(url(workos)).code
    signed_in = workos.user_management.authenticate_with_code(code=code)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_code(code=code)
    assert refusal.value.error == "invalid_grant"
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)


def test_a_code_expires(timed):
    workos = timed.client()
    code = Person(timed).authorize(url(workos)).code
    timed.advance(601)
    with pytest.raises(REFUSED) as refusal:
        workos.user_management.authenticate_with_code(code=code)
    assert refusal.value.error == "invalid_grant"


def test_rfc_7636_a_public_client_proves_itself_by_the_verifier(public, emulator):
    begun = public.user_management.get_authorization_url_with_pkce(redirect_uri=CALLBACK, provider="authkit")
    callback = Person(emulator).authorize(begun["url"])
    assert callback["state"] == begun["state"]
    signed_in = public.user_management.authenticate_with_code_pkce(
        code=callback.code, code_verifier=begun["code_verifier"]
    )
    assert signed_in.user.id == "user_ada"
    refreshed = public.user_management.authenticate_with_refresh_token(refresh_token=signed_in.refresh_token)
    assert refreshed.user.id == "user_ada"


def test_rfc_7636_4_6_another_verifier_or_none_is_refused(workos, public, emulator):
    for client in (workos, public):
        for verifier in (secrets.token_urlsafe(48), None):
            begun = client.user_management.get_authorization_url_with_pkce(redirect_uri=CALLBACK, provider="authkit")
            code = Person(emulator).authorize(begun["url"]).code
            with pytest.raises(REFUSED) as refusal:
                client.user_management.authenticate_with_code(code=code, code_verifier=verifier)
            assert refusal.value.error == "invalid_grant" or refusal.value.code == "code_challenge_not_found"


def test_a_code_without_a_challenge_needs_the_secret(workos, public, emulator):
    code = Person(emulator).authorize(url(workos)).code
    with pytest.raises(REFUSED):
        public.user_management.authenticate_with_code(code=code)


def test_a_code_is_of_one_client(workos, emulator):
    code = Person(emulator).authorize(url(workos)).code
    other = emulator.client(client_id="client_01HZBC6N1EB1ZY7KG32X0000BB")
    with pytest.raises(REFUSED):
        other.user_management.authenticate_with_code(code=code)


def test_several_organizations_are_asked_for_on_the_page(workos, emulator):
    person = Person(emulator, "user_bob", organization=GLOBEX)
    signed_in = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    assert "organization" in person.seen
    assert (signed_in.user.id, signed_in.organization_id) == ("user_bob", GLOBEX)


def test_a_requested_organization_is_not_asked_for(workos, emulator):
    person = Person(emulator, "user_bob")
    signed_in = workos.user_management.authenticate_with_code(
        code=person.authorize(url(workos, organization_id=ACME)).code
    )
    assert "organization" not in person.seen and signed_in.organization_id == ACME


def test_signing_up_makes_a_user(workos, emulator):
    person, email = Person(emulator), address("new")
    page = person.open(url(workos, screen_hint="sign-up"))
    form = next(form for form in page.forms if "password" in form.fields and "email" in form.fields)
    shown = person.submit(page, form.purpose, email=email, password=PASSWORD)
    if isinstance(shown, Page) and "code" in shown.forms[0].fields:
        code = emulator.mail(email, "email_verification")["code"]
        shown = person.submit(shown, shown.forms[0].purpose, code=code)
    assert isinstance(shown, Callback), shown
    signed_in = workos.user_management.authenticate_with_code(code=shown.code)
    assert signed_in.user.email == email


def test_a_login_hint_fills_in_the_address(workos, emulator):
    page = Person(emulator).open(url(workos, login_hint="ada@acme.example.com"))
    assert any(form.fields.get("email") == "ada@acme.example.com" for form in page.forms), page


def test_another_provider_is_signed_in_through_and_named(workos, emulator):
    code = Person(emulator, "user_carol").authorize(url(workos, provider="GoogleOAuth")).code
    signed_in = workos.user_management.authenticate_with_code(code=code)
    assert (signed_in.user.id, signed_in.authentication_method.value) == ("user_carol", "GoogleOAuth")
    providers = [each.provider.value for each in workos.user_management.get_user_identities("user_carol")]
    assert providers == ["GoogleOAuth"]


@pytest.mark.parametrize(
    "redirect_uri",
    [CALLBACK + "/more", CALLBACK + "?a=b", "https://evil.example.com/callback", "http://app.example.com/callback", ""],
)
def test_a_redirect_uri_that_nobody_registered_is_never_followed(workos, emulator, redirect_uri):
    shown = Person(emulator).open(url(workos, redirect_uri=redirect_uri))
    assert isinstance(shown, Page) and shown.status in (400, 403, 404), shown


def test_rfc_8252_7_3_the_port_of_a_loopback_redirect_is_free(workos, emulator):
    callback = Person(emulator).authorize(url(workos, redirect_uri="http://127.0.0.1:49152/callback"))
    assert callback.redirect_uri == "http://127.0.0.1:49152/callback"


def test_where_nothing_is_registered_loopback_alone_is_accepted():
    with Emulator(seed={"users": [{"id": "user_ada", "email": "ada@example.com"}]}) as server:
        workos = server.client()
        callback = Person(server).authorize(url(workos, redirect_uri="http://localhost:3000/anything"))
        assert workos.user_management.authenticate_with_code(code=callback.code).user.id == "user_ada"
        assert isinstance(Person(server).open(url(workos)), Page)


def test_errors_after_the_redirect_is_known_good_go_to_the_application(workos, emulator):
    parameters = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "token", "state": "kept"}
    shown = Person(emulator).open(f"{emulator.url}/user_management/authorize?{urlencode(parameters)}")
    assert isinstance(shown, Callback), shown
    assert (shown.error, shown["state"]) == ("unsupported_response_type", "kept")


def test_rfc_7636_4_2_plain_challenges_are_refused(workos, emulator):
    parameters = {"code_challenge": challenge("v" * 43), "code_challenge_method": "plain"}
    shown = Person(emulator).open(url(workos, **parameters))
    assert isinstance(shown, Page) or shown.error == "invalid_request", shown


def test_a_browser_that_is_signed_in_is_not_asked_again_until_it_logs_out(workos, emulator):
    person = Person(emulator)
    first = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    person.seen.clear()
    workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    assert person.seen == []
    session = claims(first.access_token)["sid"]
    where = workos.user_management.get_logout_url(session_id=session, return_to=CALLBACK)
    assert parse_qs(urlsplit(where).query)["session_id"] == [session]
    assert isinstance(left := person.open(where), Callback) and left.location == CALLBACK
    with pytest.raises(REFUSED):
        workos.user_management.authenticate_with_refresh_token(refresh_token=first.refresh_token)
    assert person.open(url(workos)).kind == "sign-in"


def test_workos_a_get_that_leads_elsewhere_answers_302(workos, emulator):
    person = Person(emulator)
    signed_in = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    logout = workos.user_management.get_logout_url(session_id=claims(signed_in.access_token)["sid"], return_to=CALLBACK)
    for where in (url(workos), logout):
        answer = person.request("GET", where)
        assert answer.status == 302 and answer.header("Location").startswith(CALLBACK), answer


def test_logging_out_to_nowhere_in_particular_shows_a_page(workos, emulator):
    person = Person(emulator)
    signed_in = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    where = workos.user_management.get_logout_url(session_id=claims(signed_in.access_token)["sid"])
    assert person.open(where).status == 200
    assert person.open(url(workos)).kind == "sign-in"


def test_logging_out_leads_to_no_address_that_nobody_registered(workos, emulator):
    person = Person(emulator)
    signed_in = workos.user_management.authenticate_with_code(code=person.authorize(url(workos)).code)
    session = claims(signed_in.access_token)["sid"]
    where = workos.user_management.get_logout_url(session_id=session, return_to="https://evil.example.com/")
    assert isinstance(person.open(where), Page)


def test_prompt_login_asks_again(workos, emulator):
    person = Person(emulator)
    person.authorize(url(workos))
    assert person.open(url(workos, prompt="login")).kind == "sign-in"
