"""Who guesses is slowed down, and nobody else is."""

import pytest

from dev_server import DevServer
from oauth_flow import Request, refusal, sign_in
from oauth_person import Person
from oauth_setup import PASSWORD, machine, own_server, web
from wire import basic, post_form

pytest_plugins = ["oauth_fixtures"]

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture(scope="module")
def applications():
    machines = machine("first", "f" * 40), machine("second", "s" * 40), machine("short", "hunter2")
    return *machines, web("web", secret="w" * 40)


@pytest.fixture(scope="module")
def server(applications, tmp_path_factory):
    directory = tmp_path_factory.mktemp("throttling")
    with DevServer(*own_server(directory, *applications, password=PASSWORD)) as server:
        yield server


@pytest.fixture
def guesser(elsewhere):
    return elsewhere


@pytest.fixture
def owner(elsewhere):
    """Another address than the guesser's."""
    return elsewhere.replace("127.0.", "127.1.")


def attempt(server, client_id, secret, source):
    return post_form(server.token_endpoint, GRANT, basic(client_id, secret), source)


def guess(server, client_id, source, most=60):
    """Guesses until it is told to wait; returns the answers."""
    answers = []
    for number in range(most):
        answers.append(attempt(server, client_id, f"guess-{number}", source))
        if answers[-1].status == 429:
            return answers
    raise AssertionError(f"{most} guesses were let through")


def test_many_wrong_secrets_are_429_with_retry_after(server, guesser):
    answers = guess(server, "first", guesser)
    assert len(answers) >= 5, "a few mistakes are everybody's"
    assert {refusal(answer) for answer in answers[:-1]} == {(401, "invalid_client")}
    last = answers[-1]
    assert last.header("Cache-Control") == "no-store"
    assert 0 < int(last.header("Retry-After")) <= 300
    assert last.json["error"]
    # Nobody guesses 256 bits, so whoever knows them is not kept waiting, at whatever address.
    assert attempt(server, "first", "f" * 40, guesser).status == 200


def test_nobody_can_lock_a_client_out_from_elsewhere(server, guesser, owner):
    guess(server, "first", guesser)
    assert attempt(server, "first", "f" * 40, owner).status == 200
    # Nor another client at the same address.
    assert attempt(server, "second", "s" * 40, guesser).status == 200


def test_behind_a_proxy_the_mistakes_of_others_cost_nobody_anything(server, guesser):
    """One address may be everybody's."""
    statuses = {attempt(server, f"client-{number}", "x", guesser).status for number in range(150)}
    assert statuses == {401}
    assert attempt(server, "first", "f" * 40, guesser).status == 200


def test_the_same_holds_at_the_other_endpoints(server, guesser):
    guess(server, "short", guesser)
    for path in ("/oauth2/introspection", "/oauth2/revoke"):
        answer = post_form(server.issuer + path, {"token": "x"}, basic("short", "hunter2"), guesser)
        assert (answer.status, bool(answer.header("Retry-After"))) == (429, True)


def test_a_success_forgets_the_mistakes_before_it(server, owner):
    for _ in range(3):
        for number in range(8):
            assert attempt(server, "first", f"typo-{number}", owner).status == 401
        assert attempt(server, "first", "f" * 40, owner).status == 200


def test_short_secrets_are_guarded_alike(server, guesser, owner):
    assert attempt(server, "short", "hunter2", owner).status == 200
    assert len(guess(server, "short", guesser)) >= 5
    # The right one does not help there, or guessing would go on in the meantime.
    assert attempt(server, "short", "hunter2", guesser).status == 429
    assert attempt(server, "short", "hunter2", owner).status == 200


def test_guessing_passwords_is_slowed_down_for_the_guesser_alone(server, applications, guesser, owner):
    request = Request(server, applications[-1])
    stranger = Person(server, "ada@example.com", password="wrong", source=guesser)
    page = stranger.until(request.url, "sign-in")
    for _ in range(40):
        shown = stranger.sign_in(page)
        if shown.status == 429:
            break
    assert shown.status == 429
    assert int(shown.answer.header("Retry-After")) > 0
    ada = Person(server, "ada@example.com", password=PASSWORD, source=owner)
    assert sign_in(server, applications[-1], ada)["access_token"]
