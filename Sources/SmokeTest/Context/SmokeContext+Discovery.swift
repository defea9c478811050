import JSON
import OAuth

// MARK: - Metadata

extension SmokeContext {
    /// The resource's metadata at the challenge's URL and at the path-inserted one (RFC 9728 §3.1 and §5.1).
    func resourceDocuments() async -> ResourceDocuments {
        if let known = memory.resourceDocuments { return known }
        let named = await withoutToken().bearerChallenge?.parameters["resource_metadata"]
        let challengeURL = named.flatMap(HTTPURL.init)?.text
        let wellKnown = WellKnown.url(WellKnown.protectedResource, for: target)
        var documents = ResourceDocuments(challengeURL: challengeURL, copies: [])
        for url in [challengeURL, wellKnown].compactMap(\.self)
        where !documents.copies.contains(where: { $0.url == url }) {
            documents.copies.append(await document(at: url))
        }
        memory.resourceDocuments = documents
        return documents
    }

    /// The metadata of the first listed authorization server, searched in the order of MCP: RFC 8414 path-inserted,
    /// OpenID path-inserted, OpenID path-appended.
    func authorizationServer() async throws(Skip) -> AuthorizationServerDocument {
        if let known = memory.authorizationServer { return known }
        guard let issuer = await resourceDocuments().usable?.issuer else {
            throw .unmet(.resourceMetadata, "no resource metadata names an authorization server")
        }
        var found = AuthorizationServerDocument(issuer: issuer, attempts: [])
        if let url = HTTPURL(issuer) {
            for candidate in SmokeContext.metadataURLs(of: url) where found.document == nil {
                found.attempts.append(await document(at: candidate))
            }
        }
        memory.authorizationServer = found
        return found
    }

    /// Where an issuer's metadata may stand; a slash at the end of its path is taken off first (RFC 8414 §3.1).
    static func metadataURLs(of issuer: HTTPURL) -> [String] {
        var path = issuer.path[...]
        if path.last == "/" { path = path.dropLast() }
        let openID = "openid-configuration"
        let urls = [
            issuer.origin + WellKnown.path(WellKnown.authorizationServer, for: String(path)),
            issuer.origin + WellKnown.path(openID, for: String(path)),
            issuer.origin + path + "/.well-known/\(openID)",
        ]
        return path.isEmpty ? Array(urls.prefix(2)) : urls
    }

    /// The keys at `jwks_uri` (RFC 7517 §5): an object with at least one key.
    func keySet(of metadata: JSONObject) async -> DocumentCopy.Content {
        if let known = memory.keySet { return known }
        var content = DocumentCopy.Content.unusable("jwks_uri missing")
        if let url = metadata["jwks_uri"]?.string.flatMap(HTTPURL.init) {
            content = await document(at: url.text).content
            if let keys = content.object, keys["keys"]?.array?.isEmpty ?? true {
                content = .unusable("a document without keys")
            }
        }
        memory.keySet = content
        return content
    }

    /// The token endpoint, once the metadata that names it may be believed (RFC 8414 §3.3).
    func tokenEndpoint() async throws(Skip) -> HTTPURL {
        let found = try await authorizationServer()
        guard let document = found.document, document["issuer"]?.string == found.issuer,
            let url = document["token_endpoint"]?.string.flatMap(HTTPURL.init)
        else { throw .unmet(.authorizationServerMetadata, "no metadata of the listed issuer names a token_endpoint") }
        return url
    }

    private func document(at url: String) async -> DocumentCopy {
        let reply = await send(ProbeRequest(.get, url, headers: [("Accept", "application/json")]))
        var content = DocumentCopy.Content.unusable("\(reply.summary) from \(url)")
        if let answer = reply.answer, answer.status == 200, answer.ending == .complete {
            let object = (try? JSONParser.parse(answer.body))?.object
            content = object.map(DocumentCopy.Content.object) ?? .unusable("200, but no JSON object, from \(url)")
        }
        return DocumentCopy(url: url, content: content)
    }
}
