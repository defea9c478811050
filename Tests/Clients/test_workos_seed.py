"""What a seed file may say, and what becomes of it: references resolve, problems are all told, nothing halfway."""

import json
import subprocess

import pytest
from workos import AuthenticationError

from dev_server import BINARY, environment
from oauth_flow import claims
from wire import basic, post_form, raw_basic
from workos_server import Emulator, validate
from workos_setup import SEED

ACME = {"id": "org_acme", "name": "Acme"}
TWINS = [{"id": "org_one", "name": "Twin"}, {"id": "org_two", "name": "Twin"}]
PAST, FUTURE = "2020-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"


def judge(directory, seed, name="seed.json"):
    """What `claviger validate` says of a seed: its exit code and all its words."""
    file = directory / name
    file.write_text(seed if isinstance(seed, str) else json.dumps(seed, indent=1))
    finished = subprocess.run(
        [BINARY, "validate", file],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=30,
    )
    return finished.returncode, finished.stdout + finished.stderr


def refused(directory, seed, *words):
    """A seed that `validate` and `emulate` both refuse, for a reason with these words."""
    code, said = judge(directory, seed)
    assert code == 2, said
    for word in words:
        assert word.lower() in said.lower(), (word, said)
    finished = subprocess.run(
        [BINARY, "emulate", "--port", "0", "--json", "--seed", directory / "seed.json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=30,
    )
    assert finished.returncode == 2 and not finished.stdout, finished
    return said


def machine(**members):
    return {"name": "Agent", "type": "m2m", "client_id": "client_a", "client_secret": "s" * 32, **members}


def key(**members):
    return {"name": "CI", "organization": "Acme", "value": "sk_test_ci", **members}


@pytest.fixture
def emulator_of_machine():
    seed = {"organizations": [ACME], "connectApplications": [machine(organization="Acme")]}
    with Emulator(seed=seed) as server:
        yield server


def test_the_seed_of_these_tests_is_valid(tmp_path):
    code, said = judge(tmp_path, SEED)
    assert code == 0, said


def test_an_application_names_its_organization_by_id_or_by_name():
    applications = [machine(organization="Acme"), machine(organization_id="org_acme", client_id="client_b")]
    with Emulator(seed={"organizations": [ACME], "connectApplications": applications}) as server:
        for client in ("client_a", "client_b"):
            form = {"grant_type": "client_credentials"}
            answer = post_form(f"{server.url}/oauth2/token", form, basic(client, "s" * 32))
            assert claims(answer.json["access_token"])["org_id"] == "org_acme"


def test_no_organization_and_several_of_the_name_are_two_errors(tmp_path):
    none = refused(
        tmp_path, {"organizations": TWINS, "connectApplications": [machine(organization="Nobody")]}, "Nobody"
    )
    several = refused(tmp_path, {"organizations": TWINS, "connectApplications": [machine(organization="Twin")]}, "Twin")
    assert none.replace("Nobody", "Twin") != several
    assert "org_one" in several and "org_two" in several


def test_a_machine_needs_an_organization(tmp_path):
    refused(tmp_path, {"organizations": [ACME], "connectApplications": [machine()]}, "organization")


def test_a_key_needs_an_owner_and_a_value_that_starts_as_keys_do(tmp_path):
    refused(tmp_path, {"organizations": [ACME], "apiKeys": [{"name": "CI", "value": "sk_test_ci"}]}, "apiKeys")
    refused(tmp_path, {"organizations": [ACME], "apiKeys": [key(value="pk_test_ci")]}, "sk_")
    refused(tmp_path, {"organizations": [ACME], "apiKeys": [key(organization="Nobody")]}, "Nobody")


@pytest.mark.parametrize(
    "seed",
    [
        {"organizations": [ACME, {**ACME, "name": "Other"}]},
        {"organizations": [ACME], "users": [{"id": "user_1", "email": f"{each}@example.com"} for each in "ab"]},
        {"users": [{"email": "a@example.com"}, {"email": "A@Example.com"}]},
        {"organizations": [ACME], "apiKeys": [key(), key(name="Other")]},
        {"organizations": [ACME], "connectApplications": [machine(organization="Acme"), machine(organization="Acme")]},
    ],
    ids=["id of an organization", "id of a user", "address", "value of a key", "client id"],
)
def test_whatever_is_pinned_is_pinned_once(tmp_path, seed):
    refused(tmp_path, seed)


@pytest.mark.parametrize("scopes", ["reports:read", [1], [["a"]], {"a": "b"}, [None]])
def test_scopes_are_an_array_of_texts(tmp_path, scopes):
    refused(
        tmp_path,
        {"organizations": [ACME], "connectApplications": [machine(organization="Acme", scopes=scopes)]},
        "scopes",
    )


@pytest.mark.parametrize("date", ["soon", "2026-02-30T00:00:00Z", 5, "", "2026"])
def test_dates_parse(tmp_path, date):
    refused(tmp_path, {"organizations": [ACME], "apiKeys": [key(expires_at=date)]}, "expires_at")


def test_every_problem_is_told_at_once_with_its_line_and_the_nearest_key(tmp_path):
    blocks = [
        "orgnizations:\n  - name: Acme",
        "users:\n  - email: ada@example.com\n    frist_name: Ada",
        "apiKeys:\n  - name: x",
    ]
    code, said = judge(tmp_path, "\n".join(blocks), "seed.yaml")
    assert code == 2
    for words in ("seed.yaml:1", "organizations", "seed.yaml:5", "first_name", "seed.yaml:7"):
        assert words in said, (words, said)


def test_the_array_form_of_keys_leaves_no_default_key():
    seed = {"organizations": [ACME], "apiKeys": [key(), key(name="Other", value="sk_test_other")]}
    with Emulator(seed=seed) as server:
        assert server.api_key == "sk_test_ci"
        assert server.client().organizations.get_organization("org_acme").name == "Acme"
        assert validate(server, "sk_test_default") is None
        with pytest.raises(AuthenticationError):
            server.client(api_key="sk_test_default").organizations.list_organizations()


def test_the_map_form_of_keys_works_beside_the_default_key():
    with Emulator(seed={"apiKeys": {"sk_test_mine": {"environment": "test"}}}) as server:
        for value in ("sk_test_mine", "sk_test_default"):
            assert server.client(api_key=value).organizations.list_organizations().data == []


def test_an_expired_key_is_there_and_does_not_authenticate():
    keys = [
        key(),
        key(name="Old", value="sk_test_old", expires_at=PAST),
        key(name="New", value="sk_new", expires_at=FUTURE),
    ]
    with Emulator(seed={"organizations": [ACME], "apiKeys": keys}) as server:
        workos = server.client()
        assert {each.name for each in workos.api_keys.list_organization_api_keys("org_acme").data} == {
            "CI",
            "Old",
            "New",
        }
        assert validate(server, "sk_test_old") is None and validate(server, "sk_new")["name"] == "New"
        with pytest.raises(AuthenticationError):
            server.client(api_key="sk_test_old").organizations.list_organizations()


def test_a_key_that_lapses_later_stops_authenticating_at_that_moment():
    keys = [key(), key(name="New", value="sk_new", expires_at="2026-01-15T12:00:00.000Z")]
    with Emulator(seed={"organizations": [ACME], "apiKeys": keys}) as server:
        for moment, good in (("2026-01-15T11:59:59.000Z", True), ("2026-01-15T12:00:00.000Z", False)):
            server.control("POST", "clock", {"freeze": moment})
            assert bool(validate(server, "sk_new")) is good
            assert (server.call("GET", "/organizations", key="sk_new").status == 200) is good


def test_after_a_reset_authentication_and_validation_agree_and_the_seed_is_as_it_was():
    with Emulator(
        seed={"organizations": [ACME], "apiKeys": [key(), key(name="Other", value="sk_test_other")]}
    ) as server:
        workos = server.client()
        listed = {each.name: each.id for each in workos.api_keys.list_organization_api_keys("org_acme").data}
        made = workos.api_keys.create_organization_api_key("org_acme", name="Made")
        workos.api_keys.delete_api_key(listed["Other"])
        for value, before, after in (("sk_test_other", False, True), (made.value, True, False)):
            assert bool(validate(server, value)) is before
        server.reset()
        for value, good in (("sk_test_other", True), (made.value, False), ("sk_test_ci", True)):
            assert bool(validate(server, value)) is good
            assert (server.call("GET", "/organizations", key=value).status == 200) is good
        again = {each.name: each.id for each in workos.api_keys.list_organization_api_keys("org_acme").data}
        assert again == listed


def test_an_organizations_list_neither_leaks_nor_hides_keys():
    users = [{"id": "user_ada", "email": "ada@example.com", "memberships": [{"organization_id": "org_acme"}]}]
    other = {"id": "org_other", "name": "Other"}
    keys = [
        key(),
        key(name="Theirs", value="sk_theirs", organization="Other"),
        {"name": "Hers", "user_id": "user_ada", "organization": "Acme", "value": "sk_hers"},
    ]
    with Emulator(seed={"organizations": [ACME, other], "users": users, "apiKeys": keys}) as server:
        workos = server.client()
        names = {
            organization: {each.name for each in workos.api_keys.list_organization_api_keys(organization).data}
            for organization in ("org_acme", "org_other")
        }
        assert names == {"org_acme": {"CI", "Hers"}, "org_other": {"Theirs"}}
        assert validate(server, "sk_hers")["owner"] == {"type": "user", "id": "user_ada", "organization_id": "org_acme"}


@pytest.mark.parametrize("pinned", ["a+b c", "100%", "%41%zz", "pass:word"])
def test_a_secret_with_a_plus_or_a_percent_sign_is_encoded_and_understood(pinned):
    seed = {"organizations": [ACME], "connectApplications": [machine(organization="Acme", client_secret=pinned)]}
    with Emulator(seed=seed) as server:
        form = {"grant_type": "client_credentials"}
        for secret, status in ((pinned, 200), (pinned + "x", 401)):
            assert post_form(f"{server.url}/oauth2/token", form, basic("client_a", secret)).status == status


def test_a_stray_percent_sign_is_invalid_client(emulator_of_machine):
    for credentials in ("client_a:%", "client_a:%zz", "%:x", "client_a"):
        form = {"grant_type": "client_credentials"}
        answer = post_form(f"{emulator_of_machine.url}/oauth2/token", form, raw_basic(credentials))
        assert (answer.status, answer.json["error"]) == (401, "invalid_client"), answer


def test_json_and_yaml_are_both_read():
    with Emulator(seed="organizations:\n  - id: org_yaml\n    name: Acme\n") as server:
        assert server.client().organizations.get_organization("org_yaml").name == "Acme"
