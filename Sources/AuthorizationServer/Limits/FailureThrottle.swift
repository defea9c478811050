internal import Crypto
package import OAuth
internal import Storage
internal import Synchronization

/// Slows down whoever fails to authenticate: counted by name (a client, a person's address) and network address
/// together, so that nobody can lock another one out from elsewhere. An address alone is never slowed down: behind a proxy
/// it is everybody's.
package final class FailureThrottle: Reloadable {
    /// How much is let through.
    package struct Policy: Sendable {
        /// Failures of one name from one address that cost nothing.
        package var freeFailures = 10
        /// Seconds after the last failure that everything is forgotten.
        package var memory: Int64 = 300
        /// The longest wait in seconds.
        package var longestWait: Int64 = 300
        /// Entries that are kept; those that matter least go first.
        package var entries = 20_000

        package init() {}
    }

    private struct Record {
        var failures: Int
        var lastFailure: Timestamp
        var blockedUntil: Timestamp
    }

    private let policy: Policy
    private let clock: any WallClock
    private let records = Mutex<[SecretHash: Record]>([:])

    package init(policy: Policy = Policy(), clock: any WallClock) {
        self.policy = policy
        self.clock = clock
    }

    /// Seconds to wait before another attempt of this name from this address is judged; `nil` when none.
    package func wait(for name: String, from address: String) -> Int64? {
        let now = clock.now()
        let key = FailureThrottle.key(name, address)
        let until = records.withLock { $0[key]?.blockedUntil }
        guard let until, until > now else { return nil }
        let wait = max(1, (until.milliseconds - now.milliseconds + 999) / 1000)
        // No wait is as long as that: the clock was ahead when it was set.
        return wait > policy.longestWait ? nil : wait
    }

    /// Counts an attempt as a failure before it is judged, so that attempts at the same time are all counted.
    /// `recordSuccess` or `takeBack` corrects it.
    /// - Returns: seconds to wait, when the attempt must not be judged; then nothing is counted.
    package func begin(_ name: String, from address: String) -> Int64? {
        if let wait = wait(for: name, from: address) { return wait }
        recordFailure(of: name, from: address)
        return nil
    }

    /// Takes an attempt back that could not be judged.
    package func takeBack(_ name: String, from address: String) {
        let now = clock.now()
        let key = FailureThrottle.key(name, address)
        records.withLock { records in
            guard var record = records[key] else { return }
            record.failures = max(0, record.failures - 1)
            if record.failures <= policy.freeFailures { record.blockedUntil = now }
            records[key] = record
        }
    }

    /// Counts a failure. Each one beyond the free ones doubles the wait, from one second.
    package func recordFailure(of name: String, from address: String) {
        let now = clock.now()
        let key = FailureThrottle.key(name, address)
        records.withLock { records in
            var record = records[key] ?? Record(failures: 0, lastFailure: now, blockedUntil: now)
            if isForgotten(record, at: now) { record.failures = 0 }
            record.failures += 1
            record.lastFailure = now
            let excess = record.failures - policy.freeFailures
            if excess > 0 {
                let wait = min(policy.longestWait, 1 << min(Int64(excess - 1), 30))
                record.blockedUntil = now.adding(seconds: wait)
            }
            records[key] = record
            if records.count > policy.entries { shrink(&records, at: now) }
        }
    }

    /// Forgets the failures of this name from this address.
    package func recordSuccess(of name: String, from address: String) {
        let key = FailureThrottle.key(name, address)
        records.withLock { _ = $0.removeValue(forKey: key) }
    }

    /// Forgets every failure.
    package func reload() { records.withLock { $0 = [:] } }

    private func shrink(_ records: inout [SecretHash: Record], at now: Timestamp) {
        records = records.filter { !isForgotten($0.value, at: now) }
        guard records.count > policy.entries else { return }
        // Made-up names, which fail once each, must not push out the record of one that is being guessed at.
        let least = records.sorted {
            ($0.value.failures, $0.value.lastFailure) < ($1.value.failures, $1.value.lastFailure)
        }
        for (key, _) in least.prefix(max(1, policy.entries / 4)) { records.removeValue(forKey: key) }
    }

    /// Whether the last failure is too long ago, or so far ahead that the clock was wrong.
    private func isForgotten(_ record: Record, at now: Timestamp) -> Bool {
        record.lastFailure.adding(seconds: policy.memory) < now
            || now.adding(seconds: policy.memory) < record.lastFailure
    }

    private static func key(_ name: String, _ address: String) -> SecretHash {
        // Names come from strangers and may be of any length.
        let digest = SHA256.hash(data: Array("\(network(of: address))\u{0}\(name)".utf8))
        return SecretHash(digest: Array(digest))
    }

    /// One customer of an IPv6 provider has at least a /64, so its addresses count as one.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").map(String.init)
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
        }
        return groups.prefix(4).joined(separator: ":")
    }
}
