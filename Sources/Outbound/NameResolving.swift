package import NIOCore
package import OAuth

/// Looks names up.
package protocol NameResolving: Sendable {
    /// The addresses of a name, best first.
    /// - Parameter deadline: when nobody waits for the answer any more.
    /// - Throws: `unresolvable` when there are none.
    func addresses(of name: String, until deadline: NIODeadline) async throws(FetchError) -> [IPAddress]
}
