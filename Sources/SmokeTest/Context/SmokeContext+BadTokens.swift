import JSON
import OAuth

// MARK: - Bad tokens

extension SmokeContext {
    /// A resource that is certainly not the one under test (RFC 2606 §2).
    private static let otherResource = "https://another-resource.invalid/mcp"

    /// A token for another resource: a real one where the authorization server gives it, else a forged one.
    func wrongAudience() async throws(Skip) -> BadToken {
        if let good = await goodJWT(), let issued = await requestToken(for: SmokeContext.otherResource).token,
            let audiences = CompactJWT(issued)?.audiences, audiences.contains(SmokeContext.otherResource),
            !audiences.contains(target.text), Set(audiences).isDisjoint(with: good.audiences)
        {
            return BadToken(token: issued, origin: "issued by the authorization server for another resource")
        }
        return try await forged(BadToken.mintedInstead) { $0["aud"] = .string(SmokeContext.otherResource) }
    }

    /// A token whose time is up.
    func expired() async throws(Skip) -> BadToken {
        let hourAgo = clock.now().adding(seconds: -3600)
        return try await forged(BadToken.mintedInstead) {
            $0["iat"] = .integer(hourAgo.adding(seconds: -3600).seconds)
            $0["nbf"] = nil
            $0["exp"] = .integer(hourAgo.seconds)
        }
    }

    /// A token that only its signature gives away.
    func badlySigned() async throws(Skip) -> BadToken {
        if let changed = await goodJWT()?.withChangedSignature {
            return conceal(BadToken(token: changed, origin: "a good token with one byte of its signature changed"))
        }
        return try await forged(BadToken.minted) { _ in }
    }

    /// A token that says it needs no signature.
    func unsigned() async throws(Skip) -> BadToken {
        let token = forge.unsigned(header: try await header(), claims: try await claims())
        return conceal(BadToken(token: token, origin: "made by the tester"))
    }

    /// What is put into the query: a good token shows most, but a key that lives long must not reach an access log.
    func queryToken() async -> BadToken {
        if case .apiKey = means { return BadToken(token: garbage, origin: "no good token: keys do not go into URLs") }
        if let token = await goodToken().token { return BadToken(token: token, origin: "a good token") }
        return BadToken(token: garbage, origin: "no good token was at hand")
    }

    private func forged(
        _ origin: String, _ change: (inout JSONObject) -> Void
    ) async throws(Skip) -> BadToken {
        var claims = try await claims()
        change(&claims)
        let token = try await forge.signed(header: try await header(), claims: claims)
        return conceal(BadToken(token: token, origin: origin))
    }

    private func conceal(_ bad: BadToken) -> BadToken {
        redactor.conceal(bad.token)
        return bad
    }

    /// The header of a good token, or one with a key id out of the issuer's own key set.
    private func header() async throws(Skip) -> JSONObject {
        if let good = await goodJWT() { return good.header }
        let metadata = try await authorizationServer().document
        guard let metadata, let keys = await keySet(of: metadata).object?["keys"]?.array else {
            throw .unmet(.authorizationServerMetadata, "no key set to take a key id from")
        }
        let key = keys.first { $0["kty"]?.string == "RSA" && $0["use"]?.string != "enc" } ?? keys.first
        var header: JSONObject = ["typ": "at+jwt"]
        header["kid"] = key?["kid"]
        return header
    }

    /// The claims of a good token, or what they would most likely be, fresh in both cases.
    private func claims() async throws(Skip) -> JSONObject {
        let now = clock.now()
        var claims: JSONObject
        if let good = await goodJWT() {
            claims = good.claims
        } else {
            guard let (metadata, issuer) = await resourceDocuments().usable else {
                throw .unmet(.resourceMetadata, "no resource metadata names an issuer")
            }
            let audiences = [target.text, metadata["resource"]?.string ?? target.text]
            let scopes = metadata["scopes_supported"]?.strings ?? []
            claims = [
                "iss": .string(issuer), "sub": "claviger-smoke", "client_id": "claviger-smoke",
                "aud": audiences[0] == audiences[1] ? .string(audiences[0]) : .strings(audiences),
                "jti": .string(Base64.encode(random.bytes(12), .url)),
            ]
            if !scopes.isEmpty { claims["scope"] = .string(scopes.joined(separator: " ")) }
        }
        claims["iat"] = .integer(now.adding(seconds: -5).seconds)
        claims["exp"] = .integer(now.adding(seconds: 300).seconds)
        return claims
    }
}
