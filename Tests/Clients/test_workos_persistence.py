"""`claviger emulate --data FILE`: what was there is there again after a restart, and the seed adds only what is not."""

import pytest
from workos import NotFoundError

from oauth_flow import claims
from workos_server import Emulator, validate
from workos_setup import ACME, GLOBEX, PASSWORD

CAROL = "carol@example.com"


@pytest.fixture
def data(tmp_path):
    return ["--data", tmp_path / "emulator.db"]


def test_everything_is_there_after_a_restart(data):
    with Emulator(*data) as server:
        workos = server.client()
        made = workos.organizations.create_organization(name="Made", external_id="made")
        key = workos.api_keys.create_organization_api_key(made.id, name="Made").value
        session = workos.user_management.authenticate_with_password(email=CAROL, password=PASSWORD)
        keys = {each.kid for each in workos.user_management.get_jwks("client_x").keys}
    with Emulator(*data) as server:
        workos = server.client()
        assert workos.organizations.get_organization_by_external_id("made") == made
        assert validate(server, key)["name"] == "Made"
        refreshed = workos.user_management.authenticate_with_refresh_token(refresh_token=session.refresh_token)
        assert claims(refreshed.access_token)["sid"] == claims(session.access_token)["sid"]
        assert keys <= {each.kid for each in workos.user_management.get_jwks("client_x").keys}


def test_the_seed_adds_what_is_absent_and_says_what_it_skipped(data):
    with Emulator(*data) as server:
        assert server.skipped == []
        workos = server.client()
        workos.organizations.update_organization(ACME, name="Renamed")
        workos.organizations.delete_organization(GLOBEX)
        carol = workos.user_management.list_users(email=CAROL).data[0]
        workos.user_management.update_user(carol.id, first_name="Carol")
    with Emulator(*data) as server:
        workos = server.client()
        assert workos.organizations.get_organization(ACME).name == "Renamed"
        assert workos.organizations.get_organization(GLOBEX).name == "Globex"
        assert workos.user_management.get_user(carol.id).first_name == "Carol"
        assert any(ACME in each for each in server.skipped) and not any(GLOBEX in each for each in server.skipped)
        assert workos.user_management.authenticate_with_password(email=CAROL, password=PASSWORD).user.id == carol.id


def test_what_was_deleted_stays_deleted_without_a_seed_that_has_it(data):
    seed = {"organizations": [{"id": "org_one", "name": "One"}]}
    with Emulator(*data, seed=seed) as server:
        server.client().organizations.delete_organization("org_one")
        server.client().organizations.create_organization(name="Two", external_id="two")
    with Emulator(*data, seed={"organizations": []}) as server:
        with pytest.raises(NotFoundError):
            server.client().organizations.get_organization("org_one")
        assert server.client().organizations.get_organization_by_external_id("two").name == "Two"
