"""The authorization code flow and token requests, written out, so that a test can change any part of them."""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

import jwt

from oauth_person import Person
from wire import basic, bearer, call_tool, post_form

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def without_absent(parameters):
    return {name: value for name, value in parameters.items() if value is not None}


def claims(token):
    """The claims of a token whose signature others check."""
    return jwt.decode(token, options={"verify_signature": False})


def header(token):
    return jwt.get_unverified_header(token)


def refusal(answer):
    assert answer.header("Content-Type").startswith("application/json"), answer
    assert answer.header("Cache-Control") == "no-store", answer
    assert answer.json["error_description"], answer
    return answer.status, answer.json["error"]


def authentication(server, application):
    """The form and the headers by which an application shows who it is."""
    if application.secret is not None:
        return {}, basic(application.client_id, application.secret)
    if application.key is not None:
        assertion = application.key.assertion(application.client_id, server.issuer)
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}, {}
    return {"client_id": application.client_id}, {}


def post_as(server, application, path, source=None, **form):
    """A request to an endpoint as an application; a parameter that is `None` is left out."""
    own, headers = authentication(server, application)
    return post_form(server.issuer + path, without_absent({**own, **form}), headers, source)


def token(server, application, **form):
    return post_as(server, application, "/oauth2/token", **form)


def client_credentials(server, application, **form):
    answer = token(server, application, grant_type="client_credentials", **form)
    assert answer.status == 200, answer
    return answer.json["access_token"]


def refresh(server, application, refresh_token, **form):
    return token(server, application, grant_type="refresh_token", refresh_token=refresh_token, **form)


def introspect(server, application, value, **form):
    answer = post_as(server, application, "/oauth2/introspection", token=value, **form)
    assert answer.status == 200, answer
    assert answer.header("Cache-Control") == "no-store"
    return answer.json


def at_gateway(server, access_token):
    """What the gateway answers to a call with this token."""
    return call_tool(server.mcp_url, "whoami", headers=bearer(access_token))


class Request:
    """One authorization request; a parameter that is `None` is left out."""

    def __init__(self, server, application, **parameters):
        self.server, self.application = server, application
        self.verifier = secrets.token_urlsafe(48)
        self.parameters = without_absent(
            {
                "response_type": "code",
                "client_id": application.client_id,
                "redirect_uri": application.redirect_uri,
                "scope": "mcp",
                "state": secrets.token_urlsafe(8),
                "code_challenge": challenge(self.verifier),
                "code_challenge_method": "S256",
                "resource": server.mcp_url,
                **parameters,
            }
        )

    @property
    def url(self):
        return f"{self.server.issuer}/oauth2/authorize?{urlencode(self.parameters)}"

    def redeem(self, code, application=None, **changes):
        form = {"redirect_uri": self.parameters.get("redirect_uri"), "code_verifier": self.verifier, **changes}
        return token(self.server, application or self.application, grant_type="authorization_code", code=code, **form)


def sign_in(server, application, person=None, **parameters):
    """The tokens of the whole flow, as the token endpoint answered."""
    request = Request(server, application, **parameters)
    callback = (person or Person(server)).authorize(request.url)
    answer = request.redeem(callback.code)
    assert answer.status == 200, answer
    return answer.json
