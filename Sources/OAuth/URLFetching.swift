/// Fetches a URL with limits. The engines see this; the dialler with the SSRF guard stands behind it.
package protocol URLFetching: Sendable {
    /// Sends a `GET`, follows no redirects and reads the whole answer.
    /// - Throws: `FetchError` when there is no complete answer within the limits.
    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse
}

/// How long and how much one fetch may take.
package struct FetchLimits: Sendable {
    /// From the beginning to the last byte.
    package var timeout: Duration
    /// Bytes of the body.
    package var body: Int

    package init(timeout: Duration = .seconds(5), body: Int = 256 * 1024) {
        self.timeout = timeout
        self.body = body
    }
}

/// An answer that was read to its end, whatever its status.
package struct FetchResponse: Sendable {
    package var status: Int
    /// The headers, names in lower case; of several with one name the first.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there was no answer. Equal when the codes are.
package struct FetchError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case unresolvable
        case connectFailed
        case timedOut
        case tooLarge
        /// The connection ended before the answer did, or the answer was not HTTP.
        case broken
    }

    package var code: Code
    /// For the log.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }
    package static func == (left: FetchError, right: FetchError) -> Bool { left.code == right.code }
}
