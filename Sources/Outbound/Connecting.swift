package import NIOCore
internal import NIOPosix

/// Opens connections to addresses.
package protocol Connecting: Sendable {
    /// A connection without handlers, on that event loop.
    func connect(to address: SocketAddress, on loop: any EventLoop, timeout: TimeAmount) -> EventLoopFuture<any Channel>
}

/// Opens TCP connections.
package struct TCPConnector: Connecting {
    package init() {}

    package func connect(
        to address: SocketAddress, on loop: any EventLoop, timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop).connectTimeout(timeout).connect(to: address)
    }
}
