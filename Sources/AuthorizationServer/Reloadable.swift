/// What remembers something of the database, or about those who use it.
package protocol Reloadable: Sendable {
    /// Forgets it: from now on the database holds something else.
    func reload() async
}
