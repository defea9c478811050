internal import NIOHTTP1

/// What the gateway needs to know of a request's headers, gathered in one pass over them.
struct RequestFacts: Sendable {
    /// A header that may stand once.
    enum Field: Sendable {
        case none
        case one(String)
        case several

        fileprivate mutating func add(_ value: String) {
            if case .none = self { self = .one(value) } else { self = .several }
        }
    }

    private(set) var host = Field.none
    private(set) var authorization = Field.none
    private(set) var origin: String?
    private(set) var traceparent: String?
    /// `Content-Length`; the largest number for one that is none.
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var expectsContinue = false
    /// The connection does not end after the answer (RFC 9112 §9.3).
    private(set) var keepsAlive: Bool
    /// Bytes of the request line and the header section.
    private(set) var size: Int
    /// The header names that a `Connection` header makes hop-by-hop, in lower case.
    private(set) var connectionOptions: [String] = []

    init(_ head: HTTPRequestHead) {
        // After CONNECT, as after an upgrade, the parser reads no further requests.
        keepsAlive = head.version != .http1_0 && head.method != .CONNECT
        size = head.uri.utf8.count
        for (name, untrimmed) in head.headers {
            let value = RequestFacts.trimmed(untrimmed)
            let length = name.utf8.count
            size += length + value.utf8.count + 4
            switch length {
            case 4 where name.equalsIgnoringCase("host"): host.add(value)
            case 6 where name.equalsIgnoringCase("origin"): origin = value
            case 6 where name.equalsIgnoringCase("expect"):
                expectsContinue = value.equalsIgnoringCase("100-continue")
            case 10 where name.equalsIgnoringCase("connection"): addConnectionOptions(value)
            case 11 where name.equalsIgnoringCase("traceparent"): traceparent = value
            case 13 where name.equalsIgnoringCase("authorization"): authorization.add(value)
            case 14 where name.equalsIgnoringCase("content-length"): contentLength = Int(value) ?? .max
            case 17 where name.equalsIgnoringCase("transfer-encoding"): isChunked = true
            default: break
            }
        }
    }

    /// Space behind a value is not part of it (RFC 9112 §5.1); the parser leaves it there.
    private static func trimmed(_ value: String) -> String {
        guard let last = value.utf8.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") else { return value }
        var bytes = value.utf8[...]
        while bytes.last == UInt8(ascii: " ") || bytes.last == UInt8(ascii: "\t") { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func addConnectionOptions(_ value: String) {
        for option in HTTPConnection.options(value) {
            switch option {
            case "close": keepsAlive = false
            case "upgrade": keepsAlive = false
            case "keep-alive": break
            default: connectionOptions.append(option)
            }
        }
    }
}

/// The `Connection` header (RFC 9110 §7.6.1).
enum HTTPConnection {
    /// Its options, in lower case.
    static func options(_ value: String) -> [String] {
        value.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }.filter { !$0.isEmpty }
    }
}
