import Crypto
import JOSE
import OAuth
import TestSupport
import Testing

/// A remote key source with its clock and its server.
struct Remote {
    let clock = ManualClock()
    let fetcher: ScriptedFetcher
    let source: RemoteKeySource

    init(_ answer: ScriptedFetcher.Answer) throws {
        fetcher = ScriptedFetcher(answer)
        source = RemoteKeySource(
            url: try #require(HTTPURL("https://as.example/oauth2/jwks")), fetcher: fetcher, clock: clock)
    }

    /// The identifiers of the keys that can be had for a token of that kid.
    func keyIDs(_ keyID: String? = nil) async -> [String]? {
        await source.keys(keyID: keyID)?.keys.compactMap(\.keyID)
    }

    /// A new key under that kid.
    static func key(_ keyID: String) throws -> JSONWebKey {
        var key = try JSONWebKey(.ed25519(Curve25519.Signing.PrivateKey().publicKey))
        key.keyID = keyID
        return key
    }
}
