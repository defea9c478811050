package import OAuth

/// What is remembered of a secret, so that people tell theirs apart.
package enum SecretHint {
    /// Seconds in which several uses of a secret count as one, so that using it seldom means writing.
    package static let useInterval: Int64 = 60

    /// Its last four characters; of a short secret none, because they would give too much of it away, and none of one
    /// that does not end in visible ASCII characters.
    package static func text(of secret: Secret) -> String {
        secret.withBytes { bytes in
            let end = bytes.suffix(4)
            guard bytes.count >= 8, end.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "" }
            return String(decoding: end, as: UTF8.self)
        }
    }

    /// Whether a use is worth writing down.
    package static func isNew(use now: Timestamp, after last: Timestamp?) -> Bool {
        guard let last else { return true }
        return last.adding(seconds: useInterval) <= now
    }
}
