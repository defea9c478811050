"""Every block of a seed file is what the SDK then finds; references work by identifier, by name and by address."""

import pytest

from oauth_flow import claims
from oauth_person import Callback, Page, Person
from wire import send
from workos_people import sign_in
from workos_server import Emulator, validate

ADA, GRACE = "ada@example.com", "grace@example.com"
ORIGIN = "https://app.example.com"
SEED = """
organizations:
  - id: org_acme
    name: Acme
    external_id: customer-1
    metadata: {tier: gold}
    stripe_customer_id: cus_123
    domains: [acme.example, {domain: labs.example, state: pending}]
    memberships: [{user: grace@example.com, role: admin}]
  - {id: org_globex, name: Globex}
organizationDomains:
  - {organization: Acme, domain: shop.example}
permissions: ["posts:read", {slug: "posts:write", name: Write posts}]
roles:
  - {slug: member, permissions: ["posts:read"]}
  - {slug: admin, permissions: ["posts:read", "posts:write"]}
users:
  - id: user_ada
    email: ada@example.com
    email_verified: true
    first_name: Ada
    external_id: "7"
    locale: en-GB
    metadata: {team: engines}
    memberships: [{organization: Acme, roles: [admin, member]}, {organization_id: org_globex, status: inactive}]
  - {id: user_grace, email: grace@example.com, email_verified: true}
connectApplications:
  - {name: Agent, organization: Acme, scopes: [mcp], audience: "https://api.example.com", client_id: client_agent}
  - {name: Website, type: oauth, is_first_party: true, redirect_uris: ["https://app.example.com/callback"]}
apiKeys:
  - {name: CI, organization: Acme, value: sk_test_ci, permissions: ["posts:read"]}
  - {name: Script, user: ada@example.com, value: sk_test_ada, expires_at: 2099-01-15T12:00:00Z}
redirectUris: ["https://app.example.com/callback", "http://127.0.0.1/callback"]
corsOrigins: ["https://app.example.com"]
invitations:
  - {email: new@example.com, organization: Acme, inviter: ada@example.com, role_slug: member, expires_in_days: 3}
connections:
  - {id: conn_acme, name: Acme SSO, connection_type: GenericOIDC, organization: Acme, domains: [acme.example]}
  - {id: conn_off, name: Dormant, connection_type: OktaSAML, organization: Globex, state: inactive}
jwtTemplate: |
  {"urn:example:mail": {{ user.email }}, "team": "{{ user.metadata.team || 'none' }}"}
"""


@pytest.fixture(scope="module")
def server():
    with Emulator(seed=SEED) as server:
        yield server


@pytest.fixture(scope="module")
def workos(server):
    return server.client()


def test_organizations_and_their_domains(workos):
    acme = workos.organizations.get_organization_by_external_id("customer-1")
    assert (acme.id, acme.name, acme.metadata) == ("org_acme", "Acme", {"tier": "gold"})
    assert acme.stripe_customer_id == "cus_123"
    domains = {each.domain: each.state.value for each in acme.domains}
    assert domains == {"acme.example": "verified", "labs.example": "pending", "shop.example": "pending"}


def test_users_and_their_memberships(workos):
    ada = workos.user_management.get_user_by_external_id("7")
    assert (ada.id, ada.email, ada.first_name, ada.locale) == ("user_ada", ADA, "Ada", "en-GB")
    assert (ada.email_verified, ada.metadata) == (True, {"team": "engines"})
    listed = workos.organization_membership.list_organization_memberships
    found = {each.organization_id: each for each in listed(user_id="user_ada", statuses=["active", "inactive"]).data}
    assert {name: each.status.value for name, each in found.items()} == {"org_acme": "active", "org_globex": "inactive"}
    assert [each.slug for each in found["org_acme"].roles] == ["admin", "member"]
    (graces,) = listed(user_id="user_grace").data
    assert (graces.organization_id, graces.role.slug) == ("org_acme", "admin")


def test_roles_and_the_template_are_in_the_tokens_of_sessions(workos):
    said = claims(sign_in(workos, ADA).access_token)
    assert (said["org_id"], said["role"], said["roles"]) == ("org_acme", "admin", ["admin", "member"])
    assert sorted(said["permissions"]) == ["posts:read", "posts:write"]
    assert (said["urn:example:mail"], said["team"]) == (ADA, "engines")
    assert claims(sign_in(workos, GRACE).access_token)["team"] == "none"


def test_applications(workos):
    agent = workos.connect.get_application("client_agent")
    assert (agent.name, agent.organization_id, agent.scopes) == ("Agent", "org_acme", ["mcp"])
    assert len(workos.connect.list_application_client_secrets(agent.id)) == 1
    (website,) = [each for each in workos.connect.list_applications().data if each.name == "Website"]
    assert (website.is_first_party, [each.uri for each in website.redirect_uris]) == (True, [f"{ORIGIN}/callback"])


def test_api_keys(workos, server):
    listed = {each.name: each for each in workos.api_keys.list_organization_api_keys("org_acme").data}
    assert listed["CI"].permissions == ["posts:read"] and listed["Script"].expires_at.year == 2099
    owner = {"type": "user", "id": "user_ada", "organization_id": "org_acme"}
    assert validate(server, "sk_test_ada")["owner"] == owner
    assert server.api_key == "sk_test_ci"


def test_what_sign_in_needs(workos, server):
    uris = {each.uri: each.default for each in workos.user_management.list_redirect_uris().data}
    assert uris == {f"{ORIGIN}/callback": True, "http://127.0.0.1/callback": False}
    assert [each.origin for each in workos.user_management.list_cors_origins().data] == [ORIGIN]
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
    answer = send("OPTIONS", f"{server.url}/organizations", headers=preflight)
    assert answer.header("Access-Control-Allow-Origin") == ORIGIN
    assert "urn:example:mail" in workos.user_management.list_jwt_template().content


def test_invitations_and_connections(workos):
    (invitation,) = workos.user_management.list_invitations().data
    assert (invitation.email, invitation.state.value, invitation.role_slug) == ("new@example.com", "pending", "member")
    assert (invitation.organization_id, invitation.inviter_user_id) == ("org_acme", "user_ada")
    assert round((invitation.expires_at - invitation.created_at).total_seconds()) == 3 * 86400
    found = {each.id: each.state.value for each in workos.sso.list_connections().data}
    assert found == {"conn_acme": "active", "conn_off": "inactive"}


def test_nobody_signs_in_through_a_connection_that_is_inactive(workos, server):
    where = workos.sso.get_authorization_url(redirect_uri=f"{ORIGIN}/callback", connection="conn_off")
    shown = Person(server).open(where)
    assert isinstance(shown, Page) and shown.status >= 400 or isinstance(shown, Callback) and shown.error, shown
