import JOSE
import JSON
import OAuth
import TestSupport
import Testing

/// Makes assertions for one authorization server: good ones, and any kind of bad one.
enum Assertions {
    static let audience = "https://as.example"
    static let clientID = "client_1"
    static let provider = "https://idp.example"
    static let now = Tokens.now
    static let rules = AssertionRules(audience: audience)

    typealias Case = AssertionCase

    static var clientClaims: JSONObject {
        [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(audience), "iat": .integer(now),
            "exp": .integer(now + 300), "jti": "a1",
        ]
    }

    static var identityClaims: JSONObject {
        [
            "iss": .string(provider), "sub": "alice", "aud": .string(audience), "client_id": .string(clientID),
            "iat": .integer(now), "exp": .integer(now + 300), "jti": "j1", "resource": "https://r.example/mcp",
            "scope": "mcp mcp:write",
        ]
    }

    static let clientHeader: JSONObject = ["typ": "JWT"]
    static let identityHeader: JSONObject = ["typ": "oauth-id-jag+jwt"]

    /// A compact token with members replaced and others left out.
    static func token(
        _ one: Case, header: JSONObject, claims: JSONObject, signer: any Signer
    ) async throws -> UnverifiedToken? {
        let base: JSONObject = ["alg": .string(signer.publicKey.algorithm.rawValue)]
        let header = Tokens.merged(Tokens.merged(base, header), one.header, one.without)
        let claims = Tokens.merged(claims, one.claims, one.without)
        let text = try await Tokens.compact(header: header, claims: claims) { try await signer.sign($0) }
        return UnverifiedToken(compact: text.utf8)
    }

    static func client(
        _ one: Case, rules: AssertionRules = rules, signer: (any Signer)? = nil, keys: [JSONWebKey]? = nil
    ) async throws -> Verdict<ClientAssertion>? {
        var signer = signer
        if signer == nil { signer = try await TestKeys.elliptic() }
        guard let signer,
            let token = try await token(one, header: clientHeader, claims: clientClaims, signer: signer)
        else { return nil }
        return rules.clientAssertion(
            token, clientID: clientID, keys: JSONWebKeySet(keys ?? [signer.publicKey]), at: Timestamp(seconds: now))
    }

    static func identity(_ one: Case, rules: AssertionRules = rules) async throws -> Verdict<IdentityAssertion>? {
        let signer = try await TestKeys.elliptic()
        guard let token = try await token(one, header: identityHeader, claims: identityClaims, signer: signer) else {
            return nil
        }
        return rules.identityAssertion(
            token, issuer: provider, clientID: clientID, keys: JSONWebKeySet([signer.publicKey]),
            at: Timestamp(seconds: now))
    }

    /// Cases for the checks that both kinds have in common: audience, expiry, start and `jti`.
    static let common: [Case] = [
        Case(.accepted), Case(["aud": [.string(audience)]], .accepted),
        Case(["aud": []], .rejected(.wrongAudience)), Case(["aud": "https://as.example/"], .rejected(.wrongAudience)),
        Case(["aud": "https://as.example/oauth2/token"], .rejected(.wrongAudience)),
        Case(["aud": "https://AS.example"], .rejected(.wrongAudience)),
        Case(["aud": [.string(audience), "https://other.example"]], .rejected(.wrongAudience)),
        Case(["aud": [.string(audience), .string(audience)]], .rejected(.wrongAudience)),
        Case(["aud": [.string(audience), 1]], .rejected(.wrongAudience)),
        Case(["aud": .null], .rejected(.wrongAudience)), Case(without: ["aud"], .rejected(.wrongAudience)),
        Case(without: ["exp"], .rejected(.noExpiry)), Case(["exp": .null], .rejected(.malformedClaim)),
        Case(["exp": "x"], .rejected(.malformedClaim)), Case(["exp": .integer(now - 29)], .accepted),
        Case(["exp": .integer(now - 30)], .rejected(.expired)),
        Case(["exp": .integer(.max)], .rejected(.malformedClaim)),
        Case(["iat": .integer(now + 30)], .accepted), Case(["iat": .integer(now + 31)], .rejected(.notYetValid)),
        Case(["iat": "x"], .rejected(.malformedClaim)), Case(["nbf": .integer(now + 31)], .rejected(.notYetValid)),
        Case(["nbf": .integer(now - 9999)], .accepted), Case(["nbf": true], .rejected(.malformedClaim)),
        Case(without: ["jti"], .rejected(.missingClaim)), Case(["jti": ""], .rejected(.malformedClaim)),
        Case(["jti": 1], .rejected(.malformedClaim)), Case(["jti": "a\u{0}b"], .rejected(.malformedClaim)),
        Case(["jti": "a\nb"], .rejected(.malformedClaim)),
        Case(["jti": .string(String(repeating: "x", count: 255))], .accepted),
        Case(["jti": .string(String(repeating: "x", count: 256))], .rejected(.malformedClaim)),
        Case(["jti": .string(String(repeating: "é", count: 128))], .rejected(.malformedClaim)),
        Case(header: ["crit": ["exp"]], .rejected(.criticalHeader)),
        Case(header: ["alg": "none"], .rejected(.algorithmNotAllowed)),
        Case(header: ["alg": "HS256"], .rejected(.algorithmNotAllowed)),
        Case(header: ["alg": "RS256"], .rejected(.algorithmDoesNotFitKey)),
        Case(header: ["kid": "unknown"], .cannotJudge(.unknownKey)),
        Case(header: ["typ": "at+jwt"], .rejected(.wrongType)), Case(header: ["typ": .null], .rejected(.wrongType)),
        Case(["iss": "https://evil.example"], .cannotJudge(.unknownIssuer)),
        Case(without: ["iss"], .cannotJudge(.unknownIssuer)),
    ]
}

/// What one test changes, and what must come of it.
struct AssertionCase: Sendable, CustomTestStringConvertible {
    var header: JSONObject
    var claims: JSONObject
    var without: [String]
    var outcome: Tokens.Outcome

    init(_ claims: JSONObject, _ outcome: Tokens.Outcome) {
        (self.claims, header, without, self.outcome) = (claims, [:], [], outcome)
    }

    init(header: JSONObject = [:], without: [String] = [], _ outcome: Tokens.Outcome) {
        (claims, self.header, self.without, self.outcome) = ([:], header, without, outcome)
    }

    var testDescription: String {
        "\(JSONValue.object(header).serializedString()) \(JSONValue.object(claims).serializedString())"
            + "\(without.isEmpty ? "" : " without \(without)"): \(outcome)"
    }
}
