internal import JSON
internal import OAuth
internal import Storage

/// What an identity provider says of a person.
struct SingleSignOnProfile: Sendable {
    let id: String
    /// As the provider knows them.
    let idpID: String
    let email: String
    let firstName: String?
    let lastName: String?
    let groups: [String]
    /// Slugs of the roles that the provider gives.
    let roles: [String]
    let customAttributes: JSONObject
    let rawAttributes: JSONObject
    /// Whose profile it is, when it is a person's of this server.
    private(set) var userID: String?

    private static let prefix = "prof_"

    /// A person of this server, as the provider of their organization would know them.
    init(_ user: User) {
        id = SingleSignOnProfile.id(ofUser: user.id)
        idpID = user.id
        email = user.email
        firstName = user.firstName
        lastName = user.lastName
        groups = []
        roles = []
        customAttributes = [:]
        var raw: JSONObject = ["idp_id": .string(user.id), "email": .string(user.email)]
        raw["first_name"] = user.firstName.map(JSONValue.string)
        raw["last_name"] = user.lastName.map(JSONValue.string)
        rawAttributes = raw
        userID = user.id
    }

    /// The profile's identifier for a person of this server.
    static func id(ofUser id: String) -> String {
        prefix + (id.hasPrefix("user_") ? String(id.dropFirst("user_".count)) : id)
    }

    // MARK: - Kept

    /// As a connection keeps it.
    var kept: JSONObject {
        var kept: JSONObject = ["id": .string(id), "idp_id": .string(idpID), "email": .string(email)]
        kept["first_name"] = firstName.map(JSONValue.string)
        kept["last_name"] = lastName.map(JSONValue.string)
        kept["groups"] = .strings(groups)
        kept["roles"] = .strings(roles)
        kept["custom_attributes"] = .object(customAttributes)
        kept["raw_attributes"] = .object(rawAttributes)
        return kept
    }

    /// Reads what `kept` gave.
    init?(kept: JSONValue) {
        guard let id = kept["id"]?.string, let idpID = kept["idp_id"]?.string, let email = kept["email"]?.string
        else { return nil }
        self.id = id
        self.idpID = idpID
        self.email = email
        firstName = kept["first_name"]?.string
        lastName = kept["last_name"]?.string
        groups = kept["groups"]?.strings ?? []
        roles = kept["roles"]?.strings ?? kept["role"]?.string.map { [$0] } ?? []
        customAttributes = kept["custom_attributes"]?.object ?? [:]
        rawAttributes = kept["raw_attributes"]?.object ?? kept.object ?? [:]
    }

    /// Reads what a request or a seed says: `email` is enough.
    static func read(_ given: JSONValue?, _ context: EmulatorContext) throws(APIError) -> [SingleSignOnProfile] {
        guard let given, given != .null else { return [] }
        guard let elements = given.array else {
            throw .invalid("profiles", "invalid_type", "profiles must be a list of people.")
        }
        var profiles: [SingleSignOnProfile] = []
        for element in elements {
            guard var profile = element.object, let email = profile["email"]?.string,
                EmailAddress.isWellFormed(email)
            else { throw .invalid("profiles", "email_format", "Each of the profiles needs an email.") }
            let id = profile["id"]?.string ?? context.identifiers.next(prefix)
            guard id.hasPrefix(prefix), !id.utf8.contains(0) else {
                throw .invalid("profiles", "invalid", "The id of a profile begins with \(prefix).")
            }
            guard !profiles.contains(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
                throw .invalid("profiles", "duplicate", "Two profiles have the id \(id.prefix(64)).")
            }
            profile["id"] = .string(id)
            if profile["idp_id"]?.string == nil { profile["idp_id"] = .string(email) }
            guard let read = SingleSignOnProfile(kept: .object(profile)) else { continue }
            profiles.append(read)
        }
        return profiles
    }

    // MARK: - Shown

    func json(_ connection: SingleSignOnConnection) -> JSONValue {
        let name = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        var json: JSONObject = [
            "object": "profile", "id": .string(id),
            "organization_id": connection.organizationID.map(JSONValue.string) ?? .null,
            "connection_id": .string(connection.id), "connection_type": .string(connection.type),
            "idp_id": .string(idpID), "email": .string(email),
            "first_name": firstName.map(JSONValue.string) ?? .null,
            "last_name": lastName.map(JSONValue.string) ?? .null, "name": name.isEmpty ? .null : .string(name),
        ]
        let slugs = roles.map { JSONValue.object(["slug": .string($0)]) }
        json["role"] = slugs.first ?? .null
        json["roles"] = slugs.isEmpty ? .null : .array(slugs)
        json["groups"] = .strings(groups)
        json["custom_attributes"] = .object(customAttributes)
        json["raw_attributes"] = .object(rawAttributes)
        return .object(json)
    }

    /// For the page where one is picked.
    func choice(at now: Timestamp) -> User {
        User(
            id: id, email: email, isEmailVerified: true, firstName: firstName, lastName: lastName, createdAt: now)
    }
}
