import NIOPosix
import OAuth
import Outbound
import Testing

/// Fetches from scripted servers.
enum Fetch {
    /// For fetches that must not end by the clock, however busy the machine is.
    static let patient = FetchLimits(timeout: .seconds(60))

    /// - Parameters:
    ///   - authority: trusted beside the machine's authorities.
    ///   - certificates: paths, likewise.
    static func dialler(
        authority: TestAuthority? = nil, certificates: [String] = [], resolver: (any NameResolving)? = nil,
        connector: any Connecting = TCPConnector()
    ) throws -> Dialler {
        try Dialler(
            group: MultiThreadedEventLoopGroup.singleton,
            additionalCertificates: certificates + [authority?.path].compactMap { $0 }, resolver: resolver,
            connector: connector)
    }

    static func get(
        _ url: String, limits: FetchLimits = patient, dialler: Dialler? = nil
    ) async throws -> FetchResponse {
        try await (dialler ?? Fetch.dialler()).get(try #require(HTTPURL(url)), limits: limits)
    }

    /// What comes back from a server of that script.
    static func get(
        _ steps: ScriptedServer.Step..., path: String = "/", limits: FetchLimits = patient
    ) async throws -> FetchResponse {
        let server = try await ScriptedServer.start(steps)
        let response = try await get("http://127.0.0.1:\(server.port)\(path)", limits: limits)
        try await server.allClosed()
        return response
    }

    /// Why nothing comes back from a server of that script; every connection to it is closed by then.
    static func failure(
        _ steps: [ScriptedServer.Step], scheme: String = "http", limits: FetchLimits = patient
    ) async throws -> FetchError.Code {
        let server = try await ScriptedServer.start(steps)
        let code = try await failure("\(scheme)://127.0.0.1:\(server.port)/", limits: limits)
        try await server.allClosed()
        return code
    }

    static func failure(
        _ url: String, limits: FetchLimits = patient, dialler: Dialler? = nil
    ) async throws -> FetchError.Code {
        try await #require(throws: FetchError.self) { try await get(url, limits: limits, dialler: dialler) }.code
    }
}
