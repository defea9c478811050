"""What many ask for at once is given once: codes, names, tokens, keys."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from oauth_person import Person
from workos_people import sign_in
from workos_server import address, unique
from workos_setup import CALLBACK, CLIENT_ID, PASSWORD

pytest_plugins = ["workos_fixtures"]

AT_ONCE = 12


def together(server, *request, many=AT_ONCE, **options):
    """The answers to one request that many send at the same time."""
    with ThreadPoolExecutor(many) as pool:
        sent = [pool.submit(server.call, *request, **options) for _ in range(many)]
    return [each.result() for each in sent]


def authenticate(server, **form):
    return {"client_id": CLIENT_ID, "client_secret": server.api_key, **form}


def statuses(answers):
    assert all(each.status < 500 for each in answers), answers
    return sorted({each.status for each in answers if each.status < 300}), sum(each.status < 300 for each in answers)


def test_changes_at_once_are_all_made(emulator, user, organization):
    for path, body in (
        (f"/organizations/{organization.id}", {"name": "Renamed"}),
        (f"/user_management/users/{user.id}", {"first_name": "Renamed"}),
    ):
        for _ in range(5):
            assert statuses(together(emulator, "PUT", path, body)) == ([200], AT_ONCE)


def test_changes_of_different_members_at_once_do_not_undo_each_other(emulator, user):
    changes = [
        {"first_name": "Ada"},
        {"last_name": "Lovelace"},
        {"external_id": unique("external")},
        {"locale": "en-GB"},
    ]
    with ThreadPoolExecutor(len(changes)) as pool:
        sent = [pool.submit(emulator.call, "PUT", f"/user_management/users/{user.id}", each) for each in changes]
    assert [each.result().status for each in sent] == [200] * len(changes)
    found = emulator.call("GET", f"/user_management/users/{user.id}").json
    assert all(found[name] == value for each in changes for name, value in each.items())


def test_an_address_is_taken_once(workos, emulator):
    email = address("race")
    assert statuses(together(emulator, "POST", "/user_management/users", {"email": email})) == ([201], 1)
    assert len(workos.user_management.list_users(email=email).data) == 1


def test_an_external_id_is_taken_once(emulator):
    body = {"name": "Race", "external_id": unique("external")}
    assert statuses(together(emulator, "POST", "/organizations", body)) == ([201], 1)


def test_a_membership_is_made_once(workos, emulator, user, organization):
    body = {"user_id": user.id, "organization_id": organization.id}
    statuses(together(emulator, "POST", "/user_management/organization_memberships", body))
    listed = workos.organization_membership.list_organization_memberships(user_id=user.id).data
    assert len(listed) == 1


def test_an_idempotency_key_does_its_work_once(workos, emulator):
    body, key = {"name": unique("Race")}, {"Idempotency-Key": unique("key")}
    answers = together(emulator, "POST", "/organizations", body, headers=key)
    assert {each.status for each in answers} <= {201, 409}
    assert len({each.json["id"] for each in answers if each.status == 201}) == 1
    assert len(workos.organizations.list_organizations(search=body["name"]).data) == 1


def test_a_code_of_the_sign_in_page_works_once(workos, emulator):
    where = workos.user_management.get_authorization_url(redirect_uri=CALLBACK, provider="authkit")
    code = Person(emulator).authorize(where).code
    form = authenticate(emulator, grant_type="authorization_code", code=code)
    assert statuses(together(emulator, "POST", "/user_management/authenticate", form))[1] <= 1


def test_a_magic_code_works_once(workos, emulator, user):
    code = workos.user_management.create_magic_auth(email=user.email).code
    form = authenticate(emulator, code=code, email=user.email)
    form["grant_type"] = "urn:workos:oauth:grant-type:magic-auth:code"
    assert statuses(together(emulator, "POST", "/user_management/authenticate", form)) == ([200], 1)


def test_a_pending_token_works_once(workos, emulator):
    with pytest.raises(Exception) as refusal:
        sign_in(workos, "bob@example.com")
    form = authenticate(emulator, pending_authentication_token=refusal.value.pending_authentication_token)
    form["grant_type"] = "urn:workos:oauth:grant-type:organization-selection"
    form["organization_id"] = refusal.value.organizations[0]["id"]
    assert statuses(together(emulator, "POST", "/user_management/authenticate", form)) == ([200], 1)


def test_refreshes_in_a_race_all_get_one_pair(workos, emulator, user):
    signed_in = sign_in(workos, user.email)
    form = authenticate(emulator, grant_type="refresh_token", refresh_token=signed_in.refresh_token)
    answers = together(emulator, "POST", "/user_management/authenticate", form)
    assert statuses(answers) == ([200], AT_ONCE)
    assert len({each.json["refresh_token"] for each in answers}) == 1
    token = answers[0].json["refresh_token"]
    assert workos.user_management.authenticate_with_refresh_token(refresh_token=token).user.id == user.id


def test_an_invitation_is_accepted_once(workos, emulator, user, organization):
    sent = workos.user_management.send_invitation(email=user.email, organization_id=organization.id)
    answers = together(emulator, "POST", f"/user_management/invitations/{sent.id}/accept")
    assert statuses(answers)[1] >= 1
    assert len(workos.organization_membership.list_organization_memberships(user_id=user.id).data) == 1


def test_a_password_is_reset_once_with_a_token(workos, emulator, user):
    sent = workos.user_management.reset_password(email=user.email)
    body = {"token": sent.password_reset_token, "new_password": PASSWORD + " again"}
    assert statuses(together(emulator, "POST", "/user_management/password_reset/confirm", body, many=3)) == ([200], 1)
