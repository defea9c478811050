internal import Crypto
internal import JSON
internal import OAuth
internal import Storage

/// Which applications people let act for them.
enum AuthorizedApplications {
    static let operations = [Operation(.get, "/organizations/{id}/authorized_applications", list)]

    /// One person's consent to one application.
    struct Authorization {
        var userID: String
        var consent: GivenConsent
        var application: Client

        /// Follows from the person and the application: consent is to be found again under the same identifier.
        var id: String {
            "authorized_connect_app_" + AuthorizedApplications.digest("\(userID)\u{0}\(consent.clientID)")
        }
    }

    @Sendable
    private static func list(_ request: APIRequest, _ context: EmulatorContext) async throws(APIError) -> APIAnswer {
        let organizationID = request.parameter("id")
        try await context.require(.organization, organizationID)
        var all: [Authorization] = []
        for member in try await members(of: organizationID, context) {
            all += try await authorizations(of: member, context)
        }
        let page = try PageRequest(request).page(of: all.sorted { $0.consent.givenAt < $1.consent.givenAt }, id: \.id)
        var shown: [JSONValue] = []
        for authorization in page.elements {
            var json = try await json(authorization, context)
            json["user_id"] = .string(authorization.userID)
            shown.append(.object(json))
        }
        return APIAnswer(
            ListAnswer.json(
                shown, first: page.elements.first?.id, last: page.elements.last?.id, hasBefore: page.hasBefore,
                hasAfter: page.hasAfter))
    }

    /// What a person authorized, in the order of the clients' identifiers.
    static func authorizations(
        of userID: String, _ context: EmulatorContext
    ) async throws(APIError) -> [Authorization] {
        var authorizations: [Authorization] = []
        for consent in try await stored({ try await context.store.consents(ofUser: userID) }) {
            let client = try await stored { try await context.store.client(id: consent.clientID) }
            authorizations.append(
                Authorization(userID: userID, consent: consent, application: client ?? unkept(consent)))
        }
        return authorizations
    }

    static func json(_ authorization: Authorization, _ context: EmulatorContext) async throws(APIError) -> JSONObject {
        var json: JSONObject = [
            "object": "authorized_connect_application", "id": .string(authorization.id),
            "granted_scopes": .strings(authorization.consent.scopes.values),
        ]
        json["oauth_resource"] = authorization.consent.resources.first.map(JSONValue.string)
        json["application"] = try await ConnectApplications.show(authorization.application, context)
        return json
    }

    /// A client that is known by its metadata document alone.
    private static func unkept(_ consent: GivenConsent) -> Client {
        Client(
            id: "conn_app_" + digest(consent.clientID),
            clientID: consent.clientID, kind: .application, registration: .metadataDocument,
            name: HTTPURL(consent.clientID)?.host ?? consent.clientID, organizationID: nil, scopes: .none,
            authenticationMethods: [.none], grantTypes: [.authorizationCode], createdAt: consent.givenAt)
    }

    /// As many characters as identifiers have behind their prefix.
    static func digest(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return String(
            SHA256.hash(data: Array(text.utf8)).prefix(13).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func members(of organizationID: String, _ context: EmulatorContext) async throws(APIError)
        -> [String]
    {
        try await context.all(.organizationMembership, "organization_id", organizationID)
            .filter { $0.text("status") == OrganizationMembership.Status.active.rawValue }
            .compactMap { $0.text("user_id") }
    }
}

extension PageRequest {
    /// The part that is asked for of a list that is oldest first.
    func page<Element>(
        of all: [Element], id: (Element) -> String
    ) throws(APIError) -> (elements: [Element], hasBefore: Bool, hasAfter: Bool) {
        let ordered = order == .ascending ? all : all.reversed()
        func index(of wanted: String) throws(APIError) -> Int {
            guard let index = ordered.firstIndex(where: { id($0).utf8.elementsEqual(wanted.utf8) }) else {
                throw PageRequest.unknownCursor
            }
            return index
        }
        let range: Range<Int>
        switch cursor {
        case .start: range = 0..<min(limit, ordered.count)
        case .after(let id):
            let start = try index(of: id) + 1
            range = start..<min(start + limit, ordered.count)
        case .before(let id):
            let end = try index(of: id)
            range = max(0, end - limit)..<end
        }
        return (Array(ordered[range]), range.lowerBound > 0, range.upperBound < ordered.count)
    }
}
