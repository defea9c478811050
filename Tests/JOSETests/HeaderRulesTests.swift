import Crypto
import JOSE
import JSON
import OAuth
import TestSupport
import Testing

@Suite("RFC 8725 §3: the header of a token")
struct HeaderRulesTests {
    static let algorithms: [JSONValue] = [
        "none", "None", "NONE", "nOnE", "", "HS256", "HS512", "RS384", "RS512", "PS256", "ES384", "ES512", "ES256K",
        "rs256", "RS256 ", "RS256\u{0}", .null, 1, ["RS256"], ["RS256": true],
    ]

    @Test("RFC 8725 §3.1: an algorithm outside the list is refused, whatever the signature", arguments: algorithms)
    func algorithm(name: JSONValue) async throws {
        let outcome = try await Tokens.judge(Tokens.token(header: ["alg": name]))
        #expect(outcome == .rejected(.algorithmNotAllowed))
    }

    @Test("A token without alg is refused")
    func noAlgorithm() async throws {
        #expect(try await Tokens.judge(Tokens.token(without: ["alg"])) == .rejected(.algorithmNotAllowed))
    }

    @Test("RFC 8725 §2.1: alg none with an empty signature", arguments: ["none", "None", "nOnE"])
    func unsigned(name: String) async throws {
        let key = try await TestKeys.trusted().publicKey
        for header in [["alg": .string(name)], ["alg": .string(name), "kid": Tokens.keyID(key)]] as [JSONObject] {
            let token = try await Tokens.compact(header: header, claims: Tokens.claims) { _ in [] }
            #expect(token.hasSuffix("."))
            #expect(try await Tokens.judge(token) == .rejected(.algorithmNotAllowed))
        }
    }

    @Test("RFC 8725 §2.1: HMAC under the public key, in every form that it is published in")
    func publicKeyAsHMACSecret() async throws {
        let key = try await TestKeys.trusted().publicKey
        let modulus = try #require(key.json["n"]?.string)
        let secrets = [
            key.json.serialized(), Array(modulus.utf8), try #require(Base64.decode(modulus, .url)),
            JSONWebKeySet([key]).json.serialized(), Array(key.thumbprint.utf8),
        ]
        for secret in secrets {
            for name in ["HS256", "RS256"] {
                let header: JSONObject = ["alg": .string(name), "kid": Tokens.keyID(key)]
                let token = try await Tokens.compact(header: header, claims: Tokens.claims) {
                    Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret)))
                }
                let expected = name == "HS256" ? TokenRejection.algorithmNotAllowed : .badSignature
                #expect(try await Tokens.judge(token) == .rejected(expected))
            }
        }
    }

    @Test(
        "RFC 7515 §4.1.11: crit is refused, whatever it says",
        arguments: [["exp"], [], ["b64"], .null, "x"] as [JSONValue])
    func critical(value: JSONValue) async throws {
        let outcome = try await Tokens.judge(Tokens.token(header: ["crit": value, "b64": false]))
        #expect(outcome == .rejected(.criticalHeader))
    }

    @Test(
        "RFC 9068 §2.1: at+jwt, as it is written by anyone; JWT for older servers",
        arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt", "JWT", "jwt", "application/jwt"])
    func goodType(type: String) async throws {
        #expect(try await Tokens.judge(Tokens.token(header: ["typ": .string(type)])) == .accepted)
    }

    @Test("A token without typ is one of an older server")
    func noType() async throws {
        #expect(try await Tokens.judge(Tokens.token(without: ["typ"])) == .accepted)
    }

    static let wrongTypes: [JSONValue] = [
        "dpop+jwt", "logout+jwt", "secevent+jwt", "oauth-id-jag+jwt", "id_token+jwt", "client-authentication+jwt",
        "token-introspection+jwt", "JOSE", "", "at+jwt ", " jwt", "application/", "at\u{2D6}jwt", .null, 1, ["at+jwt"],
    ]

    @Test("RFC 8725 §3.11: a token made for something else is no access token", arguments: wrongTypes)
    func wrongType(type: JSONValue) async throws {
        #expect(try await Tokens.judge(Tokens.token(header: ["typ": type])) == .rejected(.wrongType))
    }

    @Test("RFC 8725 §3.10: keys and addresses in the header are overlooked")
    func keyInHeader() async throws {
        let stranger = try await TestKeys.stranger()
        let key = try await TestKeys.trusted().publicKey
        for kid in [nil, Tokens.keyID(key)] {
            var header: JSONObject = [
                "alg": "RS256", "jwk": stranger.publicKey.json, "jku": "https://evil.example/jwks",
                "x5u": "https://evil.example",
            ]
            header["kid"] = kid
            let token = try await Tokens.compact(header: header, claims: Tokens.claims) { try await stranger.sign($0) }
            #expect(try await Tokens.judge(token) == .rejected(.badSignature))
        }
    }
}
