import Crypto
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7517: published keys")
struct JSONWebKeyTests {
    private static let elliptic: JSONObject = [
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    ]
    private static let zeros = String(repeating: "A", count: 43)

    static let usable: [JSONObject] = [
        [:], ["use": "sig"], ["alg": "ES256"], ["key_ops": ["verify"]], ["key_ops": ["sign", "verify"]], ["kid": "a"],
        ["kid": 1], ["x5c": ["x"], "ext": true, "nonsense": .null],
    ]

    @Test("Members that do not speak against a key are overlooked", arguments: usable)
    func acceptsKey(changes: JSONObject) {
        let json = JSONValue.object(Tokens.merged(JSONWebKeyTests.elliptic, changes))
        #expect(JSONWebKey(json: json)?.keyID == changes["kid"]?.string)
    }

    static let unusable: [JSONObject] = [
        ["use": "enc"], ["use": "SIG"], ["use": .null], ["use": ["sig"]], ["key_ops": ["sign"]], ["key_ops": []],
        ["key_ops": "verify"], ["key_ops": .null], ["alg": "ES384"], ["alg": "RS256"], ["alg": "none"],
        ["alg": "HS256"],
        ["alg": .null], ["alg": 1], ["kty": "ec"], ["kty": "RSA"], ["kty": "OKP"], ["kty": "unknown"], ["kty": .null],
        ["kty": "oct", "k": "c2VjcmV0"], ["crv": "P-384"], ["crv": "secp256k1"], ["crv": "p-256"], ["crv": .null],
        ["x": ""], ["x": 1], ["x": .string(zeros)], ["x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEV"],
        ["x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU="], ["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5Q"],
        ["x": .string(zeros), "y": .string(zeros)], ["y": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"],
    ]

    @Test("RFC 7517 §5: a key for something else, of another kind, or off its curve is skipped", arguments: unusable)
    func skipsKey(changes: JSONObject) {
        #expect(JSONWebKey(json: .object(Tokens.merged(JSONWebKeyTests.elliptic, changes))) == nil)
    }

    @Test("RFC 7517 §4: a member that the kind of key needs must be there", arguments: ["kty", "crv", "x", "y"])
    func missing(name: String) {
        #expect(JSONWebKey(json: .object(Tokens.merged(JSONWebKeyTests.elliptic, [:], [name]))) == nil)
    }

    @Test("What is not an object is no key", arguments: [.null, [], "x", 1, [:]] as [JSONValue])
    func notAnObject(json: JSONValue) {
        #expect(JSONWebKey(json: json) == nil)
    }

    @Test("RFC 7518 §3.3: an RSA key has at least 2048 bits, and no exponent that makes signing unnecessary")
    func weakRSA() async throws {
        let good = try #require(try await TestKeys.trusted().publicKey.json.object)
        let short =
            "5IjZZwbhU6qJJtdW4TKPFnYvXbchHV2kOy3RjSQf9k7xArrEf9aqiZIFyiYMkSPmjq7tKdMBg10evfnsV1Ext9tJdJiVso1ilUPiRAqUdVY2"
            + "dNTRn2V6VH9pxTCAs9LKG2mO8c9QvqRF4fwgeRUbHlL69oKlazYZGf5MOowlaHE"
        let padded = Base64.encode([UInt8](repeating: 0, count: 200) + (Base64.decode(short, .url) ?? []), .url)
        let long = Base64.encode([UInt8](repeating: 0xFF, count: 1025), .url)
        #expect(JSONWebKey(json: .object(good)) != nil)
        for (name, value) in [
            ("n", short), ("n", padded), ("n", long), ("n", ""), ("n", "AA"), ("e", ""), ("e", "AA"), ("e", "AQ"),
            ("e", "Ag"),
            ("e", "BA"), ("e", "AQABAQABAQAB"),
        ] {
            #expect(JSONWebKey(json: .object(Tokens.merged(good, [name: .string(value)]))) == nil, "\(name): \(value)")
        }
        for name in ["n", "e"] { #expect(JSONWebKey(json: .object(Tokens.merged(good, [:], [name]))) == nil) }
        #expect(JSONWebKey(json: .object(Tokens.merged(good, ["alg": "PS256"]))) == nil)
        #expect(JSONWebKey(json: .object(Tokens.merged(good, ["alg": "RS512"]))) == nil)
    }

    @Test("RFC 8037 §2: an Ed25519 key has 32 bytes")
    func edwards() {
        func key(_ curve: String, _ count: Int) -> JSONWebKey? {
            let x = Base64.encode(
                Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation.prefix(count)), .url)
            return JSONWebKey(json: ["kty": "OKP", "crv": .string(curve), "x": .string(x)])
        }
        #expect(key("Ed25519", 32)?.algorithm == .edDSA)
        for (curve, count) in [("Ed25519", 31), ("Ed25519", 0), ("X25519", 32), ("Ed448", 32), ("ed25519", 32)] {
            #expect(key(curve, count) == nil)
        }
    }

    @Test("The JSON form of a key holds the public half alone, and reads back as the same key")
    func roundTrip() async throws {
        let keys = [
            try await TestKeys.trusted().publicKey, try JSONWebKey(.p256(P256.Signing.PrivateKey().publicKey)),
            try JSONWebKey(.ed25519(Curve25519.Signing.PrivateKey().publicKey)),
        ]
        for key in keys {
            let again = try #require(JSONWebKey(json: key.json))
            #expect(again.json == key.json)
            #expect(again.thumbprint == key.thumbprint)
            #expect(key.keyID == key.thumbprint)
            #expect(key.json["use"] == "sig")
            for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(key.json[name] == nil) }
        }
        #expect(keys.map(\.algorithm) == [.rs256, .es256, .edDSA])
    }
}
