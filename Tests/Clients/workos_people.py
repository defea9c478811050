"""People at the server's pages: at an identity provider, allowing an application, sent on to sign in elsewhere."""

import re
from types import SimpleNamespace

from oauth_flow import Request
from oauth_person import Callback, Person
from oauth_setup import Application
from workos_setup import LOGIN_URI, STANDALONE, THIRD_PARTY

BUTTON = re.compile(rb"<button.*?</button>", re.DOTALL)


class Employee(Person):
    """Somebody at the identity provider of a connection: picks the profile with the address."""

    def __init__(self, server, email="grace@acme.example.com"):
        super().__init__(server, email)

    def sign_in(self, page):
        (button,) = [each.decode() for each in BUTTON.findall(page.answer.body) if self.user.encode() in each]
        return self.submit(page, "sign-in", ("user", re.search(r'value="(prof_\w+)"', button)[1]))


def sign_in(workos, email):
    """Signs in with a magic code, which takes no slow hash as a password does."""
    code = workos.user_management.create_magic_auth(email=email).code
    return workos.user_management.authenticate_with_magic_auth(code=code, email=email)


def begin(server, seed=THIRD_PARTY, **parameters):
    """A seeded application's authorization request to the server's `/oauth2/` endpoints."""
    application = Application(seed["client_id"], seed["client_secret"], redirect_uris=tuple(seed["redirect_uris"]))
    asked = SimpleNamespace(issuer=server.url, token_endpoint=f"{server.url}/oauth2/token", mcp_url=None)
    return Request(asked, application, scope="openid profile email offline_access", **parameters)


def allow(server, person="user_ada"):
    """The request and the tokens of an application that a person allowed."""
    request = begin(server)
    answer = request.redeem(Person(server, person).authorize(request.url).code)
    assert answer.status == 200, answer
    return request, answer.json


def external(server):
    """A browser that was sent to the application's own sign-in, its request, and what that sign-in is to complete."""
    person, request = Person(server), begin(server, STANDALONE)
    sent = person.open(request.url)
    assert isinstance(sent, Callback) and sent.redirect_uri == LOGIN_URI, sent
    return person, request, sent["external_auth_id"]
