internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// An organization's identity provider. Nothing is asked of a real one: the people who can sign in through it are its
    /// `profiles`, and where it has none the members of its organization.
    package static let connection = ResourceType(
        "connection", title: "Connection", prefix: "conn_",
        fields: [
            .text("name", 1...255).required(), .text("connection_type", 1...64).or("GenericSAML").tagged(),
            .reference("organization_id", .organization),
            Field("state", .choice(["requires_type", "draft", "active", "validating", "inactive", "deleting"]))
                .or("active"),
            Field("domains", .any).or([]), Field("profiles", .any).or([]).hidden(),
        ],
        routes: [.read("/connections/{id}"), .delete("/connections/{id}")],
        seed: SeedBlock(
            "connections", references: [.init("organization", field: "organization_id", kind: "organization")]),
        writing: Connections.write, showing: Connections.show)
}

/// Connections' operations, and what their requests and seeds say of domains and profiles.
enum Connections {
    static let operations = [Operation(.get, "/connections", list)]

    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        var conditions: [ResourceQuery.Condition] = []
        for name in ["connection_type", "organization_id", "domain"] {
            guard let value = request.queryValue(name) else { continue }
            conditions.append(.has(name, anyOf: [name == "domain" ? value.lowercasedASCII : value]))
        }
        if let text = request.queryValue("search") { conditions.append(.contains("search", text.lowercasedASCII)) }
        return APIAnswer(try await context.list(.connection, request, conditions: conditions))
    }

    static func write(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        let domains = try domains(draft.resource.fields["domains"], context)
        draft.resource.fields["domains"] = .array(domains)
        let profiles = try SingleSignOnProfile.read(draft.resource.fields["profiles"], context)
        draft.resource.fields["profiles"] = .array(profiles.map { .object($0.kept) })
        draft.resource.tags.removeAll { ["domain", "profile", "search"].contains($0.name) }
        draft.resource.tags += domains.compactMap { $0["domain"]?.string }.map { ResourceKey("domain", $0) }
        draft.resource.tags += profiles.map { ResourceKey("profile", $0.id) }
        draft.resource.tags.append(ResourceKey("search", (draft.resource.text("name") ?? "").lowercasedASCII))
    }

    static func show(
        _ connections: [Resource], _ context: EmulatorContext
    ) async throws(APIError) -> [String: JSONObject] {
        var members: [String: JSONObject] = [:]
        for connection in connections {
            members[connection.id] = ["status": connection.text("state") == "active" ? "linked" : "unlinked"]
        }
        return members
    }

    /// Names, or objects that have one, as objects with identifiers.
    private static func domains(_ given: JSONValue?, _ context: EmulatorContext) throws(APIError) -> [JSONValue] {
        guard let given, given != .null else { return [] }
        guard let elements = given.array else {
            throw .invalid("domains", "invalid_type", "domains must be a list of domains.")
        }
        var domains: [JSONValue] = []
        for element in elements {
            guard let name = element.string ?? element["domain"]?.string, !name.isEmpty, !name.utf8.contains(0) else {
                throw .invalid("domains", "invalid", "domains must be a list of domains such as example.com.")
            }
            domains.append([
                "object": "connection_domain",
                "id": element["id"] ?? .string(context.identifiers.next("org_domain_")),
                "domain": .string(name.lowercasedASCII),
            ])
        }
        return domains
    }
}
