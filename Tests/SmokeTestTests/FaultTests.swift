import SmokeTest
import Testing

extension OverTheNetwork {
    @Suite("Each fault is found by its own check and by no other")
    struct FaultTests {
        @Test("Every check has a fault that it must find")
        func complete() {
            #expect(Set(Fault.allCases.map(\.check)) == Set(Catalogue.checks.map(\.description.id)))
        }

        @Test("With a token by client credentials", arguments: Fault.allCases)
        func clientCredentials(fault: Fault) async throws {
            let report = try await report(on: MisbehavingServer(fault: fault), with: .clientCredentials)
            #expect(report.failedIDs == [fault.check])
            #expect(report.exitCode == 1)
        }

        @Test("With a given token", arguments: Fault.allCases.filter { !$0.needsIssuedAudience })
        func token(fault: Fault) async throws {
            let report = try await report(on: MisbehavingServer(fault: fault), with: .token)
            #expect(report.failedIDs == [fault.check])
        }

        @Test("With an API key", arguments: Fault.allCases.filter { !$0.needsIssuedAudience && !$0.needsGoodJWT })
        func apiKey(fault: Fault) async throws {
            let report = try await report(on: MisbehavingServer(fault: fault), with: .apiKey)
            #expect(report.failedIDs == [fault.check])
        }

        @Test("Without means", arguments: Fault.allCases.filter { !$0.needsMeans })
        func withoutMeans(fault: Fault) async throws {
            let report = try await report(on: MisbehavingServer(fault: fault), with: .none)
            #expect(report.failedIDs == [fault.check])
        }

        @Test("A check whose premise failed is skipped and names it")
        func premises() async throws {
            var report = try await report(
                on: MisbehavingServer(fault: .noAuthorizationServers), with: .clientCredentials)
            for id in [CheckID.authorizationServerMetadata, .wrongAudience, .algNone, .toolsList] {
                #expect(try report.skip(id)?.premise == .resourceMetadata, "\(id.rawValue)")
            }
            report = try await SmokeTestTests.report(on: MisbehavingServer(fault: .serverMetadataMissing), with: .none)
            for id in [CheckID.wrongAudience, .expiredToken, .badSignature, .algNone] {
                #expect(try report.skip(id)?.premise == .authorizationServerMetadata, "\(id.rawValue)")
            }
            #expect(try report.skip(.toolsList)?.premise == nil)
            report = try await SmokeTestTests.report(
                on: MisbehavingServer(fault: .issuerDiffers), with: .clientCredentials)
            #expect(try report.skip(.toolsList)?.premise == .authorizationServerMetadata)
            report = try await SmokeTestTests.report(on: MisbehavingServer(fault: .anonymousAccepted), with: .none)
            #expect(try report.skip(.tokenInQuery)?.premise == .noToken)
        }

        @Test("A must that lacks its premise makes the run fail, even where the premise's check was not selected")
        func unselectedPremise() async throws {
            let report = try await report(
                on: MisbehavingServer(fault: .noAuthorizationServers), with: .none, only: [.garbageToken, .algNone])
            #expect(report.failed.isEmpty)
            #expect(report.skippedIDs == [.algNone])
            #expect(report.exitCode == 1)
        }

        @Test("RFC 8414 §3.3: a client's secret never goes to the token endpoint of metadata with another issuer")
        func mixUp() async throws {
            let server = MisbehavingServer(fault: .issuerDiffers)
            _ = try await report(on: server, with: .clientCredentials)
            #expect(!server.log.entries.contains { $0.path == "/token" })
        }

        @Test(
            "What was expected and what came is told",
            arguments: [
                (Fault.anonymousAccepted, "200, application/json"),
                (.noChallenge, "401 without WWW-Authenticate"),
                (.challengeWithError, "401 with error=\"invalid_token\""),
                (.garbageCrashes, "500"),
                (.serverMetadataIsPage, "200, but no JSON object"),
                (.noS256, "code_challenge_methods_supported [\"plain\"]"),
                (.documentsDiffer, "documents that differ in scopes_supported"),
                (.goodTokenForbidden, "403"),
                (.toolsFail, "JSON-RPC error -32603"),
                (.noTools, "no tools"),
            ])
        func told(fault: Fault, text: String) async throws {
            let report = try await report(on: MisbehavingServer(fault: fault), with: .token)
            let got = try report.got(fault.check)
            #expect(got?.contains(text) == true, "\(got ?? "no failure")")
        }
    }
}
