/// A dictionary of bounded size: a value too many takes the place of the one that was used longest ago.
struct LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var entries: [Key: (value: Value, lastUse: UInt64)] = [:]
    private var uses: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// The value, which counts as a use.
    mutating func use(_ key: Key) -> Value? {
        guard let value = entries[key]?.value else { return nil }
        uses += 1
        entries[key] = (value, uses)
        return value
    }

    /// Stores a value.
    /// - Returns: The value that had to make room.
    @discardableResult mutating func store(_ value: Value, for key: Key) -> Value? {
        var evicted: Value?
        if entries[key] == nil, entries.count >= capacity,
            let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
        {
            evicted = remove(oldest)
        }
        uses += 1
        entries[key] = (value, uses)
        return evicted
    }

    @discardableResult mutating func remove(_ key: Key) -> Value? { entries.removeValue(forKey: key)?.value }
}
