"""`claviger dev` serves the same API: what the SDK does there takes effect at the gateway at once."""

from datetime import datetime, timedelta, timezone

import pytest

from dev_server import DevServer
from oauth_flow import at_gateway
from wire import basic, post_form
from workos_client import CheckedClient
from workos_people import sign_in
from workos_setup import CLIENT_ID


@pytest.fixture(scope="module")
def server():
    with DevServer() as server:
        yield server


@pytest.fixture(scope="module")
def workos(server):
    return CheckedClient(api_key=server.api_key, client_id=CLIENT_ID, base_url=server.issuer)


@pytest.fixture(scope="module")
def organization(workos):
    return workos.organizations.create_organization(name="Initech")


def test_a_key_works_with_its_permissions_until_it_is_deleted(server, workos, organization):
    key = workos.api_keys.create_organization_api_key(organization.id, name="CI", permissions=["mcp"])
    without = workos.api_keys.create_organization_api_key(organization.id, name="Without")
    assert at_gateway(server, key.value).status == 200
    assert at_gateway(server, without.value).status == 403
    workos.api_keys.delete_api_key(key.id)
    assert at_gateway(server, key.value).status == 401


def test_a_key_works_until_it_expires(server, workos, organization):
    key = workos.api_keys.create_organization_api_key(organization.id, name="CI", permissions=["mcp"])
    workos.api_keys.create_api_key_expire(key.id, expires_at=datetime.now(timezone.utc) + timedelta(hours=1))
    assert at_gateway(server, key.value).status == 200
    workos.api_keys.create_api_key_expire(key.id)
    assert at_gateway(server, key.value).status == 401


def test_deleting_an_organization_ends_its_keys(server, workos):
    organization = workos.organizations.create_organization(name="Short-lived")
    key = workos.api_keys.create_organization_api_key(organization.id, name="CI", permissions=["mcp"])
    assert at_gateway(server, key.value).status == 200
    workos.organizations.delete_organization(organization.id)
    assert at_gateway(server, key.value).status == 401


def test_a_machine_works_until_it_is_deleted(server, workos, organization):
    body = {"application_type": "m2m", "name": "Agent", "organization_id": organization.id, "scopes": ["mcp"]}
    machine = workos.connect.create_application(body={**body, "audience": server.mcp_url})
    secret = workos.connect.create_application_client_secret(machine.id).secret
    form = {"grant_type": "client_credentials"}
    answer = post_form(server.token_endpoint, form, basic(machine.client_id, secret))
    assert at_gateway(server, answer.json["access_token"]).status == 200
    workos.connect.delete_application(machine.id)
    assert post_form(server.token_endpoint, form, basic(machine.client_id, secret)).status == 401


def test_a_session_token_is_for_no_resource(server, workos):
    signed_in = sign_in(workos, "somebody@example.com")
    assert at_gateway(server, signed_in.access_token).status == 401
