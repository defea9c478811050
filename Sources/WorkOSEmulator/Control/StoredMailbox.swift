package import JSON
package import OAuth
package import Storage
internal import Synchronization

/// Keeps the messages beside all else that the emulator keeps, instead of sending them.
package final class StoredMailbox: Mailbox {
    package static let kind = "mailbox_message"
    /// Messages that are kept, and seconds that they are.
    package static let capacity = 1000
    private static let lifetime: Int64 = 7 * 86_400
    /// After so many deliveries those beyond the capacity go.
    private static let trimInterval = 100
    private static let batch = 500

    private let store: any ResourceStore
    private let clock: any WallClock
    private let identifiers: IdentifierGenerator
    private let deliveries = Mutex(0)

    package init(store: any ResourceStore, clock: any WallClock, random: any RandomSource) {
        self.store = store
        self.clock = clock
        identifiers = IdentifierGenerator(clock: clock, random: random)
    }

    package func deliver(_ message: MailMessage) async throws(StorageError) {
        let resource = Resource(
            id: identifiers.next("mail_"), kind: StoredMailbox.kind, fields: message.json.object ?? [:],
            tags: [
                ResourceKey("to", StoredMailbox.caseless(message.to)), ResourceKey("kind", message.kind.rawValue),
            ], expiresAt: clock.now().adding(seconds: StoredMailbox.lifetime), createdAt: clock.now())
        try await store.commit([.insert(resource)])
        let isTrimDue = deliveries.withLock { deliveries in
            deliveries = (deliveries + 1) % StoredMailbox.trimInterval
            return deliveries == 0
        }
        if isTrimDue { try await trim() }
    }

    /// The messages as the control API shows them, newest first.
    /// - Parameters:
    ///   - to: an address, in whatever case.
    ///   - limit: at most the capacity.
    package func messages(
        to: String? = nil, kind: MailMessage.Kind? = nil, limit: Int = capacity
    ) async throws(StorageError) -> [JSONValue] {
        var conditions: [ResourceQuery.Condition] = []
        if let to { conditions.append(.has("to", anyOf: [StoredMailbox.caseless(to)])) }
        if let kind { conditions.append(.has("kind", anyOf: [kind.rawValue])) }
        let page = try await store.resources(
            ResourceQuery(
                kind: StoredMailbox.kind, conditions: conditions, limit: max(1, min(limit, StoredMailbox.capacity))))
        let now = clock.now()
        return (page?.resources ?? []).filter { $0.expiresAt.map { $0 > now } ?? true }.map(StoredMailbox.json)
    }

    /// Removes every message.
    package func clear() async throws(StorageError) {
        while let page = try await store.resources(
            ResourceQuery(kind: StoredMailbox.kind, limit: StoredMailbox.batch)), !page.resources.isEmpty
        {
            try await remove(page.resources)
        }
    }

    private func trim() async throws(StorageError) {
        guard
            let kept = try await store.resources(
                ResourceQuery(kind: StoredMailbox.kind, limit: StoredMailbox.capacity)),
            kept.hasAfter, let last = kept.resources.last
        else { return }
        while let page = try await store.resources(
            ResourceQuery(kind: StoredMailbox.kind, cursor: .after(last.id), limit: StoredMailbox.batch)),
            !page.resources.isEmpty
        {
            try await remove(page.resources)
        }
    }

    /// What another caller removes at the same moment is gone as well as if it had been removed here.
    private func remove(_ resources: [Resource]) async throws(StorageError) {
        do throws(StorageError) {
            try await store.commit(resources.map { .delete(id: $0.id, kind: $0.kind) })
        } catch  where error.code == .conflict {
            for resource in resources {
                do throws(StorageError) {
                    try await store.commit([.delete(id: resource.id, kind: resource.kind)])
                } catch  where error.code == .conflict {}
            }
        }
    }

    private static func json(_ resource: Resource) -> JSONValue {
        var object: JSONObject = ["id": .string(resource.id)]
        for (name, value) in resource.fields.members { object[name] = value }
        return .object(object)
    }

    private static func caseless(_ address: String) -> String {
        String(
            decoding: address.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
}
