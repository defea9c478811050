"""`claviger emulate` as a process, its control API, and requests to it without the SDK."""

import base64
import hashlib
import itertools
import json
import os
import tempfile
from pathlib import Path

from workos.user_management import PasswordHashed

from dev_server import DevServer
from wire import bearer, post_json, send
from workos_client import CheckedClient
from workos_setup import CLIENT_ID, SEED

COUNTER = itertools.count(1)


def unique(name):
    """A name that nothing else in this run has."""
    return f"{name}-{next(COUNTER)}"


def address(name="person"):
    return f"{unique(name)}@example.com"


def imported(password):
    """A password as another system kept it: SHA-256 with the salt after it, which is quickly made and verified."""
    salt = os.urandom(8)
    digest = hashlib.sha256(password.encode() + salt).digest()
    return PasswordHashed(password_hash=base64.b64encode(digest + salt).decode(), password_hash_type="ssha256")


class Emulator(DevServer):
    """A running `claviger emulate --json` with a seed."""

    command = ("emulate", "--json", "--port", "0")

    def __init__(self, *arguments, seed=SEED):
        self.directory = tempfile.TemporaryDirectory(prefix="claviger-seed-")
        file = Path(self.directory.name) / "seed.json"
        file.write_text(seed if isinstance(seed, str) else json.dumps(seed))
        super().__init__("--seed", file, *arguments)

    @property
    def issuer(self):
        """Where its pages are; whatever a browser goes to elsewhere is the application's."""
        return self.url

    def client(self, **settings):
        """The SDK, with the default key and the client of this server unless `settings` say otherwise."""
        return CheckedClient(**{"api_key": self.api_key, "client_id": CLIENT_ID, "base_url": self.url, **settings})

    def call(self, method, path, body=None, key=..., headers=None):
        """A request as JSON; with the management key unless `key` is another or `None`."""
        key = self.api_key if key is ... else key
        headers = {**(bearer(key) if key else {}), **(headers or {})}
        if body is None:
            return send(method, self.url + path, headers=headers)
        return send(method, self.url + path, json.dumps(body), {"Content-Type": "application/json", **headers})

    def control(self, method, path, body=None):
        answer = self.call(method, f"/_claviger/{path}", body, key=None)
        assert answer.status in (200, 201, 204), answer
        return answer.json if answer.body else None

    def reset(self):
        self.control("POST", "reset", {})

    def advance(self, seconds):
        self.control("POST", "clock", {"advance": round(seconds)})

    def mail(self, to, kind):
        """The newest message of a kind to an address."""
        messages = [each for each in self.control("GET", "mailbox")["data"] if (each["to"], each["kind"]) == (to, kind)]
        assert messages, f"no {kind} to {to}"
        return messages[0]

    def close(self):
        super().close()
        self.directory.cleanup()


def validate(server, key):
    """What `/api_keys/validations` says of a key."""
    answer = post_json(f"{server.url}/api_keys/validations", {"value": key}, bearer(server.api_key))
    assert answer.status == 200, answer
    return answer.json["api_key"]
