"""One `claviger dev` for all tests that only ask it; a test that changes or ends a server starts its own."""

import pytest

from dev_server import BINARY, DevServer
from echo_upstream import EchoUpstream
from wire import access_token


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: run `make build` first", returncode=1)


@pytest.fixture(scope="session")
def claviger():
    with DevServer() as server:
        yield server


@pytest.fixture(scope="session")
def token(claviger):
    return access_token(claviger)


@pytest.fixture(scope="session")
def echo():
    """A gateway whose upstream answers with what it received."""
    with EchoUpstream() as upstream, DevServer("--upstream", upstream.url) as server:
        yield server
