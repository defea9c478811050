"""Clients that register themselves (RFC 7591), and what they may do with their registration afterwards (RFC 7592)."""

import json
from types import SimpleNamespace

import pytest

from dev_server import DevServer
from oauth_documents import SigningKey
from oauth_flow import Request, at_gateway, claims, refresh, refusal, sign_in, token
from oauth_person import Person
from wire import bearer, post_json, send

pytest_plugins = ["oauth_fixtures"]

METADATA = {
    "client_name": "Notebook",
    "redirect_uris": ["https://notebook.example.com/callback"],
    "token_endpoint_auth_method": "none",
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
}


@pytest.fixture
def register(oauth, elsewhere):
    """Registers with changed metadata; a change to `None` leaves a member out."""

    def registered(**changes):
        body = {name: value for name, value in {**METADATA, **changes}.items() if value is not None}
        return post_json(oauth.issuer + "/oauth2/register", body, source=elsewhere)

    return registered


def application(answer):
    """The registered client, as one that can ask for tokens."""
    assert answer.status == 201, answer
    body = answer.json
    return SimpleNamespace(
        client_id=body["client_id"],
        secret=body.get("client_secret"),
        key=None,
        redirect_uri=body["redirect_uris"][0],
        url=body["registration_client_uri"],
        token=body["registration_access_token"],
    )


def manage(method, client, body=None, token=None):
    headers = bearer(token or client.token)
    if body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(body)
    return send(method, client.url, body, headers)


# --- Registering


def test_rfc_7591_3_2_1_the_answer_has_all_that_was_registered(oauth, register):
    answer = register(
        client_uri="https://notebook.example.com/",
        logo_uri="https://notebook.example.com/logo.png",
        contacts=["hello@notebook.example.com"],
        software_id="notebook",
        software_version="1.2",
        scope="mcp",
        application_type="web",
    )
    assert answer.status == 201, answer
    assert answer.header("Cache-Control") == "no-store"
    body = answer.json
    for name, value in METADATA.items():
        assert body[name] == value, name
    assert body["client_uri"] == "https://notebook.example.com/"
    assert body["contacts"] == ["hello@notebook.example.com"]
    assert (body["software_id"], body["software_version"]) == ("notebook", "1.2")
    assert body["application_type"] == "web"
    assert body["client_id"] and type(body["client_id_issued_at"]) is int
    assert "client_secret" not in body
    assert body["registration_client_uri"].startswith(oauth.issuer + "/oauth2/register/")
    assert body["registration_access_token"]


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", None])
def test_a_confidential_client_gets_a_secret_that_works(oauth, register, method):
    answer = register(token_endpoint_auth_method=method)
    client = application(answer)
    assert answer.json["token_endpoint_auth_method"] == (method or "client_secret_basic")
    assert answer.json["client_secret_expires_at"] == 0
    assert claims(sign_in(oauth, client)["access_token"])["client_id"] == client.client_id


def test_a_public_client_signs_people_in_and_refreshes(oauth, register):
    client = application(register(redirect_uris=["http://127.0.0.1:7777/callback"], application_type="native"))
    tokens = sign_in(oauth, client)
    assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert refresh(oauth, client, tokens["refresh_token"]).status == 200


def test_a_client_may_register_its_keys(oauth, register):
    key = SigningKey("ES256")
    answer = register(token_endpoint_auth_method="private_key_jwt", jwks=key.key_set)
    client = application(answer)
    assert "client_secret" not in answer.json
    client.key = key
    assert sign_in(oauth, client)["access_token"]


def test_what_a_client_leaves_out_gets_the_defaults_of_rfc_7591_2(register):
    answer = register(grant_types=None, response_types=None, token_endpoint_auth_method=None)
    assert answer.json["grant_types"] == ["authorization_code"]
    assert answer.json["response_types"] == ["code"]
    assert answer.json["token_endpoint_auth_method"] == "client_secret_basic"


def test_rfc_7591_2_unknown_members_are_ignored_and_what_nobody_gets_is_left_out(register):
    grants = ["authorization_code", "refresh_token", "client_credentials", "implicit", "password"]
    answer = register(grant_types=grants, scope="mcp admin", shoe_size=43, **{"client_name#fr": "Carnet"})
    assert answer.status == 201, answer
    assert answer.json["grant_types"] == ["authorization_code", "refresh_token"]
    assert answer.json.get("scope") == "mcp"
    assert "shoe_size" not in answer.json


def test_a_stranger_gets_no_tokens_for_itself(oauth, register):
    client = application(register(token_endpoint_auth_method="client_secret_basic"))
    assert refusal(token(oauth, client, grant_type="client_credentials")) == (400, "unauthorized_client")
    refused = register(grant_types=["client_credentials"], redirect_uris=None, response_types=None)
    assert refusal(refused) == (400, "invalid_client_metadata")


@pytest.mark.parametrize(
    "uri",
    [
        "http://notebook.example.com/callback",
        "http://127.0.0.2/callback",
        "https://notebook.example.com/callback#fragment",
        "https://*.example.com/callback",
        "https://user@notebook.example.com/callback",
        "https://notebook.example.com/callback?code=x",
        "https://notebook.example.com/a/../callback",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "blob:https://notebook.example.com/x",
        "ftp://notebook.example.com/",
        "urn:ietf:wg:oauth:2.0:oob",
        "/callback",
        "notebook",
        "",
        "https://",
        "https:///callback",
        "https://notebook.example.com/call back",
        "https://notebook.example.com/\u00fc",
    ],
)
def test_redirect_uris_that_nobody_may_have(register, uri):
    for application_type in ("web", "native"):
        answer = register(redirect_uris=[uri], application_type=application_type)
        assert refusal(answer) == (400, "invalid_redirect_uri"), (application_type, answer)


@pytest.mark.parametrize("uri", ["cursor://anysphere.cursor-mcp/oauth/callback", "com.example.app:/callback"])
def test_rfc_8252_7_1_a_scheme_of_its_own_is_for_native_applications(register, uri):
    assert register(redirect_uris=[uri], application_type="native").status == 201
    assert refusal(register(redirect_uris=[uri], application_type="web")) == (400, "invalid_redirect_uri")


@pytest.mark.parametrize("uri", ["cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost:7777/callback"])
def test_a_native_application_need_not_say_that_it_is_one(register, uri):
    answer = register(redirect_uris=[uri])
    assert (answer.status, answer.json["application_type"]) == (201, "native")


@pytest.mark.parametrize(
    "change, error",
    [
        ({"redirect_uris": None}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://notebook.example.com/callback"}, "invalid_redirect_uri"),
        ({"redirect_uris": [7]}, "invalid_redirect_uri"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"application_type": "robot"}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"grant_types": "authorization_code"}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"client_name": 7}, "invalid_client_metadata"),
        ({"client_name": "x" * 1000}, "invalid_client_metadata"),
        ({"client_name": "Note\u202ebook"}, "invalid_client_metadata"),
        ({"client_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}, "invalid_client_metadata"),
        ({"jwks_uri": "http://10.0.0.1/jwks"}, "invalid_client_metadata"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_rfc_7591_3_2_2_metadata_that_will_not_do(register, change, error):
    assert refusal(register(**change)) == (400, error)


def test_a_client_that_shows_its_private_key_is_told_so(register):
    key = SigningKey("ES256")
    answer = register(token_endpoint_auth_method="private_key_jwt", jwks={"keys": [key.private]})
    assert refusal(answer) == (400, "invalid_client_metadata")
    assert key.private["d"] not in answer.body.decode()


def test_malformed_bodies_are_refused(oauth, elsewhere):
    url = oauth.issuer + "/oauth2/register"
    for body in ("{", "[]", "null", '"x"', ""):
        assert post_json(url, body, source=elsewhere).status == 400
    assert send("POST", url, json.dumps(METADATA), {"Content-Type": "text/plain"}, elsewhere).status == 400
    assert post_json(url, {**METADATA, "client_name": "x" * 70_000}, source=elsewhere).status == 413
    assert post_json(url, "[" * 10_000, source=elsewhere).status == 400


def test_registrations_from_one_address_are_limited(oauth, elsewhere):
    url = oauth.issuer + "/oauth2/register"
    statuses = []
    for _ in range(130):
        answer = post_json(url, METADATA, source=elsewhere)
        statuses.append(answer.status)
        if answer.status == 429:
            break
    assert statuses.count(201) >= 20 and statuses[-1] == 429
    assert answer.json["error"] and 0 < int(answer.header("Retry-After")) <= 60
    # Others are not shut out by it.
    assert post_json(url, METADATA, source="127.0.0.99").status == 201


# --- Managing


def test_rfc_7592_2_1_a_registration_can_be_read_and_never_shows_the_secret(oauth, register):
    registered = register(token_endpoint_auth_method="client_secret_post")
    answer = manage("GET", application(registered))
    assert answer.status == 200, answer
    assert answer.header("Cache-Control") == "no-store"
    body = {name: value for name, value in registered.json.items() if not name.startswith("client_secret")}
    assert {name: answer.json[name] for name in body} == body


def test_rfc_7592_2_2_an_update_replaces_everything(oauth, register):
    client = application(register(client_uri="https://notebook.example.com/"))
    changed = {**METADATA, "client_id": client.client_id, "client_name": "Renamed"}
    changed["redirect_uris"] = ["https://new.example.com/callback"]
    answer = manage("PUT", client, changed)
    assert answer.status == 200, answer
    assert (answer.json["client_name"], answer.json["redirect_uris"]) == ("Renamed", changed["redirect_uris"])
    assert "client_uri" not in answer.json
    read = manage("GET", client, token=answer.json.get("registration_access_token")).json
    assert read["client_name"] == "Renamed"

    assert send("GET", Request(oauth, client).url).status == 400
    client.redirect_uri = changed["redirect_uris"][0]
    assert sign_in(oauth, client)["access_token"]


def test_an_update_to_a_confidential_client_gives_it_a_secret(oauth, register):
    client = application(register())
    body = {**METADATA, "client_id": client.client_id, "token_endpoint_auth_method": "client_secret_basic"}
    client.secret = manage("PUT", client, body).json["client_secret"]
    assert sign_in(oauth, client)["access_token"]
    client.secret = None
    request = Request(oauth, client)
    code = Person(oauth).authorize(request.url).code
    assert refusal(request.redeem(code)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": None},
        {"client_id": "another"},
        {"registration_access_token": "x"},
        {"client_secret": "chosen"},
        {"client_secret_expires_at": 0},
        {"redirect_uris": ["javascript:alert(1)"]},
    ],
    ids=str,
)
def test_rfc_7592_2_2_an_update_that_will_not_do_changes_nothing(register, change):
    client = application(register())
    body = {**METADATA, "client_id": client.client_id, "client_name": "Changed", **change}
    answer = manage("PUT", client, {name: value for name, value in body.items() if value is not None})
    assert answer.status == 400, answer
    assert manage("GET", client).json["client_name"] == METADATA["client_name"]


def test_rfc_7592_2_3_a_deleted_client_is_gone_with_all_that_it_was_given(oauth, register):
    client = application(register())
    tokens = sign_in(oauth, client)
    assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert manage("DELETE", client).status == 204

    assert refusal(refresh(oauth, client, tokens["refresh_token"])) == (401, "invalid_client")
    assert at_gateway(oauth, tokens["access_token"]).status == 401
    for method in ("GET", "DELETE"):
        assert manage(method, client).status == 401


def test_rfc_7592_only_its_own_token_opens_a_registration(oauth, setup, register):
    client, other = application(register()), application(register())
    body = {**METADATA, "client_id": client.client_id}
    for token in (other.token, "wrong", oauth.api_key):
        for method, content in (("GET", None), ("PUT", body), ("DELETE", None)):
            answer = manage(method, client, content, token)
            assert answer.status == 401, (method, answer)
            assert answer.challenge[1]["error"] == "invalid_token"
    assert send("GET", client.url).status == 401
    assert send("GET", client.url).header("WWW-Authenticate") == "Bearer"
    assert manage("GET", client).status == 200


def test_a_configured_client_and_an_unknown_one_look_the_same_from_there(oauth, setup, register):
    token = application(register()).token
    answers = [
        send("GET", f"{oauth.issuer}/oauth2/register/{client_id}", headers=bearer(token))
        for client_id in (setup.web.client_id, "unknown", "%00", "%ff", "a%2Fb")
    ]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.body for answer in answers}) == 1


def test_a_registration_outlives_a_restart(tmp_path):
    with DevServer("--data", tmp_path) as server:
        client = application(post_json(server.issuer + "/oauth2/register", METADATA))
        # What is stored are hashes.
        for file in tmp_path.rglob("*"):
            assert not file.is_file() or client.token.encode() not in file.read_bytes()
        port = server.issuer.rsplit(":", 1)[1]
    with DevServer("--data", tmp_path, "--port", port) as server:
        assert manage("GET", client).json["client_id"] == client.client_id
        assert send("GET", Request(server, client).url).status == 200
