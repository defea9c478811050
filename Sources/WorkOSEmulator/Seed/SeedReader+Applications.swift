internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

extension SeedReader {
    private static var knownMembers: [String] {
        [
            "id", "name", "type", "application_type", "organization", "organization_id", "description", "scopes",
            "audience", "client_id",
            "client_secret", "redirect_uris", "is_first_party", "uses_pkce", "jwks", "jwks_uri",
            "token_exchange_targets", "login_uri", "cors_origins",
        ]
    }

    mutating func readApplications(_ list: SeedNode) {
        for element in list.elements {
            let members = element.members(known: SeedReader.knownMembers)
            let id = identifier(members)
            let name = require("name", members, element)?.text
            let kind = kind(members)
            let clientID = members["client_id"]?.text
            if let clientID, !register.take("client_id", clientID) {
                members["client_id"]?.problem("stands twice; client ids are unique")
            }
            let secret = members["client_secret"]?.text
            let scopes = members["scopes"].map(\.scopes) ?? ScopeSet.none
            let keys = keys(members)
            let isOwned = kind == .machine || members["organization"] != nil || members["organization_id"] != nil
            let organization = isOwned ? self.organization(of: members, element) : nil
            var application = SeedFile.ApplicationSeed(
                id: id, name: name ?? "", kind: kind, description: members["description"]?.text,
                organization: organization,
                scopes: scopes ?? .none, audience: members["audience"]?.text, clientID: clientID,
                clientSecret: secret.map { Secret($0) }, keys: keys,
                exchangeTargets: members["token_exchange_targets"]?.elements.compactMap(SeedReader.target) ?? [])
            readSignIn(members, element, &application)
            guard name != nil, scopes != nil, organization != nil || !isOwned else { continue }
            let owner = organization.map { "\($0)" } ?? ""
            if !twins.add("application \(owner)", application.name, isPinned: clientID != nil) {
                element.problem("applications of one name and organization are told apart: give each a client_id")
            }
            seed.applications.append(application)
        }
    }

    private func kind(_ members: [String: SeedNode]) -> Client.Kind {
        if members["type"] != nil { members["application_type"]?.problem("use type or application_type, not both") }
        guard let type = members["type"] ?? members["application_type"] else { return .machine }
        guard let kind = type.text.flatMap(Client.Kind.init(rawValue:)) else {
            type.problem("must be m2m or oauth")
            return .machine
        }
        return kind
    }

    /// What only an application that people sign in to has.
    private func readSignIn(
        _ members: [String: SeedNode], _ element: SeedNode, _ application: inout SeedFile.ApplicationSeed
    ) {
        guard application.kind == .application else {
            for name in ["redirect_uris", "is_first_party", "uses_pkce", "login_uri", "cors_origins"] {
                members[name]?.problem("is for applications of type oauth")
            }
            return
        }
        readSettings(members, &application)
        application.isFirstParty = members["is_first_party"]?.flag ?? false
        application.isPublic = members["uses_pkce"]?.flag ?? false
        if application.isPublic, let secret = members["client_secret"] {
            secret.problem("a client with uses_pkce is public and has no secret; remove one of the two")
        }
        readRedirectURIs(members, &application)
        if application.redirectURIs.isEmpty { element.problem("an application of type oauth needs redirect_uris") }
    }

    /// The one that says `default` comes first.
    private func readRedirectURIs(_ members: [String: SeedNode], _ application: inout SeedFile.ApplicationSeed) {
        for node in members["redirect_uris"]?.elements ?? [] {
            let parts = node.isMapping ? node.members(known: ["uri", "default"]) : ["uri": node]
            guard let text = require("uri", parts, node)?.text else { continue }
            do throws(OAuthError) {
                let uri = try RedirectURI(text, applicationType: .native)
                let isDefault = parts["default"].flatMap(\.flag) ?? false
                application.redirectURIs.insert(uri, at: isDefault ? 0 : application.redirectURIs.count)
            } catch {
                node.problem(error.description)
            }
        }
    }

    private func readSettings(_ members: [String: SeedNode], _ application: inout SeedFile.ApplicationSeed) {
        if let node = members["login_uri"], let text = node.text {
            if HTTPURL(text) == nil { node.problem("must be an http or https URL") }
            application.loginURI = text
        }
        for node in members["cors_origins"]?.elements ?? [] {
            guard let text = node.text else { continue }
            if let origin = CORSOrigins.normalized(text) {
                application.corsOrigins.append(origin)
            } else {
                node.problem("must be an origin, such as https://app.example.com")
            }
        }
    }

    private static func target(_ node: SeedNode) -> String? {
        guard let text = node.text else { return nil }
        if !ResourceIndicator.isWellFormed(text) {
            node.problem("must be an absolute URI without a fragment (RFC 8707)")
        }
        return text
    }

    private func keys(_ members: [String: SeedNode]) -> Client.Keys? {
        if let url = members["jwks_uri"] {
            guard members["jwks"] == nil else {
                url.problem("use jwks or jwks_uri, not both")
                return nil
            }
            guard let text = url.text, let parsed = HTTPURL(text), parsed.scheme == .https || parsed.isLoopback else {
                url.problem("must be an https URL, or an http URL on loopback")
                return nil
            }
            return .url(text)
        }
        guard let set = members["jwks"] else { return nil }
        let json = set.textsJSON
        guard let keys = JSONWebKeySet(json: json)?.keys, !keys.isEmpty else {
            set.problem("must be a JSON Web Key Set (RFC 7517) with a public key for RS256, ES256 or EdDSA")
            return nil
        }
        return .inline(json.serializedString())
    }
}
