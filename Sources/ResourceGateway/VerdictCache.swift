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

        package init(token: UnsafeBufferPointer<UInt8>, route: Int) {
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(token))
            let digest = hasher.finalize()
            words = digest.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
            self.route = route
        }

        package static func == (left: Key, right: Key) -> Bool {
            left.words == right.words && left.route == right.route
        }

        /// The digest is uniform already.
        package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
    }

    private var young: [Key: Caller] = [:]
    private var old: [Key: Caller] = [:]
    private let generationSize: Int

    package init(capacity: Int) { generationSize = max(1, capacity / 2) }

    package var count: Int { young.count + old.count }

    /// The caller, unless the verdict has expired.
    package mutating func caller(_ key: Key, at now: Timestamp) -> Caller? {
        if let caller = young[key] {
            if caller.expiresAt > now { return caller }
            young[key] = nil
            return nil
        }
        guard let caller = old.removeValue(forKey: key), caller.expiresAt > now else { return nil }
        insert(caller, for: key)
        return caller
    }

    package mutating func insert(_ caller: Caller, for key: Key) {
        if young.count >= generationSize {
            old = young
            young = [:]
        }
        young[key] = caller
    }
}
