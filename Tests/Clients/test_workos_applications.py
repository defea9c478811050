"""Connect applications and their client secrets through the SDK, and the tokens that machines get with them."""

import jwt
import pytest
from workos import NotFoundError, UnprocessableEntityError
from workos.connect.models import RedirectUriInput

from oauth_flow import claims
from wire import basic, post_form, send
from workos_server import unique
from workos_setup import ACME

pytest_plugins = ["workos_fixtures"]


@pytest.fixture
def machine(workos, organization):
    return workos.connect.create_m2m_application(
        name=unique("machine"), organization_id=organization.id, scopes=["reports:read", "reports:write"]
    )


@pytest.fixture
def secret(workos, machine):
    return workos.connect.create_application_client_secret(machine.id)


def request_token(emulator, client_id, client_secret, **form):
    form = {"grant_type": "client_credentials", **form}
    return post_form(f"{emulator.url}/oauth2/token", form, basic(client_id, client_secret))


def test_a_machine_is_made_with_all_its_members_and_found_by_both_ids(workos, organization):
    made = workos.connect.create_m2m_application(
        name="Agent", organization_id=organization.id, description="Reads reports", scopes=["reports:read"]
    )
    assert made.id.startswith("conn_app_") and made.client_id.startswith("client_")
    assert (made.name, made.description, made.scopes) == ("Agent", "Reads reports", ["reports:read"])
    assert made.organization_id == organization.id
    assert workos.connect.get_application(made.id) == workos.connect.get_application(made.client_id) == made


def test_claviger_a_machine_has_an_audience_that_its_owner_set(emulator, organization):
    body = {"application_type": "m2m", "name": "Agent", "organization_id": organization.id}
    answer = emulator.call("POST", "/connect/applications", {**body, "audience": "https://reports.example.com"})
    assert (answer.status, answer.json["audience"]) == (201, "https://reports.example.com")


def test_a_first_party_application(workos):
    made = workos.connect.create_oauth_application(
        name="Web",
        is_first_party=True,
        uses_pkce=True,
        scopes=["openid"],
        redirect_uris=[
            {"uri": "https://one.example.com/callback", "default": True},
            {"uri": "https://two.example.com/callback"},
        ],
    )
    assert (made.is_first_party, made.uses_pkce, made.scopes, made.description) == (True, True, ["openid"], None)
    uris = {each.uri: each.default for each in made.redirect_uris}
    assert uris == {"https://one.example.com/callback": True, "https://two.example.com/callback": False}
    assert workos.connect.get_application(made.id) == made


def test_a_third_party_application_is_of_an_organization(workos, organization):
    made = workos.connect.create_oauth_application(
        name="Third", is_first_party=False, organization_id=organization.id, redirect_uris=None
    )
    assert (made.is_first_party, made.was_dynamically_registered) == (False, False)
    assert made.organization_id == organization.id
    by_body = workos.connect.create_application(
        body={"application_type": "oauth", "name": "Other", "is_first_party": False, "organization_id": organization.id}
    )
    assert by_body.application_type == "oauth"


@pytest.mark.parametrize("name", ["description", "scopes", "redirect_uris", "uses_pkce", "organization_id"])
def test_null_is_as_good_as_nothing(emulator, name):
    body = {"application_type": "oauth", "name": "Web", "is_first_party": True, name: None}
    answer = emulator.call("POST", "/connect/applications", body)
    assert answer.status == 201, answer
    assert (answer.json["description"], answer.json["scopes"], answer.json["redirect_uris"]) == (None, [], [])


def test_the_organization_of_an_application_that_has_none_is_left_out(emulator):
    for application in ("client_third_party", "client_standalone"):
        assert "organization_id" not in emulator.call("GET", f"/connect/applications/{application}").json


def test_an_update_changes_what_it_names(workos, machine):
    renamed = workos.connect.update_application(machine.id, name="Renamed", description="New", scopes=["reports:read"])
    assert (renamed.name, renamed.description, renamed.scopes) == ("Renamed", "New", ["reports:read"])
    cleared = workos.connect.update_application(machine.client_id, description=None, scopes=None)
    assert (cleared.name, cleared.description, cleared.scopes) == ("Renamed", None, [])
    web = workos.connect.create_oauth_application(name="Web", is_first_party=True)
    moved = workos.connect.update_application(
        web.id, redirect_uris=[RedirectUriInput(uri="https://new.example.com/callback")]
    )
    assert [each.uri for each in moved.redirect_uris] == ["https://new.example.com/callback"]


def test_a_page_of_an_applications_origin_may_ask_for_tokens(workos, emulator):
    origin = f"https://{unique('browser')}.example.com"
    web = workos.connect.create_oauth_application(name="Browser", is_first_party=True, uses_pkce=True)
    assert web.cors_origins == []
    assert workos.connect.update_application(web.id, cors_origins=[origin]).cors_origins == [origin]
    assert workos.connect.get_application(web.id).cors_origins == [origin]
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = send("OPTIONS", f"{emulator.url}/oauth2/token", headers=preflight)
    assert answer.header("Access-Control-Allow-Origin") in (origin, "*")


def test_the_list_filters_by_organization_and_registration(workos, emulator, machine):
    found = workos.connect.list_applications(organization_id=machine.organization_id)
    assert found.data == [machine]
    form = {"redirect_uris": ["https://dynamic.example.com/callback"], "client_name": unique("dynamic")}
    registered = emulator.call("POST", "/oauth2/register", form, key=None).json
    authenticated = workos.connect.list_applications(limit=100)
    assert registered["client_id"] not in [each.client_id for each in authenticated.auto_paging_iter()]
    dynamic = list(workos.connect.list_applications(registration_types=["dynamic"]).auto_paging_iter())
    (found,) = [each for each in dynamic if each.client_id == registered["client_id"]]
    assert (found.was_dynamically_registered, found.is_first_party) == (True, False)
    assert machine.id not in [each.id for each in dynamic]


def test_a_secret_is_shown_once(workos, emulator, machine, secret):
    assert secret.id.startswith("secret_") and secret.secret.endswith(secret.secret_hint)
    assert secret.last_used_at is None
    (listed,) = workos.connect.list_application_client_secrets(machine.client_id)
    assert (listed.id, listed.secret_hint) == (secret.id, secret.secret_hint)
    answer = emulator.call("GET", f"/connect/applications/{machine.id}/client_secrets")
    assert isinstance(answer.json, list) and secret.secret.encode() not in answer.body


def test_a_secret_gets_tokens_until_it_is_deleted(workos, emulator, machine, secret):
    other = workos.connect.create_application_client_secret(machine.id)
    assert request_token(emulator, machine.client_id, secret.secret).status == 200
    (used,) = [each for each in workos.connect.list_application_client_secrets(machine.id) if each.id == secret.id]
    assert used.last_used_at is not None
    workos.connect.delete_client_secret(secret.id)
    refused = request_token(emulator, machine.client_id, secret.secret)
    assert (refused.status, refused.json["error"]) == (401, "invalid_client")
    assert refused.challenge[0] == "Basic" and refused.challenge[1]["realm"]
    assert request_token(emulator, machine.client_id, other.secret).status == 200
    with pytest.raises(NotFoundError):
        workos.connect.delete_client_secret(secret.id)


def test_a_deleted_application_is_gone_with_its_secrets(workos, emulator, machine, secret):
    workos.connect.delete_application(machine.id)
    assert request_token(emulator, machine.client_id, secret.secret).status == 401
    for ask in (
        workos.connect.get_application,
        workos.connect.delete_application,
        workos.connect.update_application,
        workos.connect.list_application_client_secrets,
        workos.connect.create_application_client_secret,
    ):
        with pytest.raises(NotFoundError) as refusal:
            ask(machine.id)
        assert machine.id in refusal.value.message


def test_the_applications_of_a_deleted_organization_get_no_tokens(workos, emulator, machine, secret):
    workos.organizations.delete_organization(machine.organization_id)
    assert request_token(emulator, machine.client_id, secret.secret).status == 401
    with pytest.raises(NotFoundError):
        workos.connect.get_application(machine.id)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x"},
        {"name": "x", "application_type": "robot"},
        {"application_type": "m2m", "organization_id": ACME},
        {"name": "x", "application_type": "m2m"},
        {"name": "x", "application_type": "oauth"},
        {"name": "x", "application_type": "m2m", "organization_id": ACME, "scopes": "reports:read"},
        {"name": "x", "application_type": "m2m", "organization_id": ACME, "scopes": ["reports:read", 7]},
        {"name": "x", "application_type": "oauth", "is_first_party": True, "redirect_uris": [{"uri": "javascript:x"}]},
    ],
)
def test_422_an_application_says_what_its_type_needs(workos, body):
    with pytest.raises(UnprocessableEntityError) as refusal:
        workos.connect.create_application(body=body)
    assert refusal.value.message


def test_422_a_machine_is_of_an_organization_that_there_is(workos):
    with pytest.raises((UnprocessableEntityError, NotFoundError)):
        workos.connect.create_m2m_application(name="x", organization_id="org_nobody")


def test_the_token_of_a_machine(emulator):
    secret = "agent-secret-" + "a" * 32
    answer = request_token(emulator, "client_agent", secret)
    assert answer.json["token_type"] == "Bearer" and answer.json["expires_in"] == 3600
    assert answer.json["scope"].split() == ["reports:read", "reports:write"]
    key = jwt.PyJWKClient(f"{emulator.url}/oauth2/jwks").get_signing_key_from_jwt(answer.json["access_token"])
    said = jwt.decode(
        answer.json["access_token"],
        key.key,
        algorithms=[send("GET", f"{emulator.url}/oauth2/jwks").json["keys"][0]["alg"]],
        audience="https://reports.example.com",
        issuer=emulator.url,
    )
    assert (said["sub"], said["org_id"], said["scope"]) == ("client_agent", ACME, "reports:read reports:write")
    assert said["jti"] and "scp" not in said


def test_org_id_and_aud_are_the_servers_whatever_the_request_says(emulator, workos, organization, machine, secret):
    asked = {"organization_id": ACME, "org_id": ACME, "audience": "https://evil.example.com"}
    said = claims(request_token(emulator, machine.client_id, secret.secret, **asked).json["access_token"])
    assert (said["org_id"], said["aud"]) == (organization.id, machine.client_id)


def test_a_token_narrows_its_scope_and_never_widens_it(emulator, machine, secret):
    narrowed = request_token(emulator, machine.client_id, secret.secret, scope="reports:read")
    assert narrowed.json["scope"] == "reports:read"
    refused = request_token(emulator, machine.client_id, secret.secret, scope="reports:read admin")
    assert (refused.status, refused.json["error"]) == (400, "invalid_scope")


def test_other_grants_are_refused_in_oauths_words(emulator, machine, secret):
    refused = request_token(emulator, machine.client_id, secret.secret, grant_type="telepathy")
    assert (refused.status, refused.json["error"]) == (400, "unsupported_grant_type")
    refused = request_token(emulator, machine.client_id, secret.secret, grant_type="refresh_token", refresh_token="x")
    assert (refused.status, refused.json["error"]) in ((400, "unauthorized_client"), (400, "invalid_grant"))
