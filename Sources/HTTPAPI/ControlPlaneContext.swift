package import Hummingbird
internal import Logging
package import NIOCore

/// What routes know of a request besides the request: where it comes from.
package struct ControlPlaneContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }

    /// The peer's address without its port, for throttling and the audit log.
    var address: String { remoteAddress?.ipAddress ?? "unknown" }
}
