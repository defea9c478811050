package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
package import OAuth

/// Fetches URLs: the one way out for everything that this process asks of other servers on its own behalf.
///
/// No redirects, one connection per fetch, and bounds on time and size.
package struct Dialler: URLFetching {
    private let group: any EventLoopGroup
    private let tls: NIOSSLContext

    /// - Throws: when the machine's certificate authorities cannot be read.
    package init(group: any EventLoopGroup) throws {
        self.group = group
        tls = try NIOSSLContext(configuration: .makeClientConfiguration())
    }

    package func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        let loop = group.next()
        let promise = loop.makePromise(of: FetchResponse.self)
        let tls = tls
        let timeout = TimeAmount(limits.timeout)
        let deadline = NIODeadline.now() + timeout
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if url.scheme == .https {
                        // Server name indication is for names only (RFC 6066 §3).
                        let name = url.hostIsAddress ? nil : url.host
                        try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(
                        FetchHandler(url: url, limits: limits, deadline: deadline, promise: promise))
                }
            }
            .connect(host: url.host, port: url.port)
        connecting.whenFailure { promise.fail(Dialler.connectError($0, url)) }
        do {
            return try await promise.futureResult.get()
        } catch let error as FetchError {
            throw error
        } catch {
            throw FetchError(.broken, "\(url.origin): \(error)")
        }
    }

    private static func connectError(_ error: any Error, _ url: HTTPURL) -> FetchError {
        switch error {
        case is SocketAddressError: FetchError(.unresolvable, "\(url.host) does not resolve")
        case ChannelError.connectTimeout: FetchError(.timedOut, "\(url.origin) did not take the connection in time")
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            FetchError(.unresolvable, "\(url.host) does not resolve")
        default: FetchError(.connectFailed, "\(url.origin) does not take connections")
        }
    }
}
