import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import StorageSQLite
import TestSupport
import Testing

extension Harness {
    /// A device begins.
    func beginDevice(
        _ changes: [String: String?] = [:], client: String = "app_1"
    ) async throws -> DeviceAuthorizationResponse {
        let parameters = Harness.changed([("client_id", client)], changes).map { (name: $0.0, value: $0.1) }
        return try await server.authorizeDevice(
            DeviceAuthorizationRequest(parameters: parameters), authorization: nil, from: Harness.address)
    }

    /// It asks for its tokens.
    func poll(
        _ begun: DeviceAuthorizationResponse, client: String = "app_1", _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await post(
            Harness.changed(
                [
                    ("grant_type", Harness.device), ("client_id", client), ("device_code", begun.deviceCode.revealed()),
                ], changes))
    }
}

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
