import AuthorizationServer
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

/// An enterprise's identity provider.
enum Enterprise {
    static let name = "https://idp.example.org"

    static func issuer() async throws -> TrustedIssuer {
        TrustedIssuer(
            issuer: name, keys: FixedKeySource(keys: JSONWebKeySet([try await TestKeys.elliptic().publicKey])))
    }

    /// An identity assertion for a client of the harness; a change to `nil` leaves a claim out.
    static func assertion(
        _ harness: Harness, client: String, type: String = "oauth-id-jag+jwt", key: (any StorableSigner)? = nil,
        _ changes: [String: JSONValue?] = [:]
    ) async throws -> Secret {
        let now = harness.clock.now().seconds
        var claims: JSONObject = [
            "iss": .string(name), "sub": "employee-7", "aud": .string(Harness.issuer), "client_id": .string(client),
            "jti": .string("jag-" + SystemRandomSource().token().revealed()), "iat": .integer(now),
            "exp": .integer(now + 300), "scope": "mcp",
        ]
        for (name, value) in changes { claims[name] = value }
        var signer = key
        if signer == nil { signer = try await TestKeys.elliptic() }
        return try await signer!.token(type: type, claims: claims)
    }
}

/// Keys that are at hand.
struct FixedKeySource: KeySource {
    let keys: JSONWebKeySet?
    var current: JSONWebKeySet? { keys }

    func keys(keyID: String?) async -> JSONWebKeySet? { keys }
}
