internal import JSON
internal import OAuth
internal import Storage

/// What a client may know of a person, by scope (OpenID Connect Core 1.0 §5.1, §5.4).
struct UserClaims: Sendable {
    let json: JSONObject

    init(_ user: User, scopes: ScopeSet) {
        var claims: JSONObject = [:]
        if scopes.contains("email") {
            claims["email"] = .string(user.email)
            claims["email_verified"] = .bool(user.isEmailVerified)
        }
        if scopes.contains("profile") {
            claims["name"] = user.name.map(JSONValue.string)
            claims["given_name"] = user.firstName.map(JSONValue.string)
            claims["family_name"] = user.lastName.map(JSONValue.string)
            claims["updated_at"] = .integer(user.updatedAt.seconds)
        }
        json = claims
    }
}
