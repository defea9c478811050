internal import JSON

/// Clients whose `client_id` is the URL of a document that describes them (OAuth Client ID Metadata Document draft).
package enum ClientIDMetadata {
    /// The longest document that is read, in bytes.
    package static let longestDocument = 5 * 1024
    /// The longest `client_id` of this kind, in bytes.
    package static let longestClientID = 512

    /// The URL of the document; `nil` when the `client_id` is not of this kind: an `https` URL with a path, without dot
    /// segments, query, fragment and user information.
    /// - Parameter allowLoopback: whether `http` does on loopback, for development.
    package static func url(ofClientID clientID: String, allowLoopback: Bool) -> HTTPURL? {
        guard clientID.utf8.count <= longestClientID, URISyntax.hasCleanEscapes(clientID),
            let url = HTTPURL(clientID), url.scheme == .https || (allowLoopback && url.isLoopback),
            !url.path.isEmpty, url.path != "/", !URISyntax.hasDotSegment(url.path), url.query == nil
        else { return nil }
        return url
    }

    /// Reads a document that was fetched from the URL that is the `client_id`.
    /// - Throws: `invalid_client_metadata` or `invalid_redirect_uri`, saying what is wrong: the document must name the
    ///   `client_id` byte for byte, have redirect URIs, and have neither a secret nor a method that needs one.
    package static func parse(_ body: [UInt8], clientID: String) throws(OAuthError) -> ClientMetadata {
        guard body.count <= longestDocument else {
            throw refusal("is longer than \(longestDocument) bytes")
        }
        guard let json = try? JSONParser.parse(body, maximumDepth: 16), let object = json.object else {
            throw refusal("is not a JSON object")
        }
        guard let named = object["client_id"]?.string, named.utf8.elementsEqual(clientID.utf8) else {
            throw refusal("must have the client_id that is its URL, character by character")
        }
        guard object["client_secret"] == nil, object["client_secret_expires_at"] == nil else {
            throw refusal("must not have a secret: everybody can read it")
        }
        var metadata = try ClientMetadata(json: json)
        switch metadata.tokenEndpointAuthMethod ?? .none {
        case .none: metadata.tokenEndpointAuthMethod = ClientAuthenticationMethod.none
        case .privateKeyJWT:
            guard metadata.jwks != nil || metadata.jwksURI != nil else {
                throw refusal("has the method private_key_jwt and needs jwks or jwks_uri")
            }
        case .clientSecretBasic, .clientSecretPost:
            throw refusal("must have the token_endpoint_auth_method none or private_key_jwt")
        }
        guard !metadata.redirectURIs.isEmpty else { throw refusal("must have redirect_uris") }
        return metadata
    }

    private static func refusal(_ reason: String) -> OAuthError {
        OAuthError(.invalidClientMetadata, "The client's metadata document " + reason)
    }
}
