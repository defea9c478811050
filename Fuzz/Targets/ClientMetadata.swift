import JSON
import OAuth

extension FuzzTarget {
    /// A client's metadata, as it registers and as a document: a JSON text.
    static let clientMetadata = FuzzTarget(name: "client-metadata") { bytes in
        let clientID = "https://a.example/c"
        if let metadata = try? ClientIDMetadata.parse(bytes, clientID: clientID) {
            require(bytes.count <= ClientIDMetadata.longestDocument, "a document beyond the limit")
            let json = try? JSONParser.parse(bytes)
            require(json?["client_id"]?.string == clientID, "somebody else's document")
            require(json?["client_secret"] == nil, "a document with a secret")
            require(!metadata.redirectURIs.isEmpty, "a document without redirect URIs")
            require(metadata.tokenEndpointAuthMethod != .clientSecretPost, "a method that needs a secret")
            require(metadata.tokenEndpointAuthMethod != .clientSecretBasic, "a method that needs a secret")
        }
        guard let json = try? JSONParser.parse(bytes), let metadata = try? ClientMetadata(json: json) else { return }
        let written = try? JSONParser.parse(JSONValue.object(metadata.json).serialized())
        require(written.flatMap { try? ClientMetadata(json: $0) } == metadata, "rewritten, it says something else")
        require(metadata.jwks == nil || metadata.jwksURI == nil, "keys in two places")
        for key in metadata.jwks?["keys"]?.array ?? [] {
            require(key["d"] == nil && key["k"] == nil && key["kty"] != "oct", "a key that is not public")
        }
        for redirect in metadata.redirectURIs {
            require(!redirect.isPrivateUse || metadata.applicationType == .native, "a web client's own scheme")
        }
    }
}
