import OAuth
import SmokeTest
import Testing

/// Tests that run servers, one after the other: side by side they would wait for each other on a small machine.
@Suite(.serialized)
struct OverTheNetwork {}

/// The means that a test gives the tester.
enum TestMeans: Sendable, CaseIterable {
    case none
    case clientCredentials
    case token
    case apiKey

    func means(for target: HTTPURL, of server: MisbehavingServer) throws -> AccessMeans {
        switch self {
        case .none: .none
        case .clientCredentials:
            .clientCredentials(
                clientID: MisbehavingServer.clientID, secret: Secret(MisbehavingServer.clientSecret), scope: nil)
        case .token: .token(Secret(try TestKeys.sign(server.goodClaims(target.origin))))
        case .apiKey: .apiKey(Secret(MisbehavingServer.apiKey))
        }
    }
}

/// Runs the tester against a server that has the fault, if any, and gives the report.
func report(
    on server: MisbehavingServer, with means: TestMeans, only: Set<CheckID>? = nil
) async throws -> SmokeReport {
    try await server.run { target in
        let options = SmokeOptions(
            target: target, means: try means.means(for: target, of: server), requestsPerSecond: nil, only: only)
        return try await SmokeTester.run(options, forge: TestKeys.forge)
    }
}

extension SmokeReport {
    var failedIDs: [CheckID] { failed.map(\.check.id) }
    var skippedIDs: [CheckID] { skipped.map(\.check.id) }

    func result(_ id: CheckID) throws -> CheckResult { try #require(results.first { $0.check.id == id }) }

    func note(_ id: CheckID) throws -> String? {
        if case .passed(let note) = try result(id).finding { note } else { nil }
    }

    func skip(_ id: CheckID) throws -> Skip? {
        if case .skipped(let skip) = try result(id).finding { skip } else { nil }
    }

    func got(_ id: CheckID) throws -> String? {
        if case .failed(_, let got) = try result(id).finding { got } else { nil }
    }
}
