internal import OAuth

/// What a page is a step of. It travels in the pages' forms as text, so that this server keeps nothing about a visitor
/// who has not signed in.
package enum Interaction: Sendable, Hashable {
    /// An authorization request, as the query that the client sent.
    case authorize(query: String)
    /// The confirmation of a device (RFC 8628 §3.3); the code as the person typed it, and the organization that they
    /// chose.
    case device(userCode: String?, organizationID: String? = nil)
    /// A request to another sign-in page, which `HostedSignIn` judges; the query as the client sent it.
    case hosted(HostedFlow, query: String)

    /// Where the interaction begins and goes on: path and query at this server.
    package var location: String {
        switch self {
        case .authorize(let query): return Interaction.authorizePath + "?" + query
        case .device(let userCode, let organizationID):
            let pairs = [("user_code", userCode), (Interaction.organizationParameter, organizationID)].compactMap {
                name, value in value.map { (name, $0) }
            }
            return Interaction.devicePath + (pairs.isEmpty ? "" : "?" + FormURLEncoded.serialize(pairs))
        case .hosted(let flow, let query): return flow.path + "?" + query
        }
    }

    /// Reads what `location` gave; `nil` for everything else, so that a form cannot send the browser elsewhere.
    package init?(location: String) {
        guard location.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else { return nil }
        let parts = location.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts.first {
        case Interaction.authorizePath where parts.count == 2: self = .authorize(query: parts[1])
        case Interaction.devicePath:
            guard let pairs = FormURLEncoded.parse((parts.count == 2 ? parts[1] : "").utf8) else { return nil }
            let value = { name in pairs.first { $0.name == name }?.value }
            self = .device(userCode: value("user_code"), organizationID: value(Interaction.organizationParameter))
        case let path?:
            guard parts.count == 2, let flow = HostedFlow(rawValue: path) else { return nil }
            self = .hosted(flow, query: parts[1])
        case nil: return nil
        }
    }

    /// The same interaction for the organization that the person chose, in the place of any that it named before.
    package func choosing(organizationID: String) -> Interaction {
        switch self {
        case .authorize(let query): .authorize(query: Interaction.choosing(organizationID, in: query))
        case .device(let userCode, _): .device(userCode: userCode, organizationID: organizationID)
        case .hosted(let flow, let query): .hosted(flow, query: Interaction.choosing(organizationID, in: query))
        }
    }

    /// The same interaction before an organization was chosen: the next person may not be a member of it.
    package var forgettingOrganization: Interaction {
        switch self {
        case .authorize(let query):
            .authorize(query: Interaction.withoutOrganization(query).joined(separator: "&"))
        case .device(let userCode, _): .device(userCode: userCode)
        case .hosted(let flow, let query):
            .hosted(flow, query: Interaction.withoutOrganization(query).joined(separator: "&"))
        }
    }

    /// The same interaction with another value of a parameter.
    package func settingParameter(_ name: String, to value: String) -> Interaction {
        switch self {
        case .authorize(let query): .authorize(query: Interaction.setting(name, to: value, in: query))
        case .hosted(let flow, let query): .hosted(flow, query: Interaction.setting(name, to: value, in: query))
        case .device: self
        }
    }

    private static func setting(_ name: String, to value: String, in query: String) -> String {
        (without(name, query) + [FormURLEncoded.serialize([(name, value)])]).joined(separator: "&")
    }

    private static func choosing(_ organizationID: String, in query: String) -> String {
        setting(organizationParameter, to: organizationID, in: query)
    }

    private static func withoutOrganization(_ query: String) -> [String] { without(organizationParameter, query) }

    private static func without(_ parameter: String, _ query: String) -> [String] {
        query.utf8.split(separator: UInt8(ascii: "&")).filter { pair in
            let name = ArraySlice(pair.prefix { $0 != UInt8(ascii: "=") })
            return FormURLEncoded.decodeComponent(name) != parameter
        }.map { String(Substring($0)) }
    }

    package static let authorizePath = "/oauth2/authorize"
    package static let devicePath = "/oauth2/device"
    private static let organizationParameter = "organization_id"
}
