internal import CredentialVault
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import OAuth

/// The endpoints of the vault. The user comes from the token and from nowhere else.
struct VaultRoutes: Sendable {
    let api: ControlPlane.Vault

    private static let longest = 64 * 1024

    func add(to router: Router<ControlPlaneContext>) {
        let credentials = router.group("/mcp-oauth-credentials")
        credentials.post { request, _ in try await deposit(request) }
        credentials.delete(":server") { request, context in try await delete(request, context) }
    }

    private func deposit(_ request: Request) async throws -> Response {
        let user = try await user(of: request)
        let body = try await request.body.collect(upTo: VaultRoutes.longest)
        let json: JSONValue
        do {
            json = try JSONParser.parse(body.readableBytesView)
        } catch {
            throw VaultError(.invalidRequest, "The body is not valid JSON: \(error)")
        }
        try await api.vault.deposit(
            Deposit(json: json, allowInsecureLoopback: api.allowInsecureLoopback), by: user)
        return Response(json: ["stored": true], cacheControl: "no-store")
    }

    private func delete(_ request: Request, _ context: ControlPlaneContext) async throws -> Response {
        let user = try await user(of: request)
        let segment = ArraySlice((context.parameters.get("server") ?? "").utf8)
        guard let server = FormURLEncoded.decodeComponent(segment, plusIsSpace: false), !server.isEmpty,
            !server.utf8.contains(0)
        else {
            throw VaultError(.invalidRequest, "The path must end in the percent-encoded id of the MCP server")
        }
        try await api.vault.delete(server: server, of: user)
        return Response(status: .noContent)
    }

    private func user(of request: Request) async throws -> VaultUser {
        guard let header = try request.singleAuthorization() else { return try await api.users.user(bearer: nil) }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return try await api.users.user(bearer: nil) }
        return try await api.users.user(bearer: Secret(String(parts[1].filter { $0 != " " })))
    }
}
