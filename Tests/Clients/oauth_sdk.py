"""The official MCP SDK as a client that people sign in to, with a headless person in the place of the browser."""

from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

from oauth_person import Person
from sdk import Session

REDIRECT_URI = "http://127.0.0.1:33418/callback"


class Kept:
    """Where the SDK keeps tokens and its registration; as JSON, so that it outlives the client."""

    def __init__(self, tokens=None, client=None):
        self.tokens, self.client = tokens, client

    async def get_tokens(self):
        return self.tokens and OAuthToken.model_validate_json(self.tokens)

    async def set_tokens(self, tokens):
        self.tokens = tokens.model_dump_json()

    async def get_client_info(self):
        return self.client and OAuthClientInformationFull.model_validate_json(self.client)

    async def set_client_info(self, information):
        self.client = information.model_dump_json()


class SignedInSession(Session):
    """A use of the SDK with the authorization code flow; `authorizations` are the requests that reached the browser."""

    def __init__(self, server, kept=None, person=None, redirect_uri=REDIRECT_URI, document=None, **metadata):
        self.person = person or Person(server)
        self.authorizations = []
        self.callback = None
        self.kept = kept or Kept()
        metadata = {"client_name": "SDK", "token_endpoint_auth_method": "none", **metadata}
        provider = OAuthClientProvider(
            server.mcp_url,
            OAuthClientMetadata(redirect_uris=[redirect_uri], **metadata),
            self.kept,
            self._browse,
            self._called_back,
            client_metadata_url=document,
        )
        super().__init__(server, auth=provider)
        self.storage = self.kept

    async def _browse(self, url):
        self.authorizations.append(url)
        self.callback = self.person.authorize(url)

    async def _called_back(self):
        parameters = self.callback.parameters
        return AuthorizationCodeResult(code=self.callback.code, state=parameters["state"], iss=parameters["iss"])

    @property
    def tokens(self):
        return OAuthToken.model_validate_json(self.kept.tokens)

    def requests_to(self, url):
        """The statuses of the requests to a URL so far."""
        return [status for _, requested, status in self.exchanges if requested == url]


def registration(application, redirect_uri=REDIRECT_URI):
    """What the SDK keeps of a client that its server's owner registered."""
    information = OAuthClientInformationFull(
        client_id=application.client_id,
        client_secret=application.secret,
        redirect_uris=[redirect_uri],
        token_endpoint_auth_method="client_secret_basic" if application.secret else "none",
    )
    return Kept(client=information.model_dump_json())


async def whoami(client):
    result = await client.call_tool("whoami", {})
    assert not result.is_error, result
    return result.structured_content
