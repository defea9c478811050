import Crypto
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7517 §5: a set of keys")
struct JSONWebKeySetTests {
    private func edwards(_ keyID: String?) throws -> JSONWebKey {
        var key = try JSONWebKey(.ed25519(Curve25519.Signing.PrivateKey().publicKey))
        key.keyID = keyID
        return key
    }

    @Test("Keys that cannot be used are skipped, and the others keep their order")
    func unusableKeys() async throws {
        let first = try edwards("a")
        let second = try await TestKeys.trusted().publicKey
        let json: JSONValue = [
            "keys": [
                ["kty": "oct", "k": "c2VjcmV0", "kid": "a"], first.json, .null, 1, "x", [:], ["kty": "RSA"],
                ["kty": "future"], ["kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "weak"], second.json,
            ], "more": true,
        ]
        let set = try #require(JSONWebKeySet(json: json))
        #expect(set.keys.map(\.thumbprint) == [first.thumbprint, second.thumbprint])
    }

    @Test("A set may be empty")
    func empty() {
        #expect(JSONWebKeySet(json: ["keys": []])?.keys.isEmpty == true)
    }

    @Test(
        "What has no array of keys is no set",
        arguments: [.null, [], [:], ["keys": .null], ["keys": [:]], ["keys": "x"], ["Keys": []], "keys"] as [JSONValue])
    func notASet(json: JSONValue) {
        #expect(JSONWebKeySet(json: json) == nil)
    }

    @Test("A set of more than 64 keys is cut there")
    func longSet() throws {
        let keys = try (0..<70).map { try edwards(String($0)).json }
        let set = try #require(JSONWebKeySet(json: ["keys": .array(keys)]))
        #expect(set.keys.map(\.keyID) == (0..<64).map(String.init))
    }

    @Test("The candidates for a token: the keys of its kid, or all when it has none")
    func candidates() throws {
        let set = JSONWebKeySet([try edwards("a"), try edwards("b"), try edwards(nil), try edwards("a")])
        #expect(set.candidates(keyID: nil).count == 4)
        #expect(set.candidates(keyID: "a").count == 2)
        #expect(set.candidates(keyID: "A").isEmpty)
        #expect(set.candidates(keyID: "").isEmpty)
    }

    @Test("A set survives being written and read")
    func roundTrip() throws {
        let set = JSONWebKeySet([try edwards("a"), try edwards(nil)])
        #expect(JSONWebKeySet(json: set.json)?.json == set.json)
    }
}
