"""Clients whose `client_id` is the URL of a document about them (OAuth Client ID Metadata Document)."""

import time
from types import SimpleNamespace

import pytest

from oauth_documents import CertificateAuthority, Documents, SigningKey
from oauth_flow import Request, at_gateway, claims, refresh, refusal, sign_in, token
from wire import send

pytest_plugins = ["oauth_fixtures"]

# Seconds that the server waits for a document; a refusal without a wait takes less.
FETCH_TIMEOUT = 3


def published(url, key=None):
    return SimpleNamespace(client_id=url, secret=None, key=key, redirect_uri="http://127.0.0.1:7777/callback")


def page_status(oauth, client_id, **changes):
    answer = send("GET", Request(oauth, published(client_id), **changes).url)
    assert answer.header("Location") is None
    assert answer.header("Content-Type").startswith("text/html")
    return answer.status


@pytest.fixture
def path(request):
    """A path of the test's own, since documents are kept."""
    return f"/{abs(hash(request.node.nodeid))}/client.json"


def test_a_document_is_a_registration(oauth, web_documents, path):
    client = published(web_documents.put_client(path))
    tokens = sign_in(oauth, client)
    assert claims(tokens["access_token"])["client_id"] == client.client_id
    assert at_gateway(oauth, tokens["access_token"]).status == 200
    assert refresh(oauth, client, tokens["refresh_token"]).status == 200


def test_the_document_is_kept_and_not_fetched_each_time(oauth, web_documents, path):
    client = published(web_documents.put_client(path))
    for _ in range(3):
        sign_in(oauth, client)
    assert web_documents.fetched.count(path) == 1


def test_a_document_may_name_keys(oauth, web_documents, path):
    key = SigningKey("ES256")
    url = web_documents.put_client(path, token_endpoint_auth_method="private_key_jwt", jwks=key.key_set)
    tokens = sign_in(oauth, published(url, key))
    assert tokens["access_token"]
    bare = token(oauth, published(url), grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refusal(bare) == (401, "invalid_client")


def test_a_document_may_name_where_its_keys_are(oauth, web_documents, path):
    key = SigningKey("RS256")
    keys = web_documents.put(path + ".jwks", key.key_set)
    url = web_documents.put_client(path, token_endpoint_auth_method="private_key_jwt", jwks_uri=keys)
    assert sign_in(oauth, published(url, key))["access_token"]


def test_consent_shows_the_host_that_published_the_document(oauth, web_documents, person, path):
    url = web_documents.put_client(path, client_name="Bank of Everything")
    text = person.until(Request(oauth, published(url)).url, "consent").text
    assert "Bank of Everything" in text
    assert web_documents.url("").removeprefix("https://") in text


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": None},
        {"client_id": "https://127.0.0.1/client.json"},
        {"redirect_uris": []},
        {"redirect_uris": None},
        {"redirect_uris": ["javascript:alert(1)"]},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"token_endpoint_auth_method": "client_secret_post"},
        {"token_endpoint_auth_method": "client_secret_jwt"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_secret": "x"},
        {"client_name": "x" * 5000},
    ],
    ids=lambda change: str(change)[:60],
)
def test_a_document_that_will_not_do_is_an_error_page(oauth, web_documents, path, change):
    assert 400 <= page_status(oauth, web_documents.put_client(path, **change)) < 500


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html></html>", b"\xff", b"[" * 3000], ids=repr)
def test_what_is_no_json_object_is_an_error_page(oauth, web_documents, path, body):
    assert 400 <= page_status(oauth, web_documents.put(path, body[:4000])) < 500


def test_a_redirect_is_not_followed(oauth, web_documents, path):
    real = web_documents.put_client(path + "real")
    url = web_documents.put(path, {}, 302, Location=real)
    assert 400 <= page_status(oauth, url) < 500
    assert path + "real" not in web_documents.fetched


def test_another_media_type_is_refused(oauth, web_documents, path):
    url = web_documents.put_client(path)
    status, _, body = web_documents.answers[path]
    web_documents.answers[path] = (status, {"Content-Type": "text/html"}, body)
    assert 400 <= page_status(oauth, url) < 500


def test_a_redirect_uri_that_the_document_does_not_list_is_an_error_page(oauth, web_documents, path):
    url = web_documents.put_client(path)
    assert 400 <= page_status(oauth, url, redirect_uri="https://evil.example/") < 500


def test_a_host_that_does_not_answer_is_no_verdict_about_the_client(oauth, web_documents, path):
    with Documents() as gone:
        url = gone.url(path).replace("http:", "https:")
    assert page_status(oauth, url) == 503
    assert page_status(oauth, web_documents.put(path, {}, 500)) == 503
    answer = token(oauth, published(web_documents.url(path)), grant_type="refresh_token", refresh_token="x")
    assert answer.status == 503
    assert int(answer.header("Retry-After")) > 0


def test_a_document_behind_a_certificate_that_nobody_trusts_is_not_read(oauth, tmp_path, path):
    with Documents(CertificateAuthority(tmp_path)) as documents:
        assert page_status(oauth, documents.put_client(path)) >= 400
        assert documents.fetched == []


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url + "?x=1",
        lambda url: url + "#x",
        lambda url: url.replace("/client.json", "/../client.json"),
        lambda url: url.replace("/client.json", "/%2e%2e/client.json"),
        lambda url: url.replace("https://", "https://user@"),
        lambda url: url.split("127.0.0.1")[0] + "127.0.0.1" + url.split("127.0.0.1")[1].split("/")[0],
        lambda url: url.replace("https://", "ftp://"),
    ],
    ids=["query", "fragment", "dots", "escaped dots", "user", "no path", "ftp"],
)
def test_a_url_of_another_form_is_never_fetched(oauth, web_documents, path, change):
    before = len(web_documents.fetched)
    url = change(web_documents.put_client(path))
    assert 400 <= page_status(oauth, url) < 500
    assert len(web_documents.fetched) == before


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "[::ffff:0.0.0.0]", "0", "0x0"])
def test_the_unspecified_address_is_never_dialled(oauth, web_documents, path, host):
    """Linux would connect to this machine, which only its own names may lead to."""
    url = web_documents.put_client(path).replace("127.0.0.1", host)
    assert page_status(oauth, url) >= 400
    assert path not in web_documents.fetched


@pytest.mark.parametrize("host", ["10.255.255.1", "169.254.169.254", "192.168.0.1", "[fd00::1]", "[fe80::1]"])
def test_an_address_that_is_not_public_is_refused_without_a_wait(oauth, host):
    begun = time.monotonic()
    assert page_status(oauth, f"https://{host}/client.json") >= 400
    assert time.monotonic() - begun < FETCH_TIMEOUT


def test_consent_is_never_remembered_for_such_a_client(oauth, web_documents, person, path):
    url = web_documents.put_client(path, redirect_uris=["https://published.example.com/callback"])
    client = published(url)
    client.redirect_uri = "https://published.example.com/callback"
    for _ in range(2):
        assert person.authorize(Request(oauth, client).url).code
    assert person.seen == ["sign-in", "consent", "consent"]
