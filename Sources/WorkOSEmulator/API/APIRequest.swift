package import JSON
package import OAuth

/// A request to the WorkOS-compatible API, without HTTP.
package struct APIRequest: Sendable {
    package enum Method: String, Sendable, Hashable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    /// The values of the placeholders in the operation's path, decoded.
    package var path: [String: String]
    /// Names and values of the query, decoded; a name may stand several times.
    package var query: [(name: String, value: String)]
    /// The body: empty when there is none. The fields of a form are strings.
    package var body: JSONObject
    /// The key that opened a management route; absent where none was needed.
    package var apiKey: Secret?
    /// The `Authorization` header, for operations that judge it themselves.
    package var authorization: String?
    /// Where the request comes from.
    package var address: String
    package var userAgent: String?
    /// The `Idempotency-Key` header.
    package var idempotencyKey: String?

    package init(
        _ method: Method, path: [String: String] = [:], query: [(name: String, value: String)] = [],
        body: JSONObject = [:], apiKey: Secret? = nil, authorization: String? = nil, address: String = "127.0.0.1",
        userAgent: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.apiKey = apiKey
        self.authorization = authorization
        self.address = address
        self.userAgent = userAgent
    }

    /// The value of a placeholder; operations name only those that their path has.
    package func parameter(_ name: String) -> String { path[name] ?? "" }

    /// The first value of that name in the query; an empty one counts as absent.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// Whether the query has that name, with a value or without.
    package func hasQuery(_ name: String) -> Bool { query.contains { $0.name == name || $0.name == name + "[]" } }

    /// All values of a list in the query: `name=a&name=b`, `name[]=a&name[]=b` and `name=a,b` are the same.
    package func queryValues(_ name: String) -> [String] {
        query.filter { $0.name == name || $0.name == name + "[]" }.flatMap { pair in
            pair.value.split(separator: ",").map(String.init)
        }
    }
}
