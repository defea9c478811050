internal import JSON
internal import OAuth
package import Storage

/// What a Connect application has that means nothing to the authorization server.
package struct ApplicationSettings: Sendable, Hashable {
    /// Origins whose scripts ask the token endpoint for this application.
    package var corsOrigins: [String] = []
    /// Where people sign in at the application itself, for standalone sign-in.
    package var loginURI: String?

    /// What a request changes of them.
    struct Change: Sendable {
        var corsOrigins: [String]?
        var loginURI: String??

        var isEmpty: Bool { corsOrigins == nil && loginURI == nil }
    }

    private static let kind = "connect_application_settings"

    /// The identifier of an application's settings follows from its own.
    private static func id(_ client: Client) -> String { "settings_\(client.id)" }

    private init(_ resource: Resource) {
        corsOrigins = resource.texts("cors_origins") ?? []
        loginURI = resource.text("login_uri")
    }

    init() {}

    /// The settings of a client.
    package static func of(_ client: Client, _ context: EmulatorContext) async throws(APIError) -> ApplicationSettings {
        try await all(of: [client], context)[client.id] ?? ApplicationSettings()
    }

    /// The settings of those clients that have any, by the clients' `id`.
    static func all(
        of clients: [Client], _ context: EmulatorContext
    ) async throws(APIError) -> [String: ApplicationSettings] {
        let ids = clients.map(id)
        guard !ids.isEmpty else { return [:] }
        var settings: [String: ApplicationSettings] = [:]
        for resource in try await stored({ try await context.store.resources(ids: ids, kind: kind) }) {
            settings[String(resource.id.dropFirst("settings_".count))] = ApplicationSettings(resource)
        }
        return settings
    }

    static func write(_ change: Change, of client: Client, _ context: EmulatorContext) async throws(APIError) {
        guard !change.isEmpty else { return }
        for attempt in 1...100 {
            let found = try await stored { try await context.store.resource(id: id(client), kind: kind) }
            var settings = found.map(ApplicationSettings.init) ?? ApplicationSettings()
            if let corsOrigins = change.corsOrigins { settings.corsOrigins = corsOrigins }
            if let loginURI = change.loginURI { settings.loginURI = loginURI }
            var resource =
                found
                ?? Resource(
                    id: id(client), kind: kind, parents: client.organizationID.map { [$0] } ?? [],
                    createdAt: context.clock.now())
            resource.fields = settings.fields
            let changes: [ResourceChange] = [found == nil ? .insert(resource) : .replace(resource)]
            do throws(StorageError) {
                return try await context.store.commit(changes)
            } catch {
                guard error.code == .conflict, attempt < 100 else { throw APIError(error) }
            }
        }
    }

    static func remove(of client: Client, _ context: EmulatorContext) async throws(APIError) {
        do throws(StorageError) {
            try await context.store.commit([.delete(id: id(client), kind: kind)])
        } catch {
            // Most have none.
            guard error.code == .conflict else { throw APIError(error) }
        }
    }

    private var fields: JSONObject {
        var fields: JSONObject = ["cors_origins": .strings(corsOrigins)]
        fields["login_uri"] = loginURI.map(JSONValue.string)
        return fields
    }
}
