internal import NIOHTTP1
internal import OAuth

/// Makes the request that the upstream gets.
enum UpstreamRequest {
    /// The head for the upstream: without the caller's credential, without what belongs to one connection only
    /// (RFC 9110 §7.6.1), without anything that could pass for a word of ours, and with what we say of the caller.
    static func head(
        _ head: HTTPRequestHead, facts: RequestFacts, query: Substring?, route: RouteRuntime, caller: Caller,
        requestID: String, trace: TraceContext
    ) -> HTTPRequestHead {
        var target = route.upstreamTarget
        if let query { target += (target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query }
        var headers = HTTPHeaders()
        headers.reserveCapacity(head.headers.count + 10)
        headers.add(name: "Host", value: route.upstreamHost)
        for (name, value) in head.headers where !isDropped(name, facts.connectionOptions) {
            headers.add(name: name, value: value)
        }
        for header in caller.headers { headers.add(name: header.name, value: header.value) }
        headers.add(name: "X-Request-ID", value: requestID)
        headers.add(name: "traceparent", value: trace.headerValue)
        // What frames the body is never copied: two readers must not find two ends (RFC 9112 §11.2).
        if facts.isChunked {
            headers.add(name: "Transfer-Encoding", value: "chunked")
        } else if let length = facts.contentLength {
            headers.add(name: "Content-Length", value: String(length))
        } else if head.method == .POST {
            headers.add(name: "Content-Length", value: "0")
        }
        return HTTPRequestHead(version: .http1_1, method: head.method, uri: target, headers: headers)
    }

    /// Names are compared with `_` read as `-`: some servers cannot tell the two apart.
    private static func isDropped(_ name: String, _ connectionOptions: [String]) -> Bool {
        if !connectionOptions.isEmpty, connectionOptions.contains(name.lowercased()) { return true }
        switch name.utf8.count {
        case 2: return name.equalsIgnoringCase("te")
        case 4: return name.equalsIgnoringCase("host")
        // The origin was judged here, and the answer's CORS headers are made here.
        case 6: return name.equalsIgnoringCase("expect") || name.equalsIgnoringCase("origin")
        case 7: return name.equalsIgnoringCase("upgrade") || name.equalsIgnoringCase("trailer")
        case 10: return name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 11 where name.equalsIgnoringCase("traceparent"): return true
        case 13 where name.equalsIgnoringCase("authorization"): return true
        case 14 where name.equalsIgnoringCase("content-length"): return true
        case 16 where name.equalsIgnoringCase("proxy-connection"): return true
        case 17 where name.equalsIgnoringCase("transfer-encoding"): return true
        case 19 where name.equalsIgnoringCase("proxy-authorization"): return true
        default: return isOurs(name)
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        guard let first = name.utf8.first, first | 0x20 == UInt8(ascii: "x") else { return false }
        let folded = name.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        return folded.starts(with: "x-claviger-".utf8) || folded.elementsEqual("x-request-id".utf8)
    }
}
