internal import JSON
internal import OAuth
internal import Storage

extension ResourceType {
    /// The members of a Connect application, by which its requests are checked. It is kept as a client.
    static let connectApplication = ResourceType(
        "connect_application", title: "Connect Application", prefix: "conn_app_",
        fields: [
            .text("name", 1...255).required(),
            Field("application_type", .choice(Client.Kind.allCases.map(\.rawValue))).required().fixed(),
            .text("description"), Field("scopes", .texts), Field("redirect_uris", .any),
            Field("uses_pkce", .flag).fixed(), Field("is_first_party", .flag).fixed(),
            .text("organization_id", 1...256).fixed(), .text("audience", 1...2048), Field("cors_origins", .texts),
            Field("login_uri", .url),
        ])
}

/// What a request says of a Connect application, checked.
struct ConnectApplicationRequest {
    var kind: Client.Kind
    var organizationID: String?
    var isFirstParty = false
    var isPublic = false
    private var name: String?
    /// Each of these is absent when the request does not name it.
    private var description: String??
    private var scopes: ScopeSet?
    private var redirectURIs: [RedirectURI]?
    private var audience: String??
    var settings = ApplicationSettings.Change()

    private static let mostRedirectURIs = 100

    init(creating body: JSONObject) throws(APIError) {
        var fields: JSONObject = [:]
        try ResourceType.connectApplication.read(body, into: &fields, isNew: true)
        kind = fields["application_type"]?.string.flatMap(Client.Kind.init(rawValue:)) ?? .machine
        organizationID = fields["organization_id"]?.string
        switch kind {
        case .machine:
            guard organizationID != nil else {
                throw .invalid("organization_id", "required", "organization_id is required.")
            }
        case .application:
            guard let isFirstParty = fields["is_first_party"]?.bool else {
                throw .invalid("is_first_party", "required", "is_first_party is required.")
            }
            self.isFirstParty = isFirstParty
            isPublic = fields["uses_pkce"]?.bool ?? false
            guard isFirstParty || organizationID != nil else {
                throw .invalid(
                    "organization_id", "required", "organization_id is required for a third-party application.")
            }
        }
        try take(body, fields)
    }

    init(updating client: Client, _ body: JSONObject) throws(APIError) {
        kind = client.kind
        var fields: JSONObject = [:]
        try ResourceType.connectApplication.read(body, into: &fields, isNew: false)
        try take(body, fields)
    }

    /// - Parameter fields: the members that the request names, checked by their shapes.
    private mutating func take(_ body: JSONObject, _ fields: JSONObject) throws(APIError) {
        name = fields["name"]?.string
        if body["description"] != nil { description = .some(fields["description"]?.string) }
        if body["scopes"] != nil {
            guard let scopes = ScopeSet(validating: fields["scopes"]?.strings ?? []) else {
                throw .invalid(
                    "scopes", "invalid_scope", "scopes has one with a space or a character that scopes may not have.")
            }
            self.scopes = scopes
        }
        try take(body["redirect_uris"])
        if let audience = body["audience"] {
            guard kind == .machine || audience == .null else {
                throw .invalid("audience", "invalid", "audience is for applications of type m2m.")
            }
            self.audience = .some(fields["audience"]?.string)
        }
        if body["cors_origins"] != nil {
            settings.corsOrigins = try ConnectApplicationRequest.origins(fields["cors_origins"]?.strings ?? [])
        }
        if body["login_uri"] != nil { settings.loginURI = .some(fields["login_uri"]?.string) }
    }

    private mutating func take(_ list: JSONValue?) throws(APIError) {
        guard let list else { return }
        guard kind == .application || list == .null else {
            throw .invalid("redirect_uris", "invalid", "redirect_uris are for applications of type oauth.")
        }
        let elements = list == .null ? [] : list.array
        guard let elements, elements.count <= ConnectApplicationRequest.mostRedirectURIs else {
            throw .invalid("redirect_uris", "invalid_type", "redirect_uris must be a list of {uri, default}.")
        }
        var uris: [RedirectURI] = []
        var standard: Int?
        for (index, element) in elements.enumerated() {
            let isDefault = element["default"] ?? .null
            guard let text = element["uri"]?.string, isDefault == .null || isDefault.bool != nil else {
                throw .invalid("redirect_uris", "invalid_type", "redirect_uris must be a list of {uri, default}.")
            }
            if isDefault.bool == true {
                guard standard == nil else {
                    throw .invalid("redirect_uris", "invalid", "redirect_uris can have one default.")
                }
                standard = index
            }
            do throws(OAuthError) {
                uris.append(try RedirectURI(text, applicationType: .native))
            } catch {
                throw .invalid("redirect_uris", "invalid_redirect_uri", "redirect_uris: \(error.description).")
            }
        }
        // The first one is the default.
        if let standard { uris.insert(uris.remove(at: standard), at: 0) }
        redirectURIs = uris
    }

    private static func origins(_ texts: [String]) throws(APIError) -> [String] {
        let origins = texts.compactMap(CORSOrigins.normalized)
        guard origins.count == texts.count, origins.count <= 100 else {
            throw .invalid(
                "cors_origins", "invalid_origin",
                "cors_origins must be a list of origins such as https://app.example.com."
            )
        }
        return origins
    }

    func apply(to client: inout Client) {
        if let name { client.name = name }
        if let description { client.description = description }
        if let scopes { client.scopes = scopes }
        if let redirectURIs { client.setRedirectURIs(redirectURIs) }
        if let audience { client.audience = audience }
    }
}
