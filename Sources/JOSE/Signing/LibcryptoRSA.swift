internal import COpenSSL
package import OAuth

/// An RSA private key that signs with OpenSSL's libcrypto, which takes less than half of swift-crypto's time on processors
/// with AVX512-IFMA.
///
/// Two things that libcrypto does by itself stay on. It blinds the number that it signs, so that the time taken says
/// nothing about the key. And it checks what the Chinese remainder theorem gave against the public exponent before it
/// lets it out, since a result that a fault of the machine made wrong would give the key away; a wrong one is computed
/// again without the theorem.
package final class LibcryptoRSA: Sendable {
    /// The fewest bits of a modulus (RFC 7518 §3.3).
    private static let minimumBits = 2048

    // Both objects are counted atomically and are not changed after `init`, other than by libcrypto itself, which keeps
    // its caches of a key (Montgomery forms, blinding) under the key's own lock. All that a signature changes is in a
    // context of its own. So threads may share them.
    private nonisolated(unsafe) let key: OpaquePointer
    private nonisolated(unsafe) let digest: OpaquePointer
    /// The bytes of a signature.
    private let signatureSize: Int

    /// Reads a private key from its DER form: PKCS #1 (RFC 8017 §A.1.2) or PKCS #8 (RFC 5208 §5). Whether the numbers
    /// fit together is not checked.
    package init(der: Secret) throws(LibcryptoError) {
        let read = der.withBytes { bytes -> OpaquePointer? in
            guard let start = bytes.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start
            let key = d2i_PrivateKey(EVP_PKEY_RSA, nil, &next, bytes.count)
            guard next == start + bytes.count, EVP_PKEY_is_a(key, "RSA") == 1 else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        guard let read else { throw LibcryptoError(.malformedKey, in: "d2i_PrivateKey") }
        // A decoder that was tried in vain before the right one may have noted so.
        ERR_clear_error()
        guard EVP_PKEY_get_bits(read) >= LibcryptoRSA.minimumBits else {
            EVP_PKEY_free(read)
            throw LibcryptoError(.weakKey, in: "EVP_PKEY_get_bits")
        }
        // Looked up here once: each look-up by name takes some microseconds.
        guard let fetched = EVP_MD_fetch(nil, "SHA2-256", nil) else {
            EVP_PKEY_free(read)
            throw LibcryptoError(.cannotSign, in: "EVP_MD_fetch")
        }
        key = read
        digest = fetched
        signatureSize = Int(EVP_PKEY_get_size(read))
    }

    deinit {
        // Overwrites the key's numbers.
        EVP_PKEY_free(key)
        EVP_MD_free(digest)
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 §8.2.1), on the calling thread.
    /// - Returns: as many bytes as the modulus has.
    package func sign(_ bytes: [UInt8]) throws(LibcryptoError) -> [UInt8] {
        // Until the context is ready, and counts a reference of its own, only `self` keeps the key alive.
        defer { withExtendedLifetime(self) {} }
        guard let context = EVP_MD_CTX_new() else { throw LibcryptoError(.cannotSign, in: "EVP_MD_CTX_new") }
        defer { EVP_MD_CTX_free(context) }
        var options: OpaquePointer?
        guard EVP_DigestSignInit(context, &options, digest, nil, key) == 1,
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) == 1
        else { throw LibcryptoError(.cannotSign, in: "EVP_DigestSignInit") }
        var signature = [UInt8](repeating: 0, count: signatureSize)
        var length = signature.count
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1, length == signature.count else {
            throw LibcryptoError(.cannotSign, in: "EVP_DigestSign")
        }
        return signature
    }
}
