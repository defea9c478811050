import AuthorizationServer
import OAuth
import Testing

extension Harness {
    /// A device begins.
    func beginDevice(
        _ changes: [String: String?] = [:], client: String = "app_1"
    ) async throws -> DeviceAuthorizationResponse {
        let parameters = Harness.changed([("client_id", client)], changes).map { (name: $0.0, value: $0.1) }
        return try await server.authorizeDevice(
            DeviceAuthorizationRequest(parameters: parameters), authorization: nil, from: Harness.address)
    }

    /// It asks for its tokens.
    func poll(
        _ begun: DeviceAuthorizationResponse, client: String = "app_1", _ changes: [String: String?] = [:]
    ) async throws -> TokenResponse {
        try await post(
            Harness.changed(
                [
                    ("grant_type", Harness.device), ("client_id", client), ("device_code", begun.deviceCode.revealed()),
                ], changes))
    }
}
