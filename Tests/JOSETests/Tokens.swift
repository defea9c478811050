import JOSE
import JSON
import OAuth
import TestSupport

/// Makes tokens for one issuer and one resource: good ones, and any kind of bad one.
enum Tokens {
    static let issuer = "https://as.example"
    static let audience = "https://r.example/mcp"
    static let now: Int64 = 1_768_478_400
    static let rules = TokenRules(issuer: issuer, audiences: [audience])

    static var claims: JSONObject {
        [
            "iss": .string(issuer), "sub": "client_1", "aud": .string(audience), "scope": "mcp mcp:write",
            "iat": .integer(now - 10), "exp": .integer(now + 3600), "jti": "t1",
        ]
    }

    /// What became of a token, without what it holds.
    enum Outcome: Equatable, Sendable {
        case accepted
        case rejected(TokenRejection)
        case cannotJudge(TokenUncertainty)
        case notAToken
    }

    /// A compact JWS (RFC 7515 §7.1) over a header and claims.
    static func compact(
        header: JSONObject, claims: JSONObject, sign: ([UInt8]) async throws -> [UInt8]
    ) async throws -> String {
        let signed = [header, claims].map { Base64.encode(JSONValue.object($0).serialized(), .url) }
            .joined(separator: ".")
        return signed + "." + Base64.encode(try await sign(Array(signed.utf8)), .url)
    }

    /// A token that the trusted issuer signed, with members replaced and others left out.
    static func token(
        header: JSONObject = [:], claims: JSONObject = [:], without: [String] = []
    ) async throws -> String {
        let signer = try await TestKeys.trusted()
        return try await compact(
            header: merged(["alg": "RS256", "typ": "at+jwt", "kid": keyID(signer.publicKey)], header, without),
            claims: merged(self.claims, claims, without)
        ) { try await signer.sign($0) }
    }

    static func keyID(_ key: JSONWebKey) -> JSONValue { key.keyID.map(JSONValue.string) ?? .null }

    static func merged(_ base: JSONObject, _ changes: JSONObject, _ without: [String] = []) -> JSONObject {
        var object = base
        for name in changes.names { object[name] = changes[name] }
        for name in without { object[name] = nil }
        return object
    }

    /// Judges a token by the trusted issuer's keys, or by others.
    static func verdict(
        _ text: String, rules: TokenRules = rules, keys: [JSONWebKey]? = nil, at now: Int64 = now
    ) async throws -> TokenVerdict? {
        guard let token = UnverifiedToken(compact: text.utf8) else { return nil }
        let published: [JSONWebKey]
        if let keys { published = keys } else { published = [try await TestKeys.trusted().publicKey] }
        return rules.judge(token, keys: JSONWebKeySet(published), at: Timestamp(seconds: now))
    }

    static func judge(
        _ text: String, rules: TokenRules = rules, keys: [JSONWebKey]? = nil, at now: Int64 = now
    ) async throws -> Outcome {
        outcome(try await verdict(text, rules: rules, keys: keys, at: now))
    }

    static func outcome<Accepted>(_ verdict: Verdict<Accepted>?) -> Outcome {
        switch verdict {
        case .accepted: .accepted
        case .rejected(let reason): .rejected(reason)
        case .cannotJudge(let reason): .cannotJudge(reason)
        case nil: .notAToken
        }
    }

    /// The validated form of a token that must be good.
    static func accepted(_ text: String, rules: TokenRules = rules) async throws -> ValidatedToken? {
        guard case .accepted(let token) = try await verdict(text, rules: rules) else { return nil }
        return token
    }
}
