"""The authorization endpoint: where answers go, what is a page and what a redirect, and what nobody may ask for."""

from urllib.parse import urlencode

import pytest

from oauth_flow import Request, claims
from oauth_person import Callback, Page, Person
from oauth_setup import TOOLS
from wire import post_form, post_json, send

pytest_plugins = ["oauth_fixtures"]

BYSTANDER = "127.0.0.21"


def open_without_person(request, **changes):
    """What a fetch of the request gives that has no cookies: an answer, not followed."""
    request.parameters.update(changes)
    return send("GET", request.url)


def assert_page(answer, status=range(400, 500)):
    assert answer.status in status, answer
    assert answer.header("Location") is None
    assert answer.header("Content-Type").startswith("text/html")


def assert_redirected(request, shown, error):
    """RFC 6749 §4.1.2.1 with RFC 9207: the error, the state and the issuer, and no code."""
    assert isinstance(shown, Callback), shown
    assert shown.error == error, shown
    assert shown["state"] == request.parameters["state"]
    assert shown["iss"] == request.server.issuer
    assert "code" not in shown.parameters


@pytest.fixture(scope="module")
def registered(oauth):
    """A client that registered itself, which nobody vouches for."""
    body = {
        "client_name": "Stranger",
        "redirect_uris": ["https://stranger.example.com/callback"],
        "token_endpoint_auth_method": "none",
    }
    answer = post_json(oauth.issuer + "/oauth2/register", body, source=BYSTANDER)
    assert answer.status == 201, answer

    class Registered:
        client_id, redirect_uri = answer.json["client_id"], body["redirect_uris"][0]

    return Registered


# --- What comes back


def test_rfc_9207_a_response_has_a_code_the_state_and_the_issuer(oauth, setup, person):
    request = Request(oauth, setup.web, prompt="consent")
    callback = person.authorize(request.url)
    assert callback.redirect_uri == setup.web.redirect_uri
    assert callback.parameters.keys() == {"code", "state", "iss"}
    assert (callback["state"], callback["iss"]) == (request.parameters["state"], oauth.issuer)
    assert person.seen == ["sign-in", "consent"]


def test_the_state_comes_back_as_it_went(oauth, setup, person):
    state = 'a b+c&d=e%20f/ü€"<script>'
    assert person.authorize(Request(oauth, setup.web, state=state).url)["state"] == state


def test_without_a_state_there_is_none_in_the_response(oauth, setup, person):
    callback = person.authorize(Request(oauth, setup.web, state=None).url)
    assert callback.parameters.keys() == {"code", "iss"}


def test_rfc_6749_3_1_2_a_query_of_the_redirect_uri_stays(oauth, setup, person):
    request = Request(oauth, setup.two, redirect_uri=setup.two.redirect_uris[1])
    callback = person.authorize(request.url)
    assert callback.location.startswith(setup.two.redirect_uris[1] + "&")
    assert request.redeem(callback.code).status == 200


def test_the_parameters_may_come_as_a_form(oauth, setup, person):
    request = Request(oauth, setup.desktop)
    url = oauth.issuer + "/oauth2/authorize"
    # As another site's page sends it.
    headers = {"Origin": "https://elsewhere.example.com", "Sec-Fetch-Site": "cross-site"}
    shown = person.follow(person.request("POST", url, request.parameters, headers), url)
    assert shown.kind == "sign-in"
    assert person.step(person.sign_in(shown)).code


# --- Nothing happens before the person acts


def test_fetching_the_request_before_the_browser_opens_it_is_harmless(oauth, setup, person):
    request = Request(oauth, setup.desktop)
    for _ in range(2):
        answer = send("GET", request.url)
        assert (answer.status, answer.header("Location")) == (200, None)
    assert request.redeem(person.authorize(request.url).code).status == 200


def test_the_pages_are_not_kept_and_cannot_be_framed(oauth, setup, person):
    request = Request(oauth, setup.desktop)
    for kind in ("sign-in", "consent"):
        answer = person.until(request.url, kind).answer
        assert answer.header("Cache-Control") == "no-store"
        assert "frame-ancestors 'none'" in answer.header("Content-Security-Policy")
        assert answer.header("X-Frame-Options") == "DENY"


def test_consent_names_the_client_the_host_that_it_leads_to_and_the_scopes(oauth, setup, person):
    request = Request(oauth, setup.web, scope="mcp mcp:write", prompt="consent")
    text = person.until(request.url, "consent").text
    for expected in ("web", "web.example.com", "mcp:write", oauth.mcp_url):
        assert expected in text


def test_a_redirect_to_this_computer_is_warned_of(oauth, setup, person):
    here = person.until(Request(oauth, setup.desktop).url, "consent")
    elsewhere = person.until(Request(oauth, setup.web, prompt="consent").url, "consent")
    assert "Only continue if you started this" in here.text
    assert "Only continue if you started this" not in elsewhere.text


@pytest.mark.parametrize("purpose", ["sign-in", "consent"])
def test_a_form_that_another_site_sends_does_nothing(oauth, setup, person, purpose):
    page = person.until(Request(oauth, setup.web, prompt="consent").url, purpose)
    form = page.form(purpose)
    fields = {**form.fields, "user": "user_ada", "decision": "approve"}
    url = oauth.issuer + form.action
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert_page(person.request("POST", url, fields, headers))
    for csrf in ("x" * 43, ""):
        answer = person.request("POST", url, {**fields, "csrf": csrf})
        # A sign-in form that is out of date leads to a fresh page, and signs nobody in.
        if purpose == "sign-in" and answer.status == 303:
            assert answer.header("Location").startswith("/oauth2/authorize?")
            assert "session" not in (answer.header("Set-Cookie") or "")
        else:
            assert_page(answer)
    # The same form in another browser.
    assert_page(Person(oauth).request("POST", url, fields))


def test_a_consent_cannot_be_sent_for_another_request_than_the_one_shown(oauth, setup, person):
    page = person.until(Request(oauth, setup.web, prompt="consent").url, "consent")
    other = Request(oauth, setup.rival).url.removeprefix(oauth.issuer)
    shown = person.submit(page, "consent", ("decision", "approve"), interaction=other)
    assert isinstance(shown, Page) and shown.status == 403


# --- Redirect URIs


@pytest.mark.parametrize(
    "change",
    [
        "https://web.example.com/callback/",
        "https://web.example.com/Callback",
        "https://WEB.example.com/callback",
        "https://web.example.com:443/callback",
        "https://web.example.com/callback?x=1",
        "https://web.example.com/callback#",
        "https://web.example.com/callback#fragment",
        "https://web.example.com/x/../callback",
        "https://web.example.com/%63allback",
        "https://web.example.com.evil.example/callback",
        "https://web.example.com@evil.example/callback",
        "http://web.example.com/callback",
        "//web.example.com/callback",
        "javascript:alert(1)",
        "https://evil.example/",
        " https://web.example.com/callback",
    ],
)
def test_rfc_9700_2_1_a_redirect_uri_that_differs_in_a_byte_is_a_page(oauth, setup, change):
    assert_page(open_without_person(Request(oauth, setup.web), redirect_uri=change))


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:50123/callback",
        "http://127.0.0.1/callback",
    ],
)
def test_rfc_8252_7_3_the_port_of_a_loopback_address_is_free(oauth, setup, person, uri):
    request = Request(oauth, setup.desktop, redirect_uri=uri)
    callback = person.authorize(request.url)
    assert callback.redirect_uri == uri
    assert request.redeem(callback.code).status == 200


@pytest.mark.parametrize(
    "uri", ["http://localhost:1234/callback", "http://localhost:4321/callback", "http://[::1]:50123/callback"]
)
def test_the_port_of_localhost_and_of_ipv6_loopback_is_free_too(oauth, setup, person, uri):
    assert person.authorize(Request(oauth, setup.everywhere, redirect_uri=uri).url).redirect_uri == uri


def test_rfc_8252_7_1_a_scheme_of_the_applications_own(oauth, setup, person):
    uri = "test-client://callback"
    callback = person.authorize(Request(oauth, setup.everywhere, redirect_uri=uri).url)
    assert callback.location.startswith(uri + "?")


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:50123/other",
        "http://127.0.0.1:50123/callback?x=1",
        "https://127.0.0.1:50123/callback",
        "http://127.0.0.2:50123/callback",
        "http://localhost:50123/callback",
        "http://[::1]:50123/callback",
        "http://127.1:50123/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:50123@evil.example/callback",
        "http://127.0.0.1:50123.evil.example/callback",
    ],
)
def test_only_the_port_of_loopback_is_free(oauth, setup, uri):
    assert_page(open_without_person(Request(oauth, setup.desktop), redirect_uri=uri))


def test_a_client_with_several_redirect_uris_must_name_one(oauth, setup):
    assert_page(send("GET", Request(oauth, setup.two, redirect_uri=None).url))


def test_a_client_with_one_redirect_uri_need_not_name_it(oauth, setup, person):
    request = Request(oauth, setup.web, redirect_uri=None)
    callback = person.authorize(request.url)
    assert callback.redirect_uri == setup.web.redirect_uri
    assert request.redeem(callback.code).status == 200


# --- Errors: a page where the client or the redirect URI is in doubt, else a redirect


@pytest.mark.parametrize("client_id", ["nobody", None, "", "https://nobody.invalid/client.json", "machine"])
def test_an_invalid_client_is_a_page(oauth, setup, client_id):
    assert_page(send("GET", Request(oauth, setup.web, client_id=client_id).url), range(400, 504))


def test_an_unknown_client_is_400_which_clients_take_as_a_sign_to_register_again(oauth, setup):
    assert_page(send("GET", Request(oauth, setup.web, client_id="client_forgotten").url), [400])


@pytest.mark.parametrize(
    "change, error",
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
        ({"code_challenge": "x" * 44}, "invalid_request"),
        ({"scope": "mcp admin"}, "invalid_scope"),
        ({"scope": 'mcp "quoted"'}, "invalid_scope"),
        ({"resource": "https://other.example.com/mcp"}, "invalid_target"),
        ({"resource": "/mcp"}, "invalid_target"),
        ({"resource": "https://other.example.com/mcp#x"}, "invalid_target"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://web.example.com/request"}, "request_uri_not_supported"),
    ],
    ids=str,
)
def test_rfc_6749_4_1_2_1_other_errors_go_to_the_client(oauth, setup, person, change, error):
    request = Request(oauth, setup.web, **change)
    assert_redirected(request, person.open(request.url), error)


def test_a_refusal_goes_to_the_client(oauth, setup, person):
    request = Request(oauth, setup.web, prompt="consent")
    assert_redirected(request, person.authorize(request.url, approve=False), "access_denied")
    assert person.seen == ["sign-in", "consent"]


def test_the_description_of_an_error_has_only_characters_that_rfc_6749_allows(oauth, setup, person):
    shown = person.open(Request(oauth, setup.web, scope="mcp unknown-\u00fc").url)
    text = shown.parameters.get("error_description", "")
    assert all(" " <= character <= "~" and character not in '"\\' for character in text), text


def test_for_a_client_that_registered_itself_an_error_before_the_person_acted_is_a_page(oauth, registered):
    for change in ({"scope": "admin"}, {"prompt": "none"}, {"response_type": "token"}):
        assert_page(send("GET", Request(oauth, registered, **change).url))


def test_for_a_client_that_registered_itself_the_persons_refusal_goes_to_the_client(oauth, registered, person):
    request = Request(oauth, registered)
    assert_redirected(request, person.authorize(request.url, approve=False), "access_denied")


# --- Parameters


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_rfc_6749_3_1_a_client_or_redirect_uri_that_comes_twice_is_a_page(oauth, setup, name):
    request = Request(oauth, setup.web)
    assert_page(send("GET", f"{request.url}&{urlencode({name: request.parameters[name]})}"))


@pytest.mark.parametrize("name", ["scope", "response_type", "code_challenge", "prompt"])
def test_rfc_6749_3_1_any_other_parameter_that_comes_twice_is_an_error_for_the_client(oauth, setup, person, name):
    request = Request(oauth, setup.web, prompt="login")
    shown = person.open(f"{request.url}&{urlencode({name: request.parameters[name]})}")
    assert_redirected(request, shown, "invalid_request")


def test_a_parameter_without_a_value_counts_as_absent(oauth, setup, person):
    request = Request(oauth, setup.web, scope="", nonce="", prompt="", max_age="", resource="", login_hint="")
    assert request.redeem(person.authorize(request.url).code).status == 200


def test_unknown_parameters_are_ignored(oauth, setup, person):
    request = Request(oauth, setup.web, audience="https://other.example.com", foo="bar", organization_id=None)
    assert claims(request.redeem(person.authorize(request.url).code).json["access_token"])["aud"] == oauth.mcp_url


def test_a_query_that_is_no_query_is_a_page(oauth):
    url = oauth.issuer + "/oauth2/authorize"
    for query in ("?%", "?client_id=%ff", "?client_id=%00", "", "?" + "x" * 20_000):
        answer = send("GET", url + query)
        assert 400 <= answer.status < 500, (query[:20], answer)


# --- Resources and organizations


def test_rfc_8707_without_a_resource_the_token_is_for_the_default_one(oauth, setup, person):
    request = Request(oauth, setup.web, resource=None)
    assert claims(request.redeem(person.authorize(request.url).code).json["access_token"])["aud"] == oauth.mcp_url


@pytest.mark.parametrize("resource", [None, TOOLS])
def test_rfc_8707_the_applications_own_audience_may_be_named_or_left_out(oauth, setup, person, resource):
    request = Request(oauth, setup.tools_user, resource=resource)
    assert claims(request.redeem(person.authorize(request.url).code).json["access_token"])["aud"] == TOOLS


def test_another_applications_audience_is_invalid_target(oauth, setup, person):
    request = Request(oauth, setup.web, resource=TOOLS)
    assert_redirected(request, person.open(request.url), "invalid_target")


def test_the_vault_is_a_resource_of_its_own(oauth, setup, person):
    request = Request(oauth, setup.web, resource=oauth.vault)
    assert claims(request.redeem(person.authorize(request.url).code).json["access_token"])["aud"] == oauth.vault


def test_who_belongs_to_several_organizations_chooses_one(oauth, setup):
    bob = Person(oauth, "user_bob", organization="org_globex")
    request = Request(oauth, setup.desktop)
    callback = bob.authorize(request.url)
    assert bob.seen == ["sign-in", "organization", "consent"]
    assert claims(request.redeem(callback.code).json["access_token"])["org_id"] == "org_globex"


def test_an_organization_that_the_person_does_not_belong_to_is_refused(oauth, setup, person):
    request = Request(oauth, setup.web, organization_id="org_globex")
    assert_redirected(request, person.authorize(request.url), "access_denied")


# --- Signing in


def test_a_password_signs_in_and_a_wrong_one_does_not(oauth, setup):
    request = Request(oauth, setup.web)
    wrong = Person(oauth, "ada@example.com", password="wrong")
    shown = wrong.sign_in(wrong.until(request.url, "sign-in"))
    assert isinstance(shown, Page) and shown.kind == "sign-in" and shown.status in (400, 401)
    unknown = Person(oauth, "nobody@example.com", password="wrong")
    other = unknown.sign_in(unknown.until(request.url, "sign-in"))
    assert other.status == shown.status
    assert [line for line in other.text.split() if "@" not in line] == [
        line for line in shown.text.split() if "@" not in line
    ]
    right = Person(oauth, "ada@example.com", password="correct horse battery staple")
    tokens = request.redeem(right.authorize(request.url).code).json
    assert claims(tokens["access_token"])["sub"] == "user_ada"


def test_the_session_is_a_new_one_after_every_sign_in(oauth, setup, person):
    person.authorize(Request(oauth, setup.web).url)
    first = dict(person.cookies)
    person.authorize(Request(oauth, setup.web, prompt="login").url)
    sessions = [name for name in first if "session" in name]
    assert sessions and all(person.cookies[name] != first[name] for name in sessions)


def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(oauth, setup):
    person = Person(oauth)
    headers = []
    person.keep = lambda header, keep=person.keep: (headers.append(header), keep(header))
    person.authorize(Request(oauth, setup.web).url)
    assert len(headers) >= 2
    for header in headers:
        assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header


def test_there_is_no_password_grant(oauth, setup):
    form = {"grant_type": "password", "username": "ada@example.com", "password": "x", "client_id": "desktop"}
    answer = post_form(oauth.token_endpoint, form)
    assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")
