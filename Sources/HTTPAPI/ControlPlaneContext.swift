package import Hummingbird
internal import Logging
package import NIOCore

/// What routes know of a request besides the request: where it comes from, and its identifier.
package struct ControlPlaneContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?
    /// The connection that it came by.
    let channel: any Channel
    /// What `X-Request-ID` says in the answer.
    var requestID = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }

    /// The peer's address without its port, for throttling and the audit log.
    var address: String { remoteAddress?.ipAddress ?? "unknown" }
}
