import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7518 §3 and RFC 8037 §3: signing")
struct SignerTests {
    @Test("What a signer signs its public key verifies, and no other key", arguments: SignatureAlgorithm.allCases)
    func verifies(algorithm: SignatureAlgorithm) async throws {
        let signer = try await TestKeys.key(algorithm)
        #expect(signer.publicKey.algorithm == algorithm)
        let stranger = try await SigningKeyPair.generate(algorithm)
        let rules = TokenRules(issuer: Tokens.issuer, audiences: [Tokens.audience], algorithms: [algorithm])
        let token = try await signer.token(type: "at+jwt", claims: Tokens.claims).revealed()
        #expect(try await Tokens.judge(token, rules: rules, keys: [signer.publicKey]) == .accepted)
        var other = stranger.publicKey
        other.keyID = signer.publicKey.keyID
        #expect(try await Tokens.judge(token, rules: rules, keys: [other]) == .rejected(.badSignature))
    }

    @Test("The header names algorithm, type and key", arguments: SignatureAlgorithm.allCases)
    func header(algorithm: SignatureAlgorithm) async throws {
        let signer = try await TestKeys.key(algorithm)
        for type in ["at+jwt", "JWT", "a \"quoted\" type"] {
            let token = try await signer.token(type: type, claims: ["iss": "a"])
            let unverified = try #require(UnverifiedToken(compact: token.revealed().utf8))
            let expected: JSONObject = [
                "alg": .string(algorithm.rawValue), "typ": .string(type), "kid": .string(signer.publicKey.thumbprint),
            ]
            #expect(unverified.header == expected)
            #expect(unverified.claims == ["iss": "a"])
        }
    }

    @Test("A private key that was kept is the same key when it is read", arguments: SignatureAlgorithm.allCases)
    func stored(algorithm: SignatureAlgorithm) async throws {
        let signer = try await TestKeys.key(algorithm)
        let kept = signer.privateRepresentation
        let again = try SigningKeyPair.read(algorithm, privateRepresentation: kept)
        #expect(again.publicKey.thumbprint == signer.publicKey.thumbprint)
        #expect(again.privateRepresentation == kept)
        #expect(signer.publicKey.key.isValid(signature: try await again.sign([1, 2, 3]), over: [1, 2, 3]))
        #expect("\(kept)" == "[redacted]")
    }

    @Test("Bytes that are no private key are refused", arguments: SignatureAlgorithm.allCases)
    func noKey(algorithm: SignatureAlgorithm) async throws {
        let lengths = [0, 1, 31, 33, 64, 1200]
        for bytes in lengths.map({ [UInt8](repeating: 0xFF, count: $0) }) + [[UInt8](repeating: 0xFF, count: 32)] {
            if algorithm == .edDSA, bytes.count == 32 { continue }
            #expect(throws: (any Error).self) {
                try SigningKeyPair.read(algorithm, privateRepresentation: Secret(bytes))
            }
        }
        for other in SignatureAlgorithm.allCases where other != algorithm && (other == .rs256 || algorithm == .rs256) {
            let kept = try await TestKeys.key(other).privateRepresentation
            #expect(throws: (any Error).self) { try SigningKeyPair.read(algorithm, privateRepresentation: kept) }
        }
    }

    @Test("Two new keys are two keys", arguments: SignatureAlgorithm.allCases)
    func fresh(algorithm: SignatureAlgorithm) async throws {
        let first = try await SigningKeyPair.generate(algorithm)
        let second = try await TestKeys.key(algorithm)
        #expect(first.publicKey.thumbprint != second.publicKey.thumbprint)
        #expect(first.publicKey.keyID == first.publicKey.thumbprint)
    }

    @Test("RFC 7518 §3.4: ES256 is two numbers of 32 bytes, whatever their size; Ed25519 is 64 bytes")
    func lengths() async throws {
        let elliptic = try await TestKeys.elliptic()
        // One signature in 128 has a number with a leading zero byte.
        for count in 0..<600 { #expect(try await elliptic.sign([UInt8(count % 256)]).count == 64) }
        #expect(try await TestKeys.edwards().sign([]).count == 64)
        #expect(try await TestKeys.trusted().sign([]).count == 256)
    }

    @Test("RFC 7515 appendix A.3: the public key of the private number")
    func ellipticKnownKey() throws {
        let number = try #require(Base64.decode("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", .url))
        let json = try ES256Signer(privateRepresentation: Secret(number)).publicKey.json
        #expect(json["x"] == "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")
        #expect(json["y"] == "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    }

    @Test("RFC 8037 appendix A.1: the public key of the private one")
    func edwardsKnownKey() throws {
        let bytes = try #require(Base64.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", .url))
        let signer = try EdDSASigner(privateRepresentation: Secret(bytes))
        #expect(signer.publicKey.json["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        #expect(signer.publicKey.keyID == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }
}
