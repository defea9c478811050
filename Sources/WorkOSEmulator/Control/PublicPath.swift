/// Which paths belong to the emulated service, and which to who runs it.
package enum PublicPath {
    /// Where the control API is.
    package static let control = "/_claviger"

    /// Whether a path is the control API's or the health checks'.
    package static func isExempt(_ path: String) -> Bool {
        let first = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true).first
        return first == "_claviger" || first == "health"
    }

    package static func isControl(_ path: String) -> Bool {
        path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true).first == "_claviger"
    }
}
