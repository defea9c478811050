"""kill -9 in the middle of refreshes: no rotated token that a client was told of is lost, and nobody is shut out."""

import http.client
import random
import signal
import threading

import pytest

from dev_server import DevServer
from oauth_flow import at_gateway, refresh, sign_in
from oauth_setup import free_port, own_server, web

CLIENTS, ROUNDS, REFRESHES = 8, 5, 200
WITHIN = 20.0


class Refresher:
    """A public client that refreshes without pause until the server is gone."""

    def __init__(self, application, tokens):
        self.application, self.tokens = application, tokens
        self.told = 0
        self.was_cut = False

    def refresh(self, server):
        answer = refresh(server, self.application, self.tokens["refresh_token"])
        assert answer.status == 200, (self.application.client_id, self.was_cut, answer)
        return answer

    def run(self, server, progress):
        self.was_cut = False
        try:
            while not progress.is_over:
                self.tokens = self.refresh(server).json
                self.told += 1
                progress.count()
        except (OSError, http.client.HTTPException):
            self.was_cut = True
        except AssertionError as refused:
            progress.refusals.append(refused)


class Progress:
    """Kills the server once so many refreshes were answered."""

    def __init__(self, server, target):
        self.server, self.target = server, target
        self.answered, self.is_over, self.refusals = 0, False, []
        self.lock = threading.Lock()

    def count(self):
        with self.lock:
            self.answered += 1
            if self.answered == self.target:
                self.server.process.send_signal(signal.SIGKILL)
                self.is_over = True


def refresh_until_killed(server, clients):
    # The moment within a refresh is as random as threads are; the number makes it so from round to round too.
    progress = Progress(server, REFRESHES + random.randrange(20))
    threads = [threading.Thread(target=client.run, args=(server, progress)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WITHIN)
    assert not progress.refusals
    assert server.process.wait(5) == -signal.SIGKILL
    assert progress.answered >= REFRESHES


@pytest.mark.timeout(120)
def test_kill_9_in_the_middle_of_1000_refreshes_loses_no_token_and_shuts_no_client_out(tmp_path):
    applications = [web(f"client_{number}") for number in range(CLIENTS)]
    ports = ["--port", free_port(), "--gateway-port", free_port()]
    data = tmp_path / "data"
    options = ["--data", data, "--signing-algorithm", "ES256", *ports]
    arguments = own_server(tmp_path, *applications, arguments=options)

    with DevServer(*arguments) as server:
        clients = [Refresher(application, sign_in(server, application)) for application in applications]
        refresh_until_killed(server, clients)
    cut = 0
    for number in range(ROUNDS):
        with DevServer(*arguments) as server:
            for client in clients:
                cut += client.was_cut
                # Within the grace of ten seconds since it was rotated, which is ample for a restart: the last token
                # that the client was told of, whether its next request was cut or not.
                answer = client.refresh(server)
                # As often as it asks with it, it gets the same pair, which is one that can be used.
                assert client.refresh(server).body == answer.body
                assert at_gateway(server, answer.json["access_token"]).status == 200
                client.tokens = client.refresh(server).json
                client.tokens = client.refresh(server).json
            if number < ROUNDS - 1:
                refresh_until_killed(server, clients)

    assert sum(client.told for client in clients) >= ROUNDS * REFRESHES
    assert cut > 0, "no request was under way when the server was killed"
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    for client in clients:
        for name in ("access_token", "refresh_token"):
            assert client.tokens[name].encode() not in kept, f"the {name} stands in the database"
