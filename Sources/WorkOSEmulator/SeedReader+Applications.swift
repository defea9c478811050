internal import JOSE
internal import JSON
internal import OAuth
internal import Storage

extension SeedReader {
    private static var knownMembers: [String] {
        [
            "name", "type", "organization", "organization_id", "description", "scopes", "audience", "client_id",
            "client_secret", "redirect_uris", "is_first_party", "uses_pkce", "jwks", "jwks_uri",
            "token_exchange_targets",
        ]
    }

    mutating func readApplications(_ list: SeedNode) {
        for element in list.elements {
            let members = element.members(known: SeedReader.knownMembers)
            let name = require("name", members, element)?.text
            let kind = kind(members)
            let clientID = members["client_id"]?.text
            if let clientID, !clientIDs.insert(clientID).inserted {
                members["client_id"]?.problem("stands twice; client ids are unique")
            }
            let secret = members["client_secret"]?.text
            let scopes = members["scopes"].map(\.scopes) ?? ScopeSet.none
            let keys = keys(members)
            let isOwned = kind == .machine || members["organization"] != nil || members["organization_id"] != nil
            let organization = isOwned ? self.organization(of: members, element) : nil
            var application = SeedFile.ApplicationSeed(
                name: name ?? "", kind: kind, description: members["description"]?.text, organization: organization,
                scopes: scopes ?? .none, audience: members["audience"]?.text, clientID: clientID,
                clientSecret: secret.map { Secret($0) }, keys: keys,
                exchangeTargets: members["token_exchange_targets"]?.elements.compactMap(SeedReader.target) ?? [])
            readSignIn(members, element, &application)
            guard name != nil, scopes != nil, organization != nil || !isOwned else { continue }
            let twins = seed.applications.filter {
                $0.name == application.name && $0.organization == application.organization
            }
            if !twins.isEmpty, clientID == nil || twins.contains(where: { $0.clientID == nil }) {
                element.problem("applications of one name and organization are told apart: give each a client_id")
            }
            seed.applications.append(application)
        }
    }

    private func kind(_ members: [String: SeedNode]) -> Client.Kind {
        guard let type = members["type"] else { return .machine }
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
            for name in ["redirect_uris", "is_first_party", "uses_pkce"] {
                members[name]?.problem("is for applications of type oauth")
            }
            return
        }
        application.isFirstParty = members["is_first_party"]?.flag ?? false
        application.isPublic = members["uses_pkce"]?.flag ?? false
        if application.isPublic, let secret = members["client_secret"] {
            secret.problem("a client with uses_pkce is public and has no secret; remove one of the two")
        }
        for node in members["redirect_uris"]?.elements ?? [] {
            guard let text = node.isMapping ? node.members(known: ["uri", "default"])["uri"]?.text : node.text else {
                continue
            }
            do throws(OAuthError) {
                application.redirectURIs.append(try RedirectURI(text, applicationType: .native))
            } catch {
                node.problem(error.description)
            }
        }
        if application.redirectURIs.isEmpty { element.problem("an application of type oauth needs redirect_uris") }
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
        let json = set.json
        guard let keys = JSONWebKeySet(json: json)?.keys, !keys.isEmpty else {
            set.problem("must be a JSON Web Key Set (RFC 7517) with a public key for RS256, ES256 or EdDSA")
            return nil
        }
        return .inline(json.serializedString())
    }
}
