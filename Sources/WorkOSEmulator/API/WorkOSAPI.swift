internal import AuthorizationServer
package import OAuth
internal import Storage

/// The WorkOS-compatible API: every operation, and who may call it.
package struct WorkOSAPI: Sendable {
    package let context: EmulatorContext
    private let table: OperationTable
    private let records: IdempotencyRecords

    package init(context: EmulatorContext) {
        self.context = context
        table = OperationTable(WorkOSAPI.operations)
        records = IdempotencyRecords(store: context.store, clock: context.clock, random: context.random)
    }

    /// Every kind of resource that has standard operations or a block in seed files.
    package static var types: [ResourceType] {
        [.organization, .organizationDomain] + UserGroup.types + AccessGroup.types + SignInGroup.types
    }

    /// Every operation that is emulated.
    package static var operations: [Operation] {
        types.flatMap(\.operations) + Organizations.operations + OrganizationDomains.operations
            + UserGroup.operations + AccessGroup.operations + SignInGroup.operations
    }

    /// The operation that a request is for, with the values of its placeholders as they stand in the path.
    package func operation(
        _ method: APIRequest.Method, _ path: String
    ) -> (operation: Operation, parameters: [String: String])? {
        table.find(method, path)
    }

    /// The methods that a path takes.
    package func methods(of path: String) -> [APIRequest.Method] { table.methods(of: path) }

    /// Why there is nothing at a path: WorkOS has it and it is not emulated yet, it takes other methods, or it does not exist.
    package func absence(of method: String, _ path: String) -> APIError {
        let place = "\(method.prefix(16)) \(path.prefix(200))"
        let methods = table.methods(of: path).map(\.rawValue)
        if let known = APIRequest.Method(rawValue: method), KnownOperations.contains(known, path) {
            return APIError(
                .notFound, "not_emulated", "\(place) exists in WorkOS, but Claviger does not emulate it yet.")
        }
        guard methods.isEmpty else {
            return APIError(
                .notFound, "not_found", "There is no \(place); this path takes \(methods.joined(separator: ", ")).")
        }
        return APIError(.notFound, "not_found", "There is nothing at \(place), and WorkOS has no such operation.")
    }

    /// Judges who asks for an operation.
    /// - Returns: the key that opens it; `nil` where it needs none.
    package func admit(to operation: Operation, authorization: String?) async throws(APIError) -> Secret? {
        guard operation.access == .management else { return nil }
        return try await context.managementKey(authorization: authorization)
    }

    /// Answers a request for an operation, from somebody whom `admit` admitted.
    package func respond(
        to request: APIRequest, _ operation: Operation
    ) async throws(APIError) -> APIAnswer {
        guard operation.access == .management else { return try await operation.respond(request, context) }
        guard request.apiKey != nil else { throw EmulatorContext.unauthorized }
        return try await records.respond(to: request, path: operation.path) { () async throws(APIError) in
            try await operation.respond(request, context)
        }
    }

    /// What a request is for, such as `GET /organizations/{id}`; `nil` when no operation takes it.
    @Sendable
    package func operationName(_ method: String, _ path: String) -> String? {
        APIRequest.Method(rawValue: method).flatMap { table.find($0, path) }.map { "\(method) \($0.operation.path)" }
    }
}

extension EmulatorContext {
    /// The one check of who may manage.
    /// - Returns: the key that was shown.
    package func managementKey(authorization: String?) async throws(APIError) -> Secret {
        let token: Secret?
        do throws(OAuthError) { token = try PresentedBearer.token(authorization: authorization) } catch {
            throw EmulatorContext.unauthorized
        }
        guard let token, try await opensManagement(token) else { throw EmulatorContext.unauthorized }
        return token
    }

    /// Whether a key opens management routes at this moment.
    package func opensManagement(_ key: Secret) async throws(APIError) -> Bool {
        let hash = SecretHash(key)
        var isManagementKey = false
        for known in configuration.managementKeys where known.matches(hash) { isManagementKey = true }
        if isManagementKey { return true }
        guard configuration.doAPIKeysOpenManagement else { return false }
        return try await stored { try await APIKeyAuthenticator(keys: store, clock: clock).authenticate(key) } != nil
    }

    static let unauthorized = APIError(
        .unauthorized, "unauthorized", "Could not authorize the request. Maybe your API key is invalid?")
}
