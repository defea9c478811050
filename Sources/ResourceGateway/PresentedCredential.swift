internal import OAuth

/// What a request shows of who its sender is (RFC 6750 §2).
enum PresentedCredential: Sendable {
    case none
    /// `Authorization: Bearer …`, or an API key under the older scheme `Token`.
    case token(PresentedToken)
    /// Something that cannot be a credential; the reason may be told.
    case malformed(String)

    init(_ facts: RequestFacts, query: Substring?) {
        if let query, PresentedCredential.hasAccessToken(query) {
            self = .malformed("A token must not be in the URL; send it in the Authorization header")
            return
        }
        switch facts.authorization {
        case .none: self = .none
        case .several: self = .malformed("There is more than one Authorization header")
        case .one(let value):
            let schemeEnd = value.utf8.firstIndex(of: UInt8(ascii: " ")) ?? value.utf8.endIndex
            let scheme = value[..<schemeEnd]
            let isBearer = scheme.equalsIgnoringCase("bearer")
            guard isBearer || scheme.equalsIgnoringCase("token") else {
                // A scheme that this resource does not take counts as no credentials (RFC 6750 §3.1).
                self = .none
                return
            }
            guard let token = PresentedToken(header: value, after: scheme.utf8.count, isBearer: isBearer) else {
                self = .malformed("The Authorization header is not of the form: Bearer <token>")
                return
            }
            self = .token(token)
        }
    }

    private static func hasAccessToken(_ query: Substring) -> Bool {
        query.utf8.split(separator: UInt8(ascii: "&")).contains { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return FormURLEncoded.decodeComponent(ArraySlice(name)) == "access_token"
        }
    }
}
