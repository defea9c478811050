/// Fetches a URL with limits. The engines see this; the dialler with the SSRF guard stands behind it.
package protocol URLFetching: Sendable {
    /// Sends a `GET`, follows no redirects and reads the whole answer.
    /// - Throws: `FetchError` when there is no complete answer within the limits, or the URL leads where
    ///   `limits.trust` forbids.
    func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse
}

/// Who chose a URL, and with it where the fetch may go.
package enum FetchTrust: Sendable, Hashable {
    /// The owner of the server wrote the URL: private networks and `http` are theirs to choose.
    case configured
    /// Anybody may have written it: `https` to addresses of the public Internet only. With `allowLoopback`, for
    /// development, also `http` and `https` to this machine.
    case stranger(allowLoopback: Bool)
}

/// How long and how much one fetch may take, and where it may go.
package struct FetchLimits: Sendable {
    /// From the call to the last byte, the look-up of the name included.
    package var timeout: Duration
    /// Bytes of the body.
    package var body: Int
    package var trust: FetchTrust
    /// The media types to ask for, as the `Accept` header has them (RFC 9110 §12.5.1).
    package var accept: String

    package init(
        timeout: Duration = .seconds(5), body: Int = 256 * 1024, trust: FetchTrust = .configured,
        accept: String = "application/json"
    ) {
        self.timeout = timeout
        self.body = body
        self.trust = trust
        self.accept = accept
    }
}

/// An answer that was read to its end, whatever its status.
package struct FetchResponse: Sendable {
    package var status: Int
    /// The headers, names in lower case; the values of several lines with one name joined by `, ` (RFC 9110 §5.3).
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
        /// The URL leads where its trust forbids: to an address that is not public, in a spelling that hides one, or over
        /// `http`. Nothing was sent.
        case forbiddenAddress
        case unresolvable
        case connectFailed
        case timedOut
        case tooLarge
        /// The connection ended before the answer did, or the answer was not HTTP that can be read.
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
