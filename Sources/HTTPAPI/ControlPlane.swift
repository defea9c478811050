package import AuthorizationServer
package import CredentialVault
package import Hummingbird
package import HummingbirdCore
internal import NIOCore
package import OAuth
package import Storage
package import WorkOSEmulator

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

    /// The WorkOS-compatible API, and the control API where it is on.
    package struct WorkOS: Sendable {
        let api: WorkOSAPI
        let control: EmulatorControl?
        let controlToken: Secret?
        let isLocal: Bool

        /// - Parameters:
        ///   - controlToken: opens the control API; `nil`: whoever reaches it from this machine may use it.
        ///   - isLocal: whether operations are only for who comes by a name of this machine.
        package init(api: WorkOSAPI, control: EmulatorControl?, controlToken: Secret?, isLocal: Bool = false) {
            self.api = api
            self.control = control
            self.controlToken = controlToken
            self.isLocal = isLocal
        }
    }

    private let authorizationServer: AuthorizationServer
    private let vault: Vault?
    private let workOS: WorkOS?
    private let storage: any StorageEngine
    private let random: any RandomSource
    private let clock: any WallClock

    package init(
        authorizationServer: AuthorizationServer, vault: Vault?, workOS: WorkOS? = nil, storage: any StorageEngine,
        random: any RandomSource, clock: any WallClock = SystemClock()
    ) {
        self.authorizationServer = authorizationServer
        self.vault = vault
        self.workOS = workOS
        self.storage = storage
        self.random = random
        self.clock = clock
    }

    /// How connections are served: with limits on what a stranger sends, and on how long a connection may do nothing.
    package static var serverBuilder: HTTPServerBuilder { serverBuilder(hasControl: false) }

    /// - Parameter hasControl: whether the control API is on, which takes larger bodies.
    package static func serverBuilder(hasControl: Bool) -> HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestLimitHandler(hasControl: hasControl)], idleTimeout: .seconds(30),
                // Beyond the limit of the handler, which has a better answer than the decoder.
                httpDecoderConfiguration: .init(maxHeaderFieldSize: 128 * 1024, maxHeaderListSize: 128 * 1024)))
    }

    package func makeRouter() -> Router<ControlPlaneContext> {
        let router = Router(context: ControlPlaneContext.self)
        router.add(middleware: RequestIdentifier(identifiers: IdentifierGenerator(clock: clock, random: random)))
        // Outside of what renders errors, so that they carry the headers that let a page read them.
        router.add(middleware: PublicCORS())
        if let workOS { router.add(middleware: RegisteredOrigins(api: workOS.api)) }
        if let workOS, let control = workOS.control {
            let routes = ControlRoutes(
                control: control,
                access: ControlAccess(
                    publicURL: workOS.api.context.configuration.baseURL, token: workOS.controlToken))
            routes.addMiddleware(to: router, operation: workOS.api.operationName)
            router.add(middleware: ErrorRenderer())
            routes.add(to: router)
        } else {
            router.add(middleware: ErrorRenderer())
        }
        if let workOS { router.add(middleware: WorkOSRoutes(api: workOS.api, isLocal: workOS.isLocal)) }
        AuthorizationServerRoutes(server: authorizationServer).add(to: router)
        RegistrationRoutes(server: authorizationServer).add(to: router)
        let hosted = workOS.map { HostedPages(context: $0.api.context) }
        PageRoutes(server: authorizationServer, hosted: hosted, random: random).add(to: router)
        HealthRoutes(storage: storage, authorizationServer: authorizationServer).add(to: router)
        if let vault { VaultRoutes(api: vault).add(to: router) }
        return router
    }
}
