package import JSON

/// An answer of the WorkOS-compatible API.
package struct APIAnswer: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case none
        case json(JSONValue)
        /// The browser goes there.
        case redirect(String)
    }

    /// The HTTP status.
    package var status: Int
    package var content: Content

    package init(_ json: JSONValue, status: Int = 200) {
        self.status = status
        content = .json(json)
    }

    private init(status: Int, content: Content) {
        self.status = status
        self.content = content
    }

    package static func empty(_ status: Int = 204) -> APIAnswer { APIAnswer(status: status, content: .none) }

    package static func redirect(_ location: String) -> APIAnswer {
        APIAnswer(status: 302, content: .redirect(location))
    }

    package var json: JSONValue? {
        if case .json(let json) = content { json } else { nil }
    }
}
