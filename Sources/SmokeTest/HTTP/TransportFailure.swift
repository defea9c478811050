import AsyncHTTPClient
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why an exchange ended early, in the words of the report.
enum TransportFailure: Sendable {
    case timedOut
    /// The server closed the connection.
    case closed
    case other(String)

    init(_ error: any Error) {
        switch error {
        case let error as HTTPClientError where TransportFailure.timeouts.contains(error): self = .timedOut
        case let error as HTTPClientError where error == .remoteConnectionClosed: self = .closed
        case ChannelError.connectTimeout: self = .timedOut
        case is ChannelError: self = .closed
        case let error as NIOConnectionError where error.connectionErrors.isEmpty: self = .other("unknown host")
        case let error as NIOConnectionError:
            self = TransportFailure(error.connectionErrors[0].error)
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: self = .closed
        case let error as IOError:
            self = .other(error.errnoCode == ECONNREFUSED ? "connection refused" : "no connection")
        default:
            let text = String(reflecting: error)
            if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateHostname") {
                self = .other("the TLS certificate is not trusted")
            } else if text.contains("SSL") {
                self = .other("TLS failed")
            } else {
                self = .other("no HTTP answer")
            }
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .connectTimeout, .deadlineExceeded, .readTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
    ]
}
