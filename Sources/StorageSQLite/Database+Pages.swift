internal import GRDB
internal import Storage

/// A part of a list.
struct ListPage<Item> {
    var items: [Item]
    var hasBefore: Bool
    var hasAfter: Bool
}

extension Database {
    /// Reads a page.
    /// - Parameter place: the position of what has this identifier, or had it; a cursor without one gives no page.
    func page<Item>(
        of list: ListStatement, order: ResourceQuery.Order, cursor: ResourceQuery.Cursor, limit: Int,
        place: (String) throws -> Int64?, read: (Row) throws -> Item
    ) throws -> ListPage<Item>? {
        let (identifier, isBackward): (String?, Bool) =
            switch cursor {
            case .start: (nil, false)
            case .after(let id): (id, false)
            case .before(let id): (id, true)
            }
        let rising = (order == .ascending) != isBackward
        var bound = rising ? Int64.min : .max
        if let identifier {
            guard let place = try place(identifier) else { return nil }
            bound = place
        }
        let limit = min(max(1, limit), 10_000)
        var items = try all(list.rows(rising: rising), list.arguments + [bound, limit + 1], read)
        let goesOn = items.count > limit
        if goesOn { items.removeLast() }
        if isBackward { items.reverse() }
        let hasOther = try identifier != nil && has(list.existence(rising: !rising), list.arguments + [bound])
        return ListPage(
            items: items, hasBefore: isBackward ? goesOn : hasOther, hasAfter: isBackward ? hasOther : goesOn)
    }

    func place(_ sql: String, _ arguments: [Argument]) throws -> Int64? {
        try first(sql, arguments) { try $0.value("position") }
    }

    /// Where something was that has been deleted.
    func formerPlace(of id: String, kind: String) throws -> Int64? {
        try place("SELECT position FROM tombstone WHERE kind = ? AND id = ?", [kind, id])
    }
}
