internal import JSON
internal import NIOCore
internal import NIOHTTP1
internal import OAuth

/// Sorts requests by what they ask for, before anyone looks at credentials.
struct RequestScreen: Sendable {
    enum Outcome {
        case respond(LocalResponse)
        case authenticate(RouteRuntime)
    }

    private let allowedHosts: [String]
    private let allowedOrigins: [String]
    private let routes: [String: RouteRuntime]
    private let documents: [String: LocalResponse]

    init(configuration: GatewayConfiguration, clock: any WallClock) {
        allowedHosts = configuration.allowedHosts.map { $0.lowercased() }
        allowedOrigins = configuration.allowedOrigins.map { $0.lowercased() }
        var routes: [String: RouteRuntime] = [:]
        var documents: [String: LocalResponse] = [:]
        for (index, route) in configuration.routes.enumerated() {
            routes[route.path] = RouteRuntime(index: index, route: route, clock: clock)
            let document = RequestScreen.document(route)
            documents[WellKnown.path(WellKnown.protectedResource, for: route.path)] = document
            if configuration.routes.count == 1 {
                documents[WellKnown.path(WellKnown.protectedResource, for: "")] = document
            }
        }
        if let server = configuration.routes.first?.authorizationServers.first.flatMap({ HTTPURL($0) }) {
            // Clients from before RFC 9728 look for the authorization server's metadata at the resource itself.
            documents[WellKnown.path(WellKnown.authorizationServer, for: "")] = LocalResponse(
                .temporaryRedirect,
                headers: [
                    ("Location", WellKnown.url(WellKnown.authorizationServer, for: server)),
                    ("Access-Control-Allow-Origin", "*"),
                ])
        }
        self.routes = routes
        self.documents = documents
    }

    private static func document(_ route: GatewayRoute) -> LocalResponse {
        let metadata = ProtectedResourceMetadata(
            resource: route.resource.text, authorizationServers: route.authorizationServers,
            scopesSupported: route.scopesSupported.values)
        return LocalResponse(
            .ok,
            headers: [
                ("Content-Type", "application/json"), ("Cache-Control", "public, max-age=300"),
                ("Access-Control-Allow-Origin", "*"),
            ], body: ByteBuffer(bytes: metadata.json.serialized()))
    }

    func outcome(_ head: HTTPRequestHead, _ facts: RequestFacts, path: Substring) -> Outcome {
        guard hostIsAllowed(facts.host) else { return .respond(.hostRefused) }
        if path.utf8.starts(with: RequestScreen.wellKnown.utf8), let document = documents[String(path)] {
            return .respond(answer(head, document))
        }
        if let origin = facts.origin, !originIsAllowed(origin) { return .respond(.originRefused) }
        guard let route = routes[String(path)] else { return .respond(.notFound) }
        switch head.method {
        case .POST, .GET, .DELETE: return .authenticate(route)
        case .OPTIONS: return .respond(RequestScreen.preflight(origin: facts.origin, methods: "POST, GET, DELETE"))
        default: return .respond(.methodNotAllowed("POST, GET, DELETE, OPTIONS"))
        }
    }

    private static let wellKnown = "/.well-known/"

    private func answer(_ head: HTTPRequestHead, _ document: LocalResponse) -> LocalResponse {
        switch head.method {
        case .GET: document
        case .HEAD: document
        case .OPTIONS: RequestScreen.preflight(origin: "*", methods: "GET, HEAD")
        default: .methodNotAllowed("GET, HEAD, OPTIONS")
        }
    }

    private static func preflight(origin: String?, methods: String) -> LocalResponse {
        var headers = [("Allow", methods)]
        if let origin {
            headers += [
                ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", methods),
                (
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, "
                        + "Last-Event-ID"
                ), ("Access-Control-Max-Age", "3600"), ("Vary", "Origin"),
            ]
        }
        return LocalResponse(.noContent, headers: headers)
    }

    /// RFC 9112 §3.2: exactly one `Host`; then DNS rebinding: only names that are ours, whatever the port.
    private func hostIsAllowed(_ field: RequestFacts.Field) -> Bool {
        guard case .one(let host) = field else { return false }
        if allowedHosts.contains(host) { return true }
        let lowercase = host.lowercased()
        guard let colon = lowercase.utf8.lastIndex(of: UInt8(ascii: ":")),
            lowercase.utf8[colon...].dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return allowedHosts.contains(lowercase) }
        return allowedHosts.contains(lowercase) || allowedHosts.contains(String(lowercase[..<colon]))
    }

    /// Whether pages of this origin may call; the same list decides the CORS headers of answers.
    func originIsAllowed(_ origin: String) -> Bool {
        let origin = origin.lowercased()
        return allowedOrigins.contains { allowed in
            guard allowed.hasSuffix(":*") else { return allowed == origin }
            let prefix = allowed.dropLast()
            return origin == prefix.dropLast()
                || (origin.hasPrefix(prefix) && origin.dropFirst(prefix.count).allSatisfy(\.isNumber))
        }
    }
}
