import OAuth
import TestSupport
import Testing

@Suite("RFC 9110 §11.6.1: reading WWW-Authenticate")
struct AuthenticateChallengeTests {
    struct Expected: Equatable {
        var scheme: String
        var parameters: [String: String]
    }

    private static func challenge(_ scheme: String, _ parameters: [String: String] = [:]) -> Expected {
        Expected(scheme: scheme, parameters: parameters)
    }

    static let accepted: [(String, [Expected])] = [
        ("Bearer", [challenge("bearer")]), (" Bearer ", [challenge("bearer")]), (",, Bearer ,,", [challenge("bearer")]),
        ("Bearer realm=x", [challenge("bearer", ["realm": "x"])]),
        ("BEARER Realm=\"X y\"", [challenge("bearer", ["realm": "X y"])]),
        ("Bearer realm=\"\"", [challenge("bearer", ["realm": ""])]),
        ("Bearer a=1,b=\"2\" ,\tc=3", [challenge("bearer", ["a": "1", "b": "2", "c": "3"])]),
        ("Bearer a = 1 , b = \"2\"", [challenge("bearer", ["a": "1", "b": "2"])]),
        (#"Bearer a="q\"u\\o\te,=", b=1"#, [challenge("bearer", ["a": #"q"u\ote,="#, "b": "1"])]),
        ("Bearer a=\"é😀\"", [challenge("bearer", ["a": "é😀"])]),
        ("Bearer a=1, Basic realm=\"b\"", [challenge("bearer", ["a": "1"]), challenge("basic", ["realm": "b"])]),
        ("Basic, Bearer", [challenge("basic"), challenge("bearer")]),
        ("Negotiate, Bearer a=1", [challenge("negotiate"), challenge("bearer", ["a": "1"])]),
        ("Negotiate YWJj==, Bearer a=1", [challenge("negotiate"), challenge("bearer", ["a": "1"])]),
        ("Negotiate YWJj=", [challenge("negotiate")]), ("Negotiate abc", [challenge("negotiate")]),
        ("Negotiate a-._~+/9==", [challenge("negotiate")]),
        ("Bearer a=\"x, Basic realm=y\"", [challenge("bearer", ["a": "x, Basic realm=y"])]),
        ("Bearer a=1, Basic a=2", [challenge("bearer", ["a": "1"]), challenge("basic", ["a": "2"])]),
        ("Bearer a=", [challenge("bearer")]), ("Bearer a=1,,,b=2", [challenge("bearer", ["a": "1", "b": "2"])]),
        (
            "DPoP algs=\"ES256\", Bearer error=\"invalid_token\", resource_metadata=\"https://r.example/x\"",
            [
                challenge("dpop", ["algs": "ES256"]),
                challenge("bearer", ["error": "invalid_token", "resource_metadata": "https://r.example/x"]),
            ]
        ),
    ]

    @Test("Challenges and their parameters, several in one header", arguments: accepted)
    func parses(value: String, challenges: [Expected]) throws {
        let parsed = try #require(AuthenticateChallenge.parse(value))
        #expect(parsed.map { Expected(scheme: $0.scheme, parameters: $0.parameters) } == challenges)
    }

    static let refused = [
        "", " ", ",", ", ,", "=", "a=1", "\"x\"", "Bearer =", "Bearer = x", "Bearer a=,b=1", "Bearer a=1,b=",
        "Bearer a=1, b=, c=2", "Bearer a=\"x", "Bearer a=\"x\\", "Bearer a=\"x\\\"", "Bearer a=\"x y",
        "Bearer a=\"x\"y",
        "Bearer a=\"x\" b=1", "Bearer a=1 b=2", "Bearer a b c", "Bearer a;b", "Bearer a=é", "é", "Bearer é",
        "Bearer a=[1]",
        "Bearer (comment)", "Bearer realm=x y", "Bearer\u{0}", "Bearer a=1\n", "Negotiate a=b=c", "Negotiate =a",
        // RFC 9110 §11.2: a name stands once in a challenge.
        "Bearer a=1, a=1", "Bearer a=1, b=2, A=\"3\"",
    ]

    @Test("What does not follow the grammar is refused as a whole", arguments: refused)
    func refuses(value: String) {
        #expect(AuthenticateChallenge.parse(value) == nil)
    }

    @Test("Garbage never stops the process, and what is read has names in lower case", arguments: UInt64(1)...4)
    func garbage(seed: UInt64) {
        var chance = Repeatable(seed: seed)
        let pieces = [
            "Bearer", "Basic", "a", "B", "=", "==", "\"", "\\", ",", " ", "\t", "x=1", "y=\"z\"", "é", "\u{0}", "\r\n",
            "/", "+", "(",
        ]
        var read = 0
        for _ in 0..<5000 {
            let value = (0..<Int.random(in: 0..<12, using: &chance)).map { _ in
                pieces.randomElement(using: &chance) ?? ""
            }.joined()
            guard let challenges = AuthenticateChallenge.parse(value) else { continue }
            read += 1
            #expect(!challenges.isEmpty)
            for challenge in challenges {
                #expect(!challenge.scheme.isEmpty && challenge.scheme == challenge.scheme.lowercased())
                #expect(challenge.parameters.keys.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() })
            }
        }
        #expect(read > 200)
    }

    @Test("A header of a megabyte is judged in one pass", .timeLimit(.minutes(1)))
    func long() {
        for unit in ["Bearer a=1, ", "\"", "a=", "\\", "a ", ",", "Bearer a=\""] {
            _ = AuthenticateChallenge.parse("Bearer x=\"" + String(repeating: unit, count: 1_000_000 / unit.utf8.count))
        }
    }
}
