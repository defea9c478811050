internal import JSON

/// The members of a stranger's client metadata, each read with its type and limits. What is empty or `null` is absent.
///
/// All functions throw `invalid_client_metadata` unless they say otherwise.
struct ClientMetadataMembers {
    let object: JSONObject

    /// The most elements of a list, and keys of a set.
    private static let mostElements = 50
    /// The longest text, in bytes, where nothing else is said.
    private static let longestText = 256
    /// The longest `scope`, in bytes.
    private static let longestScope = 4096
    /// The longest key set, in bytes.
    private static let longestKeySet = 16 * 1024

    private static func refusal(_ reason: String) -> OAuthError { OAuthError(.invalidClientMetadata, reason) }

    private func value(_ name: String) -> JSONValue? {
        let value = object[name]
        return value == .null || value == .string("") || value == .array([]) ? nil : value
    }

    /// Text that people read.
    func text(_ name: String, limit: Int = longestText) throws(OAuthError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw ClientMetadataMembers.refusal("\(name) must be a string") }
        try check(text, name, limit)
        return text
    }

    /// A list of texts that people read.
    func list(_ name: String) throws(OAuthError) -> [String]? {
        guard let texts = try strings(name) else { return nil }
        for text in texts { try check(text, name, ClientMetadataMembers.longestText) }
        return texts
    }

    /// The URL of a page, a picture or a document: `https`, or `http` on loopback for development.
    func url(_ name: String) throws(OAuthError) -> HTTPURL? {
        guard let text = try text(name, limit: URISyntax.longest) else { return nil }
        guard let url = HTTPURL(text), url.scheme == .https || url.isLoopback else {
            throw ClientMetadataMembers.refusal("\(name) must be an https URL")
        }
        return url
    }

    /// - Throws: `invalid_redirect_uri` also for a wrong type.
    func redirectURIs(applicationType: ApplicationType) throws(OAuthError) -> [RedirectURI] {
        var uris: [RedirectURI] = []
        do throws(OAuthError) {
            for text in try strings("redirect_uris") ?? [] {
                uris.append(try RedirectURI(text, applicationType: applicationType))
            }
        } catch {
            throw OAuthError(.invalidRedirectURI, error.description)
        }
        return uris
    }

    func applicationType() throws(OAuthError) -> ApplicationType? {
        guard let text = try text("application_type") else { return nil }
        guard let type = ApplicationType(rawValue: text) else {
            throw ClientMetadataMembers.refusal("application_type must be web or native")
        }
        return type
    }

    func authenticationMethod() throws(OAuthError) -> ClientAuthenticationMethod? {
        guard let text = try text("token_endpoint_auth_method") else { return nil }
        guard let method = ClientAuthenticationMethod(rawValue: text) else {
            let known = ClientAuthenticationMethod.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientMetadataMembers.refusal("token_endpoint_auth_method must be one of \(known)")
        }
        return method
    }

    func scope() throws(OAuthError) -> ScopeSet? {
        guard let text = try text("scope", limit: ClientMetadataMembers.longestScope) else { return nil }
        guard let scope = ScopeSet(parameter: text) else {
            throw ClientMetadataMembers.refusal("scope has a character that RFC 6749 section 3.3 does not allow")
        }
        return scope.isEmpty ? nil : scope
    }

    /// Public keys (RFC 7517 §5). A client that shows its private key, or a symmetric one, is told so.
    func keys() throws(OAuthError) -> JSONValue? {
        guard let set = value("jwks") else { return nil }
        guard let keys = set["keys"]?.array, keys.count <= ClientMetadataMembers.mostElements,
            keys.allSatisfy({ $0["kty"]?.string != nil }),
            set.serialized().count <= ClientMetadataMembers.longestKeySet
        else { throw ClientMetadataMembers.refusal("jwks must be a JSON Web Key Set of moderate size") }
        // RFC 7518 §6.2.2, §6.3.2 and §6.4.1.
        let isPublic = keys.allSatisfy { key in
            key["kty"] != "oct" && !["d", "p", "q", "dp", "dq", "qi", "oth", "k"].contains { key[$0] != nil }
        }
        guard isPublic else { throw ClientMetadataMembers.refusal("jwks must have public keys only") }
        return set
    }

    private func strings(_ name: String) throws(OAuthError) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let texts = value.strings, texts.count <= ClientMetadataMembers.mostElements else {
            throw ClientMetadataMembers.refusal(
                "\(name) must be an array of at most \(ClientMetadataMembers.mostElements) strings")
        }
        return texts
    }

    /// People are shown these texts: none may break out of its line or turn the direction of writing.
    private func check(_ text: String, _ name: String, _ limit: Int) throws(OAuthError) {
        guard text.utf8.count <= limit else {
            throw ClientMetadataMembers.refusal("\(name) is longer than \(limit) bytes")
        }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: false
            default: !scalar.properties.isBidiControl
            }
        }
        guard isClean else { throw ClientMetadataMembers.refusal("\(name) has a control character") }
    }
}
