import Hummingbird
import JSON
import OAuth

// MARK: - Metadata

extension MisbehavingServer {
    /// Where the challenge says that the metadata is.
    func metadataURL(_ base: String) -> String {
        let isOwn = manner.ownMetadataURL || fault == .wellKnownMissing || fault == .documentsDiffer
        return base + (isOwn ? "/about" : "/.well-known/oauth-protected-resource/mcp")
    }

    func metadata(_ path: String, base: String) -> Response {
        switch path {
        case "/.well-known/oauth-protected-resource/mcp":
            switch fault {
            case .wellKnownMissing: return Response(status: .notFound)
            case .resourceMetadataIsPage: return .page
            default: return .json(resourceMetadata(base))
            }
        case "/about":
            var document = resourceMetadata(base).object ?? [:]
            if fault == .documentsDiffer { document["scopes_supported"] = ["other"] }
            return .json(.object(document))
        case "/.well-known/oauth-authorization-server\(manner.issuerPath)" where !manner.openIDOnly:
            return serverMetadata(base)
        case "\(manner.issuerPath)/.well-known/openid-configuration" where manner.openIDOnly:
            return serverMetadata(base)
        default: return Response(status: .notFound)
        }
    }

    func keySet() -> Response {
        switch fault {
        case .keySetMissing: Response(status: .notFound)
        case .keySetEmpty: .json(["keys": []])
        default: .json(TestKeys.keySet)
        }
    }

    private func resourceMetadata(_ base: String) -> JSONValue {
        var document: JSONObject = [
            "resource": .string(resource(base) + (fault == .resourceDiffers ? "/" : "")),
            "authorization_servers": [.string(issuer(base))],
            "scopes_supported": ["mcp"],
            "bearer_methods_supported": ["header"],
        ]
        if fault == .noAuthorizationServers { document["authorization_servers"] = [] }
        return .object(document)
    }

    private func serverMetadata(_ base: String) -> Response {
        if fault == .serverMetadataMissing { return Response(status: .notFound) }
        if fault == .serverMetadataIsPage { return .page }
        var document: JSONObject = [
            "issuer": .string(issuer(base) + (fault == .issuerDiffers ? "/" : "")),
            "authorization_endpoint": .string("\(base)/authorize"),
            "token_endpoint": .string("\(base)/token"),
            "jwks_uri": .string("\(base)/keys"),
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
        ]
        if manner.secretInBody { document["token_endpoint_auth_methods_supported"] = ["client_secret_post"] }
        switch fault {
        case .noTokenEndpoint: document["token_endpoint"] = nil
        case .noKeySetURL: document["jwks_uri"] = nil
        case .noS256: document["code_challenge_methods_supported"] = ["plain"]
        default: break
        }
        return .json(.object(document))
    }
}
