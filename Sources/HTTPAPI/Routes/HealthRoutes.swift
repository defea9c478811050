internal import AuthorizationServer
internal import Hummingbird
internal import JSON
internal import Storage

/// Whether the process lives, and whether it can serve.
struct HealthRoutes: Sendable {
    let storage: any StorageEngine
    let authorizationServer: AuthorizationServer

    func add(to router: Router<ControlPlaneContext>) {
        router.get("/health/live") { _, _ in Response(json: ["status": "ok"], cacheControl: "no-store") }
        router.get("/health/ready") { _, _ in await ready() }
    }

    private func ready() async -> Response {
        do {
            try await storage.ping()
            _ = try await authorizationServer.jsonWebKeySet()
            return Response(json: ["status": "ok"], cacheControl: "no-store")
        } catch {
            return Response(
                status: .serviceUnavailable, json: ["status": "unavailable"], cacheControl: "no-store")
        }
    }
}
