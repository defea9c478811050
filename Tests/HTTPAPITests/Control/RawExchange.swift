import NIOCore
import NIOPosix
import Synchronization

/// Sends bytes over a connection and gives all that comes back until it ends, by whatever end.
func exchange(_ port: Int, _ request: String) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    let received = Mutex("")
    do {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            for try await part in inbound { received.withLock { $0 += String(buffer: part) } }
        }
    } catch {
        // A reset is an end like another one.
    }
    return received.withLock { $0 }
}

/// The status of an answer as it came over the wire.
func status(of answer: String) -> Int? { answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
