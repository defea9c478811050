internal import GRDB
internal import OAuth
internal import Storage

extension Client {
    /// What may change about a client.
    var columns: ColumnValues {
        let (keySet, keySetURL): (String?, String?) =
            switch keys {
            case .inline(let text): (text, nil)
            case .url(let text): (nil, text)
            case nil: (nil, nil)
            }
        return [
            "kind": kind.rawValue, "registration": registration.rawValue, "name": name, "description": description,
            "organization_id": organizationID, "scopes": scopes.parameter, "audience": audience,
            "authentication_methods": JSONText.list(authenticationMethods.map(\.rawValue).sorted()),
            "grant_types": JSONText.list(grantTypes.map(\.rawValue).sorted()),
            "redirect_uris": JSONText.list(redirectURIs.map(\.text)), "application_type": applicationType.rawValue,
            "is_first_party": isFirstParty, "jwks": keySet, "jwks_uri": keySetURL,
            "exchange_targets": JSONText.list(exchangeTargets),
            "registration_access_token_hash": registrationAccessTokenHash?.blob,
            "updated_at": updatedAt.milliseconds,
        ] + information.columns
    }

    init(_ row: Row) throws {
        let applicationType: ApplicationType = try row.name("application_type")
        let keySet: String? = try row.value("jwks")
        let keySetURL: String? = try row.value("jwks_uri")
        self.init(
            id: try row.value("application_id"), clientID: try row.value("id"), kind: try row.name("kind"),
            registration: try row.name("registration"),
            name: try row.value("name"), description: try row.value("description"),
            organizationID: try row.value("organization_id"), scopes: try row.scopes("scopes"),
            audience: try row.value("audience"), authenticationMethods: try row.names("authentication_methods"),
            grantTypes: try row.names("grant_types"),
            redirectURIs: try row.texts("redirect_uris").map { text in
                do { return try RedirectURI(text, applicationType: applicationType) } catch {
                    throw row.corrupt("redirect_uris", "redirect URIs")
                }
            },
            applicationType: applicationType, isFirstParty: try row.value("is_first_party"),
            keys: keySet.map(Keys.inline) ?? keySetURL.map(Keys.url),
            exchangeTargets: try row.texts("exchange_targets"), information: try ClientInformation(row),
            registrationAccessTokenHash: try row.optionalHash("registration_access_token_hash"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"))
    }
}

extension ClientInformation {
    var columns: ColumnValues {
        [
            "client_uri": clientURI, "logo_uri": logoURI, "tos_uri": termsOfServiceURI, "policy_uri": policyURI,
            "contacts": JSONText.list(contacts), "software_id": softwareID, "software_version": softwareVersion,
        ]
    }

    init(_ row: Row) throws {
        self.init()
        clientURI = try row.value("client_uri")
        logoURI = try row.value("logo_uri")
        termsOfServiceURI = try row.value("tos_uri")
        policyURI = try row.value("policy_uri")
        contacts = try row.texts("contacts")
        softwareID = try row.value("software_id")
        softwareVersion = try row.value("software_version")
    }
}
