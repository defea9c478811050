/// Sends one request and reads the answer, within limits of time and size.
package protocol Transport: Sendable {
    func send(_ request: ProbeRequest) async -> Reply
}

/// One request of the tester.
package struct ProbeRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    package var method: Method
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// An event stream has been read far enough once it held the JSON-RPC response with this id.
    package var awaitedID: Int64?

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        awaitedID: Int64? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.awaitedID = awaitedID
    }
}

/// Why there was no answer.
package struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, in words that hold nothing of the request but the host.
    package var description: String
    package init(_ description: String) { self.description = description }
}
