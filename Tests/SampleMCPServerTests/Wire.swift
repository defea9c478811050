import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MCP
import NIOCore
import NIOPosix
import SampleMCPServer
import Testing

/// A connection to a running sample server, read as the bytes arrive.
struct Wire {
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var unread = ""

    /// Runs a server and gives the port that it listens on.
    static func serve(_ server: SampleMCPServer, _ test: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await Application(router: server.makeRouter()).test(.live) { try await test(#require($0.port)) }
    }

    /// Connects, and closes the connection at the end.
    static func connect<Value: Sendable>(
        _ port: Int, _ use: (inout Wire) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "localhost", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var wire = Wire(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await use(&wire)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    func send(_ post: MCPRequestFactory.Post, host: String = "localhost") async throws {
        try await send("POST", post.headers, body: post.body, host: host)
    }

    func send(
        _ method: String, _ headers: HTTPFields, body: [UInt8] = [], host: String = "localhost"
    ) async throws {
        var head = "\(method) /mcp HTTP/1.1\r\nHost: \(host)\r\nContent-Length: \(body.count)\r\n"
        for field in headers { head += "\(field.name.rawName): \(field.value)\r\n" }
        try await write(Array((head + "\r\n").utf8) + body)
    }

    func write(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Reads on until the text has arrived.
    /// - Returns: All that came up to it, since the last time.
    @discardableResult mutating func read(until text: String) async throws -> String {
        while true {
            if let range = unread.firstRange(of: text) {
                let read = String(unread[..<range.upperBound])
                unread.removeSubrange(..<range.upperBound)
                return read
            }
            let buffer = try await inbound.next(isolation: #isolation)
            unread += String(buffer: try #require(buffer, "the connection ended before: \(text)"))
        }
    }

    /// Reads what is left until the server closes.
    mutating func readToEnd() async throws -> String {
        while let buffer = try await inbound.next(isolation: #isolation) { unread += String(buffer: buffer) }
        return unread
    }
}
