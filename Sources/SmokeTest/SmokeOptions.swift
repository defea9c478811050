package import OAuth

/// What to test, and how.
package struct SmokeOptions: Sendable {
    /// The MCP endpoint, byte for byte as clients are given it.
    package var target: HTTPURL
    package var means: AccessMeans
    /// For each request, from the connection to the last byte that is read.
    package var timeout: Duration
    /// `nil` for no limit.
    package var requestsPerSecond: Double?
    /// The checks to run; `nil` for all.
    package var only: Set<CheckID>?
    package var skip: Set<CheckID>

    package init(
        target: HTTPURL, means: AccessMeans = .none, timeout: Duration = .seconds(10),
        requestsPerSecond: Double? = 5, only: Set<CheckID>? = nil, skip: Set<CheckID> = []
    ) {
        self.target = target
        self.means = means
        self.timeout = timeout
        self.requestsPerSecond = requestsPerSecond
        self.only = only
        self.skip = skip
    }

    func selects(_ id: CheckID) -> Bool { (only?.contains(id) ?? true) && !skip.contains(id) }
}
