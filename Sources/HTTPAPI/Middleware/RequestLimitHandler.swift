internal import HTTPTypes
internal import JSON
internal import NIOCore
internal import NIOHTTPTypes
internal import WorkOSEmulator

/// Refuses what is larger than any endpoint takes before it is read: a header section beyond 32 KiB (431), a body beyond
/// 1 MiB (413), where the control API is on beyond what its calls take. The framework would read the whole of it, so as to use the connection again.
final class RequestLimitHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let longestHeaders = 32 * 1024
    private static let longestBody = 1024 * 1024
    /// Bytes that are read after a refusal, so that the answer is not lost to a reset (RFC 9112 §9.6).
    private static let longestRest = 256 * 1024
    private static let lingerTime = TimeAmount.seconds(2)

    private let hasControl: Bool
    private var longestBody = RequestLimitHandler.longestBody
    private var bodyBytes = 0
    /// Requests that were passed on and not answered yet.
    private var unanswered = 0
    private var isRefusing = false

    /// - Parameter hasControl: whether the control API is on.
    init(hasControl: Bool = false) { self.hasControl = hasControl }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !isRefusing else { return discard(part, context) }
        switch part {
        case .head(let head):
            bodyBytes = 0
            unanswered += 1
            longestBody = RequestLimitHandler.longestBody(of: head, hasControl: hasControl)
            if RequestLimitHandler.size(of: head) > RequestLimitHandler.longestHeaders {
                return refuse(.requestHeaderFieldsTooLarge, "The header section is too large", context)
            }
            if let length = head.headerFields[.contentLength].flatMap({ Int($0) }),
                length > longestBody
            {
                return refuse(.contentTooLarge, "The body is larger than any endpoint takes", context)
            }
        case .body(let buffer):
            bodyBytes += buffer.readableBytes
            if bodyBytes > longestBody {
                // The endpoint may be answering already, so there is no answer of ours to give.
                isRefusing = true
                context.close(promise: nil)
                return
            }
        case .end: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    private static func longestBody(of head: HTTPRequest, hasControl: Bool) -> Int {
        guard hasControl, let path = head.path?.prefix(while: { $0 != "?" }), PublicPath.isControl(String(path)) else {
            return longestBody
        }
        return ControlRoutes.longestState
    }

    private static func size(of head: HTTPRequest) -> Int {
        head.headerFields.reduce(head.path?.utf8.count ?? 0) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4
        }
    }

    private func refuse(_ status: HTTPResponse.Status, _ description: String, _ context: ChannelHandlerContext) {
        isRefusing = true
        bodyBytes = 0
        // Behind a request that is still being answered the refusal would be taken for that one's answer.
        guard unanswered == 1 else { return context.close(promise: nil) }
        let code = status.reasonPhrase.lowercased().replacing(" ", with: "_")
        let body: JSONValue = ["error": .string(code), "error_description": .string(description)]
        let bytes = ByteBuffer(bytes: body.serialized())
        let head = HTTPResponse(
            status: status,
            headerFields: [
                .contentType: "application/json", .contentLength: String(bytes.readableBytes), .connection: "close",
                .cacheControl: "no-store",
            ])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(bytes)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: RequestLimitHandler.lingerTime) { channel.close(promise: nil) }
    }

    private func discard(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head: break
        case .body(let buffer):
            bodyBytes += buffer.readableBytes
            if bodyBytes > RequestLimitHandler.longestRest { context.close(promise: nil) }
        case .end: context.close(promise: nil)
        }
    }
}
