"""Organization memberships and their roles, through the SDK."""

import pytest
from workos import BadRequestError, NotFoundError, UnprocessableEntityError
from workos.organization_membership import RoleMultiple, RoleSingle

from workos_people import sign_in
from workos_server import unique

pytest_plugins = ["workos_fixtures"]


@pytest.fixture
def membership(workos, user, organization):
    return workos.organization_membership.create_organization_membership(
        user_id=user.id, organization_id=organization.id
    )


def memberships(workos, **filters):
    return workos.organization_membership.list_organization_memberships(**filters)


def test_a_membership_is_active_and_of_a_member_unless_said_otherwise(workos, user, organization, membership):
    assert membership.id.startswith("om_") and len(membership.id) == len("om_") + 26
    assert (membership.user_id, membership.organization_id) == (user.id, organization.id)
    assert (membership.status, membership.role.slug) == ("active", "member")
    assert membership.organization_name == organization.name
    read = workos.organization_membership.get_organization_membership(membership.id)
    assert (read.id, read.status, read.role, read.created_at) == (
        membership.id,
        "active",
        membership.role,
        membership.created_at,
    )


def test_a_role_is_given_and_changed(workos, user, organization):
    made = workos.organization_membership.create_organization_membership(
        user_id=user.id, organization_id=organization.id, role=RoleSingle(role_slug="admin")
    )
    assert made.role.slug == "admin"
    changed = workos.organization_membership.update_organization_membership(
        made.id, role=RoleSingle(role_slug="member")
    )
    assert (changed.id, changed.role.slug) == (made.id, "member")


def test_several_roles_are_all_kept(workos, membership):
    changed = workos.organization_membership.update_organization_membership(
        membership.id, role=RoleMultiple(role_slugs=["admin", "member"])
    )
    assert [each.slug for each in changed.roles] == ["admin", "member"]
    assert changed.role.slug == "admin"


def test_422_a_role_is_one_of_the_environments(workos, user, organization, membership):
    with pytest.raises(UnprocessableEntityError) as refusal:
        workos.organization_membership.update_organization_membership(
            membership.id, role=RoleSingle(role_slug="nobody-has-this")
        )
    assert refusal.value.code == "invalid_role"
    other = workos.organizations.create_organization(name=unique("other"))
    with pytest.raises(UnprocessableEntityError) as refusal:
        workos.organization_membership.create_organization_membership(
            user_id=user.id, organization_id=other.id, role=RoleSingle(role_slug="nobody-has-this")
        )
    assert refusal.value.code == "invalid_role"


def test_deactivated_and_reactivated(workos, user, organization, membership):
    off = workos.organization_membership.deactivate_organization_membership(membership.id)
    assert (off.id, off.status) == (membership.id, "inactive")
    assert memberships(workos, user_id=user.id).data == []
    found = memberships(workos, user_id=user.id, statuses=["inactive", "pending"])
    assert [each.id for each in found.data] == [membership.id]
    assert workos.user_management.list_users(organization_id=organization.id).data == []
    on = workos.organization_membership.reactivate_organization_membership(membership.id)
    assert (on.id, on.status, on.role.slug) == (membership.id, "active", "member")
    assert [each.id for each in memberships(workos, user_id=user.id).data] == [membership.id]


def test_deactivating_ends_the_sessions_for_the_organization(workos, user, membership):
    tokens = sign_in(workos, user.email)
    assert tokens.organization_id == membership.organization_id
    workos.organization_membership.deactivate_organization_membership(membership.id)
    with pytest.raises(BadRequestError):
        workos.user_management.authenticate_with_refresh_token(refresh_token=tokens.refresh_token)


def test_a_second_membership_of_the_same_is_refused(emulator, membership):
    body = {"user_id": membership.user_id, "organization_id": membership.organization_id}
    answer = emulator.call("POST", "/user_management/organization_memberships", body)
    assert answer.status in (400, 409, 422), answer
    assert answer.json["message"]


def test_one_that_was_deactivated_is_made_active_again_by_creating(workos, user, organization, membership):
    workos.organization_membership.deactivate_organization_membership(membership.id)
    again = workos.organization_membership.create_organization_membership(
        user_id=user.id, organization_id=organization.id
    )
    assert (again.id, again.status) == (membership.id, "active")


def test_deleted_is_gone(workos, user, membership):
    workos.organization_membership.delete_organization_membership(membership.id)
    for ask in (
        workos.organization_membership.get_organization_membership,
        workos.organization_membership.delete_organization_membership,
        workos.organization_membership.deactivate_organization_membership,
        workos.organization_membership.reactivate_organization_membership,
        workos.organization_membership.update_organization_membership,
    ):
        with pytest.raises(NotFoundError):
            ask(membership.id)
    assert memberships(workos, user_id=user.id).data == []


def test_deleting_the_user_or_the_organization_deletes_the_membership(workos, user, organization, membership):
    workos.organizations.delete_organization(organization.id)
    assert memberships(workos, user_id=user.id).data == []
    other = workos.organizations.create_organization(name=unique("other"))
    workos.organization_membership.create_organization_membership(user_id=user.id, organization_id=other.id)
    workos.user_management.delete_user(user.id)
    assert memberships(workos, organization_id=other.id).data == []


def test_404_for_a_user_or_an_organization_that_is_not_there(workos, user, organization):
    for user_id, organization_id in ((user.id, "org_nobody"), ("user_nobody", organization.id)):
        with pytest.raises(NotFoundError):
            workos.organization_membership.create_organization_membership(
                user_id=user_id, organization_id=organization_id
            )


def test_400_the_list_is_of_a_user_or_of_an_organization(workos):
    with pytest.raises(BadRequestError) as refusal:
        memberships(workos)
    assert refusal.value.code == "missing_user_id_or_organization_id"


def test_the_list_of_an_organization(workos, membership):
    found = memberships(workos, organization_id=membership.organization_id)
    assert [(each.id, each.user_id) for each in found.data] == [(membership.id, membership.user_id)]


@pytest.mark.parametrize("body", [{}, {"user_id": "user_ada"}, {"user_id": 1, "organization_id": 2}])
def test_422_a_membership_names_both(emulator, body):
    answer = emulator.call("POST", "/user_management/organization_memberships", body)
    assert (answer.status, answer.json["code"]) == (422, "invalid_request_parameters")
