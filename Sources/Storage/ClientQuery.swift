/// Which clients a list has, and which page of it is asked for.
package struct ClientQuery: Sendable, Hashable {
    /// Those of this organization alone.
    package var organizationID: String?
    /// Those that became known in one of these ways alone.
    package var registrations: Set<Client.Registration>?
    package var order: ResourceQuery.Order
    /// Names clients by their `id`.
    package var cursor: ResourceQuery.Cursor
    /// At least 1.
    package var limit: Int

    package init(
        organizationID: String? = nil, registrations: Set<Client.Registration>? = nil,
        order: ResourceQuery.Order = .descending, cursor: ResourceQuery.Cursor = .start, limit: Int = 10
    ) {
        self.organizationID = organizationID
        self.registrations = registrations
        self.order = order
        self.cursor = cursor
        self.limit = limit
    }
}

/// A part of a list of clients.
package struct ClientPage: Sendable, Hashable {
    /// In the order that was asked for, whichever side of the cursor they lie on.
    package var clients: [Client]
    /// Whether the list has clients in front of these.
    package var hasBefore: Bool
    /// Whether the list goes on behind them.
    package var hasAfter: Bool

    package init(clients: [Client], hasBefore: Bool, hasAfter: Bool) {
        self.clients = clients
        self.hasBefore = hasBefore
        self.hasAfter = hasAfter
    }
}
