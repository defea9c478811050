import NIOCore
import NIOPosix
import Synchronization

typealias WireChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// One end of a TCP connection, read and written byte by byte.
struct Wire {
    struct Ended: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    /// What was read and not taken yet.
    private(set) var pending = ""

    init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Reads until the text has come, and takes everything up to its end.
    mutating func take(through mark: String) async throws -> String {
        while true {
            if let range = pending.range(ofText: mark) {
                let taken = String(pending[..<range.upperBound])
                pending = String(pending[range.upperBound...])
                return taken
            }
            try await fill()
        }
    }

    /// Reads what comes next into `pending`.
    mutating func fill() async throws {
        guard let buffer = try await inbound.next(isolation: #isolation) else { throw Ended() }
        pending += String(buffer: buffer)
    }

    /// Takes so many bytes of what was read.
    mutating func drop(_ count: Int) -> String {
        let taken = String(decoding: pending.utf8.prefix(count), as: UTF8.self)
        pending = String(decoding: pending.utf8.dropFirst(count), as: UTF8.self)
        return taken
    }

    /// Reads to the end of the connection; a reset counts as one.
    mutating func takeRest() async -> String {
        while let buffer = try? await inbound.next(isolation: #isolation) { pending += String(buffer: buffer) }
        defer { pending = "" }
        return pending
    }

    /// Reads one response with a Content-Length or without a body.
    mutating func takeResponse() async throws -> WireResponse {
        let head = try await take(through: "\r\n\r\n")
        var response = WireResponse(head: head, body: "")
        let length = response.header("Content-Length").flatMap(Int.init) ?? 0
        while pending.utf8.count < length { try await fill() }
        response.body = drop(length)
        return response
    }
}

/// A response as it came over the wire.
struct WireResponse {
    var head: String
    var body: String

    var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// The header's value; names are matched in exactly this spelling.
    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}

extension String {
    func range(ofText text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: text.utf8) {
                return start..<utf8.index(start, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}

/// Connects to a port of this machine.
func withConnection<Value: Sendable>(
    to port: Int, _ body: @escaping @Sendable (inout Wire) async throws -> Value
) async throws -> Value {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture { try WireChannel(wrappingChannelSynchronously: channel) }
        }
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    do {
        try await channel.executeThenClose { inbound, outbound in
            var wire = Wire(inbound, outbound)
            do {
                let value = try await body(&wire)
                outcome.withLock { $0 = .success(value) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
        }
    } catch {
        // The other side may have closed first: closing again is then an error that says nothing about the body.
    }
    guard let result = outcome.withLock({ $0 }) else { throw Wire.Ended() }
    return try result.get()
}
