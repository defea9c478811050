import JSON
import OAuth

extension CheckID {
    package static let resourceMetadata = CheckID(rawValue: "resource-metadata")
    package static let authorizationServerMetadata = CheckID(rawValue: "authorization-server-metadata")
}

/// The documents that say where tokens come from.
enum DiscoveryChecks {
    static let all = [
        Check(
            .resourceMetadata, in: .discovery, "Resource metadata: reachable, equal, about this URL",
            rule: "The metadata of the protected resource is the same at the challenge's URL and at the path-inserted "
                + "well-known URL, its resource is the URL that clients connect to, and it lists an authorization "
                + "server.",
            source: "RFC 9728 §2, §3.1 and §3.3",
            advice: "Serve one document at /.well-known/oauth-protected-resource plus the path of the MCP endpoint, "
                + "name that URL in the challenge, and let resource be the tested URL byte for byte.",
            judge: resourceMetadata),
        Check(
            .authorizationServerMetadata, in: .discovery, "Authorization server metadata: reachable, issuer identical",
            rule: "The metadata of the listed authorization server is found by RFC 8414 or OpenID discovery, its "
                + "issuer is byte for byte the listed one, and it has a token_endpoint, a jwks_uri that answers with "
                + "keys, and S256 among its code_challenge_methods_supported.",
            source: "RFC 8414 §2, §3.1 and §3.3, OpenID Connect Discovery §4, MCP 2025-11-25 and later",
            advice: "Publish RFC 8414 metadata whose issuer is exactly the string that the resource metadata lists, "
                + "with token_endpoint, jwks_uri and code_challenge_methods_supported [\"S256\"].",
            judge: authorizationServerMetadata),
    ]

    @Sendable private static func resourceMetadata(_ context: SmokeContext) async throws(Skip) -> Finding {
        let found = await context.resourceDocuments()
        for copy in found.copies {
            guard case .unusable(let what) = copy.content else { continue }
            return .failed(expected: "a JSON object at \(copy.url)", got: what)
        }
        let objects = found.copies.compactMap(\.content.object)
        if let first = objects.first, let other = objects.first(where: { $0 != first }) {
            let names = Set(first.names + other.names).filter { first[$0] != other[$0] }.sorted()
            return .failed(
                expected: "one document at both URLs", got: "documents that differ in \(names.joined(separator: ", "))")
        }
        let target = context.target.text
        guard let document = objects.first, document["resource"]?.string == target else {
            return .failed(expected: "resource \(target)", got: "resource \(show(objects.first?["resource"]))")
        }
        guard let servers = document["authorization_servers"]?.strings, !servers.isEmpty else {
            return .failed(
                expected: "authorization_servers with at least one issuer",
                got: "authorization_servers \(show(document["authorization_servers"]))")
        }
        return .passed(note: found.challengeURL == nil ? "the challenge named no URL to compare with" : nil)
    }

    @Sendable private static func authorizationServerMetadata(
        _ context: SmokeContext
    ) async throws(Skip) -> Finding {
        let found = try await context.authorizationServer()
        guard let document = found.document else {
            let attempts = found.attempts.map { "\($0.url): \($0.content.fault ?? "not JSON")" }
            return .failed(
                expected: "metadata of the issuer \(found.issuer)",
                got: attempts.isEmpty ? "an issuer that is not an http or https URL" : attempts.joined(separator: "; "))
        }
        guard document["issuer"]?.string == found.issuer else {
            return .failed(expected: "issuer \(found.issuer)", got: "issuer \(show(document["issuer"]))")
        }
        for field in ["token_endpoint", "jwks_uri"] where document[field]?.string.flatMap(HTTPURL.init) == nil {
            return .failed(expected: "an absolute URL as \(field)", got: "\(field) \(show(document[field]))")
        }
        let methods = document["code_challenge_methods_supported"]
        guard methods?.strings?.contains("S256") == true else {
            return .failed(
                expected: "S256 in code_challenge_methods_supported",
                got: "code_challenge_methods_supported \(show(methods))")
        }
        if case .unusable(let what) = await context.keySet(of: document) {
            return .failed(expected: "a key set with at least one key at jwks_uri", got: what)
        }
        return .passed(note: found.attempts.count > 1 ? "found at \(found.attempts.last?.url ?? "")" : nil)
    }

    private static func show(_ value: JSONValue?) -> String { value?.serializedString() ?? "missing" }
}
