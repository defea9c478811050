"""Single sign-on through a seeded connection, and connections, through the SDK."""

import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
from workos import BadRequestError, NotFoundError
from workos._errors import AuthenticationError

from oauth_person import Callback, Page, Person
from wire import post_form, send
from workos_client import CheckedClient
from workos_people import Employee
from workos_setup import ACME, CALLBACK, CLIENT_ID, CONNECTION

pytest_plugins = ["workos_fixtures"]

REFUSED = (BadRequestError, AuthenticationError)


@pytest.fixture
def public(emulator):
    return CheckedClient(api_key=None, client_id=CLIENT_ID, base_url=emulator.url, is_public=True)


def url(workos, **parameters):
    return workos.sso.get_authorization_url(redirect_uri=CALLBACK, state="as it was", **parameters)


def code(workos, emulator, email="grace@acme.example.com", **parameters):
    callback = Employee(emulator, email).authorize(url(workos, **(parameters or {"connection": CONNECTION})))
    assert callback.redirect_uri == CALLBACK and callback["state"] == "as it was"
    return callback.code


def test_a_code_becomes_a_profile_and_a_token(workos, emulator):
    answer = workos.sso.get_profile_and_token(code=code(workos, emulator))
    profile = answer.profile
    assert (answer.token_type, answer.expires_in) == ("Bearer", 600)
    assert profile.id.startswith("prof_") and profile.idp_id == "idp-1"
    assert (profile.email, profile.first_name, profile.last_name) == ("grace@acme.example.com", "Grace", "Hopper")
    assert (profile.connection_id, profile.organization_id) == (CONNECTION, ACME)
    assert profile.connection_type.value == "GenericOIDC" and profile.groups == ["engineers"]
    assert workos.sso.get_profile(access_token=answer.access_token) == profile


def test_a_profile_keeps_its_id(workos, emulator):
    one = workos.sso.get_profile_and_token(code=code(workos, emulator)).profile
    two = workos.sso.get_profile_and_token(code=code(workos, emulator)).profile
    other = workos.sso.get_profile_and_token(code=code(workos, emulator, "hedy@acme.example.com")).profile
    assert one.id == two.id != other.id


@pytest.mark.parametrize("parameters", [{"organization": ACME}, {"domain": "acme.example.com"}])
def test_a_connection_is_found_by_its_organization_or_domain(workos, emulator, parameters):
    answer = workos.sso.get_profile_and_token(code=code(workos, emulator, **parameters))
    assert answer.profile.connection_id == CONNECTION


def test_rfc_6749_4_1_2_a_code_works_once(workos, emulator):
    used = code(workos, emulator)
    workos.sso.get_profile_and_token(code=used)
    for value in (used, "nonsense"):
        with pytest.raises(BadRequestError) as refusal:
            workos.sso.get_profile_and_token(code=value)
        assert refusal.value.error == "invalid_grant" and refusal.value.error_description


def test_a_code_and_a_token_expire(timed):
    workos = timed.client()
    late = code(workos, timed)
    answer = workos.sso.get_profile_and_token(code=code(workos, timed))
    timed.advance(601)
    with pytest.raises(BadRequestError) as refusal:
        workos.sso.get_profile_and_token(code=late)
    assert refusal.value.error == "invalid_grant"
    with pytest.raises(AuthenticationError):
        workos.sso.get_profile(access_token=answer.access_token)


def test_rfc_7636_a_public_client_proves_itself_by_the_verifier(public, emulator):
    begun = public.sso.get_authorization_url_with_pkce(redirect_uri=CALLBACK, connection=CONNECTION)
    callback = Employee(emulator).authorize(begun["url"])
    assert callback["state"] == begun["state"]
    with pytest.raises(REFUSED):
        public.sso.get_profile_and_token_pkce(code=callback.code, code_verifier=secrets.token_urlsafe(48))
    begun = public.sso.get_authorization_url_with_pkce(redirect_uri=CALLBACK, connection=CONNECTION)
    callback = Employee(emulator).authorize(begun["url"])
    answer = public.sso.get_profile_and_token_pkce(code=callback.code, code_verifier=begun["code_verifier"])
    assert answer.profile.email == "grace@acme.example.com"


def test_another_secret_gets_nothing(workos, emulator):
    wrong = emulator.client(api_key="sk_wrong")
    with pytest.raises(REFUSED) as refusal:
        wrong.sso.get_profile_and_token(code=code(workos, emulator))
    assert refusal.value.error == "invalid_client"


def test_a_form_will_do_for_the_token(workos, emulator):
    form = {"client_id": CLIENT_ID, "client_secret": emulator.api_key, "grant_type": "authorization_code"}
    answer = post_form(f"{emulator.url}/sso/token", {**form, "code": code(workos, emulator)})
    assert (answer.status, answer.json["profile"]["idp_id"]) == (200, "idp-1")
    refused = post_form(f"{emulator.url}/sso/token", {**form, "grant_type": "telepathy", "code": "x"})
    assert (refused.status, refused.json["error"]) == (400, "unsupported_grant_type")


def test_a_body_that_is_no_json_is_refused_in_oauths_words(emulator):
    for path in ("/sso/token", "/user_management/authorize/device"):
        answer = send("POST", emulator.url + path, "{", {"Content-Type": "application/json"})
        assert (answer.status, answer.json["error"]) == (400, "invalid_request"), answer


def test_a_token_that_is_none_shows_no_profile(workos):
    for token in ("nonsense", "sk_test_default"):
        with pytest.raises(AuthenticationError):
            workos.sso.get_profile(access_token=token)


def test_a_redirect_uri_that_nobody_registered_is_never_followed(workos, emulator):
    where = workos.sso.get_authorization_url(redirect_uri="https://evil.example.com/", connection=CONNECTION)
    assert isinstance(Person(emulator).open(where), Page)


def test_a_connection_that_is_not_there_is_said_to_the_application_or_on_a_page(workos, emulator):
    shown = Person(emulator).open(url(workos, connection="conn_nobody"))
    assert isinstance(shown, Page) or shown.error


def test_a_person_signs_in_to_a_session_through_the_connection(workos, emulator):
    where = workos.user_management.get_authorization_url(redirect_uri=CALLBACK, connection_id=CONNECTION)
    callback = Employee(emulator).authorize(where)
    signed_in = workos.user_management.authenticate_with_code(code=callback.code)
    assert (signed_in.user.email, signed_in.authentication_method.value) == ("grace@acme.example.com", "SSO")
    assert signed_in.organization_id == ACME and signed_in.user.email_verified


def test_logging_out_of_the_identity_provider(workos, emulator):
    profile = workos.sso.get_profile_and_token(code=code(workos, emulator)).profile
    begun = workos.sso.authorize_logout(profile_id=profile.id)
    assert begun.logout_url.startswith(emulator.url)
    assert parse_qs(urlsplit(begun.logout_url).query)["token"] == [begun.logout_token]
    assert begun.logout_url == workos.sso.get_logout_url(token=begun.logout_token)
    left = Person(emulator).open(begun.logout_url)
    assert isinstance(left, Callback) or left.status == 200
    with pytest.raises(NotFoundError):
        workos.sso.authorize_logout(profile_id="prof_nobody")
    assert emulator.call("GET", "/sso/logout?token=nonsense", key=None).status in (400, 404)


def test_connections_are_listed_by_organization_domain_type_and_name(workos):
    found = workos.sso.get_connection(CONNECTION)
    assert (found.name, found.state.value, found.organization_id) == ("Acme SSO", "active", ACME)
    assert [each.domain for each in found.domains] == ["acme.example.com"]
    for filters in (
        {"organization_id": ACME},
        {"domain": "acme.example.com"},
        {"connection_type": "GenericOIDC"},
        {"search": "acme s"},
    ):
        assert found in workos.sso.list_connections(**filters).data, filters
    for filters in ({"organization_id": "org_nobody"}, {"domain": "b.example.com"}, {"connection_type": "OktaSAML"}):
        assert workos.sso.list_connections(**filters).data == []


def test_a_deleted_connection_is_gone(timed):
    workos = timed.client()
    workos.sso.delete_connection(CONNECTION)
    for ask in (workos.sso.get_connection, workos.sso.delete_connection):
        with pytest.raises(NotFoundError) as refusal:
            ask(CONNECTION)
        assert refusal.value.message == f"Connection not found: '{CONNECTION}'."
    shown = Person(timed).open(url(workos, connection=CONNECTION))
    assert isinstance(shown, Page) or shown.error
