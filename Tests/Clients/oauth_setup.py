"""The people and the applications that the tests of the authorization server are about, as a seed file."""

import json
import socket
from dataclasses import dataclass, field
from functools import cached_property

from oauth_documents import SigningKey

# A resource of somebody else's. Applications that have it as their audience get tokens for it.
TOOLS = "https://tools.example.com/mcp"
PASSWORD = "correct horse battery staple"
PUBLISHED_KEYS = "/machine/jwks"


@dataclass
class Application:
    """One that was configured; `members` are further ones of its seed."""

    client_id: str
    secret: str | None = None
    key: SigningKey | None = None
    redirect_uris: tuple = ()
    is_machine: bool = False
    members: dict = field(default_factory=dict)

    @property
    def redirect_uri(self):
        return self.redirect_uris[0]

    @property
    def is_public(self):
        return self.secret is None and self.key is None

    @property
    def seed(self):
        seed = {"name": self.client_id.replace("_", " "), "client_id": self.client_id, **self.members}
        if self.is_machine:
            seed = {"type": "m2m", "organization_id": "org_acme", "scopes": ["mcp", "mcp:write"], **seed}
        else:
            seed = {"type": "oauth", "redirect_uris": list(self.redirect_uris), **seed}
            seed["uses_pkce"] = self.is_public
        if self.secret is not None:
            seed["client_secret"] = self.secret
        if self.key is not None and "jwks_uri" not in seed:
            seed["jwks"] = self.key.key_set
        return seed


def listener():
    """A socket that listens on a free port of loopback."""
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    found.listen()
    return found


def free_port():
    with listener() as found:
        return found.getsockname()[1]


def machine(client_id, secret=None, key=None, **members):
    return Application(client_id, secret, key, is_machine=True, members=members)


def web(client_id, *redirect_uris, secret=None, key=None, **members):
    uris = redirect_uris or (f"https://{client_id}.example.com/callback",)
    return Application(client_id, secret, key, uris, members=members)


class Setup:
    """Every application by its name, the seed with all of them, and the arguments of the server that has them."""

    def __init__(self, documents, provider):
        self.port, self.gateway_port = free_port(), free_port()
        # FastMCP listens here later; until then the port is kept.
        self.remote = listener()
        self.provider = provider
        self.published_key = SigningKey("RS256")
        keys_url = documents.put(PUBLISHED_KEYS, self.published_key.key_set)

        self.machine = machine("machine", "machine-secret-" + "m" * 32)
        self.short = machine("machine_short", "hunter2")
        self.rs256 = machine("machine_rs256", key=SigningKey("RS256"))
        self.es256 = machine("machine_es256", key=SigningKey("ES256"))
        self.eddsa = machine("machine_eddsa", key=SigningKey("EdDSA"))
        self.jwks_uri = machine("machine_jwks_uri", key=self.published_key, jwks_uri=keys_url)
        # A resource server, which introspects and exchanges, and a machine that calls it.
        targets = [f"http://127.0.0.1:{self.gateway_port}/mcp"]
        self.tools = machine("tools", "tools-secret-" + "t" * 32, audience=TOOLS, token_exchange_targets=targets)
        self.caller = machine("caller", "caller-secret-" + "c" * 32, audience=TOOLS)

        self.web = web("web", secret="web-secret-" + "w" * 32)
        self.rival = web("rival", secret="rival-secret-" + "r" * 32)
        self.signed = web("signed", key=SigningKey("ES256"))
        self.portal = web("portal", secret="portal-secret-" + "p" * 32, is_first_party=True)
        self.enterprise = web("enterprise", secret="enterprise-secret-" + "e" * 32)
        tenant = "https://two.example.com/two?tenant=a%20b"
        self.two = web("two", "https://two.example.com/one", tenant, secret="two-secret-" + "2" * 32)
        self.single_page = web("single_page")
        self.desktop = web("desktop", "http://127.0.0.1/callback")
        self.everywhere = web(
            "everywhere", "http://localhost:1234/callback", "http://[::1]/callback", "test-client://callback"
        )
        self.remote_user = web("remote_user", "http://localhost/callback", audience=self.remote_url)
        self.tools_user = web("tools_user", secret="tools-user-secret-" + "u" * 32, audience=TOOLS)

    @property
    def remote_url(self):
        return f"http://127.0.0.1:{self.remote.getsockname()[1]}/mcp"

    @cached_property
    def seed(self):
        person = {"password": PASSWORD, "email_verified": True}
        acme, globex = {"organization_id": "org_acme"}, {"organization_id": "org_globex"}
        names = {"first_name": "Ada", "last_name": "Lovelace"}
        return {
            "organizations": [{"id": "org_acme", "name": "Acme"}, {"id": "org_globex", "name": "Globex"}],
            "users": [
                {"id": "user_ada", "email": "ada@example.com", **names, **person, "memberships": [acme]},
                {"id": "user_bob", "email": "bob@example.com", **person, "memberships": [acme, globex]},
            ],
            "connectApplications": [
                application.seed for application in vars(self).values() if isinstance(application, Application)
            ],
        }

    def arguments(self, directory, authority=None):
        """The options of a server with all this; `directory` takes the seed file."""
        file = directory / "seed.json"
        file.write_text(json.dumps(self.seed))
        arguments = ["--seed", file, "--port", self.port, "--gateway-port", self.gateway_port]
        if authority:
            arguments += ["--metadata-ca-file", authority.file]
        return [*arguments, "--trusted-issuer", f"{self.provider.issuer}={self.provider.jwks_url}"]


def own_server(directory, *applications, arguments=(), password=None, people=("user_ada",)):
    """The arguments of a server with a few applications, for tests that need a server of their own."""
    member = {"memberships": [{"organization_id": "org_acme"}], **({"password": password} if password else {})}
    seed = {
        "organizations": [{"id": "org_acme", "name": "Acme"}],
        "users": [{"id": name, "email": f"{name.removeprefix('user_')}@example.com", **member} for name in people],
        "connectApplications": [application.seed for application in applications],
    }
    file = directory / "seed.json"
    file.write_text(json.dumps(seed))
    return ["--seed", file, *arguments]
