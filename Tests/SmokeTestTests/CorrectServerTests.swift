import SmokeTest
import Testing

extension OverTheNetwork {
    @Suite("A correct server is found correct")
    struct CorrectServerTests {
        @Test("All ten checks pass with a token by client credentials")
        func clientCredentials() async throws {
            let report = try await report(on: MisbehavingServer(), with: .clientCredentials)
            #expect(report.passed.count == 10)
            #expect(report.exitCode == 0)
            #expect(report.verdict == "Passed: 10 of 10 checks passed.")
            #expect(try report.note(.toolsList) == "1 tool, asked for in MCP 2026-07-28")
        }

        @Test("All ten checks pass with a given token, and with an API key", arguments: [TestMeans.token, .apiKey])
        func given(means: TestMeans) async throws {
            let report = try await report(on: MisbehavingServer(), with: means)
            #expect(report.passed.count == 10)
        }

        @Test("Without means tools-list is skipped, which is neither a pass nor a failure")
        func withoutMeans() async throws {
            let report = try await report(on: MisbehavingServer(), with: .none)
            #expect(report.passed.count == 9)
            #expect(report.skippedIDs == [.toolsList])
            #expect(report.exitCode == 0)
            #expect(try report.skip(.toolsList)?.reason.contains("--token") == true)
        }

        @Test("When nothing could be judged the run does not succeed")
        func nothingJudged() async throws {
            let report = try await report(on: MisbehavingServer(), with: .none, only: [.toolsList])
            #expect(report.exitCode == 1)
        }

        static let manners: [Manner] = [
            Manner(streams: true), Manner(era: .handshake), Manner(era: .handshake, streams: true),
            Manner(era: .handshakeWithSession), Manner(era: .handshakeWithSession, streams: true),
            Manner(openIDOnly: true), Manner(issuerPath: "/tenant/one"),
            Manner(openIDOnly: true, issuerPath: "/tenant/one"),
            Manner(ownMetadataURL: true), Manner(issuesForOthers: false), Manner(secretInBody: true),
            Manner(era: .handshake, versionFirst: true), Manner(era: .handshakeWithSession, versionFirst: true),
        ]

        @Test("Every right way to do it is right", arguments: manners)
        func right(manner: Manner) async throws {
            let report = try await report(on: MisbehavingServer(manner: manner), with: .clientCredentials)
            #expect(report.passed.count == 10, "\(manner): \(TextRenderer(colour: false).render(report))")
        }

        @Test(
            "Faults are found in the handshake era too",
            arguments: [
                Fault.anonymousAccepted, .challengeWithError, .garbageAccepted, .audienceIgnored, .expiredForbidden,
                .signatureIgnored, .algNoneAccepted, .queryTokenAccepted, .noTools, .toolsFail,
            ])
        func handshakeFaults(fault: Fault) async throws {
            let manner = Manner(era: .handshakeWithSession, streams: true, versionFirst: true)
            let report = try await report(on: MisbehavingServer(fault: fault, manner: manner), with: .clientCredentials)
            #expect(report.failedIDs == [fault.check])
        }

        @Test("A session that was opened is ended")
        func sessionEnds() async throws {
            let server = MisbehavingServer(manner: Manner(era: .handshakeWithSession))
            _ = try await report(on: server, with: .token)
            #expect(server.log.entries.filter { $0.method == "DELETE" }.count == 1)
        }

        @Test("RFC 8707 §2: the token is asked for with the tested URL as resource, and with the challenge's scope")
        func tokenRequest() async throws {
            let server = MisbehavingServer()
            let report = try await report(on: server, with: .clientCredentials, only: [.toolsList])
            let body = try #require(server.log.entries.first { $0.path == "/token" }?.body)
            #expect(body.contains("grant_type=client_credentials&resource=http%3A%2F%2Flocalhost%3A"))
            #expect(body.hasSuffix("%2Fmcp&scope=mcp"))
            #expect(report.exitCode == 0)
        }

        @Test("Where a bad token came from is told")
        func origins() async throws {
            var report = try await report(on: MisbehavingServer(), with: .clientCredentials)
            #expect(try report.note(.wrongAudience) == "issued by the authorization server for another resource")
            #expect(try report.note(.badSignature) == "a good token with one byte of its signature changed")
            let minted = "minted by the tester with its own key"
            #expect(try report.note(.expiredToken) == "\(minted): its signature alone may have been the reason")
            #expect(try report.note(.tokenInQuery) == "a good token")
            let strict = MisbehavingServer(manner: Manner(issuesForOthers: false))
            report = try await SmokeTestTests.report(on: strict, with: .clientCredentials)
            #expect(try report.note(.wrongAudience)?.hasPrefix(minted) == true)
            report = try await SmokeTestTests.report(on: strict, with: .none)
            #expect(try report.note(.badSignature) == minted)
        }

        @Test("An API key is never put into a URL")
        func keyStaysOutOfURLs() async throws {
            let server = MisbehavingServer()
            _ = try await report(on: server, with: .apiKey)
            let queries = server.log.entries.compactMap(\.query).filter { !$0.isEmpty }
            #expect(queries == ["access_token=claviger-smoke-garbage-token"])
        }
    }
}
