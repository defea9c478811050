internal import JSON
internal import Storage

extension ResourceType {
    /// What members of an organization may be, by a name such as `admin`, and what they may do then.
    package static let role = ResourceType(
        "role", title: "Role", prefix: "role_",
        fields: [
            .text("slug", 1...100).required().fixed().unique("role_slug_conflict", status: .conflict),
            .text("name", 1...255), .text("description"), Field("permissions", .texts).or([]),
        ],
        seed: SeedBlock("roles", identity: "slug"), writing: MembershipRoles.name)

    /// Something that a role allows, by a name such as `posts:write`.
    package static let permission = ResourceType(
        "permission", title: "Permission", prefix: "perm_",
        fields: [
            .text("slug", 1...100).required().fixed().unique("permission_slug_conflict", status: .conflict),
            .text("name", 1...255), .text("description"), .flag("system").internalOnly(),
        ],
        seed: SeedBlock("permissions", identity: "slug"), writing: MembershipRoles.name)
}

/// The roles that memberships may have.
enum MembershipRoles {
    private static let most = 100

    /// What nobody named is called by its slug.
    static func name(_ draft: inout Draft, _ context: EmulatorContext) async throws(APIError) {
        if draft.resource.text("name") == nil { draft.resource.fields["name"] = draft.resource.fields["slug"] }
    }

    /// The roles that a request names, the first one first; absent when it names none.
    static func requested(_ body: JSONObject) throws(APIError) -> [String]? {
        let (single, several) = (body["role_slug"] ?? .null, body["role_slugs"] ?? .null)
        switch (single, several) {
        case (.null, .null): return nil
        case (.string(let slug), .null) where !slug.isEmpty: return [slug]
        case (.null, .array(let slugs)):
            let texts = slugs.compactMap(\.string)
            guard texts.count == slugs.count, (1...most).contains(slugs.count), !texts.contains("") else {
                throw .invalid(
                    "role_slugs", "invalid_type", "role_slugs must be a list of 1 to \(most) names of roles.")
            }
            var seen: Set<[UInt8]> = []
            return texts.filter { seen.insert(Array($0.utf8)).inserted }
        case (_, .null): throw .invalid("role_slug", "invalid_type", "role_slug must be the name of a role.")
        default: throw .invalid("role_slug", "invalid", "Use role_slug or role_slugs, not both.")
        }
    }

    /// Where no roles are declared every name is one; the standard role always is.
    /// - Throws: `invalid_role`.
    static func check(_ slugs: [String], _ context: EmulatorContext) async throws(APIError) {
        let kind = ResourceType.role.object
        for slug in slugs where slug != OrganizationMembership.defaultRole {
            let found = try await stored {
                try await context.store.resource(kind: kind, key: ResourceKey("slug", slug))
            }
            guard found == nil else { continue }
            let any = try await stored { try await context.store.resources(ResourceQuery(kind: kind, limit: 1)) }
            guard slug.utf8.count <= 100, !slug.utf8.contains(0), any?.resources.isEmpty ?? true else {
                throw APIError(.unprocessable, "invalid_role", "Role '\(slug.prefix(100))' is not a valid role.")
            }
        }
    }
}
