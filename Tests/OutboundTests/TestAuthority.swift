import Crypto
import NIOSSL
import OAuth
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A certificate authority for one test, and servers that it certifies.
final class TestAuthority: Sendable {
    /// The file with the authority's certificate (PEM).
    let path: String
    private let key: Certificate.PrivateKey
    private let name: DistinguishedName

    init() throws {
        key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        name = try DistinguishedName { CommonName("Test authority") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
            notValidBefore: Date.now - 3600, notValidAfter: Date.now + 3600, issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: key)
        let file = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID()).pem")
        path = file.path
        try Data(certificate.serializeAsPEM().pemString.utf8).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A server with a certificate of this authority.
    /// - Parameters:
    ///   - names: names in the DNS that it is for.
    ///   - addresses: IP addresses that it is for.
    ///   - expiry: seconds from now.
    func server(
        names: [String] = [], addresses: [String] = [], commonName: String = "Test server", expiry: Double = 3600,
        maximumVersion: TLSVersion? = nil
    ) throws -> NIOSSLContext {
        let leafKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.compactMap { IPAddress($0) }
            .map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: leafKey.publicKey,
            notValidBefore: Date.now - 7200, notValidAfter: Date.now + expiry, issuer: name,
            subject: DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                try ExtendedKeyUsage([.serverAuth])
                if !alternatives.isEmpty { SubjectAlternativeNames(alternatives) }
            }, issuerPrivateKey: key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(
                    try NIOSSLCertificate(bytes: Array(certificate.serializeAsPEM().pemString.utf8), format: .pem))
            ],
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(leafKey.serializeAsPEM().pemString.utf8), format: .pem)))
        configuration.maximumTLSVersion = maximumVersion
        return try NIOSSLContext(configuration: configuration)
    }
}
