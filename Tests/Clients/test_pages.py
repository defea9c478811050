"""The authorization server's pages in real Chromium: by mouse, by keyboard, without scripts, and under attack."""

import base64
import contextlib
import hashlib
import html
import re
from urllib.parse import urlencode, urlsplit

import pytest
from browser import Chromedriver
from dev_server import DevServer
from listener import Listener, self_signed
from wire import post_form, post_json, send

PASSWORD = "correct horse battery staple"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
SEED = f"""
organizations:
  - {{id: org_acme, name: Acme}}
  - {{id: org_beta, name: Beta Works}}
users:
  - {{id: user_alice, email: alice@example.com, password: {PASSWORD}, first_name: Alice, last_name: Archer,
     memberships: [{{organization_id: org_acme}}]}}
  - {{id: user_bob, email: bob@example.com, password: {PASSWORD}, first_name: Bob, last_name: Brown,
     memberships: [{{organization_id: org_acme}}, {{organization_id: org_beta}}]}}
connectApplications:
  - {{name: Agent, type: m2m, organization_id: org_acme, scopes: [mcp], client_id: client_agent}}
  - {{name: Notebook, type: oauth, client_id: client_notebook, uses_pkce: true, redirect_uris: [
      "http://127.0.0.1/callback", "http://localhost/callback", "http://[::1]/callback",
      "cursor://anysphere.cursor-mcp/oauth/callback", "https://127.0.0.1:CALLBACK_PORT/callback"]}}
"""


@pytest.fixture(scope="module")
def driver():
    driver = Chromedriver()
    yield driver
    driver.close()


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    listener = Listener(context=self_signed(tmp_path_factory.mktemp("certificate")))
    yield listener
    listener.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory, secure):
    seed = tmp_path_factory.mktemp("seed") / "seed.yaml"
    seed.write_text(SEED.replace("CALLBACK_PORT", str(secure.port)))
    with DevServer("--seed", seed) as server:
        yield server


@pytest.fixture
def browser(driver):
    with driver.browser() as browser:
        yield browser


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


def authorize_url(server, redirect_uri, client_id="client_notebook", **parameters):
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "a state & more",
        "scope": "openid profile email mcp",
        "resource": server.mcp_url,
        **parameters,
    }
    return f"{server.issuer}/oauth2/authorize?{urlencode(query)}"


def heading(browser):
    return browser.one("h1").text


def await_heading(browser, text):
    def there():
        with contextlib.suppress(Exception):
            return heading(browser) == text

    browser.wait(there, f"the heading {text!r}")


def await_answer(browser, listener, path="/callback"):
    browser.wait(lambda: listener.answer(path) is not None, f"a request for {path}")
    return listener.answer(path)


def sign_in(browser, name="Alice Archer"):
    browser.button(f"Continue as {name}").click()


def sign_in_and_allow(browser, listener):
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    browser.button("Allow").click()
    return await_answer(browser, listener)


def complaints(browser):
    """The console, without the line that Chromium writes for each page whose status is an error."""
    return [line for line in browser.log() if "the server responded with a status of" not in line]


def redeem(server, answer, redirect_uri):
    form = {"grant_type": "authorization_code", "code": answer["code"], "code_verifier": VERIFIER}
    return post_form(server.token_endpoint, {**form, "client_id": "client_notebook", "redirect_uri": redirect_uri})


# The way through


def test_from_sign_in_to_tokens(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    answer = sign_in_and_allow(browser, listener)
    assert answer["state"] == "a state & more"
    assert answer["iss"] == server.issuer
    assert redeem(server, answer, listener.callback).status == 200
    assert complaints(browser) == []


def test_the_keyboard_is_enough_and_its_focus_is_seen(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    order = []

    def tab_to(what):
        for _ in range(20):
            browser.press("tab")
            element = browser.focused
            order.append(element.name)
            assert browser.script("return getComputedStyle(document.activeElement).outlineStyle") != "none"
            if what in element.name:
                return
        raise AssertionError(f"no {what!r} among {order}")

    tab_to("Password")
    names = ["Continue as Alice Archer", "Continue as Bob Brown", "Email address", "Password"]
    assert [next((name for name in names if name in words), words) for words in order] == names
    browser.press("shift+tab")
    browser.write("alice@example.com")
    browser.press("tab")
    browser.write(PASSWORD)
    browser.press("enter")
    await_heading(browser, "Allow Notebook access?")
    order.clear()
    tab_to("Allow")
    browser.press("space")
    assert await_answer(browser, listener)["code"]
    assert complaints(browser) == []


def test_scripts_are_not_needed(server, driver, listener):
    with driver.browser(scripts=False) as browser:
        browser.open(authorize_url(server, listener.callback))
        browser.one("#email").type("alice@example.com")
        browser.one("#password").type(PASSWORD)
        browser.button("Sign in").click()
        await_heading(browser, "Allow Notebook access?")
        browser.button("Allow").click()
        assert await_answer(browser, listener)["code"]


def test_a_wrong_password_is_said_at_the_fields_and_another_try_is_there(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    browser.one("#email").type("alice@example.com")
    browser.one("#password").type("wrong")
    browser.button("Sign in").click()
    browser.wait(lambda: browser.title.startswith("Error: Sign in"), "the page again")
    assert browser.one("[role=alert]").text == "The email address or the password is wrong."
    assert browser.one("#email").property("value") == "alice@example.com"
    assert browser.one("#password").property("value") == ""
    for field in ["#email", "#password"]:
        assert browser.one(field).attribute("aria-describedby") == browser.one("[role=alert]").attribute("id")
    browser.one("#password").type(PASSWORD)
    browser.press("enter")
    await_heading(browser, "Allow Notebook access?")
    assert complaints(browser) == []


def test_denying_tells_the_client(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    browser.button("Deny").click()
    answer = await_answer(browser, listener)
    assert answer["error"] == "access_denied" and answer["state"] == "a state & more"
    assert "code" not in answer


def test_back_and_reload_do_no_harm(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    browser.reload()
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    browser.reload()
    await_heading(browser, "Allow Notebook access?")
    browser.back()
    assert "Notebook" in browser.text
    browser.open(authorize_url(server, listener.callback))
    browser.button("Allow").click()
    first = await_answer(browser, listener)
    browser.back()
    await_heading(browser, "Allow Notebook access?")
    browser.button("Allow").click()
    browser.wait(lambda: len(listener.requests) == 2, "the second answer")
    second = listener.answer()
    assert first["code"] != second["code"]
    assert redeem(server, second, listener.callback).status == 200


def test_one_of_several_organizations_is_chosen(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    sign_in(browser, "Bob Brown")
    await_heading(browser, "Choose an organization")
    browser.button("Beta Works").click()
    await_heading(browser, "Allow Notebook access?")
    assert "Beta Works" in browser.one("dl").text
    browser.button("Allow").click()
    assert redeem(server, await_answer(browser, listener), listener.callback).status == 200
    assert complaints(browser) == []


def test_another_account_takes_over(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    assert "alice@example.com" in browser.text
    browser.button("Use another account").click()
    await_heading(browser, "Sign in")
    sign_in(browser, "Bob Brown")
    await_heading(browser, "Choose an organization")
    assert "bob@example.com" in browser.text


def test_a_device_is_connected(server, browser):
    registered = post_json(
        server.issuer + "/oauth2/register",
        {
            "client_name": "Television",
            "token_endpoint_auth_method": "none",
            "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"],
        },
    )
    assert registered.status == 201, registered
    client = {"client_id": registered.json["client_id"]}
    begun = post_form(server.issuer + "/oauth2/device_authorization", {**client, "resource": server.mcp_url}).json
    browser.open(begun["verification_uri"])
    sign_in(browser)
    await_heading(browser, "Connect a device")
    browser.write("zzzz zzzz")
    browser.press("enter")
    browser.wait(lambda: browser.title.startswith("Error: Connect a device"), "the page again")
    assert "ZZZZ ZZZZ" in browser.one("[role=alert]").text.upper()
    browser.write(begun["user_code"].replace("-", " ").lower())
    browser.button("Continue").click()
    await_heading(browser, "Allow Television access?")
    assert browser.one("p.code").text == begun["user_code"]
    browser.button("Allow").click()
    await_heading(browser, "Device connected")
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun["device_code"]}
    assert post_form(server.token_endpoint, {**client, **grant}).status == 200
    assert complaints(browser) == []


def test_a_window_that_the_client_opened_can_still_speak_to_it(server, browser, listener):
    listener.pages["/"] = "<!doctype html><title>client</title>"
    listener.pages["/callback"] = "<!doctype html><script>opener.document.title = 'told'</script>"
    browser.open(listener.origin + "/")
    before = browser.call("GET", "/window")
    browser.script("window.open(arguments[0])", authorize_url(server, listener.callback))
    opened = browser.wait(lambda: [w for w in browser.call("GET", "/window/handles") if w != before], "the window")
    browser.call("POST", "/window", {"handle": opened[0]})
    browser.wait(lambda: browser.title.startswith("Sign in"), "the page")
    sign_in_and_allow(browser, listener)
    browser.call("POST", "/window", {"handle": before})
    browser.wait(lambda: browser.title == "told", "word from the window")


# Where the redirect may lead (Content-Security-Policy: form-action)


@pytest.mark.parametrize("host, name", [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "localhost"), ("::1", "[::1]")])
def test_rfc_8252_7_3_a_redirect_to_loopback_reaches_any_port(server, browser, host, name):
    try:
        listener = Listener(host)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    try:
        browser.open(authorize_url(server, f"http://{name}:{listener.port}/callback"))
        assert sign_in_and_allow(browser, listener)["code"]
        assert complaints(browser) == []
    finally:
        listener.close()


def test_a_listener_may_send_the_browser_on(server, browser, listener):
    listener.redirects["/callback"] = f"http://localhost:{listener.port}/done"
    browser.open(authorize_url(server, listener.callback))
    sign_in_and_allow(browser, listener)
    await_answer(browser, listener, "/done")
    assert complaints(browser) == []


def test_rfc_8252_7_1_a_redirect_to_an_applications_scheme_is_not_held_back(server, browser):
    browser.open(authorize_url(server, "cursor://anysphere.cursor-mcp/oauth/callback"))
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    assert "cursor:" in browser.text
    browser.button("Allow").click()
    # No application is there to take it, so that what can be seen is that nothing forbade it.
    assert_stays_without_complaint(browser)


def test_a_callback_on_the_web_may_hand_over_to_an_application(server, driver, secure):
    secure.redirects["/callback"] = "claude://settings/connectors"
    with driver.browser(insecure=True) as browser:
        browser.open(authorize_url(server, secure.callback))
        assert sign_in_and_allow(browser, secure)["code"]
        assert_stays_without_complaint(browser)


def assert_stays_without_complaint(browser):
    with pytest.raises(AssertionError):
        browser.wait(lambda: complaints(browser), "a complaint", within=2)


# Attacks


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["same site", "other site"])
def test_a_form_of_another_origin_does_nothing(server, browser, listener, host):
    browser.open(authorize_url(server, listener.callback))
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    # Even one that got hold of the token.
    names = ["interaction", "csrf"]
    stolen = {name: browser.one(f"form:not(.account) [name={name}]").property("value") for name in names}
    inputs = "".join(f'<input name="{name}" value="{html.escape(value)}">' for name, value in stolen.items())
    listener.pages["/"] = (
        f'<form method="post" action="{server.issuer}/oauth2/consent">{inputs}'
        '<button name="decision" value="approve">free money</button></form>'
    )
    browser.open(f"http://{host}:{listener.port}/")
    browser.button("free money").click()
    await_heading(browser, "This was not allowed")
    assert "Another site sent this form" in browser.text
    assert listener.answer() is None


def test_a_page_in_a_frame_is_not_shown(server, browser, listener):
    listener.pages["/"] = f'<iframe src="{html.escape(authorize_url(server, listener.callback))}"></iframe>'
    browser.open(listener.origin + "/")
    browser.wait(lambda: any("frame-ancestors" in line for line in browser.log()), "a refusal")
    browser.call("POST", "/frame", {"id": 0})
    assert "Sign in" not in browser.text


def test_a_name_that_was_rebound_to_loopback_is_no_origin_of_ours(server, listener):
    port = urlsplit(server.issuer).port
    headers = {"Host": f"rebound.example:{port}", "Origin": f"http://rebound.example:{port}"}
    shown = send("GET", authorize_url(server, listener.callback), headers={"Host": headers["Host"]})
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.body.decode())
    form = {name: html.unescape(value) for name, value in fields} | {"user": "user_alice"}
    headers["Cookie"] = shown.header("Set-Cookie").split(";")[0]
    assert post_form(server.issuer + "/oauth2/sign-in", form, headers).status == 403
    headers |= {"Host": f"127.0.0.1:{port}", "Origin": server.issuer}
    assert post_form(server.issuer + "/oauth2/sign-in", form, headers).status == 303


def test_markup_in_a_clients_name_is_text(server, browser, listener):
    # An accent joins what comes before it, and U+0D4E what comes after it.
    name = '<img src=x>"\u0301 onfocus=x \u0d4e<script>document.title="owned"</script>{{email}}'
    registered = post_json(
        server.issuer + "/oauth2/register",
        {"client_name": name, "redirect_uris": [listener.callback], "token_endpoint_auth_method": "none"},
    )
    assert registered.status == 201, registered
    browser.open(authorize_url(server, listener.callback, client_id=registered.json["client_id"]))
    assert "<img src=x>" in browser.one("p.lead").text
    sign_in(browser)
    browser.wait(lambda: browser.title.startswith("Allow access"), "the consent page")
    assert '<script>document.title="owned"</script>' in heading(browser)
    assert browser.all("img, script") == []
    assert "nobody has checked its name" in browser.text
    assert complaints(browser) == []


def test_an_unknown_client_and_an_unknown_redirect_uri_get_a_page(server, browser, listener):
    for url in [
        authorize_url(server, listener.callback, client_id="nobody"),
        authorize_url(server, "https://evil.example.com/callback"),
    ]:
        browser.open(url)
        await_heading(browser, "This request cannot go on")
        assert browser.url == url
        assert browser.all("form") == []
        assert complaints(browser) == []


def test_cookies_are_out_of_reach(server, browser, listener):
    browser.open(authorize_url(server, listener.callback))
    sign_in(browser)
    await_heading(browser, "Allow Notebook access?")
    assert len(browser.cookies) == 2
    for cookie in browser.cookies.values():
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and cookie["path"] == "/"
    assert browser.script("return document.cookie") == ""


# How it looks

LOOKS = {
    "light": {},
    "dark": {"dark": True},
    "phone": {"width": 320, "height": 640},
    "dark-phone": {"width": 320, "height": 640, "dark": True},
}

# The lowest contrast of any text to what is behind it (WCAG 2.2 §1.4.3), and the text.
LOWEST_CONTRAST = """
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const linear = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
    const behind = element => {
        for (; element; element = element.parentElement) {
            const colour = parse(getComputedStyle(element).backgroundColor);
            if (colour.length < 4 || colour[3] > 0) return colour;
        }
        throw "no background";
    };
    let lowest = [21, ""];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
        if (!text) continue;
        const pair = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => a - b);
        const contrast = (pair[1] + .05) / (pair[0] + .05);
        if (contrast < lowest[0]) lowest = [contrast, text];
    }
    return lowest;
"""


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_legible_labelled_and_no_wider_than_its_window(server, driver, listener, tmp_path, look):
    with driver.browser(**LOOKS[look]) as browser:
        count = 0

        def check(page):
            nonlocal count
            count += 1
            browser.screenshot(tmp_path / f"{look}-{page}.png")
            assert browser.script("return document.documentElement.scrollWidth <= window.innerWidth"), page
            contrast, text = browser.script(LOWEST_CONTRAST)
            assert contrast >= 4.5, f"{page}: {text!r} has a contrast of {contrast:.2f}"
            for element in browser.all("input:not([type=hidden]), button, a"):
                assert element.name, f"{page}: a control without a name"
            landmarks = [element.role for element in browser.all("header, main, footer")]
            assert landmarks == ["banner", "main", "contentinfo"]
            assert len(browser.all("h1")) == 1 and browser.one("html").attribute("lang") == "en"
            assert complaints(browser) == [], page

        browser.open(authorize_url(server, listener.callback))
        check("sign-in")
        browser.one("#email").type("alice@example.com")
        browser.one("#password").type("wrong")
        browser.button("Sign in").click()
        browser.wait(lambda: browser.title.startswith("Error"), "the page again")
        check("sign-in-refused")
        sign_in(browser, "Bob Brown")
        await_heading(browser, "Choose an organization")
        check("organization")
        browser.button("Acme").click()
        await_heading(browser, "Allow Notebook access?")
        check("consent-loopback")
        cursor = "cursor://anysphere.cursor-mcp/oauth/callback"
        browser.open(authorize_url(server, cursor, organization_id="org_acme"))
        await_heading(browser, "Allow Notebook access?")
        check("consent-private-use")
        browser.open(server.issuer + "/oauth2/device")
        await_heading(browser, "Connect a device")
        check("device")
        browser.open(server.issuer + "/oauth2/device?user_code=zzzzzzzz")
        browser.wait(lambda: browser.title.startswith("Error"), "the page again")
        check("device-rejected")
        browser.open(authorize_url(server, listener.callback, client_id="nobody"))
        check("error")
        assert count == len(list(tmp_path.iterdir())) == 8
