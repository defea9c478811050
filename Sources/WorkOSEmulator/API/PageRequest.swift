internal import JSON
internal import Storage

/// Which page of a list a request asks for: `limit`, `order`, `before`, `after`.
struct PageRequest: Sendable {
    var limit = 10
    var order = ResourceQuery.Order.descending
    var cursor = ResourceQuery.Cursor.start

    init(_ request: APIRequest) throws(APIError) {
        var problems: [APIError.Problem] = []
        if let text = request.queryValue("limit") {
            if let number = Int(text), (1...100).contains(number) {
                limit = number
            } else {
                problems.append(.init("limit", "invalid", "limit must be a number from 1 to 100."))
            }
        }
        switch request.queryValue("order") {
        case nil, "desc", "normal": break
        case "asc": order = .ascending
        default: problems.append(.init("order", "invalid", "order must be normal, desc or asc."))
        }
        switch (request.queryValue("before"), request.queryValue("after")) {
        case (nil, nil): break
        case (let before?, nil): cursor = .before(before)
        case (nil, let after?): cursor = .after(after)
        default: problems.append(.init("before", "invalid", "before and after cannot be used together."))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    static let unknownCursor = APIError.invalid(
        "after", "invalid_cursor", "before or after names nothing that is in this list.")
}

/// The form of every list.
enum ListAnswer {
    /// - Parameters:
    ///   - first: the identifier of the first one on the page.
    ///   - last: that of the last one.
    static func json(
        _ data: [JSONValue], first: String? = nil, last: String? = nil, hasBefore: Bool = false, hasAfter: Bool = false
    ) -> JSONValue {
        [
            "object": "list", "data": .array(data),
            "list_metadata": [
                "before": hasBefore ? first.map(JSONValue.string) ?? .null : .null,
                "after": hasAfter ? last.map(JSONValue.string) ?? .null : .null,
            ],
        ]
    }
}
