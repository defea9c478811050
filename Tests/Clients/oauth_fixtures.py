"""The server that the authorization server's tests ask, and what it fetches. Modules name this file as a plugin."""

import itertools

import pytest

from dev_server import DevServer
from oauth_documents import CertificateAuthority, Documents, IdentityProvider
from oauth_person import Person
from oauth_setup import Setup


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def key_documents():
    """Over http, as a developer has them."""
    with Documents() as documents:
        yield documents


@pytest.fixture(scope="session")
def web_documents(authority):
    """Over https, by an authority that the server was told to trust."""
    with Documents(authority) as documents:
        yield documents


@pytest.fixture(scope="session")
def setup(key_documents):
    return Setup(key_documents, IdentityProvider(key_documents))


@pytest.fixture(scope="session")
def oauth(setup, authority, tmp_path_factory):
    """The authorization server with every application of the set-up; tests only ask it."""
    with DevServer(*setup.arguments(tmp_path_factory.mktemp("oauth"), authority)) as server:
        yield server


ADDRESSES = (f"127.0.{network}.{host}" for network in itertools.count(1) for host in range(1, 255))


@pytest.fixture
def elsewhere():
    """An address of loopback that no other test comes from, for failures and registrations, which are counted."""
    return next(ADDRESSES)


@pytest.fixture
def person(oauth):
    return Person(oauth)
