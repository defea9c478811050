/// How a resource gateway is set up.
package struct GatewayConfiguration: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 takes a free one.
    package var port: Int
    /// The hosts that a `Host` header may name, each with a port or for every port.
    package var allowedHosts: [String]
    /// The origins that an `Origin` header may name; a port of `*` stands for every port.
    package var allowedOrigins: [String]
    package var limits: GatewayLimits
    package var routes: [GatewayRoute]

    package init(
        host: String, port: Int, allowedHosts: [String], allowedOrigins: [String] = [],
        limits: GatewayLimits = GatewayLimits(), routes: [GatewayRoute]
    ) {
        self.host = host
        self.port = port
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.limits = limits
        self.routes = routes
    }
}

/// What a stranger may use up.
package struct GatewayLimits: Sendable {
    /// Bytes of a request's body.
    package var body = 4 * 1024 * 1024
    /// Bytes of a request's header section.
    package var headers = 32 * 1024
    /// From the first byte of a header section to its last, and between two reads of a body.
    package var headerTimeout: Duration = .seconds(10)
    /// Between two requests on a connection.
    package var idleTimeout: Duration = .seconds(300)
    /// Verdicts on tokens that each event loop keeps.
    package var cachedVerdicts = 50_000
    /// How long requests that are under way may take to end when the gateway stops.
    package var drainTimeout: Duration = .seconds(3)

    package init() {}
}
