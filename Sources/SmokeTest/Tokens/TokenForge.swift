import Crypto
import CryptoExtras
import JSON
import OAuth

/// Makes tokens that look right and are not: signed with the tester's own key, or not at all.
///
/// The key is made when it is first needed, which takes a while, and never leaves the process.
package actor TokenForge {
    private var key: _RSA.Signing.PrivateKey?

    package init() {}

    /// A token signed by RS256 (RFC 7518 §3.3) with the tester's own key.
    func signed(header: JSONObject, claims: JSONObject) throws(Skip) -> Secret {
        var header = header
        header["alg"] = "RS256"
        let input = TokenForge.input(header, claims)
        do {
            let key = try self.key ?? _RSA.Signing.PrivateKey(keySize: .bits2048)
            self.key = key
            var hash = SHA256()
            Array(input.utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
            let signature = try key.signature(for: hash.finalize(), padding: .insecurePKCS1v1_5)
            return Secret("\(input).\(Base64.encode(signature.rawRepresentation, .url))")
        } catch {
            throw .notAsked("this machine could not make a key to sign a bad token with")
        }
    }

    /// A token without a signature (RFC 7519 §6).
    nonisolated func unsigned(header: JSONObject, claims: JSONObject) -> Secret {
        var header = header
        header["alg"] = "none"
        return Secret(TokenForge.input(header, claims) + ".")
    }

    private static func input(_ header: JSONObject, _ claims: JSONObject) -> String {
        let parts = [header, claims].map { Base64.encode(JSONValue.object($0).serialized(), .url) }
        return parts.joined(separator: ".")
    }
}
