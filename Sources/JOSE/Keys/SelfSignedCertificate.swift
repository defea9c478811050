internal import Crypto
internal import CryptoExtras
package import JSON
package import OAuth
internal import SwiftASN1
internal import X509

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A certificate for an RSA key by itself, for verifiers that want one in a key set: `x5c` and `x5t#S256` (RFC 7517 §4.7,
/// §4.9). Nobody's trust should rest on it. The same key and moment give the same certificate.
package struct SelfSignedCertificate: Sendable {
    /// In DER.
    private let bytes: [UInt8]

    /// Valid for so long that no verifier minds; key sets say which keys are in use.
    private static let years = 100

    /// - Parameters:
    ///   - key: RSA; for others there is none.
    ///   - moment: when it begins to be valid.
    package init?(for key: any StorableSigner, from moment: Timestamp) {
        guard key is RSASigner,
            let privateKey = key.privateRepresentation.withBytes({
                try? _RSA.Signing.PrivateKey(derRepresentation: Array($0))
            }),
            let name = try? DistinguishedName(builder: { CommonName(key.publicKey.thumbprint) })
        else { return nil }
        let start = Date(timeIntervalSince1970: Double(moment.seconds))
        let issuer = Certificate.PrivateKey(privateKey)
        guard
            let certificate = try? Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(1), publicKey: issuer.publicKey,
                notValidBefore: start,
                notValidAfter: start.addingTimeInterval(Double(SelfSignedCertificate.years) * 365 * 86_400),
                issuer: name, subject: name, signatureAlgorithm: .sha256WithRSAEncryption,
                extensions: Certificate.Extensions(), issuerPrivateKey: issuer)
        else { return nil }
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate)) != nil else { return nil }
        bytes = serializer.serializedBytes
    }

    /// The members that it adds to its key in a key set.
    package var members: JSONObject {
        [
            "x5c": [.string(Base64.encode(bytes, .standard))],
            "x5t#S256": .string(Base64.encode(Array(SHA256.hash(data: bytes)), .url)),
        ]
    }
}
