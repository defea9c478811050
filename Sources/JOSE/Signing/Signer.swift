package import JSON
package import OAuth

/// Signs with one private key. An RSA signature takes a good part of a millisecond, so implementations must not run
/// on an event loop.
package protocol Signer: Sendable {
    /// The public half, whose `kid` goes into every header.
    var publicKey: JSONWebKey { get }

    func sign(_ bytes: [UInt8]) async throws -> [UInt8]
}

extension Signer {
    /// A signed JWT in compact form (RFC 7515 §7.1).
    /// - Parameter type: the header's `typ`.
    package func token(type: String, claims: JSONObject) async throws -> Secret {
        var header: JSONObject = ["alg": .string(publicKey.algorithm.rawValue), "typ": .string(type)]
        header["kid"] = publicKey.keyID.map(JSONValue.string)
        let signed = [JSONValue.object(header), .object(claims)]
            .map { Base64.encode($0.serialized(), .url) }.joined(separator: ".")
        let signature = try await sign(Array(signed.utf8))
        return Secret(signed + "." + Base64.encode(signature, .url))
    }
}
