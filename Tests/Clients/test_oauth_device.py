"""Devices without a browser: a code on the device, a person elsewhere who lets it in (RFC 8628)."""

from types import SimpleNamespace

import pytest

from dev_server import DevServer
from oauth_flow import at_gateway, claims, post_as, refresh, refusal, token
from oauth_person import Page, Person
from oauth_setup import own_server, web
from wire import post_json

pytest_plugins = ["oauth_fixtures"]

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def begin(oauth, application, **form):
    answer = post_as(oauth, application, "/oauth2/device_authorization", **form)
    assert answer.status == 200, answer
    assert answer.header("Cache-Control") == "no-store"
    return answer.json


def poll(oauth, application, begun):
    return token(oauth, application, grant_type=DEVICE_CODE, device_code=begun["device_code"])


def decide(person, begun, approve=True):
    page = person.until(begun["verification_uri_complete"], "consent")
    return person.step(page, approve)


def test_rfc_8628_3_2_the_device_gets_two_codes_and_the_address_of_a_page(oauth, setup):
    begun = begin(oauth, setup.desktop)
    assert begun["verification_uri"].startswith(oauth.issuer + "/")
    assert begun["user_code"] in begun["verification_uri_complete"]
    assert type(begun["expires_in"]) is int and begun["expires_in"] > 0
    assert begun["interval"] == 5
    letters = begun["user_code"].replace("-", "")
    assert len(letters) == 8 and not set(letters) & set("AEIOU0123456789")
    assert begin(oauth, setup.desktop)["user_code"] != begun["user_code"]


def test_a_person_lets_the_device_in(oauth, setup, person):
    begun = begin(oauth, setup.desktop, scope="mcp mcp:write", resource=oauth.mcp_url)
    page = person.until(begun["verification_uri_complete"], "consent")
    for expected in (begun["user_code"], "desktop", "mcp:write"):
        assert expected in page.text
    assert person.step(page).kind == "message"
    answer = poll(oauth, setup.desktop, begun)
    assert answer.status == 200, answer
    assert answer.header("Cache-Control") == "no-store"
    tokens = answer.json
    said = claims(tokens["access_token"])
    assert (said["sub"], said["client_id"], said["aud"]) == ("user_ada", "desktop", oauth.mcp_url)
    assert (said["scope"], said["org_id"]) == ("mcp mcp:write", "org_acme")
    assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert refresh(oauth, setup.desktop, tokens["refresh_token"]).status == 200
    # The code is used up.
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "invalid_grant")


def test_rfc_8628_3_5_until_then_the_device_waits_and_slows_down(oauth, setup, person):
    begun = begin(oauth, setup.desktop)
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "authorization_pending")
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "slow_down")


def test_a_refusal_reaches_the_device(oauth, setup, person):
    begun = begin(oauth, setup.desktop)
    assert decide(person, begun, approve=False).kind == "message"
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "access_denied")


def test_who_decided_cannot_decide_again(oauth, setup, person):
    begun = begin(oauth, setup.desktop)
    page = person.until(begun["verification_uri_complete"], "consent")
    person.step(page, approve=False)
    shown = person.step(page, approve=True)
    assert isinstance(shown, Page) and "has access" not in shown.text
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "access_denied")


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("-", ""), lambda code: " ".join(code)])
def test_rfc_8628_6_1_a_code_is_known_however_it_is_typed(oauth, setup, person, spell):
    begun = begin(oauth, setup.desktop)
    page = person.until(begun["verification_uri"], "device")
    shown = person.submit(page, "device", user_code=spell(begun["user_code"]))
    assert shown.kind == "consent" and begun["user_code"] in shown.text


@pytest.mark.parametrize("code", ["BCDF-GHJK", "", "x", "<script>alert(1)</script>", "0000-0000", "\u00fc" * 50])
def test_a_wrong_code_asks_again(oauth, person, code):
    page = person.until(oauth.issuer + "/oauth2/device", "device")
    shown = person.submit(page, "device", user_code=code)
    assert shown.kind == "device"
    assert "<script>alert" not in shown.answer.body.decode()


def test_the_link_with_the_code_still_asks_the_person_to_compare_and_to_agree(oauth, setup, person):
    begun = begin(oauth, setup.desktop)
    for _ in range(2):
        page = person.until(begun["verification_uri_complete"], "consent")
        assert "Check that your device shows this code" in page.text
    assert refusal(poll(oauth, setup.desktop, begun)) == (400, "authorization_pending")


def test_the_code_of_one_client_is_useless_to_another(oauth, setup, person):
    begun = begin(oauth, setup.desktop)
    decide(person, begun)
    for other in (setup.single_page, setup.web):
        assert refusal(poll(oauth, other, begun)) == (400, "invalid_grant")
    assert poll(oauth, setup.desktop, begun).status == 200


def test_a_confidential_device_authenticates_at_both_endpoints(oauth, setup, person):
    bare = SimpleNamespace(client_id="web", secret=None, key=None)
    assert refusal(post_as(oauth, bare, "/oauth2/device_authorization")) == (401, "invalid_client")
    begun = begin(oauth, setup.web)
    decide(person, begun)
    assert refusal(poll(oauth, bare, begun)) == (401, "invalid_client")
    assert poll(oauth, setup.web, begun).status == 200


def test_only_clients_that_registered_for_it_may_begin(oauth, setup, elsewhere):
    body = {"redirect_uris": ["https://a.example.com/callback"], "token_endpoint_auth_method": "none"}
    url = oauth.issuer + "/oauth2/register"
    plain = post_json(url, body, source=elsewhere).json
    able = post_json(url, {**body, "grant_types": [DEVICE_CODE], "redirect_uris": []}, source=elsewhere)
    assert able.status == 201, able
    for client_id, status in ((plain["client_id"], 400), (able.json["client_id"], 200)):
        client = SimpleNamespace(client_id=client_id, secret=None, key=None)
        assert post_as(oauth, client, "/oauth2/device_authorization").status == status
    assert refusal(post_as(oauth, setup.machine, "/oauth2/device_authorization")) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    "form, error",
    [
        ({"scope": "admin"}, "invalid_scope"),
        ({"resource": "https://other.example.com/mcp"}, "invalid_target"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
    ],
    ids=str,
)
def test_a_device_that_asks_for_what_it_cannot_have_is_told_at_once(oauth, setup, form, error):
    answer = post_as(oauth, setup.desktop, "/oauth2/device_authorization", **form)
    assert refusal(answer) == (401 if error == "invalid_client" else 400, error)


def test_an_unknown_device_code_is_invalid_grant(oauth, setup):
    assert refusal(poll(oauth, setup.desktop, {"device_code": "unknown"})) == (400, "invalid_grant")
    answer = token(oauth, setup.desktop, grant_type=DEVICE_CODE)
    assert refusal(answer) == (400, "invalid_request")


def test_rfc_8628_5_1_guessing_codes_is_slowed_down(tmp_path):
    desktop = web("desktop", "http://127.0.0.1/callback")
    with DevServer(*own_server(tmp_path, desktop)) as server:
        guesser = Person(server)
        page = guesser.until(server.issuer + "/oauth2/device", "device")
        for _ in range(40):
            shown = guesser.submit(page, "device", user_code="BCDF-GHJK")
            if shown.status == 429:
                break
        assert shown.status == 429, shown
        assert int(shown.answer.header("Retry-After")) > 0


def test_who_belongs_to_several_organizations_chooses_one_for_the_device(oauth, setup):
    bob = Person(oauth, "user_bob", organization="org_globex")
    begun = begin(oauth, setup.desktop)
    decide(bob, begun)
    assert "organization" in bob.seen
    tokens = poll(oauth, setup.desktop, begun).json
    assert claims(tokens["access_token"])["org_id"] == "org_globex"
