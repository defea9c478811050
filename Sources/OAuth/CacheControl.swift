/// What an answer says about how long it may be kept (RFC 9111 §5.2.2), as far as it concerns a cache that keeps for a
/// bounded time anyway.
package struct CacheControl: Sendable, Hashable {
    /// Seconds that the answer stays fresh, its `Age` taken off. `nil` when it does not say.
    package let freshness: Int64?
    /// `no-store`: the answer is for those who wait for it.
    package let forbidsStoring: Bool

    /// Reads an answer's headers, names in lower case. What is not understood means the shortest time (RFC 9111 §4.2.1).
    package init(headers: [String: String]) {
        var freshness: Int64?
        var forbidsStoring = false
        for directive in (headers["cache-control"] ?? "").lowercased().split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { $0.filter { !" \t\"".contains($0) } }
            switch parts.first {
            case "no-store":
                forbidsStoring = true
                freshness = 0
            case "no-cache": freshness = 0
            case "max-age": freshness = min(freshness ?? .max, CacheControl.seconds(parts.count == 2 ? parts[1] : ""))
            default: break
            }
        }
        let age = headers["age"].map(CacheControl.seconds) ?? 0
        self.freshness = freshness.map { max(0, $0 - age) }
        self.forbidsStoring = forbidsStoring
    }

    /// RFC 9111 §1.2.2: a number that is too large to count counts as 2³¹.
    private static func seconds(_ digits: String) -> Int64 {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return min(Int64(digits) ?? .max, 1 << 31)
    }
}
