"""Documentation/Standards.md names tests that exist; and rules of the standards that no other test shows."""

import re
from urllib.parse import urlencode

import pytest

from dev_server import ROOT
from oauth_flow import Request, sign_in, token
from wire import bearer, post_form, send

pytest_plugins = ["oauth_fixtures"]

PAGE = ROOT / "Documentation/Standards.md"
SWIFT_TEST = re.compile(r'`([\w+]+)`: "([^"]+)"')
PYTHON_TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
# The rules of MCP for an authorization server, which tests refer to by number.
MCP_RULES = 17


def tables():
    """The rows of each table, by the heading above it, without the two lines of its head."""
    found = {}
    for section in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        if lines:
            found[heading] = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return found


def swift_tests():
    """The file and the name of every test in Swift, and of every contract of the storage suite."""
    declaration = re.compile(r'(?:@Test|StorageBehaviour)\(\s*"((?:[^"\\]|\\.)*)"')
    for directory in (ROOT / "Tests", ROOT / "Sources/StorageTesting"):
        for file in directory.rglob("*.swift"):
            for name in declaration.findall(file.read_text()):
                yield file.stem, name


def python_tests():
    for file in (ROOT / "Tests/Clients").glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE):
            yield file.name, name


def named(cell):
    """The tests that a cell names; `None` when it has anything else, or nothing."""
    tests = [SWIFT_TEST.fullmatch(part) or PYTHON_TEST.fullmatch(part) for part in cell.split("<br>")]
    return [test.groups() for test in tests] if all(tests) else None


def test_every_row_of_the_standards_names_tests_that_exist():
    existing = {*swift_tests(), *python_tests()}
    problems = []
    for heading, rows in tables().items():
        assert rows, heading
        for row in rows:
            tests = named(row[2]) if len(row) == 3 and all(row) else None
            if not tests:
                problems.append(f"{heading}: no test in {row}")
            problems += [f"{heading}: {test} does not exist" for test in tests or [] if test not in existing]
    assert not problems, "\n".join(problems)


def test_every_rule_of_mcp_for_an_authorization_server_has_a_row():
    numbers = [int(row[0]) for row in tables()["MCP authorization server"]]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, MCP_RULES + 1))


# --- Rules that no other test shows


@pytest.mark.parametrize("path", ["token", "introspection", "revoke", "device_authorization"])
def test_rfc_6749_3_2_what_takes_secrets_is_reached_by_post_alone(oauth, setup, path):
    form = {"client_id": setup.machine.client_id, "client_secret": setup.machine.secret, "token": "x"}
    query = urlencode({"grant_type": "client_credentials", **form})
    for method in ("GET", "HEAD", "PUT"):
        answer = send(method, f"{oauth.issuer}/oauth2/{path}?{query}")
        assert answer.status in (404, 405), (method, answer)


def test_rfc_6749_4_4_3_client_credentials_bring_no_refresh_token(oauth, setup):
    for scope in (None, "mcp"):
        answer = token(oauth, setup.machine, grant_type="client_credentials", scope=scope)
        assert answer.status == 200, answer
        assert "refresh_token" not in answer.json


def test_rfc_6749_5_1_caches_of_http_1_0_are_told_too(oauth, setup):
    answer = token(oauth, setup.machine, grant_type="client_credentials")
    assert answer.header("Pragma") == "no-cache"


def test_rfc_6750_2_2_a_token_in_a_form_or_a_query_counts_for_nothing(oauth, setup):
    form = {"access_token": sign_in(oauth, setup.desktop, scope="openid")["access_token"]}
    url = oauth.issuer + "/oauth2/userinfo"
    assert send("GET", url, headers=bearer(form["access_token"])).status == 200
    for answer in (post_form(url, form), send("GET", f"{url}?{urlencode(form)}")):
        assert answer.status in (400, 401), answer
        assert b"user_ada" not in answer.body


def test_openid_3_1_2_1_what_only_advises_the_pages_is_no_error(oauth, setup, person):
    advice = {"display": "popup", "ui_locales": "fr-CA fr", "claims_locales": "de", "acr_values": "urn:example:1 2"}
    request = Request(oauth, setup.web, scope="openid mcp", **advice)
    assert request.redeem(person.authorize(request.url).code).json["id_token"]
