import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 7515 §5.2: the signature of a token")
struct SignatureTests {
    private func parts(_ token: String) -> [String] { token.split(separator: ".").map(String.init) }

    @Test("A signature that differs in any byte is bad")
    func everyByte() async throws {
        let parts = parts(try await Tokens.token())
        let signature = try #require(Base64.decode(parts[2], .url))
        #expect(signature.count == 256)
        for index in signature.indices {
            var damaged = signature
            damaged[index] ^= 1 << UInt8(index % 8)
            let token = "\(parts[0]).\(parts[1]).\(Base64.encode(damaged, .url))"
            #expect(try await Tokens.judge(token) == .rejected(.badSignature))
        }
    }

    @Test("A signature of another length is bad", arguments: [0, 1, 128, 255])
    func length(count: Int) async throws {
        let parts = parts(try await Tokens.token())
        let signature = try #require(Base64.decode(parts[2], .url))
        for bytes in [Array(signature.prefix(count)), signature + signature.prefix(count + 1)] {
            let token = "\(parts[0]).\(parts[1]).\(Base64.encode(bytes, .url))"
            #expect(try await Tokens.judge(token) == .rejected(.badSignature))
        }
    }

    @Test("The signature of a stranger, and that of another token, are bad")
    func otherSignatures() async throws {
        let stranger = try await TestKeys.stranger()
        let key = try await TestKeys.trusted().publicKey
        let forged = try await Tokens.compact(
            header: ["alg": "RS256", "kid": Tokens.keyID(key)], claims: Tokens.claims
        ) { try await stranger.sign($0) }
        #expect(try await Tokens.judge(forged) == .rejected(.badSignature))
        let mine = parts(try await Tokens.token(claims: ["scope": "mcp"]))
        let wanted = parts(try await Tokens.token(claims: ["scope": "admin"]))
        #expect(try await Tokens.judge("\(wanted[0]).\(wanted[1]).\(mine[2])") == .rejected(.badSignature))
    }

    @Test("The same claims in another spelling are other bytes, which nobody signed")
    func respelt() async throws {
        let parts = parts(try await Tokens.token())
        let claims = try #require(Base64.decode(parts[1], .url))
        let respelt = Base64.encode([0x20] + claims, .url)
        #expect(try await Tokens.judge("\(parts[0]).\(respelt).\(parts[2])") == .rejected(.badSignature))
    }

    @Test("The signature is checked before the claims: an expired forgery is a forgery")
    func order() async throws {
        let parts = parts(try await Tokens.token(claims: ["exp": 0, "aud": "x"]))
        #expect(try await Tokens.judge("\(parts[0]).\(parts[1]).AAAA") == .rejected(.badSignature))
    }

    @Test("What a signer makes its own public key verifies; typ and kid stand in the header")
    func signer() async throws {
        let signer = try await TestKeys.trusted()
        let token = try await signer.token(type: "at+jwt", claims: Tokens.claims)
        #expect(token.description == "[redacted]")
        #expect(try await Tokens.judge(token.revealed()) == .accepted)
        let unverified = try #require(UnverifiedToken(compact: token.revealed().utf8))
        #expect(unverified.header["typ"] == "at+jwt")
        #expect(unverified.keyID == signer.publicKey.thumbprint)
        #expect(unverified.claims == Tokens.claims)
    }

    @Test("A signer read from its DER form is the same signer")
    func storedSigner() async throws {
        let signer = try await TestKeys.trusted()
        let again = try RSASigner(privateRepresentation: signer.privateRepresentation)
        #expect(again.publicKey.thumbprint == signer.publicKey.thumbprint)
        #expect(try await again.sign([1, 2, 3]) == signer.sign([1, 2, 3]))
        #expect(throws: (any Error).self) { try RSASigner(privateRepresentation: Secret("not DER")) }
    }
}
