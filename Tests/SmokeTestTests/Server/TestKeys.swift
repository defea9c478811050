import Crypto
import CryptoExtras
import JSON
import OAuth
import SmokeTest
import Testing

/// The key of the authorization server, made once per process since that is slow.
enum TestKeys {
    static let keyID = "test-key"

    /// The tester's own key, likewise.
    static let forge = TokenForge()

    private static let key: _RSA.Signing.PrivateKey? = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    static var keySet: JSONValue {
        guard let primitives = try? key?.publicKey.getKeyPrimitives() else { return ["keys": []] }
        return [
            "keys": [
                [
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(keyID),
                    "n": .string(Base64.encode(primitives.modulus, .url)),
                    "e": .string(Base64.encode(primitives.publicExponent, .url)),
                ]
            ]
        ]
    }

    /// A JWT with a good signature.
    static func sign(_ claims: JSONObject) throws -> String {
        let header: JSONValue = ["alg": "RS256", "typ": "at+jwt", "kid": .string(keyID)]
        let parts = [header, .object(claims)].map { Base64.encode($0.serialized(), .url) }
        let input = parts.joined(separator: ".")
        let signature = try #require(key).signature(for: digest(input), padding: .insecurePKCS1v1_5)
        return "\(input).\(Base64.encode(signature.rawRepresentation, .url))"
    }

    static func verifies(_ signature: [UInt8], over input: String) -> Bool {
        key?.publicKey.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest(input), padding: .insecurePKCS1v1_5)
            ?? false
    }

    private static func digest(_ text: String) -> SHA256.Digest {
        var hash = SHA256()
        Array(text.utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize()
    }
}
