internal import Crypto
package import OAuth

/// The callers that an event loop has let in lately, by the SHA-256 of their tokens.
///
/// Bounded in two generations: when the young one is full it becomes the old one, and what was old is dropped; a hit
/// in the old generation moves the entry up. Only JWTs are kept: their verdict holds until they expire, while an API
/// key may be withdrawn at any moment.
package struct VerdictCache {
    /// The name of a token in the cache.
    package struct Key: Hashable, Sendable {
        private let words: (UInt64, UInt64, UInt64, UInt64)
        private let route: Int
        private let isBearer: Bool

        package init(token: UnsafeBufferPointer<UInt8>, route: Int, isBearer: Bool = true) {
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(token))
            let digest = hasher.finalize()
            words = digest.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
            self.route = route
            self.isBearer = isBearer
        }

        package static func == (left: Key, right: Key) -> Bool {
            left.words == right.words && left.route == right.route && left.isBearer == right.isBearer
        }

        /// The digest is uniform already.
        package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
    }

    private struct Entry {
        let caller: Caller
        let until: Timestamp
    }

    /// Seconds that a verdict is kept at most, so that a signing key which is withdrawn stops opening doors.
    private static let longest: Int64 = 300

    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private let generationSize: Int

    package init(capacity: Int) { generationSize = max(1, capacity / 2) }

    package var count: Int { young.count + old.count }

    /// The caller, unless the verdict has to be made anew.
    package mutating func caller(_ key: Key, at now: Timestamp) -> Caller? {
        if let entry = young[key] {
            if entry.until > now { return entry.caller }
            young[key] = nil
            return nil
        }
        guard let entry = old.removeValue(forKey: key), entry.until > now else { return nil }
        insert(entry, for: key)
        return entry.caller
    }

    package mutating func insert(_ caller: Caller, for key: Key, at now: Timestamp) {
        insert(Entry(caller: caller, until: min(caller.expiresAt, now.adding(seconds: VerdictCache.longest))), for: key)
    }

    private mutating func insert(_ entry: Entry, for key: Key) {
        if young.count >= generationSize {
            old = young
            young = [:]
        }
        young[key] = entry
    }
}
