internal import NIOCore
internal import NIOHTTP1

/// What a client's connection knows of the request that it is busy with.
struct Exchange {
    /// Bytes of the next head have arrived.
    var headerHasBegun = false
    var requestID = ""
    var method = HTTPMethod.GET
    /// The origin that the answer's CORS headers are for, when the request came from an allowed page.
    var corsOrigin: String?
    var requestHasEnded = false
    var answerHasBegun = false
    /// The connection ends after the answer.
    var mustClose = false
    /// The client speaks HTTP/1.0, which has no chunks: an answer without a length ends with the connection.
    var isHTTP10 = false
    /// Bytes of the body so far.
    var bodyBytes = 0
    /// `Content-Length`.
    var announcedLength: Int?
    var isChunked = false
    var expectsContinue = false
    /// What will be sent upstream once there is a connection.
    var upstreamHead: HTTPRequestHead?
    var route: RouteRuntime?

    /// What the answer is written in.
    var version: HTTPVersion { isHTTP10 ? .http1_0 : .http1_1 }

    init() {}

    init(_ head: HTTPRequestHead, _ facts: RequestFacts, requestID: String) {
        self.requestID = requestID
        method = head.method
        isHTTP10 = head.version == .http1_0
        mustClose = !facts.keepsAlive
        announcedLength = facts.contentLength
        isChunked = facts.isChunked
        expectsContinue = facts.expectsContinue && !isHTTP10
    }
}
