package import AuthorizationServer
package import CredentialVault
package import Hummingbird
package import HummingbirdCore
internal import NIOCore
package import OAuth
package import Storage

/// The HTTP side of everything but the gateway's data plane: routes to engines, errors rendered at one edge.
package struct ControlPlane: Sendable {
    /// A vault and who may use it.
    package struct Vault: Sendable {
        let vault: CredentialVault
        let users: UserAuthenticator
        let allowInsecureLoopback: Bool

        /// - Parameter allowInsecureLoopback: deposits may name `http` token endpoints on loopback.
        package init(vault: CredentialVault, users: UserAuthenticator, allowInsecureLoopback: Bool) {
            self.vault = vault
            self.users = users
            self.allowInsecureLoopback = allowInsecureLoopback
        }
    }

    private let authorizationServer: AuthorizationServer
    private let vault: Vault?
    private let storage: any StorageEngine
    private let random: any RandomSource

    package init(
        authorizationServer: AuthorizationServer, vault: Vault?, storage: any StorageEngine, random: any RandomSource
    ) {
        self.authorizationServer = authorizationServer
        self.vault = vault
        self.storage = storage
        self.random = random
    }

    /// How connections are served: with limits on what a stranger sends, and on how long a connection may do nothing.
    package static var serverBuilder: HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestLimitHandler()], idleTimeout: .seconds(30),
                // Beyond the limit of the handler, which has a better answer than the decoder.
                httpDecoderConfiguration: .init(maxHeaderFieldSize: 128 * 1024, maxHeaderListSize: 128 * 1024)))
    }

    package func makeRouter() -> Router<ControlPlaneContext> {
        let router = Router(context: ControlPlaneContext.self)
        // Outermost, so that errors carry the headers that let a page read them.
        router.add(middleware: PublicCORS())
        router.add(middleware: ErrorRenderer())
        AuthorizationServerRoutes(server: authorizationServer).add(to: router)
        RegistrationRoutes(server: authorizationServer).add(to: router)
        PageRoutes(server: authorizationServer, random: random).add(to: router)
        HealthRoutes(storage: storage, authorizationServer: authorizationServer).add(to: router)
        if let vault { VaultRoutes(api: vault).add(to: router) }
        return router
    }
}
