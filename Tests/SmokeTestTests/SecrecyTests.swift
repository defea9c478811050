import OAuth
import SmokeTest
import Testing

extension OverTheNetwork {
    @Suite("No token, secret or code appears in any output")
    struct SecrecyTests {
        private func outputs(_ report: SmokeReport) -> String {
            TextRenderer(colour: true).render(report) + JSONRenderer().render(report) + "\(report)"
        }

        @Test(
            "Planted secrets stay out of every output of a server that echoes them",
            arguments: [
                Fault?.none, .anonymousAccepted, .goodTokenForbidden, .toolsFail, .signatureIgnored,
                .queryTokenAccepted,
            ], TestMeans.allCases)
        func echoing(fault: Fault?, means: TestMeans) async throws {
            let server = MisbehavingServer(fault: fault, manner: Manner(echoes: true))
            let report = try await report(on: server, with: means)
            let text = outputs(report)
            #expect(!text.contains("planted"))
            #expect(!text.contains("eyJ"))
            for entry in server.log.entries {
                if let sent = entry.authorization, !sent.contains("garbage") {
                    #expect(!text.contains(String(sent.dropFirst(10).prefix(16))))
                }
            }
        }

        @Test("A refused client secret that the token endpoint sends back is hidden")
        func refusedSecret() async throws {
            let server = MisbehavingServer(manner: Manner(echoes: true))
            let secret = "planted-wrong-secret-with-a-%-and-a-+"
            let report = try await server.run { target in
                try await SmokeTester.run(
                    SmokeOptions(
                        target: target, means: .clientCredentials(clientID: "c", secret: Secret(secret), scope: nil),
                        requestsPerSecond: nil), forge: TestKeys.forge)
            }
            #expect(report.failedIDs == [.toolsList])
            #expect(try report.got(.toolsList)?.contains("error client [redacted]") == true)
            #expect(!outputs(report).contains("planted"))
        }

        @Test("A key in the query of the tested URL is hidden")
        func keyInURL() async throws {
            let report = try await MisbehavingServer().run { target in
                let url = try #require(HTTPURL(target.text + "?key=planted-key-in-the-query"))
                return try await SmokeTester.run(
                    SmokeOptions(target: url, requestsPerSecond: nil), forge: TestKeys.forge)
            }
            #expect(report.target.hasSuffix("/mcp?key=[redacted]"))
            #expect(!outputs(report).contains("planted"))
        }
    }
}
