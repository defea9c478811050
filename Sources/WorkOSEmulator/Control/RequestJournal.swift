internal import Synchronization

/// The latest requests that the server answered, for tests that ask what a client sent.
package final class RequestJournal: Sendable {
    /// Which entries are asked for.
    package struct Filter: Sendable, Hashable {
        /// Those that came after this sequence number.
        package var after: Int64
        package var method: String?
        package var pathPrefix: String?
        package var limit: Int

        package init(
            after: Int64 = 0, method: String? = nil, pathPrefix: String? = nil, limit: Int = RequestJournal.capacity
        ) {
            self.after = after
            self.method = method
            self.pathPrefix = pathPrefix
            self.limit = limit
        }

        func takes(_ entry: JournalEntry) -> Bool {
            entry.sequence > after && (method.map { $0.uppercased() == entry.method } ?? true)
                && (pathPrefix.map { entry.path.utf8.starts(with: $0.utf8) } ?? true)
        }
    }

    private struct State {
        /// A ring: the entry of a sequence number has its place by the remainder.
        var entries: [JournalEntry] = []
        var latest: Int64 = 0
        /// The sequence number behind which nothing was cleared.
        var cleared: Int64 = 0
    }

    package static let capacity = 1000

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: entries that are kept; at least 1.
    package init(capacity: Int = RequestJournal.capacity) { self.capacity = max(1, capacity) }

    /// The number of the latest request, also when it has been cleared.
    package var latest: Int64 { state.withLock { $0.latest } }

    package func record(_ entry: JournalEntry) {
        state.withLock { state in
            state.latest += 1
            let entry = entry.numbered(state.latest)
            let place = Int((state.latest - 1) % Int64(capacity))
            if place < state.entries.count { state.entries[place] = entry } else { state.entries.append(entry) }
        }
    }

    /// The entries that the filter takes, oldest first.
    package func entries(_ filter: Filter = Filter()) -> [JournalEntry] {
        state.withLock { state in
            let last = max(state.cleared, state.latest - Int64(state.entries.count), filter.after)
            guard last < state.latest else { return [] }
            var found: [JournalEntry] = []
            for sequence in last + 1...state.latest where found.count < filter.limit {
                let entry = state.entries[Int((sequence - 1) % Int64(capacity))]
                if filter.takes(entry) { found.append(entry) }
            }
            return found
        }
    }

    /// Forgets the entries; the sequence goes on.
    package func clear() { state.withLock { $0.cleared = $0.latest } }
}
