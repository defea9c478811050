internal import Crypto
internal import CryptoExtras
package import JSON
internal import OAuth

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A public key as JSON (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
package struct JSONWebKey: Sendable {
    /// The `kid`, when there is one.
    package var keyID: String?
    package let key: VerificationKey
    /// The members that RFC 7638 §3.2 asks of a key of this type, in its order.
    private let required: [(String, JSONValue)]

    package var algorithm: SignatureAlgorithm { key.algorithm }

    /// Makes the JSON form of a key, with its thumbprint as `kid`.
    package init(_ key: VerificationKey) throws {
        self.key = key
        switch key {
        case .rsa(let key):
            let numbers = try key.getKeyPrimitives()
            required = [
                ("e", .string(Base64.encode(numbers.publicExponent, .url))), ("kty", "RSA"),
                ("n", .string(Base64.encode(numbers.modulus, .url))),
            ]
        case .p256(let key):
            let point = key.rawRepresentation
            required = [
                ("crv", "P-256"), ("kty", "EC"), ("x", .string(Base64.encode(point.prefix(32), .url))),
                ("y", .string(Base64.encode(point.suffix(32), .url))),
            ]
        case .ed25519(let key):
            required = [
                ("crv", "Ed25519"), ("kty", "OKP"), ("x", .string(Base64.encode(key.rawRepresentation, .url))),
            ]
        }
        keyID = thumbprint
    }

    /// The SHA-256 thumbprint of the key, as base64url (RFC 7638).
    package var thumbprint: String {
        let canonical = JSONValue.object(JSONObject(required)).serialized()
        return Base64.encode(Array(SHA256.hash(data: canonical)), .url)
    }

    package var json: JSONValue {
        var object = JSONObject(required)
        object["use"] = "sig"
        object["alg"] = .string(algorithm.rawValue)
        object["kid"] = keyID.map(JSONValue.string)
        return .object(object)
    }
}

// MARK: - Reading

extension JSONWebKey {
    /// Reads a key that somebody published; `nil` when it is not for checking signatures, of a kind that this package
    /// does not know, too weak, or malformed: RFC 7517 §5 asks to skip such keys, not to refuse the set.
    package init?(json: JSONValue) {
        if let use = json["use"], use.string != "sig" { return nil }
        if let operations = json["key_ops"], operations.strings?.contains("verify") != true { return nil }
        guard let key = JSONWebKey.key(json) else { return nil }
        if let algorithm = json["alg"], algorithm.string != key.algorithm.rawValue { return nil }
        try? self.init(key)
        keyID = json["kid"]?.string
    }

    private static func key(_ json: JSONValue) -> VerificationKey? {
        func bytes(_ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64.decode($0, .url) } }
        switch (json["kty"]?.string, json["crv"]?.string) {
        case ("RSA", nil):
            // RFC 7518 §3.3 asks for at least 2048 bits; the upper bound keeps a stranger's key from costing seconds.
            guard let modulus = bytes("n"), let exponent = bytes("e"), (256...1024).contains(modulus.count),
                exponent.count <= 8, let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent),
                key.keySizeInBits >= 2048
            else { return nil }
            return .rsa(key)
        case ("EC", "P-256"):
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            return .p256(key)
        case ("OKP", "Ed25519"):
            guard let x = bytes("x"), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else {
                return nil
            }
            return .ed25519(key)
        default: return nil
        }
    }
}
