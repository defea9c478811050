import OAuth
import Testing

@Suite("Client ID Metadata Document draft: a client_id that is a URL")
struct ClientIDMetadataTests {
    @Test(
        "§3: an https URL with a path is the client_id of a document",
        arguments: [
            "https://a.example/client.json", "https://a.example:8443/oauth/client", "https://a.example/a/",
            "https://a.example//",
            "https://a.example/a..b", "https://127.0.0.1/client.json",
        ])
    func accepts(clientID: String) {
        #expect(ClientIDMetadata.url(ofClientID: clientID, allowLoopback: false)?.text == clientID)
    }

    @Test(
        "§3: without a path, with dot segments, a query, a fragment or user information it is none",
        arguments: [
            "", "client_01ABC", "https://a.example", "https://a.example/", "http://a.example/c",
            "https://a.example/c?x=1",
            "https://a.example/c?", "https://a.example/c#x", "https://a.example/?x", "https://u@a.example/c",
            "https://u:p@a.example/c",
            "https://a.example/.", "https://a.example/..", "https://a.example/a/../b", "https://a.example/a/./b",
            "https://a.example/%2e", "https://a.example/%2E%2e/b", "https://a.example/.%2e/b",
            "https://a.example/..%2fb",
            "https://a.example/%2e%2e%5cb", "https://a.example/..;x/b", "https://a.example/%zz",
            "https://a.example/%00",
            "https://a.example/c d", "https://a.example/é", "ftp://a.example/c", "javascript:https://a.example/c",
            "cursor://a.example/c", "//a.example/c",
        ])
    func refuses(clientID: String) {
        #expect(ClientIDMetadata.url(ofClientID: clientID, allowLoopback: true) == nil)
    }

    @Test("http does on loopback alone, and only when that is allowed")
    func loopback() {
        for clientID in ["http://localhost:1/c", "http://127.0.0.1/c", "http://[::1]:9/c"] {
            #expect(ClientIDMetadata.url(ofClientID: clientID, allowLoopback: true) != nil)
            #expect(ClientIDMetadata.url(ofClientID: clientID, allowLoopback: false) == nil)
        }
        #expect(ClientIDMetadata.url(ofClientID: "http://localhost/", allowLoopback: true) == nil)
    }

    @Test("A client_id has 512 bytes at most")
    func length() {
        let longest = "https://a.example/" + String(repeating: "x", count: 494)
        #expect(ClientIDMetadata.url(ofClientID: longest, allowLoopback: false) != nil)
        #expect(ClientIDMetadata.url(ofClientID: longest + "x", allowLoopback: false) == nil)
    }

    private static let clientID = "https://a.example/client.json"
    private static let start = #"{"client_id":"https://a.example/client.json""#
    private static let redirects = #","redirect_uris":["http://127.0.0.1/cb"]"#

    private func parse(_ text: String) throws -> ClientMetadata {
        try ClientIDMetadata.parse(Array(text.utf8), clientID: ClientIDMetadataTests.clientID)
    }

    @Test("§4: a document without a method is that of a public client")
    func publicClient() throws {
        let metadata = try parse(Self.start + Self.redirects + #","client_name":"A"}"#)
        #expect(metadata.tokenEndpointAuthMethod == ClientAuthenticationMethod.none)
        #expect(metadata.clientName == "A")
        #expect(metadata.applicationType == .native)
    }

    @Test("§4.1: private_key_jwt, with keys")
    func privateKeyJWT() throws {
        let method = #","token_endpoint_auth_method":"private_key_jwt""#
        let metadata = try parse(Self.start + Self.redirects + method + #","jwks_uri":"https://a.example/jwks"}"#)
        #expect(metadata.tokenEndpointAuthMethod == .privateKeyJWT)
        #expect(metadata.jwksURI?.text == "https://a.example/jwks")
        #expect(throws: OAuthError(.invalidClientMetadata, "")) {
            try parse(Self.start + Self.redirects + method + "}")
        }
    }

    static let refused = [
        "", "null", "[]", "{}", "<html>", start, start + redirects + "} x", start + "}",
        start + #","redirect_uris":[]}"#,
        // Another client's document, or nearly this one's.
        #"{"client_id":"https://a.example/client.jsoN""# + redirects + "}", #"{"client_id":1"# + redirects + "}",
        #"{"client_id":"https://A.example/client.json""# + redirects + "}", #"{"x":1"# + redirects + "}",
        #"{"client_id":"https://a.example/client.json/""# + redirects + "}",
        #"{"client_id":"https://a.example:443/client.json""# + redirects + "}",
        start + #","client_id":"https://a.example/client.json""# + redirects + "}",
        // Secrets.
        start + redirects + #","client_secret":"s"}"#, start + redirects + #","client_secret":null}"#,
        start + redirects + #","client_secret_expires_at":0}"#,
        start + redirects + #","token_endpoint_auth_method":"client_secret_basic"}"#,
        start + redirects + #","token_endpoint_auth_method":"client_secret_post"}"#,
        start + redirects + #","token_endpoint_auth_method":"client_secret_jwt"}"#,
    ]

    @Test(
        "§4: another client_id, a secret, no redirect URIs, or no JSON is invalid_client_metadata", arguments: refused)
    func refusesDocument(text: String) {
        #expect(throws: OAuthError(.invalidClientMetadata, "")) { try parse(text) }
    }

    @Test("§4: a redirect URI that will not do is invalid_redirect_uri")
    func badRedirect() {
        #expect(throws: OAuthError(.invalidRedirectURI, "")) {
            try parse(Self.start + #","redirect_uris":["http://a.example/cb"]}"#)
        }
    }

    @Test("§6.6: a document has 5 KiB at most")
    func documentLength() {
        func document(_ count: Int) -> String {
            let text = Self.start + Self.redirects + #","x":"""#
            return text.dropLast() + String(repeating: "y", count: count - text.utf8.count - 1) + "\"}"
        }
        #expect(throws: Never.self) { try parse(document(5120)) }
        #expect(throws: OAuthError(.invalidClientMetadata, "")) { try parse(document(5121)) }
    }
}
