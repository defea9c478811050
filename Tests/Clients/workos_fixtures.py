"""The server that the tests of the WorkOS-compatible API ask, and the SDK for it. Modules name this as a plugin."""

import pytest

from workos_server import Emulator, address, imported, unique
from workos_setup import PASSWORD


@pytest.fixture(scope="session")
def emulator():
    """For every test that neither moves its clock nor changes what the seed made."""
    with Emulator() as server:
        yield server


@pytest.fixture(scope="session")
def workos(emulator):
    return emulator.client()


@pytest.fixture(scope="session")
def timed_server():
    with Emulator() as server:
        yield server


@pytest.fixture
def timed(timed_server):
    """A server whose clock a test may move: back at its seed and at the present when the test begins."""
    timed_server.reset()
    return timed_server


@pytest.fixture
def organization(workos):
    return workos.organizations.create_organization(name=unique("organization"))


@pytest.fixture
def user(workos):
    """One with a verified address and a password, who belongs to no organization."""
    return workos.user_management.create_user(email=address(), email_verified=True, password=imported(PASSWORD))
