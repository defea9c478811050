import Crypto
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 8725 §3.1: the key that a token is checked with")
struct KeyChoiceTests {
    private static let every = TokenRules(
        issuer: Tokens.issuer, audiences: [Tokens.audience], algorithms: Set(SignatureAlgorithm.allCases))
    private let elliptic = P256.Signing.PrivateKey()
    private let edwards = Curve25519.Signing.PrivateKey()

    private func ellipticToken(header: JSONObject = [:]) async throws -> String {
        let key = try JSONWebKey(.p256(elliptic.publicKey))
        return try await Tokens.compact(
            header: Tokens.merged(["alg": "ES256", "kid": Tokens.keyID(key)], header), claims: Tokens.claims
        ) { Array(try elliptic.signature(for: SHA256.hash(data: $0)).rawRepresentation) }
    }

    private func edwardsToken() async throws -> String {
        let key = try JSONWebKey(.ed25519(edwards.publicKey))
        return try await Tokens.compact(
            header: ["alg": "EdDSA", "kid": Tokens.keyID(key)], claims: Tokens.claims
        ) { Array(try edwards.signature(for: $0)) }
    }

    private func everyKey() async throws -> [JSONWebKey] {
        [
            try await TestKeys.trusted().publicKey, try JSONWebKey(.p256(elliptic.publicKey)),
            try JSONWebKey(.ed25519(edwards.publicKey)), try await TestKeys.stranger().publicKey,
        ]
    }

    @Test("RS256, ES256 and EdDSA are checked where they are allowed")
    func everyAlgorithm() async throws {
        let keys = try await everyKey()
        for token in [try await Tokens.token(), try await ellipticToken(), try await edwardsToken()] {
            #expect(try await Tokens.judge(token, rules: KeyChoiceTests.every, keys: keys) == .accepted)
        }
    }

    @Test("An algorithm that the rules do not list is refused, though its key is published")
    func notListed() async throws {
        let keys = try await everyKey()
        #expect(try await Tokens.judge(ellipticToken(), keys: keys) == .rejected(.algorithmNotAllowed))
        #expect(try await Tokens.judge(edwardsToken(), keys: keys) == .rejected(.algorithmNotAllowed))
        let none = TokenRules(issuer: Tokens.issuer, audiences: [Tokens.audience], algorithms: [])
        #expect(try await Tokens.judge(Tokens.token(), rules: none) == .rejected(.algorithmNotAllowed))
    }

    @Test("An algorithm that does not fit the key of that kid is refused")
    func doesNotFit() async throws {
        let keys = try await everyKey()
        let rsa = Tokens.keyID(keys[0])
        let rules = KeyChoiceTests.every
        for token in [
            try await Tokens.token(header: ["alg": "ES256"]), try await Tokens.token(header: ["alg": "EdDSA"]),
            try await ellipticToken(header: ["kid": rsa]), try await ellipticToken(header: ["alg": "RS256"]),
        ] {
            #expect(try await Tokens.judge(token, rules: rules, keys: keys) == .rejected(.algorithmDoesNotFitKey))
        }
    }

    @Test("RFC 7515 §4.1.4: a kid that nobody published gives no verdict; kids are compared byte for byte")
    func unknownKey() async throws {
        for kid in ["unknown", "", "é"] {
            let token = try await Tokens.token(header: ["kid": .string(kid)])
            #expect(try await Tokens.judge(token) == .cannotJudge(.unknownKey))
        }
        #expect(try await Tokens.judge(Tokens.token(), keys: []) == .cannotJudge(.unknownKey))
        #expect(try await Tokens.judge(Tokens.token(without: ["kid"]), keys: []) == .cannotJudge(.unknownKey))
    }

    @Test("A kid that names another key of the issuer does not do")
    func otherKeyID() async throws {
        let keys = try await everyKey()
        let token = try await Tokens.token(header: ["kid": Tokens.keyID(keys[3])])
        #expect(try await Tokens.judge(token, keys: keys) == .rejected(.badSignature))
    }

    @Test("Without kid every published key that fits is tried")
    func noKeyID() async throws {
        let keys = try await everyKey()
        let token = try await Tokens.token(without: ["kid"])
        #expect(try await Tokens.judge(token, rules: KeyChoiceTests.every, keys: keys.reversed()) == .accepted)
        #expect(try await Tokens.judge(token, keys: [keys[3]]) == .rejected(.badSignature))
        #expect(try await Tokens.judge(token, keys: [keys[1]]) == .rejected(.algorithmDoesNotFitKey))
    }

    @Test("Of two keys with one kid either may have signed")
    func sharedKeyID() async throws {
        var keys = [try await TestKeys.stranger().publicKey, try await TestKeys.trusted().publicKey]
        keys[0].keyID = "k"
        keys[1].keyID = "k"
        #expect(try await Tokens.judge(Tokens.token(header: ["kid": "k"]), keys: keys) == .accepted)
    }

    @Test("RFC 7518 §3.4: an ES256 signature is the two numbers, in 64 bytes, and neither is zero")
    func ellipticForms() async throws {
        let keys = [try JSONWebKey(.p256(elliptic.publicKey))]
        let signers: [([UInt8]) throws -> [UInt8]] = [
            { Array(try elliptic.signature(for: SHA256.hash(data: $0)).derRepresentation) },
            { _ in [UInt8](repeating: 0, count: 64) }, { _ in [] },
            { [0] + Array(try elliptic.signature(for: SHA256.hash(data: $0)).rawRepresentation) },
            { Array(try elliptic.signature(for: SHA256.hash(data: $0)).rawRepresentation.dropLast()) },
        ]
        for sign in signers {
            let token = try await Tokens.compact(
                header: ["alg": "ES256", "kid": Tokens.keyID(keys[0])], claims: Tokens.claims, sign: sign)
            #expect(try await Tokens.judge(token, rules: KeyChoiceTests.every, keys: keys) == .rejected(.badSignature))
        }
    }
}
