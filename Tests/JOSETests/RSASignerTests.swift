import COpenSSL
import Crypto
import CryptoExtras
import JOSE
import OAuth
import TestSupport
import Testing

@Suite("RS256 with libcrypto, beside swift-crypto")
struct RSASignerTests {
    private static let pss = "RSA-PSS"

    private func other(_ der: Secret) throws -> _RSA.Signing.PrivateKey {
        try der.withBytes { bytes throws in try _RSA.Signing.PrivateKey(derRepresentation: Array(bytes)) }
    }

    @Test("RFC 8017 §8.2.1: both libraries make the same signature of the same bytes")
    func identical() async throws {
        let signer = try await TestKeys.trusted()
        let other = try other(signer.privateRepresentation)
        var chance = Repeatable(seed: 1)
        for length in Array(0...130) + [1000, 65_537, 1_000_000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &chance) }
            let expected = try other.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
            #expect(try await signer.sign(bytes) == Array(expected.rawRepresentation), "\(length) bytes")
        }
    }

    @Test("RFC 7515 §A.2.1: the known signature of the known key")
    func known() async throws {
        let signer = try RSASigner(privateRepresentation: RSAPrivateKeys.pkcs1(RSAPrivateKeys.known()))
        let signed =
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
            + "Imh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature =
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU"
            + "Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d"
            + "O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
            + "cN_IoypGlUPQGe77Rw"
        #expect(Base64.encode(try await signer.sign(Array(signed.utf8)), .url) == signature)
    }

    @Test("Each library reads the keys that the other wrote, and what is kept stays the same bytes")
    func exchanged() async throws {
        let made = try RSAPrivateKeys.made("RSA", bits: 2048)
        let written = Secret(try _RSA.Signing.PrivateKey(keySize: .bits2048).derRepresentation)
        for kept in [made, written, RSAPrivateKeys.pkcs1(try RSAPrivateKeys.known())] {
            let other = try other(kept)
            let signature = try LibcryptoRSA(der: kept).sign([1, 2, 3])
            for form in [kept, Secret(other.pkcs8DERRepresentation)] {
                let signer = try RSASigner(privateRepresentation: form)
                #expect(signer.privateRepresentation == kept)
                #expect(signer.publicKey.key.isValid(signature: signature, over: [1, 2, 3]))
                #expect(try await signer.sign([1, 2, 3]) == signature)
                #expect(try LibcryptoRSA(der: form).sign([1, 2, 3]) == signature)
            }
            #expect(Secret(other.derRepresentation) == kept)
        }
        let large = try RSASigner(privateRepresentation: RSAPrivateKeys.made("RSA", bits: 3072))
        let signature = try await large.sign([1])
        #expect(signature.count == 384)
        #expect(large.publicKey.key.isValid(signature: signature, over: [1]))
    }

    @Test("A result of the Chinese remainder theorem that a fault made wrong never leaves", arguments: 5...7)
    func fault(number: Int) throws {
        var numbers = try RSAPrivateKeys.known()
        let right = try LibcryptoRSA(der: RSAPrivateKeys.pkcs1(numbers)).sign([1, 2, 3])
        numbers[number][40] ^= 0x10
        let faulty = RSAPrivateKeys.pkcs1(numbers)
        #expect(try LibcryptoRSA(der: faulty).sign([1, 2, 3]) == right)
        #expect(throws: (any Error).self) { try RSASigner(privateRepresentation: faulty) }
    }

    @Test("Many threads sign with one key")
    func concurrent() async throws {
        let signer = try await TestKeys.trusted()
        let valid = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<16 {
                group.addTask {
                    var valid = 0
                    for count in 0..<200 {
                        let bytes = Array("task \(task), signature \(count)".utf8)
                        let signature = try await signer.sign(bytes)
                        if signer.publicKey.key.isValid(signature: signature, over: bytes) { valid += 1 }
                    }
                    return valid
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(valid == 3200)
    }

    @Test("A key that nobody else holds lives until its last signature is made")
    func lifetime() async throws {
        let kept = try await TestKeys.trusted().privateRepresentation
        let expected = try LibcryptoRSA(der: kept).sign([1])
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<200 {
                let key = try LibcryptoRSA(der: kept)
                for _ in 0..<2 { group.addTask { try key.sign([1]) } }
            }
            for try await signature in group { #expect(signature == expected) }
        }
    }
}

// MARK: - What is no key

extension RSASignerTests {
    /// Tries to read a key with both readers, and looks at libcrypto's notes of errors, which belong to the thread.
    private func read(_ der: Secret) -> (signer: RSASigner?, key: LibcryptoRSA?, failure: LibcryptoError?) {
        ERR_clear_error()
        let signer = try? RSASigner(privateRepresentation: der)
        #expect(ERR_peek_error() == 0)
        do throws(LibcryptoError) {
            let key = try LibcryptoRSA(der: der)
            #expect(ERR_peek_error() == 0)
            return (signer, key, nil)
        } catch {
            #expect(ERR_peek_error() == 0)
            return (signer, nil, error)
        }
    }

    @Test("RFC 7518 §3.3: what is no RSA private key of 2048 bits or more is refused, and leaves no error behind")
    func refused() async throws {
        let valid = try await TestKeys.trusted().privateRepresentation.withBytes { Array($0) }
        let curve = P256.Signing.PrivateKey()
        let malformed: [Secret] =
            [
                Secret([UInt8]()), Secret([0x30]), Secret([0x30, 0x80, 0, 0]), Secret("not DER"), Secret(valid + [0]),
                Secret(valid + valid), Secret([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF] + valid),
                try RSAPrivateKeys.made(RSASignerTests.pss, bits: 2048), Secret(curve.derRepresentation),
                Secret(curve.rawRepresentation), Secret(curve.pemRepresentation),
                Secret(try other(Secret(valid)).publicKey.derRepresentation),
                Secret(try other(Secret(valid)).publicKey.pkcs1DERRepresentation),
                Secret(try other(Secret(valid)).pemRepresentation),
            ] + valid.indices.map { Secret(valid[..<$0]) }
        for (index, der) in malformed.enumerated() {
            let read = read(der)
            #expect(read.signer == nil, "\(index)")
            #expect(read.failure?.code == .malformedKey, "\(index)")
        }
        for bits: Int32 in [512, 1024, 2047] {
            let read = read(try RSAPrivateKeys.made("RSA", bits: bits))
            #expect(read.signer == nil)
            #expect(read.failure?.code == .weakKey)
        }
    }

    @Test("Of a private key no other bytes are read", arguments: UInt64(1)...4)
    func damaged(seed: UInt64) async throws {
        let kept = try await TestKeys.trusted().privateRepresentation
        let forms = [kept, Secret(try other(kept).pkcs8DERRepresentation)].map { $0.withBytes { Array($0) } }
        var damage = DamagedTokens(chance: Repeatable(seed: 300 + seed))
        var (malformed, unfit, unharmed) = (0, 0, 0)
        for round in 0..<2500 {
            let form = forms[round % 2]
            let der = damage.bytes(form)
            let read = read(Secret(der))
            // libcrypto alone does not see that numbers do not fit together; then it fails, or what it signs is wrong.
            if round % 16 < 2, let key = read.key { _ = try? key.sign([1]) }
            #expect((read.signer != nil) == forms.contains(der))
            if read.signer != nil { unharmed += 1 } else if read.key != nil { unfit += 1 } else { malformed += 1 }
        }
        for count in [malformed, unfit, unharmed] { #expect(count > 20) }
    }
}
