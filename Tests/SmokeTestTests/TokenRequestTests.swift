import OAuth
import SmokeTest
import Synchronization
import Testing

@Suite("Where a client's secret goes")
struct TokenRequestTests {
    @Test("A secret never leaves https for a token endpoint in the clear")
    func downgrade() async throws {
        let server = CannedServer(answers: [
            "https://mcp.example.com/.well-known/oauth-protected-resource/mcp":
                #"{"resource":"https://mcp.example.com/mcp","authorization_servers":["https://auth.example.com"]}"#,
            "https://auth.example.com/.well-known/oauth-authorization-server":
                """
            {"issuer":"https://auth.example.com","token_endpoint":"http://auth.example.com/token",\
            "jwks_uri":"https://auth.example.com/keys","code_challenge_methods_supported":["S256"]}
            """,
        ])
        let target = try #require(HTTPURL("https://mcp.example.com/mcp"))
        let means = AccessMeans.clientCredentials(clientID: "c", secret: Secret("planted-secret"), scope: nil)
        let report = try await SmokeTester(
            options: SmokeOptions(target: target, means: means, only: [.toolsList]), transport: server,
            pacing: Unpaced(), forge: TestKeys.forge
        ).run()
        #expect(try report.got(.toolsList)?.contains("the client's secret was not sent") == true)
        #expect(!server.asked.contains { $0.hasPrefix("http://") })
    }
}

/// Answers from a table of documents, and with a challenge to everything else.
private final class CannedServer: Transport {
    private let answers: [String: String]
    private let log = Mutex<[String]>([])

    init(answers: [String: String]) { self.answers = answers }

    var asked: [String] { log.withLock { $0 } }

    func send(_ request: ProbeRequest) async -> Reply {
        log.withLock { $0.append(request.url) }
        guard let body = answers[request.url] else {
            return .answer(Answer(status: 401, headers: [("WWW-Authenticate", "Bearer")]))
        }
        return .answer(Answer(status: 200, headers: [("Content-Type", "application/json")], body: Array(body.utf8)))
    }
}
