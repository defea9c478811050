"""Every kind of list pages both ways and outlives the deletion of its cursor; through the SDK."""

import pytest

from workos_people import sign_in
from workos_server import address

pytest_plugins = ["workos_fixtures"]


class Kinds:
    """For each kind of list how to make one more element, and the list with what narrows it to those."""

    def __init__(self, workos, user, organization):
        self.workos, self.user, self.organization = workos, user, organization

    def applications(self):
        connect, organization = self.workos.connect, self.organization.id
        return (
            lambda: connect.create_m2m_application(name="Listed", organization_id=organization).id,
            lambda **page: connect.list_applications(organization_id=organization, **page),
            connect.delete_application,
        )

    def api_keys(self):
        keys, organization = self.workos.api_keys, self.organization.id
        return (
            lambda: keys.create_organization_api_key(organization, name="Listed").id,
            lambda **page: keys.list_organization_api_keys(organization, **page),
            keys.delete_api_key,
        )

    def user_api_keys(self):
        users, user, organization = self.workos.user_management, self.user.id, self.organization.id
        self.workos.organization_membership.create_organization_membership(user_id=user, organization_id=organization)
        return (
            lambda: users.create_user_api_key(user, name="Listed", organization_id=organization).id,
            lambda **page: users.list_user_api_keys(user, **page),
            self.workos.api_keys.delete_api_key,
        )

    def invitations(self):
        users, organization = self.workos.user_management, self.organization.id
        return (
            lambda: users.send_invitation(email=address("listed"), organization_id=organization).id,
            lambda **page: users.list_invitations(organization_id=organization, **page),
            None,
        )

    def memberships(self):
        memberships, organization = self.workos.organization_membership, self.organization.id

        def make():
            user = self.workos.user_management.create_user(email=address("listed"))
            return memberships.create_organization_membership(user_id=user.id, organization_id=organization).id

        return (
            make,
            lambda **page: memberships.list_organization_memberships(organization_id=organization, **page),
            memberships.delete_organization_membership,
        )

    def users(self):
        users, organization = self.workos.user_management, self.organization.id

        def make():
            user = users.create_user(email=address("listed")).id
            self.workos.organization_membership.create_organization_membership(
                user_id=user, organization_id=organization
            )
            return user

        return make, lambda **page: users.list_users(organization_id=organization, **page), users.delete_user

    def factors(self):
        factors, user = self.workos.multi_factor_auth, self.user.id
        return (
            lambda: factors.create_user_auth_factor(user, type="totp").authentication_factor.id,
            lambda **page: factors.list_user_auth_factors(user, **page),
            factors.delete_factor,
        )

    def sessions(self):
        users = self.workos.user_management

        def make():
            sign_in(self.workos, self.user.email)
            return users.list_sessions(self.user.id, limit=1).data[0].id

        return make, lambda **page: users.list_sessions(self.user.id, **page), None


KINDS = [name for name in vars(Kinds) if not name.startswith("_")]


def ids(page):
    return [each.id for each in page.data]


@pytest.fixture(params=KINDS)
def listed(request, workos, user, organization):
    """The ids of five elements, oldest first, their list, and how one is deleted if it can be."""
    make, pages, delete = getattr(Kinds(workos, user, organization), request.param)()
    return [make() for _ in range(5)], pages, delete


def test_it_pages_forwards_and_backwards(listed):
    made, pages, _ = listed
    newest = made[::-1]
    one = pages(limit=2)
    two = pages(limit=2, after=one.after)
    three = pages(limit=2, after=two.after)
    assert (ids(one), ids(two), ids(three)) == (newest[:2], newest[2:4], newest[4:])
    assert (one.before, three.after) == (None, None)
    assert ids(pages(limit=2, before=three.before)) == ids(two)
    assert ids(pages(limit=2, before=two.before)) == ids(one)
    assert [each.id for each in pages(limit=2, order="asc").auto_paging_iter()] == made


def test_it_goes_on_after_an_element_that_was_deleted(listed):
    made, pages, delete = listed
    page = pages(limit=2)
    if delete:
        delete(page.after)
    assert ids(pages(limit=2, after=page.after)) == made[::-1][2:4]
