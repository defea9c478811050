/// Which resources of one kind a list has, and which page of it is asked for.
package struct ResourceQuery: Sendable, Hashable {
    package enum Order: Sendable, Hashable {
        /// Oldest first.
        case ascending
        /// Newest first.
        case descending
    }

    /// Where the page lies in the list, seen in the list's order.
    package enum Cursor: Sendable, Hashable {
        case start
        /// Directly behind the resource of this identifier.
        case after(String)
        /// Directly in front of it.
        case before(String)
    }

    /// One condition on tags; a resource in the list meets all of them.
    package enum Condition: Sendable, Hashable {
        /// It has a tag of this name with one of these values.
        case has(String, anyOf: [String])
        /// It has a tag of this name whose value contains this text, byte by byte.
        case contains(String, String)
    }

    package var kind: String
    package var conditions: [Condition]
    package var order: Order
    package var cursor: Cursor
    /// At least 1.
    package var limit: Int

    package init(
        kind: String, conditions: [Condition] = [], order: Order = .descending, cursor: Cursor = .start,
        limit: Int = 10
    ) {
        self.kind = kind
        self.conditions = conditions
        self.order = order
        self.cursor = cursor
        self.limit = limit
    }
}

/// A part of a list.
package struct ResourcePage: Sendable, Hashable {
    /// In the order that was asked for, whichever side of the cursor they lie on.
    package var resources: [Resource]
    /// Whether the list has resources in front of these.
    package var hasBefore: Bool
    /// Whether the list goes on behind them.
    package var hasAfter: Bool

    package init(resources: [Resource], hasBefore: Bool, hasAfter: Bool) {
        self.resources = resources
        self.hasBefore = hasBefore
        self.hasAfter = hasAfter
    }
}
