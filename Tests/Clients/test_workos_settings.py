"""Redirect URIs, CORS origins and the JWT template, through the SDK."""

import pytest
from workos import BadRequestError, ConflictError, NotFoundError, UnprocessableEntityError

from wire import send
from workos_server import unique

pytest_plugins = ["workos_fixtures"]

TEMPLATE = '{"urn:myapp:email": "{{user.email}}"}'


def test_a_redirect_uri_is_registered_listed_and_deleted(workos):
    uri = f"https://{unique('app')}.example.com/callback"
    made = workos.user_management.create_redirect_uri(uri=uri)
    assert (made.uri, made.default) == (uri, False)
    assert made in list(workos.user_management.list_redirect_uris(limit=100).auto_paging_iter())
    workos.user_management.delete_redirect_uris(made.id)
    assert made not in list(workos.user_management.list_redirect_uris(limit=100).auto_paging_iter())
    with pytest.raises(NotFoundError):
        workos.user_management.delete_redirect_uris(made.id)


def test_a_redirect_uri_is_registered_once(workos):
    uri = f"https://{unique('app')}.example.com/callback"
    workos.user_management.create_redirect_uri(uri=uri)
    with pytest.raises((BadRequestError, ConflictError, UnprocessableEntityError)):
        workos.user_management.create_redirect_uri(uri=uri)


@pytest.mark.parametrize("uri", ["", "no uri", "javascript:alert(1)", "https://app.example.com/#fragment", 7, None])
def test_422_a_redirect_uri_is_one(emulator, uri):
    answer = emulator.call("POST", "/user_management/redirect_uris", {"uri": uri})
    assert answer.status in (400, 422), answer
    assert answer.json["message"]


def test_a_cors_origin_is_registered_once_and_then_allowed(workos, emulator):
    origin = f"https://{unique('app')}.example.com"
    before = send("GET", f"{emulator.url}/organizations", headers={"Origin": origin})
    assert before.header("Access-Control-Allow-Origin") != origin
    made = workos.user_management.create_cors_origin(origin=origin)
    assert made.id.startswith("cors_origin_") and made.origin == origin
    assert made in list(workos.user_management.list_cors_origins(limit=100).auto_paging_iter())
    with pytest.raises(ConflictError) as refusal:
        workos.user_management.create_cors_origin(origin=origin)
    assert refusal.value.code == "duplicate_cors_origin"
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = send("OPTIONS", f"{emulator.url}/user_management/authenticate", headers=asked)
    assert preflight.status in (200, 204)
    assert preflight.header("Access-Control-Allow-Origin") in (origin, "*")


@pytest.mark.parametrize("origin", ["", "app.example.com", "https://app.example.com/path", "*", "null", 7, None])
def test_422_a_cors_origin_is_a_scheme_a_host_and_a_port(emulator, origin):
    answer = emulator.call("POST", "/user_management/cors_origins", {"origin": origin})
    assert answer.status == 422, answer
    assert answer.json["message"] and answer.json["errors"]


def test_the_jwt_template_is_put_and_read(timed):
    workos = timed.client()
    with pytest.raises(NotFoundError):
        workos.user_management.list_jwt_template()
    put = workos.user_management.update_jwt_template(content=TEMPLATE)
    assert (put.object, put.content) == ("jwt_template", TEMPLATE)
    assert workos.user_management.list_jwt_template() == put
    again = workos.user_management.update_jwt_template(content="{}")
    assert (again.content, again.created_at) == ("{}", put.created_at)


@pytest.mark.parametrize(
    "content",
    ["", "no object", "[]", '{"a": ', '{"sub": "somebody"}', '{"iss": "{{user.id}}"}', '{"a": "{{user.id"}', 7],
)
def test_422_a_template_is_an_object_that_leaves_the_servers_claims_alone(emulator, content):
    answer = emulator.call("PUT", "/user_management/jwt_template", {"content": content})
    assert (answer.status, answer.json["code"]) == (422, "invalid_request_parameters")
    assert answer.json["message"]
