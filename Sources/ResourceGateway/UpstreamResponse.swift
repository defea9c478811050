internal import NIOHTTP1

/// Makes the answer's head that the client gets from the upstream's.
enum UpstreamResponse {
    static func head(_ head: HTTPResponseHead, for exchange: Exchange) -> HTTPResponseHead {
        let corsOrigin = exchange.corsOrigin
        var headers = HTTPHeaders()
        headers.reserveCapacity(head.headers.count + 4)
        let connectionOptions = head.headers[canonicalForm: "connection"].flatMap { HTTPConnection.options(String($0)) }
        for (name, value) in head.headers where !isDropped(name, hasOrigin: corsOrigin != nil) {
            if !connectionOptions.isEmpty, connectionOptions.contains(name.lowercased()) { continue }
            headers.add(name: name, value: value)
        }
        headers.add(name: "X-Request-ID", value: exchange.requestID)
        if let corsOrigin { addCORS(corsOrigin, to: &headers) }
        return HTTPResponseHead(version: exchange.version, status: head.status, headers: headers)
    }

    /// What a page of an allowed origin needs to read an answer.
    static func addCORS(_ origin: String, to headers: inout HTTPHeaders) {
        headers.add(name: "Access-Control-Allow-Origin", value: origin)
        headers.add(
            name: "Access-Control-Expose-Headers", value: "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version")
        headers.add(name: "Vary", value: "Origin")
    }

    private static func isDropped(_ name: String, hasOrigin: Bool) -> Bool {
        switch name.utf8.count {
        case 7: name.equalsIgnoringCase("upgrade") || name.equalsIgnoringCase("trailer")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 12: name.equalsIgnoringCase("x-request-id")
        case 16: name.equalsIgnoringCase("proxy-connection")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        case 18: name.equalsIgnoringCase("proxy-authenticate")
        case 27: hasOrigin && name.equalsIgnoringCase("access-control-allow-origin")
        case 29: hasOrigin && name.equalsIgnoringCase("access-control-expose-headers")
        default: false
        }
    }
}
