/// Values by name, of a limited number: a further one takes the place of the one that nobody used for the longest time.
struct LeastRecentlyUsed<Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }

    /// Reading and writing both count as a use.
    subscript(name: String) -> Value? {
        mutating get {
            uses += 1
            entries[name]?.lastUse = uses
            return entries[name]?.value
        }
        set {
            uses += 1
            entries[name] = newValue.map { Entry(value: $0, lastUse: uses) }
            // A search through all is cheap beside the fetch that comes before every value.
            if entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                entries[oldest.key] = nil
            }
        }
    }
}
