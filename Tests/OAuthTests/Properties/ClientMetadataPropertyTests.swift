import JSON
import OAuth
import Testing

@Suite("Client metadata, on generated documents")
struct ClientMetadataPropertyTests {
    private static let clientID = "https://a.example/client.json"
    private static let fragments = [
        "\"", "{", "}", "[", "]", ",", "null", "1", "\"d\":\"x\",", "oct", "javascript:", "http://", "#", "\\u202e",
        "\\n",
        "client_secret", "é", "\u{0}", "none", "private_key_jwt", "cursor://x", "web", "native",
    ]

    private func value(of name: String, _ generator: inout InputGenerator) -> JSONValue {
        if generator.isOne(in: 60) {
            return generator.pick([.null, 1, "", [], [1], true, "x\u{0}", .object(JSONObject())])
        }
        switch name {
        case "redirect_uris":
            let uris = [
                "https://a.example/cb", "http://localhost:1/cb", "cursor://x/cb",
                "https://a.example/\(generator.text())",
            ]
            return .strings(generator.some(of: uris))
        case "token_endpoint_auth_method":
            return .string(generator.pick(["none", "private_key_jwt", "none", "client_secret_post"]))
        case "grant_types": return .strings(generator.some(of: ["authorization_code", "refresh_token"]))
        case "response_types": return ["code"]
        case "contacts": return .strings((0..<generator.number(0...3)).map { _ in generator.text() })
        case "scope": return .string(generator.text(of: "ab: ", 0...9))
        case "jwks": return ["keys": [["kty": "EC", "crv": "P-256", "x": .string(generator.text()), "y": "y"]]]
        case "application_type": return .string(generator.pick(["web", "native", "native"]))
        case "client_name": return .string(generator.isOne(in: 5) ? generator.anyText() : generator.text())
        case "software_id", "software_version": return .string(generator.text())
        default: return .string("https://\(generator.text(of: "abc")).example/\(generator.text())")
        }
    }

    private static let names = [
        "redirect_uris", "token_endpoint_auth_method", "grant_types", "response_types", "client_name", "client_uri",
        "logo_uri",
        "tos_uri", "policy_uri", "contacts", "scope", "jwks", "jwks_uri", "software_id", "software_version",
        "application_type",
    ]

    /// Only rarely has a set of keys in two places.
    private func document(_ generator: inout InputGenerator) -> JSONObject {
        var object = JSONObject()
        for name in generator.some(of: generator.some(of: ClientMetadataPropertyTests.names)) {
            object[name] = value(of: name, &generator)
        }
        if !generator.isOne(in: 10) { object[generator.pick(["jwks", "jwks_uri"])] = nil }
        return object
    }

    private func check(_ metadata: ClientMetadata) throws {
        let written = JSONValue.object(metadata.json).serialized()
        #expect(try ClientMetadata(json: try JSONParser.parse(written)) == metadata)
        let isWeb = metadata.applicationType == .web
        for redirect in metadata.redirectURIs { #expect(!(isWeb && redirect.isPrivateUse)) }
        #expect(metadata.jwks == nil || metadata.jwksURI == nil)
        for key in metadata.jwks?["keys"]?.array ?? [] {
            #expect(key["kty"]?.string != nil && key["kty"] != "oct")
            for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] where key[name] != nil {
                Issue.record("a private key")
            }
        }
        for url in [metadata.clientURI, metadata.logoURI, metadata.termsOfServiceURI, metadata.policyURI] {
            guard let url else { continue }
            let parsed = try #require(HTTPURL(url))
            #expect(parsed.scheme == .https || parsed.isLoopback)
        }
        let shown =
            [metadata.clientName, metadata.softwareID, metadata.softwareVersion].compactMap { $0 } + metadata.contacts
        for text in shown {
            #expect(!text.isEmpty || metadata.contacts.contains(text))
            #expect(text.utf8.count <= 256 && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
    }

    private static let codes: Set<OAuthError.Code> = [.invalidClientMetadata, .invalidRedirectURI]

    @Test(
        "No document stops the process, and one that is read says the same when it is written again",
        arguments: UInt64(1)...4)
    func registrations(seed: UInt64) throws {
        var generator = InputGenerator(seed: seed)
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let text = JSONValue.object(document(&generator)).serialized()
            guard let json = try? JSONParser.parse(generator.damaged(text, with: ClientMetadataPropertyTests.fragments))
            else {
                refused += 1
                continue
            }
            do {
                let metadata = try ClientMetadata(json: json)
                read += 1
                try check(metadata)
            } catch let error as OAuthError {
                refused += 1
                #expect(error.isPresentable(ClientMetadataPropertyTests.codes))
            }
        }
        #expect(read > 300)
        #expect(refused > 300)
    }

    @Test(
        "A metadata document that is read names its URL, has no secret, and has where to redirect",
        arguments: UInt64(1)...4)
    func documents(seed: UInt64) throws {
        var generator = InputGenerator(seed: 10 + seed)
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            var object = document(&generator)
            object["client_id"] = .string(ClientMetadataPropertyTests.clientID)
            object["redirect_uris"] = value(of: "redirect_uris", &generator)
            if generator.isOne(in: 20) { object["client_secret"] = "s" }
            let body = generator.damaged(
                JSONValue.object(object).serialized(), with: ClientMetadataPropertyTests.fragments)
            do {
                let metadata = try ClientIDMetadata.parse(body, clientID: ClientMetadataPropertyTests.clientID)
                read += 1
                let json = try JSONParser.parse(body)
                #expect(
                    json["client_id"]?.string == ClientMetadataPropertyTests.clientID
                        && json["client_secret"] == nil)
                #expect(
                    [ClientAuthenticationMethod.none, .privateKeyJWT].contains(metadata.tokenEndpointAuthMethod))
                #expect(!metadata.redirectURIs.isEmpty)
                try check(metadata)
            } catch let error as OAuthError {
                refused += 1
                #expect(error.isPresentable(ClientMetadataPropertyTests.codes))
            }
        }
        #expect(read > 200)
        #expect(refused > 300)
    }

    @Test(
        "A client_id that is a document's URL has a path, and neither query, fragment nor dot segment",
        arguments: UInt64(1)...4)
    func clientIDs(seed: UInt64) {
        var generator = InputGenerator(seed: 20 + seed)
        let fragments = ["/..", "/.", "%2e", "%2f", "?", "#", "@", ":80", "http:", "localhost", "\\", "é", "*", "/"]
        var (read, refused) = (0, 0)
        for _ in 0..<2500 {
            let written = "https://\(generator.text(of: "abc")).example/\(generator.text())/client.json"
            let text: String = generator.damaged(written, with: fragments)
            guard let url = ClientIDMetadata.url(ofClientID: text, allowLoopback: false) else {
                refused += 1
                continue
            }
            read += 1
            #expect(url.text.utf8.elementsEqual(text.utf8) && url.scheme == .https && text.utf8.count <= 512)
            #expect(url.path.utf8.count > 1 && url.query == nil && !text.contains("#"))
            #expect(!text.dropFirst("https://".count).prefix { $0 != "/" }.contains("@"))
            let segments = url.path.lowercased().split(separator: "%2e").joined(separator: ".").split(separator: "/")
            #expect(!segments.contains(".") && !segments.contains(".."))
            #expect(ClientIDMetadata.url(ofClientID: text, allowLoopback: true) == url)
        }
        #expect(read > 300)
        #expect(refused > 300)
    }
}
