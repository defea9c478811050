import NIOCore
import NIOPosix

/// An upstream whose every connection is served by a script, byte by byte.
struct ScriptedUpstream {
    let port: Int

    /// Lends an upstream; it stops listening afterwards.
    static func with<Value: Sendable>(
        _ script: @escaping @Sendable (inout Wire) async throws -> Void,
        _ body: @escaping @Sendable (ScriptedUpstream) async throws -> Value
    ) async throws -> Value {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try WireChannel(wrappingChannelSynchronously: channel) }
            }
        let port = listener.channel.localAddress?.port ?? 0
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingDiscardingTaskGroup { connections in
                    try await listener.executeThenClose { inbound in
                        for try await connection in inbound {
                            connections.addTask {
                                try? await connection.executeThenClose { inbound, outbound in
                                    var wire = Wire(inbound, outbound)
                                    try await script(&wire)
                                }
                            }
                        }
                    }
                }
            }
            let value = try await body(ScriptedUpstream(port: port))
            group.cancelAll()
            return value
        }
    }

    /// Answers every request with what it got: the head as text.
    @Sendable
    static func echo(_ wire: inout Wire) async throws {
        while true {
            let head = try await wire.take(through: "\r\n\r\n")
            var request = WireResponse(head: head, body: "")
            let length = request.header("content-length") ?? request.header("Content-Length") ?? "0"
            if let length = Int(length), length > 0 {
                while wire.pending.utf8.count < length { try await wire.fill() }
                request.body = wire.drop(length)
            }
            let body = head + request.body
            try await wire.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
    }
}
