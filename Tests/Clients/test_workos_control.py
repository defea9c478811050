"""The control API beside the SDK: failures that it gets over or reports, what it asked, and going back."""

import re

import pytest
from workos import NotFoundError, ServerError, WorkOSError

from wire import send
from workos_people import sign_in
from workos_server import unique, validate
from workos_setup import ACME, PASSWORD

pytest_plugins = ["workos_fixtures"]


def fail(server, **fault):
    server.control("POST", "faults", fault)


def test_the_sdk_tries_again_and_makes_one_organization(timed):
    patient = timed.client(max_retries=2)
    fail(timed, method="POST", path="/organizations", next=2, status=503, headers={"Retry-After": "0"})
    made = patient.organizations.create_organization(name="After all")
    found = patient.organizations.list_organizations(search="After all").data
    assert [each.id for each in found] == [made.id]


def test_the_sdk_reports_what_stays_broken(timed):
    workos = timed.client()
    fail(timed, path="/organizations/{id}", next=1, status=500, body={"message": "broken"})
    with pytest.raises(ServerError) as failure:
        workos.organizations.get_organization(ACME)
    assert failure.value.message == "broken"
    fail(timed, path="/organizations/*", next=1, drop=True)
    with pytest.raises(WorkOSError):
        workos.organizations.get_organization(ACME)
    fail(timed, path="/organizations/{id}", next=1, malformed=True)
    assert workos.client.organizations.get_organization(ACME) is None
    assert workos.organizations.get_organization(ACME).id == ACME


def test_the_journal_says_what_the_sdk_asked_and_no_secret(timed):
    workos = timed.client()
    key = workos.api_keys.create_organization_api_key(ACME, name="secret bearer").value
    validate(timed, key)
    workos.user_management.authenticate_with_password(email="carol@example.com", password=PASSWORD)
    said = timed.control("GET", "requests")
    asked = [re.sub(r"\{\w+\}", "{}", each["operation"]) for each in said["data"]]
    assert asked == [
        "POST /organizations/{}/api_keys",
        "POST /api_keys/validations",
        "POST /user_management/authenticate",
    ]
    assert [each["status"] for each in said["data"]] == [201, 200, 200]
    for secret in (key, timed.api_key, PASSWORD):
        assert secret not in str(said)
    timed.control("DELETE", "requests")
    assert timed.control("GET", "requests")["data"] == []


def test_a_state_is_put_back(timed):
    workos = timed.client()
    kept = workos.organizations.create_organization(name=unique("kept"))
    state = timed.control("GET", "state")
    gone = workos.organizations.create_organization(name=unique("gone"))
    workos.organizations.delete_organization(kept.id)
    timed.control("PUT", "state", state)
    assert workos.organizations.get_organization(kept.id) == kept
    with pytest.raises(NotFoundError):
        workos.organizations.get_organization(gone.id)


def test_a_seed_is_added_and_what_is_there_is_skipped(timed):
    seed = {"organizations": [{"id": "org_initech", "name": "Initech"}, {"id": ACME, "name": "Acme"}]}
    said = timed.control("POST", "seed", {"seed": seed})
    assert timed.client().organizations.get_organization("org_initech").name == "Initech"
    assert any(ACME in each for each in said["skipped"]) and not any("initech" in each for each in said["skipped"])
    answer = timed.call("POST", "/_claviger/seed", {"seed": {"orgnizations": []}}, key=None)
    assert answer.status == 422 and "organizations" in str(answer.json["problems"])


def test_a_reset_brings_back_what_the_seed_made_and_removes_the_rest(timed):
    workos = timed.client()
    workos.organizations.delete_organization(ACME)
    made = workos.organizations.create_organization(name=unique("made"))
    fail(timed, status=500)
    timed.advance(86_400)
    timed.reset()
    assert workos.organizations.get_organization(ACME).name == "Acme"
    with pytest.raises(NotFoundError):
        workos.organizations.get_organization(made.id)
    assert sign_in(workos, "ada@acme.example.com")


@pytest.mark.parametrize("headers", [{"Host": "evil.example.com"}, {"Origin": "https://evil.example.com"}])
def test_a_page_of_another_site_does_not_reach_it(timed, headers):
    for method, path in (("GET", "state"), ("POST", "reset")):
        answer = send(method, f"{timed.url}/_claviger/{path}", headers=headers)
        assert answer.status == 403, answer
        assert answer.header("Access-Control-Allow-Origin") is None


def test_a_form_does_not_reach_it(timed):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert send("POST", f"{timed.url}/_claviger/clock", '{"advance": 5}', form).status == 415
