"""How clients show who they are at the token endpoint, and what is taken for two ways at once."""

import base64
import hashlib
import hmac
import json
import secrets
import time

import jwt
import pytest

from oauth_documents import SigningKey
from oauth_flow import ASSERTION_TYPE, Request, claims, client_credentials, refusal, token, without_absent
from oauth_setup import PUBLISHED_KEYS
from wire import basic, post_form, post_json, raw_basic, send

pytest_plugins = ["oauth_fixtures"]

GRANT = {"grant_type": "client_credentials"}


def with_assertion(oauth, assertion, headers=None, source=None, **form):
    form = {**GRANT, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion, **form}
    return post_form(oauth.token_endpoint, without_absent(form), headers, source)


@pytest.fixture
def credentials(setup):
    return {"client_id": setup.machine.client_id, "client_secret": setup.machine.secret}


# --- Secrets


@pytest.mark.parametrize("name", ["machine", "machine_short"])
def test_basic_and_post_both_do_for_long_and_short_secrets(oauth, setup, name):
    application = {"machine": setup.machine, "machine_short": setup.short}[name]
    body = {**GRANT, "client_id": application.client_id, "client_secret": application.secret}
    answers = [
        post_form(oauth.token_endpoint, GRANT, basic(application.client_id, application.secret)),
        post_form(oauth.token_endpoint, body),
        post_json(oauth.token_endpoint, body),
    ]
    assert [claims(answer.json["access_token"])["sub"] for answer in answers] == [application.client_id] * 3


@pytest.mark.parametrize(
    "authorization",
    [
        "machine:100%",
        "machine:%zz",
        "machine:%",
        "%:secret",
        "machine:%ff",
        "machine",
        ":",
        ":secret",
        "machine:",
        "",
        "machine:wrong\x00",
        "\u00fc:\u00fc",
    ],
)
def test_rfc_6749_2_3_1_credentials_that_cannot_be_decoded_are_invalid_client(oauth, authorization, elsewhere):
    answer = post_form(oauth.token_endpoint, GRANT, raw_basic(authorization), elsewhere)
    assert refusal(answer) == (401, "invalid_client")
    assert answer.header("WWW-Authenticate").startswith("Basic realm=")


@pytest.mark.parametrize("value", ["Basic !!!", "Basic", "Bearer token", "Digest x", "Basic YQ==, Basic YQ=="])
def test_a_header_of_another_kind_is_refused(oauth, value):
    answer = post_form(oauth.token_endpoint, GRANT, {"Authorization": value})
    assert answer.json["error"] in ("invalid_client", "invalid_request")
    assert answer.status in (400, 401)


def test_an_equal_client_id_beside_basic_is_no_second_method(oauth, setup):
    headers = basic(setup.machine.client_id, setup.machine.secret)
    assert post_form(oauth.token_endpoint, {**GRANT, "client_id": setup.machine.client_id}, headers).status == 200


def test_another_client_id_beside_basic_is_refused(oauth, setup):
    headers = basic(setup.machine.client_id, setup.machine.secret)
    answer = post_form(oauth.token_endpoint, {**GRANT, "client_id": setup.rival.client_id}, headers)
    assert refusal(answer) == (400, "invalid_request")


def test_two_methods_at_once_are_invalid_request(oauth, setup, credentials, elsewhere):
    headers = basic(setup.machine.client_id, setup.machine.secret)
    assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer)
    answers = [
        post_form(oauth.token_endpoint, {**GRANT, **credentials}, headers),
        with_assertion(oauth, assertion, headers, elsewhere),
        with_assertion(oauth, assertion, source=elsewhere, client_secret=setup.machine.secret),
        with_assertion(oauth, assertion, headers, elsewhere, **credentials),
    ]
    assert [refusal(answer) for answer in answers] == [(400, "invalid_request")] * 4


def test_a_public_client_has_no_secret_and_cannot_act_for_itself(oauth, setup):
    for form in ({"client_secret": "x"}, {"client_secret": setup.machine.secret}):
        answer = post_form(oauth.token_endpoint, {**GRANT, "client_id": setup.desktop.client_id, **form})
        assert refusal(answer) == (401, "invalid_client")
    assert refusal(token(oauth, setup.desktop, **GRANT)) == (400, "unauthorized_client")


def test_a_confidential_client_cannot_do_without_its_secret(oauth, setup, elsewhere):
    for application in (setup.machine, setup.es256, setup.web):
        form = {**GRANT, "client_id": application.client_id}
        answer = post_form(oauth.token_endpoint, form, source=elsewhere)
        assert refusal(answer) == (401, "invalid_client")


def test_a_client_of_people_gets_no_tokens_for_itself(oauth, setup):
    assert refusal(token(oauth, setup.web, **GRANT)) == (400, "unauthorized_client")


# --- private_key_jwt


@pytest.mark.parametrize("name", ["rs256", "es256", "eddsa", "jwks_uri"])
def test_rfc_7523_2_2_a_signed_assertion_authenticates(oauth, setup, name):
    application = getattr(setup, name)
    said = claims(client_credentials(oauth, application, resource=oauth.mcp_url))
    assert (said["sub"], said["aud"]) == (application.client_id, oauth.mcp_url)


def test_rfc_7523_3_the_client_is_the_assertions_subject(oauth, setup, elsewhere):
    for client_id in (None, setup.es256.client_id):
        assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer)
        answer = with_assertion(oauth, assertion, source=elsewhere, client_id=client_id)
        assert claims(answer.json["access_token"])["client_id"] == setup.es256.client_id
    assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer)
    assert refusal(with_assertion(oauth, assertion, source=elsewhere, client_id="machine")) == (401, "invalid_client")


def test_rfc_7523_3_an_assertion_works_once(oauth, setup, elsewhere):
    assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer)
    assert with_assertion(oauth, assertion, source=elsewhere).status == 200
    assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")
    again = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer, jti=claims(assertion)["jti"])
    assert refusal(with_assertion(oauth, again, source=elsewhere)) == (401, "invalid_client")


def test_the_jti_of_one_client_is_free_for_another(oauth, setup):
    for application in (setup.es256, setup.rs256):
        jti = f"shared-{oauth.process.pid}"
        assertion = application.key.assertion(application.client_id, oauth.issuer, jti=jti)
        assert with_assertion(oauth, assertion).status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "token_endpoint"},
        {"aud": "https://other.example.com"},
        {"aud": "two"},
        {"aud": "slash"},
        {"aud": None},
        {"iss": "machine"},
        {"iss": None},
        {"sub": "nobody"},
        {"sub": None},
        {"exp": None},
        {"exp": -120},
        {"exp": 3600},
        {"iat": -3600},
        {"nbf": 600},
        {"jti": None},
        {"jti": ""},
        {"exp": "soon"},
    ],
    ids=str,
)
def test_rfc_7523_3_an_assertion_that_is_wrong_in_one_claim_is_refused(oauth, setup, change, elsewhere):
    (name, value), now = *change.items(), int(time.time())
    if name == "aud":
        audiences = {"token_endpoint": oauth.token_endpoint, "slash": oauth.issuer + "/"}
        value = [oauth.issuer, "https://other.example.com"] if value == "two" else audiences.get(value, value)
        assertion = setup.es256.key.assertion(setup.es256.client_id, value)
    else:
        value = now + value if type(value) is int else value
        assertion = unchecked(setup.es256.key, oauth, setup.es256.client_id, **{name: value})
    assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")


def unchecked(key, oauth, client_id, **changes):
    """An assertion whose claims may be of any type, which PyJWT would not make."""
    now = int(time.time())
    said = {"iss": client_id, "sub": client_id, "aud": oauth.issuer, "jti": secrets.token_urlsafe()}
    said = {**said, "iat": now, "exp": now + 60, **changes}
    payload = json.dumps({name: value for name, value in said.items() if value is not None})
    return jwt.PyJWS().encode(payload.encode(), key.pem, key.algorithm, {"kid": key.key_id})


def encode(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def test_rfc_8725_3_1_the_algorithm_is_the_keys_own(oauth, setup, elsewhere):
    rs256 = setup.rs256
    body = {"iss": rs256.client_id, "sub": rs256.client_id, "aud": oauth.issuer, "jti": "1", "exp": time.time() + 60}
    payload = encode(json.dumps({**body, "exp": int(body["exp"])}).encode())
    forged = []
    for algorithm in ("none", "None", "HS256"):
        head = encode(json.dumps({"alg": algorithm, "kid": rs256.key.key_id}).encode())
        signature = ""
        if algorithm == "HS256":
            key = rs256.key.public_pem.encode()
            signature = encode(hmac.new(key, f"{head}.{payload}".encode(), hashlib.sha256).digest())
        forged.append(f"{head}.{payload}.{signature}")
    for assertion in forged:
        assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")


def test_a_key_of_another_client_and_one_that_nobody_registered_are_refused(oauth, setup, elsewhere):
    for key in (setup.signed.key, SigningKey("ES256")):
        for header in ({}, {"kid": setup.es256.key.key_id}):
            assertion = key.assertion(setup.es256.client_id, oauth.issuer, header)
            assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")


def test_an_id_jag_is_no_client_assertion(oauth, setup, elsewhere):
    assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer, {"typ": "oauth-id-jag+jwt"})
    assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")


@pytest.mark.parametrize("assertion", ["x", "a.b.c", "e30.e30.", "..", "\u00fc.\u00fc.\u00fc", "e30." * 5000])
def test_what_is_no_jwt_is_invalid_client(oauth, assertion, elsewhere):
    assert refusal(with_assertion(oauth, assertion, source=elsewhere)) == (401, "invalid_client")


def test_an_assertion_without_its_type_and_a_type_of_another_kind_are_refused(oauth, setup, elsewhere):
    assertion = setup.es256.key.assertion(setup.es256.client_id, oauth.issuer)
    assert with_assertion(oauth, assertion, source=elsewhere, client_assertion_type=None).status == 400
    saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    assert with_assertion(oauth, assertion, source=elsewhere, client_assertion_type=saml).status in (400, 401)
    assert with_assertion(oauth, None, source=elsewhere).status == 400
    assert with_assertion(oauth, assertion, source=elsewhere).status == 200


def test_an_application_of_people_may_use_its_key_too(oauth, setup, person):
    request = Request(oauth, setup.signed)
    tokens = request.redeem(person.authorize(request.url).code)
    assert claims(tokens.json["access_token"])["client_id"] == setup.signed.client_id


def test_published_keys_are_kept_and_not_fetched_each_time(oauth, setup, key_documents):
    client_credentials(oauth, setup.jwks_uri)
    before = key_documents.fetched.count(PUBLISHED_KEYS)
    for _ in range(3):
        client_credentials(oauth, setup.jwks_uri)
    assert key_documents.fetched.count(PUBLISHED_KEYS) == before


# --- Parameters


def test_an_empty_scope_counts_as_none(oauth, setup):
    answer = token(oauth, setup.machine, **GRANT, scope="")
    assert set(answer.json["scope"].split()) == {"mcp", "mcp:write"}


def test_resources_come_with_client_credentials_too(oauth, setup):
    assert claims(client_credentials(oauth, setup.machine, resource=oauth.vault))["aud"] == oauth.vault
    answer = token(oauth, setup.machine, **GRANT, resource="https://other.example.com")
    assert refusal(answer) == (400, "invalid_target")


def test_rfc_8707_2_a_resource_may_come_twice_but_only_the_same(oauth, setup):
    url, headers = oauth.token_endpoint, basic(setup.machine.client_id, setup.machine.secret)
    same = post_json(url, {**GRANT, "resource": [oauth.mcp_url, oauth.mcp_url]}, headers)
    assert claims(same.json["access_token"])["aud"] == oauth.mcp_url
    several = post_json(url, {**GRANT, "resource": [oauth.mcp_url, oauth.vault]}, headers)
    assert refusal(several) == (400, "invalid_target")


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=client_credentials&client_id=machine&client_id=machine",
        b"grant_type=client_credentials&scope=mcp&scope=mcp",
        b"grant_type=%",
        b"grant_type=%ff",
        b"",
        b"=",
    ],
)
def test_malformed_forms_are_invalid_request(oauth, setup, body):
    headers = {**basic("machine", setup.machine.secret), "Content-Type": "application/x-www-form-urlencoded"}
    assert refusal(send("POST", oauth.token_endpoint, body, headers)) == (400, "invalid_request")


def test_what_is_neither_a_form_nor_json_is_invalid_request(oauth, setup):
    for content_type in ("text/plain", "multipart/form-data; boundary=x", ""):
        headers = {**basic("machine", setup.machine.secret), "Content-Type": content_type}
        answer = send("POST", oauth.token_endpoint, "grant_type=client_credentials", headers)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")
