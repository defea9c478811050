"""AuthKit's authorization server: its metadata, standalone sign-in, and what applications were allowed."""

import pytest
from workos import BadRequestError, NotFoundError, UnprocessableEntityError
from workos.connect.models import UserObject

from oauth_flow import claims, introspect, refresh
from oauth_person import Callback, Person
from wire import bearer, send
from workos_people import allow, begin, external
from workos_server import address, unique
from workos_setup import ACME

pytest_plugins = ["workos_fixtures"]


def test_the_metadata_names_the_endpoints_under_oauth2(emulator):
    for name in ("oauth-authorization-server", "openid-configuration"):
        said = send("GET", f"{emulator.url}/.well-known/{name}").json
        assert said["issuer"] == emulator.url
        for endpoint, path in (
            ("authorization_endpoint", "authorize"),
            ("token_endpoint", "token"),
            ("registration_endpoint", "register"),
            ("introspection_endpoint", "introspection"),
            ("device_authorization_endpoint", "device_authorization"),
            ("jwks_uri", "jwks"),
        ):
            assert said[endpoint] == f"{emulator.url}/oauth2/{path}"
        assert said["code_challenge_methods_supported"] == ["S256"]
        assert {"authorization_code", "refresh_token"} <= set(said["grant_types_supported"])
        assert {"email", "offline_access", "openid", "profile"} <= set(said["scopes_supported"])


def test_tokens_refresh_introspect_and_tell_the_user(emulator):
    request, tokens = allow(emulator)
    said = claims(tokens["access_token"])
    assert (said["iss"], said["sub"], said["org_id"]) == (emulator.url, "user_ada", ACME)
    told = introspect(request.server, request.application, tokens["access_token"])
    assert (told["active"], told["client_id"], told["sub"]) == (True, "client_third_party", "user_ada")
    assert told["org_id"] == ACME
    user = send("GET", f"{emulator.url}/oauth2/userinfo", headers=bearer(tokens["access_token"])).json
    assert (user["sub"], user["email"]) == ("user_ada", "ada@acme.example.com")
    assert refresh(request.server, request.application, tokens["refresh_token"]).status == 200


def test_what_a_user_allowed_is_listed_and_taken_back(timed):
    workos = timed.client()
    request, tokens = allow(timed)
    (allowed,) = workos.user_management.list_user_authorized_applications("user_ada").data
    assert allowed.application.client_id == "client_third_party"
    assert set(allowed.granted_scopes) >= {"openid", "profile"}
    (of_organization,) = workos.organizations.list_authorized_applications(ACME).data
    assert (of_organization.user_id, of_organization.application.id) == ("user_ada", allowed.application.id)
    workos.user_management.delete_user_authorized_application(allowed.application.id, "user_ada")
    assert workos.user_management.list_user_authorized_applications("user_ada").data == []
    assert workos.organizations.list_authorized_applications(ACME).data == []
    assert refresh(request.server, request.application, tokens["refresh_token"]).status == 400
    person = Person(timed)
    person.authorize(begin(timed).url)
    assert "consent" in person.seen
    with pytest.raises(NotFoundError):
        workos.user_management.delete_user_authorized_application("conn_app_nobody", "user_ada")


def test_a_user_who_allowed_nothing(workos, user, organization):
    assert workos.user_management.list_user_authorized_applications(user.id).data == []
    assert workos.organizations.list_authorized_applications(organization.id).data == []
    with pytest.raises(NotFoundError):
        workos.user_management.list_user_authorized_applications("user_nobody")
    with pytest.raises(NotFoundError):
        workos.organizations.list_authorized_applications("org_nobody")


def test_standalone_sign_in_goes_on_as_the_applications_user(workos, emulator):
    person, request, external_auth_id = external(emulator)
    assert external_auth_id.startswith("ext_auth_")
    own_id, email = unique("own"), address("marcelina")
    completed = workos.connect.complete_oauth2(
        external_auth_id=external_auth_id,
        user=UserObject(id=own_id, email=email, first_name="Marcelina", metadata={"department": "Engineering"}),
    )
    assert completed.redirect_uri.startswith(emulator.url)
    shown = person.open(completed.redirect_uri)
    while not isinstance(shown, Callback):
        shown = person.step(shown)
    said = claims(request.redeem(shown.code).json["access_token"])
    user = workos.user_management.get_user_by_external_id(own_id)
    assert (said["sub"], user.email, user.first_name) == (user.id, email, "Marcelina")
    assert user.metadata == {"department": "Engineering"}


def test_standalone_sign_in_updates_the_user_by_its_external_id(workos, emulator):
    own_id, email = unique("own"), address()
    for name in ("Before", "After"):
        _, _, external_auth_id = external(emulator)
        user = UserObject(id=own_id, email=email, first_name=name)
        workos.connect.complete_oauth2(external_auth_id=external_auth_id, user=user)
    found = workos.user_management.list_users(email=email).data
    assert [(each.external_id, each.first_name) for each in found] == [(own_id, "After")]


def test_standalone_sign_in_is_completed_once_and_known_ids_alone(workos, emulator):
    _, _, external_auth_id = external(emulator)
    user = UserObject(id=unique("own"), email=address())
    workos.connect.complete_oauth2(external_auth_id=external_auth_id, user=user)
    with pytest.raises(BadRequestError) as refusal:
        workos.connect.complete_oauth2(external_auth_id=external_auth_id, user=user)
    assert refusal.value.code == "external_auth_session_already_completed"
    with pytest.raises(NotFoundError):
        workos.connect.complete_oauth2(external_auth_id="ext_auth_nobody", user=user)


def test_standalone_sign_in_is_of_the_browser_that_began_it(workos, emulator):
    _, request, external_auth_id = external(emulator)
    completed = workos.connect.complete_oauth2(
        external_auth_id=external_auth_id, user=UserObject(id=unique("own"), email=address())
    )
    shown = Person(emulator).open(completed.redirect_uri)
    assert not isinstance(shown, Callback) or shown.error, shown


def test_standalone_sign_in_expires(timed):
    _, _, external_auth_id = external(timed)
    timed.advance(601)
    with pytest.raises((BadRequestError, NotFoundError)):
        timed.client().connect.complete_oauth2(
            external_auth_id=external_auth_id, user=UserObject(id="own", email="own@example.com")
        )


@pytest.mark.parametrize("user", [{}, {"id": "x"}, {"email": "a@example.com"}, {"id": 1, "email": "a@example.com"}])
def test_a_completion_names_a_user(emulator, user):
    _, _, external_auth_id = external(emulator)
    body = {"external_auth_id": external_auth_id, "user": user}
    assert emulator.call("POST", "/authkit/oauth2/complete", body).status in (400, 422)


def test_a_completion_needs_an_address_that_is_one(workos, emulator):
    _, _, external_auth_id = external(emulator)
    with pytest.raises((BadRequestError, UnprocessableEntityError)) as refusal:
        workos.connect.complete_oauth2(
            external_auth_id=external_auth_id, user=UserObject(id=unique("own"), email="no address")
        )
    assert refusal.value.code == "invalid_email" or refusal.value.status_code == 422
