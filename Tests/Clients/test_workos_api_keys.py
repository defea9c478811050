"""API keys of organizations and of users, through the SDK: one check for validations and for authentication."""

from datetime import datetime, timedelta, timezone

import pytest
from workos import AuthenticationError, BadRequestError, ConflictError, NotFoundError, UnprocessableEntityError

from workos_server import unique, validate
from workos_setup import ACME

pytest_plugins = ["workos_fixtures"]


def in_future(**duration):
    return datetime.now(timezone.utc) + timedelta(**duration)


@pytest.fixture
def key(workos, organization):
    return workos.api_keys.create_organization_api_key(organization.id, name="Production", permissions=["reports:read"])


@pytest.fixture
def member(workos, user, organization):
    workos.organization_membership.create_organization_membership(user_id=user.id, organization_id=organization.id)
    return user


@pytest.fixture
def users_key(workos, member, organization):
    return workos.user_management.create_user_api_key(member.id, name="Mine", organization_id=organization.id)


def test_a_key_of_an_organization_is_made_and_its_value_shown_once(workos, emulator, organization, key):
    assert key.id.startswith("api_key_") and key.value.startswith("sk_")
    assert (key.name, key.permissions, key.last_used_at, key.expires_at) == ("Production", ["reports:read"], None, None)
    assert (key.owner.type, key.owner.id) == ("organization", organization.id)
    assert key.obfuscated_value.startswith("sk_") and key.obfuscated_value.endswith(key.value[-4:])
    (listed,) = workos.api_keys.list_organization_api_keys(organization.id).data
    assert (listed.id, listed.obfuscated_value) == (key.id, key.obfuscated_value)
    answer = emulator.call("GET", f"/organizations/{organization.id}/api_keys")
    assert key.value.encode() not in answer.body and b'"value"' not in answer.body


def test_a_validation_says_whose_key_it_is_and_null_of_a_wrong_one(workos, key):
    found = workos.api_keys.create_validation(value=key.value).api_key
    assert (found.id, found.permissions, found.owner.id) == (key.id, ["reports:read"], key.owner.id)
    for value in ("sk_nobodys", key.value + "x", key.value[:-1], key.obfuscated_value, "", " " + key.value):
        assert workos.api_keys.create_validation(value=value).api_key is None, value


def test_a_validation_counts_as_a_use(workos, organization, key):
    workos.api_keys.create_validation(value=key.value)
    (listed,) = workos.api_keys.list_organization_api_keys(organization.id).data
    assert listed.last_used_at is not None


def test_a_key_of_a_user_is_for_an_organization(workos, member, organization, users_key):
    assert (users_key.owner.type, users_key.owner.id) == ("user", member.id)
    assert users_key.owner.organization_id == organization.id
    found = workos.api_keys.create_validation(value=users_key.value).api_key
    assert (found.id, found.owner.id, found.owner.organization_id) == (users_key.id, member.id, organization.id)


def test_the_lists_of_an_organization_hold_its_users_keys_and_of_users_their_own(
    workos, member, organization, key, users_key
):
    listed = workos.api_keys.list_organization_api_keys(organization.id).data
    assert {each.id for each in listed} == {key.id, users_key.id}
    mine = workos.user_management.list_user_api_keys(member.id).data
    assert [each.id for each in mine] == [users_key.id]
    other = workos.organizations.create_organization(name=unique("other"))
    assert workos.api_keys.list_organization_api_keys(other.id).data == []
    assert workos.user_management.list_user_api_keys(member.id, organization_id=other.id).data == []
    mine = workos.user_management.list_user_api_keys(member.id, organization_id=organization.id).data
    assert [each.id for each in mine] == [users_key.id]


def test_a_user_who_is_no_member_gets_no_key(workos, user, organization):
    with pytest.raises((BadRequestError, NotFoundError, UnprocessableEntityError)):
        workos.user_management.create_user_api_key(user.id, name="Mine", organization_id=organization.id)


def test_deleting_takes_effect_at_once(workos, key):
    workos.api_keys.delete_api_key(key.id)
    assert workos.api_keys.create_validation(value=key.value).api_key is None
    with pytest.raises(NotFoundError) as refusal:
        workos.api_keys.delete_api_key(key.id)
    assert refusal.value.message == f"API Key not found: '{key.id}'."


def test_expiring_takes_effect_at_once_and_only_once(workos, emulator, key):
    expired = workos.api_keys.create_api_key_expire(key.id)
    assert expired.expires_at is not None
    assert workos.api_keys.create_validation(value=key.value).api_key is None
    with pytest.raises(ConflictError) as refusal:
        workos.api_keys.create_api_key_expire(key.id)
    assert refusal.value.code == "api_key_already_expired"


def test_a_past_moment_expires_now(workos, key):
    workos.api_keys.create_api_key_expire(key.id, expires_at=in_future(days=-1))
    assert workos.api_keys.create_validation(value=key.value).api_key is None


def test_a_scheduled_expiry_can_be_moved_and_taken_back(workos, key):
    soon = in_future(hours=1).replace(microsecond=0)
    assert workos.api_keys.create_api_key_expire(key.id, expires_at=soon).expires_at == soon
    assert workos.api_keys.create_validation(value=key.value).api_key.expires_at == soon
    assert workos.api_keys.create_api_key_expire(key.id, expires_at=None).expires_at is None
    assert workos.api_keys.create_validation(value=key.value).api_key.expires_at is None


def test_a_key_that_lapses_stops_at_that_moment(timed):
    workos = timed.client()
    made = workos.api_keys.create_organization_api_key(ACME, name="x", expires_at=in_future(hours=1))
    scheduled = workos.api_keys.create_organization_api_key(ACME, name="y")
    workos.api_keys.create_api_key_expire(scheduled.id, expires_at=in_future(hours=1))
    timed.advance(3500)
    assert validate(timed, made.value) and validate(timed, scheduled.value)
    timed.advance(200)
    assert validate(timed, made.value) is None and validate(timed, scheduled.value) is None


def test_deleting_the_owner_ends_the_key(workos, member, organization, key, users_key):
    workos.user_management.delete_user(member.id)
    assert workos.api_keys.create_validation(value=users_key.value).api_key is None
    workos.organizations.delete_organization(organization.id)
    assert workos.api_keys.create_validation(value=key.value).api_key is None


def test_a_key_made_through_the_api_opens_management_under_emulate_until_it_ends(workos, emulator, key):
    client = emulator.client(api_key=key.value)
    assert client.organizations.get_organization(ACME).id == ACME
    workos.api_keys.delete_api_key(key.id)
    with pytest.raises(AuthenticationError):
        client.organizations.get_organization(ACME)


@pytest.mark.parametrize("path", ["/organizations/org_nobody/api_keys", "/user_management/users/user_nobody/api_keys"])
def test_404_of_an_owner_that_is_not_there(emulator, path):
    assert emulator.call("GET", path).status == 404
    assert emulator.call("POST", path, {"name": "x", "organization_id": ACME}).status == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": 1},
        {"name": "x", "permissions": "reports:read"},
        {"name": "x", "permissions": [1]},
        {"name": "x", "expires_at": "next week"},
        {"name": "x", "expires_at": 5},
    ],
)
def test_422_a_key_has_a_name_permissions_that_are_texts_and_a_date_that_parses(emulator, body):
    answer = emulator.call("POST", f"/organizations/{ACME}/api_keys", body)
    assert answer.status == 422, answer
    assert all(each["code"] and each["field"] for each in answer.json["errors"]) and answer.json["errors"]


def test_422_an_expiry_is_a_date(emulator, key):
    assert emulator.call("POST", f"/api_keys/{key.id}/expire", {"expires_at": "soon"}).status == 422
    assert emulator.call("POST", "/api_keys/api_key_nobody/expire", {}).status == 404
    assert emulator.call("POST", "/api_keys/validations", {}).status == 422


def test_expire_with_an_empty_body_or_none_expires_now(workos, emulator, organization):
    for body in ({}, None):
        made = workos.api_keys.create_organization_api_key(organization.id, name="x")
        assert emulator.call("POST", f"/api_keys/{made.id}/expire", body).status == 200
        assert validate(emulator, made.value) is None
