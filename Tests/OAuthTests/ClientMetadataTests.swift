import JSON
import OAuth
import Testing

@Suite("RFC 7591 §2: client metadata")
struct ClientMetadataTests {
    private func read(_ text: String) throws -> ClientMetadata { try ClientMetadata(json: try JSONParser.parse(text)) }

    private func code(_ text: String) throws -> OAuthError.Code {
        try #require(throws: OAuthError.self) { try read(text) }.code
    }

    @Test("Every member that is known, written back as it was")
    func everything() throws {
        let text =
            #"{"redirect_uris":["https://a.example/cb","https://a.example/cb2"],"token_endpoint_auth_method":"private_key_jwt","#
            + #""grant_types":["authorization_code","refresh_token"],"response_types":["code"],"client_name":"Ä 👩‍💻","#
            + #""client_uri":"https://a.example","logo_uri":"https://a.example/l.png","tos_uri":"https://a.example/t","#
            + #""policy_uri":"https://a.example/p","contacts":["a@a.example"],"scope":"mcp openid","#
            + #""jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"x","y":"y"}]},"software_id":"s","software_version":"1.0","#
            + #""application_type":"web"}"#
        let metadata = try read(text)
        #expect(metadata.redirectURIs.map(\.text) == ["https://a.example/cb", "https://a.example/cb2"])
        #expect(metadata.tokenEndpointAuthMethod == .privateKeyJWT)
        #expect(metadata.grantTypes == [.authorizationCode, .refreshToken])
        #expect(metadata.responseTypes == ["code"])
        #expect(metadata.clientName == "Ä 👩‍💻")
        #expect(metadata.scope?.values == ["mcp", "openid"])
        #expect(metadata.contacts == ["a@a.example"])
        #expect(metadata.applicationType == .web)
        #expect(JSONValue.object(metadata.json).serializedString() == text)
    }

    @Test("RFC 7591 §2: members that are not known, and names in other languages, are ignored")
    func unknown() throws {
        let metadata = try read(
            ##"{"client_name":"n","client_name#de":7,"x":{"y":[null]},"software_statement":"a.b.c"}"##)
        #expect(metadata.json == ["client_name": "n", "application_type": "web"])
    }

    @Test("RFC 7592 §2.2: null, and what is empty, counts as omitted")
    func empty() throws {
        let metadata = try read(
            #"{"redirect_uris":[],"client_name":"","client_uri":"","logo_uri":null,"contacts":[],"scope":"","grant_types":null,"#
                + #""token_endpoint_auth_method":null,"jwks":null,"jwks_uri":"","application_type":null}"#)
        #expect(metadata.json == ["application_type": "web"])
        #expect(try read(#"{"scope":"  "}"#).scope == nil)
    }

    static let applicationTypes: [(String, String?, ApplicationType)] = [
        (#""https://a.example/cb""#, nil, .web), (#""http://127.0.0.1:1/cb""#, nil, .native),
        (#""http://localhost:1/cb""#, nil, .native), (#""cursor://x/cb""#, nil, .native),
        (#""https://a.example/cb","http://[::1]/cb""#, nil, .native), ("", nil, .web),
        (#""https://localhost/cb""#, nil, .web), (#""http://localhost:1/cb""#, "web", .web),
        (#""https://a.example/cb""#, "native", .native),
    ]

    @Test(
        "An absent application_type follows from the redirect URIs; one that is stated stays",
        arguments: applicationTypes)
    func applicationType(uris: String, stated: String?, expected: ApplicationType) throws {
        let type = stated.map { #","application_type":"\#($0)""# } ?? ""
        #expect(try read(#"{"redirect_uris":[\#(uris)]\#(type)}"#).applicationType == expected)
    }

    static let badRedirects = [
        #"{"redirect_uris":"https://a.example/cb"}"#, #"{"redirect_uris":[1]}"#,
        #"{"redirect_uris":["https://a.example/cb",null]}"#,
        #"{"redirect_uris":{}}"#, #"{"redirect_uris":[""]}"#, #"{"redirect_uris":["javascript:alert(1)"]}"#,
        #"{"redirect_uris":["http://a.example/cb"]}"#, #"{"redirect_uris":["https://a.example/cb#x"]}"#,
        #"{"redirect_uris":["cursor://x/cb"],"application_type":"web"}"#,
    ]

    @Test("RFC 7591 §3.2.2: a redirect URI that will not do is invalid_redirect_uri", arguments: badRedirects)
    func badRedirect(text: String) throws {
        #expect(try code(text) == .invalidRedirectURI)
    }

    static let bad = [
        "null", "[]", #""x""#, #"{"client_name":1}"#, #"{"client_name":["a"]}"#, #"{"client_name":"a\nb"}"#,
        #"{"client_name":"a\u202eb"}"#, #"{"client_name":"a\u2028b"}"#, #"{"client_name":"a\u0000"}"#,
        #"{"token_endpoint_auth_method":"client_secret_jwt"}"#, #"{"token_endpoint_auth_method":["none"]}"#,
        #"{"token_endpoint_auth_method":"None"}"#, #"{"grant_types":"authorization_code"}"#, #"{"grant_types":[1]}"#,
        #"{"response_types":"code"}"#, #"{"contacts":"a"}"#, #"{"contacts":[{}]}"#, #"{"scope":["a"]}"#,
        #"{"scope":"é"}"#,
        #"{"client_uri":"http://a.example"}"#, #"{"client_uri":"javascript:alert(1)"}"#,
        #"{"logo_uri":"data:image/png;base64,"}"#,
        #"{"tos_uri":"/tos"}"#, #"{"policy_uri":7}"#, #"{"logo_uri":"https://u@a.example/"}"#,
        #"{"jwks_uri":"http://a.example/j"}"#,
        #"{"jwks_uri":"file:///x"}"#, #"{"jwks_uri":1}"#, #"{"application_type":"browser"}"#,
        #"{"application_type":1}"#,
        #"{"software_id":true}"#, #"{"software_version":1.0}"#,
        #"{"jwks":{"keys":[]},"jwks_uri":"https://a.example/j"}"#,
    ]

    @Test("RFC 7591 §3.2.2: a wrong type or value is invalid_client_metadata", arguments: bad)
    func refuses(text: String) throws {
        #expect(try code(text) == .invalidClientMetadata)
    }

    static let badKeys = [
        "[1]", "\"x\"", "{}", #"{"keys":{}}"#, #"{"keys":[1]}"#, #"{"keys":[{}]}"#, #"{"keys":[{"kty":1}]}"#,
        #"{"keys":[{"kty":"oct","k":"x"}]}"#, #"{"keys":[{"kty":"oct"}]}"#, #"{"keys":[{"kty":"EC","d":"x"}]}"#,
        #"{"keys":[{"kty":"RSA"},{"kty":"RSA","d":null}]}"#, #"{"keys":[{"kty":"RSA","p":"x"}]}"#,
        #"{"keys":[{"kty":"RSA","q":"x"}]}"#, #"{"keys":[{"kty":"RSA","dp":"x"}]}"#,
        #"{"keys":[{"kty":"RSA","dq":"x"}]}"#,
        #"{"keys":[{"kty":"RSA","qi":"x"}]}"#, #"{"keys":[{"kty":"RSA","oth":[]}]}"#,
        #"{"keys":[{"kty":"OKP","k":"x"}]}"#,
    ]

    @Test("RFC 7517 §5, RFC 7518 §6: jwks is a set of public keys", arguments: badKeys)
    func keys(set: String) throws {
        #expect(try code(#"{"jwks":\#(set)}"#) == .invalidClientMetadata)
    }

    @Test("Pages on loopback may use http, for development")
    func loopbackPages() throws {
        let metadata = try read(#"{"client_uri":"http://localhost:3000","jwks_uri":"http://127.0.0.1:3000/jwks"}"#)
        #expect(metadata.clientURI == "http://localhost:3000")
        #expect(metadata.jwksURI?.port == 3000)
    }

    @Test("Lists and texts have limits")
    func limits() throws {
        func list(_ name: String, _ element: String, _ count: Int) -> String {
            #"{"\#(name)":[\#(Array(repeating: element, count: count).joined(separator: ","))]}"#
        }
        func text(_ name: String, _ count: Int) -> String {
            #"{"\#(name)":"\#(String(repeating: "a", count: count))"}"#
        }
        #expect(throws: Never.self) { try read(list("redirect_uris", #""https://a.example/cb""#, 50)) }
        #expect(try code(list("redirect_uris", #""https://a.example/cb""#, 51)) == .invalidRedirectURI)
        #expect(try code(list("contacts", #""a""#, 51)) == .invalidClientMetadata)
        #expect(throws: Never.self) { try read(text("client_name", 256)) }
        #expect(try code(text("client_name", 257)) == .invalidClientMetadata)
        #expect(throws: Never.self) { try read(text("scope", 4096)) }
        #expect(try code(text("scope", 4097)) == .invalidClientMetadata)
        let keys = list("keys", #"{"kty":"EC"}"#, 51)
        #expect(try code(#"{"jwks":\#(keys)}"#) == .invalidClientMetadata)
        let large = #"{"keys":[{"kty":"EC","x":"\#(String(repeating: "x", count: 16_384))"}]}"#
        #expect(try code(#"{"jwks":\#(large)}"#) == .invalidClientMetadata)
    }

    @Test("Metadata that says nothing gives an empty object")
    func nothing() {
        #expect(ClientMetadata().json.isEmpty)
    }
}
