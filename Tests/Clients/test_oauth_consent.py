"""When people are asked to sign in and to agree, and when a client may rely on what they said before."""

import pytest

from dev_server import DevServer
from oauth_flow import Request
from oauth_person import Callback, Page, Person
from oauth_setup import own_server, web
from wire import post_json

pytest_plugins = ["oauth_fixtures"]

WEB = web("web", "https://web.example.com/callback", "https://other.example.com/callback", secret="w" * 40)
PORTAL = web("portal", secret="p" * 40, is_first_party=True)
DESKTOP = web("desktop", "http://127.0.0.1/callback")
OWN_DESKTOP = web("own_desktop", "http://127.0.0.1/callback", is_first_party=True)
EDITOR = web("editor", "editor://callback")
SINGLE_PAGE = web("single_page")


PEOPLE = [f"user_{number}" for number in range(40)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    directory = tmp_path_factory.mktemp("consent")
    applications = [WEB, PORTAL, DESKTOP, OWN_DESKTOP, EDITOR, SINGLE_PAGE]
    with DevServer(*own_server(directory, *applications, people=PEOPLE)) as server:
        yield server


@pytest.fixture(scope="module")
def newcomers():
    return iter(PEOPLE)


@pytest.fixture
def ada(server, newcomers):
    """A person of the test's own, who has not agreed to anything yet."""
    return Person(server, next(newcomers))


def pages(ada, request):
    """The kinds of pages on the way to the callback."""
    before = len(ada.seen)
    assert ada.authorize(request.url).code
    return ada.seen[before:]


def test_a_configured_confidential_client_is_asked_about_once(server, ada):
    assert pages(ada, Request(server, WEB)) == ["sign-in", "consent"]
    assert pages(ada, Request(server, WEB)) == []
    # Fewer scopes are within what was agreed to, more are not.
    assert pages(ada, Request(server, WEB, scope="mcp mcp:write")) == ["consent"]
    assert pages(ada, Request(server, WEB, scope="mcp mcp:write")) == []
    assert pages(ada, Request(server, WEB, scope="mcp:write")) == []
    # Another resource, or another host, is another question.
    assert pages(ada, Request(server, WEB, resource=server.vault)) == ["consent"]
    assert pages(ada, Request(server, WEB, redirect_uri=WEB.redirect_uris[1])) == ["consent"]
    # In another browser the person is known by signing in.
    assert pages(Person(server, ada.user), Request(server, WEB)) == ["sign-in"]


def test_a_client_of_the_owners_own_is_not_asked_about(server, ada):
    assert pages(ada, Request(server, PORTAL)) == ["sign-in"]
    assert pages(ada, Request(server, PORTAL, prompt="consent")) == ["consent"]


@pytest.mark.parametrize("application", [DESKTOP, OWN_DESKTOP, EDITOR], ids=lambda client: client.client_id)
def test_rfc_8252_8_6_a_public_client_that_anyone_on_the_computer_could_be_is_asked_about_each_time(
    server, ada, application
):
    for _ in range(3):
        assert "consent" in pages(ada, Request(server, application))
    shown = ada.open(Request(server, application, prompt="none").url)
    assert isinstance(shown, Callback) and shown.error == "consent_required"


def test_a_public_client_with_a_redirect_over_https_is_asked_about_once(server, ada):
    pages(ada, Request(server, SINGLE_PAGE))
    assert pages(ada, Request(server, SINGLE_PAGE)) == []


def test_a_client_that_registered_itself_is_asked_about_each_time(server, ada):
    for method in ("none", "client_secret_basic"):
        body = {"redirect_uris": ["https://a.example.com/callback"], "token_endpoint_auth_method": method}
        registered = post_json(server.issuer + "/oauth2/register", body).json
        client = web(registered["client_id"], *body["redirect_uris"])
        for _ in range(3):
            assert "consent" in pages(ada, Request(server, client))
        assert isinstance(ada.open(Request(server, client, prompt="none").url), Page)


def test_a_refusal_is_not_remembered_as_consent(server, ada):
    assert ada.authorize(Request(server, WEB).url, approve=False).error == "access_denied"
    assert pages(ada, Request(server, WEB)) == ["consent"]


# --- prompt and max_age (OpenID Connect Core 1.0 §3.1.2.1)


def test_prompt_none_shows_nothing_and_says_what_would_be_needed(server, ada):
    silent = {"prompt": "none"}
    assert ada.open(Request(server, WEB, **silent).url).error == "login_required"
    pages(ada, Request(server, PORTAL))
    assert ada.open(Request(server, WEB, **silent).url).error == "consent_required"
    pages(ada, Request(server, WEB))
    assert ada.open(Request(server, WEB, **silent).url).code
    assert ada.open(Request(server, WEB, scope="mcp mcp:write", **silent).url).error == "consent_required"


def test_prompt_none_has_the_issuer_and_the_state_in_its_errors(server, ada):
    request = Request(server, WEB, prompt="none")
    shown = ada.open(request.url)
    assert (shown["iss"], shown["state"]) == (server.issuer, request.parameters["state"])


def test_prompt_login_asks_again_each_time(server, ada):
    pages(ada, Request(server, WEB, scope="openid mcp"))
    for _ in range(2):
        assert pages(ada, Request(server, WEB, scope="openid mcp", prompt="login")) == ["sign-in"]


def test_prompt_consent_asks_although_it_was_agreed_to(server, ada):
    pages(ada, Request(server, WEB))
    for _ in range(2):
        assert pages(ada, Request(server, WEB, prompt="consent")) == ["consent"]
    assert pages(ada, Request(server, WEB, prompt="login consent")) == ["sign-in", "consent"]


def test_prompt_select_account_lets_the_person_be_another(server, ada):
    pages(ada, Request(server, WEB))
    assert pages(ada, Request(server, WEB, prompt="select_account")) == ["sign-in"]


def test_an_old_link_with_prompt_login_does_not_sign_in_by_itself(server, ada):
    request = Request(server, WEB, prompt="login")
    assert pages(ada, request) == ["sign-in", "consent"]
    assert pages(ada, request) == ["sign-in"]


def test_max_age_asks_nobody_who_signed_in_since(server, ada):
    pages(ada, Request(server, WEB, scope="openid"))
    assert pages(ada, Request(server, WEB, scope="openid", max_age="3600")) == []


def test_max_age_0_always_asks(server, ada):
    pages(ada, Request(server, WEB))
    assert pages(ada, Request(server, WEB, max_age="0")) == ["sign-in"]


def test_a_login_hint_stands_in_the_form(server, ada):
    page = ada.until(Request(server, WEB, login_hint="ada@example.com").url, "sign-in")
    assert any(form.fields.get("email") == "ada@example.com" for form in page.forms)


def test_who_uses_another_account_signs_in_again(server, ada):
    page = ada.until(Request(server, DESKTOP).url, "consent")
    assert ada.submit(page, "sign-out").kind == "sign-in"
    assert pages(ada, Request(server, DESKTOP)) == ["sign-in", "consent"]
