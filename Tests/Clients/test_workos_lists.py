"""Lists page forwards and backwards, in either order, also while things are deleted; through the SDK."""

import asyncio

import pytest
from workos import AsyncWorkOSClient

from workos_server import unique
from workos_setup import CLIENT_ID

pytest_plugins = ["workos_fixtures"]


@pytest.fixture
def marked(workos):
    """Twelve organizations, oldest first, and the words that find them alone."""
    words = unique("Paged")
    return words, [workos.organizations.create_organization(name=f"{words} {number}").id for number in range(12)]


def ids(page):
    return [each.id for each in page.data]


def test_the_newest_come_first_ten_at_a_time(workos, marked):
    words, made = marked
    page = workos.organizations.list_organizations(search=words)
    assert ids(page) == made[:1:-1]
    assert (page.before, page.after) == (None, made[2])
    rest = workos.organizations.list_organizations(search=words, after=page.after)
    assert ids(rest) == [made[1], made[0]]
    assert (rest.before, rest.after) == (made[1], None)


def test_ascending_order_is_the_other_way_round(workos, marked):
    words, made = marked
    page = workos.organizations.list_organizations(search=words, order="asc", limit=5)
    assert ids(page) == made[:5] and (page.before, page.after) == (None, made[4])
    page = workos.organizations.list_organizations(search=words, order="asc", limit=5, after=page.after)
    assert ids(page) == made[5:10] and (page.before, page.after) == (made[5], made[9])
    page = workos.organizations.list_organizations(search=words, order="asc", limit=5, before=page.before)
    assert ids(page) == made[:5] and (page.before, page.after) == (None, made[4])


def test_before_gives_what_is_right_before(workos, marked):
    words, made = marked
    newest = made[::-1]
    page = workos.organizations.list_organizations(search=words, limit=3, before=newest[9])
    assert ids(page) == newest[6:9]
    assert (page.before, page.after) == (newest[6], newest[8])


def test_the_order_called_normal_and_none_at_all(emulator, marked):
    words, made = marked
    for query in ("", "&order=normal", "&order=desc"):
        answer = emulator.call("GET", f"/organizations?search={words}&limit=100{query}").json
        found = [each["id"] for each in answer["data"]]
        assert found in (made, made[::-1]), query
    assert answer["list_metadata"] == {"before": None, "after": None}
    assert [each["id"] for each in answer["data"]] == made[::-1]


@pytest.mark.parametrize("limit", [1, 5, 12, 100])
def test_auto_paging_meets_everything_once(workos, marked, limit):
    words, made = marked
    page = workos.organizations.list_organizations(search=words, limit=limit)
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]


def test_auto_paging_while_deleting_meets_everything_once(workos, marked):
    words, made = marked
    seen = []
    for each in workos.organizations.list_organizations(search=words, limit=3).auto_paging_iter():
        workos.organizations.delete_organization(each.id)
        seen.append(each.id)
    assert seen == made[::-1]
    assert ids(workos.organizations.list_organizations(search=words)) == []


def test_what_is_made_while_paging_does_not_shift_the_pages(workos, marked):
    words, made = marked
    page = workos.organizations.list_organizations(search=words, limit=6)
    workos.organizations.create_organization(name=f"{words} later")
    rest = workos.organizations.list_organizations(search=words, limit=6, after=page.after)
    assert ids(page) + ids(rest) == made[::-1]


def test_the_asynchronous_sdk_pages_too(emulator, marked):
    words, made = marked

    async def everything():
        async with AsyncWorkOSClient(
            api_key=emulator.api_key, client_id=CLIENT_ID, base_url=emulator.url, max_retries=0
        ) as client:
            page = await client.organizations.list_organizations(search=words, limit=5)
            return [each.id async for each in page.auto_paging_iter()]

    assert asyncio.run(everything()) == made[::-1]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=-1", "limit=ten", "order=sideways"])
def test_422_a_limit_is_from_1_to_100_and_an_order_is_one_that_there_is(emulator, query):
    answer = emulator.call("GET", f"/organizations?{query}")
    assert answer.status == 422, answer
    assert answer.json["message"]


def test_a_cursor_that_never_was_is_no_server_error(emulator):
    for cursor in ("org_nobody", "user_ada", "", "%00"):
        assert emulator.call("GET", f"/organizations?after={cursor}").status in (200, 400, 404, 422)


def test_both_cursors_at_once_are_refused_or_bound_the_page(workos, emulator, marked):
    words, made = marked
    answer = emulator.call("GET", f"/organizations?search={words}&after={made[9]}&before={made[2]}")
    assert answer.status in (200, 400, 422), answer


def test_every_list_has_the_same_envelope(workos, emulator, user, organization):
    for path in (
        "/organizations",
        f"/organizations/{organization.id}/api_keys",
        f"/organizations/{organization.id}/authorized_applications",
        "/connect/applications",
        "/connections",
        "/user_management/users",
        "/user_management/invitations",
        "/user_management/redirect_uris",
        "/user_management/cors_origins",
        f"/user_management/organization_memberships?user_id={user.id}",
        f"/user_management/users/{user.id}/sessions",
        f"/user_management/users/{user.id}/auth_factors",
        f"/user_management/users/{user.id}/api_keys",
        f"/user_management/users/{user.id}/authorized_applications",
    ):
        said = emulator.call("GET", path).json
        assert set(said) == {"object", "data", "list_metadata"} and said["object"] == "list", path
        joiner = "&" if "?" in path else "?"
        assert emulator.call("GET", f"{path}{joiner}limit=1000").status in (400, 422), path


def test_lists_of_users_page_through_a_filter(workos, organization):
    made = []
    for number in range(5):
        user = workos.user_management.create_user(email=f"{unique('paged')}@example.com")
        workos.organization_membership.create_organization_membership(user_id=user.id, organization_id=organization.id)
        made.append(user.id)
    page = workos.user_management.list_users(organization_id=organization.id, limit=2)
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    listed = workos.organization_membership.list_organization_memberships(organization_id=organization.id, limit=2)
    assert [each.user_id for each in listed.auto_paging_iter()] == made[::-1]
