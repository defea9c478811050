internal import JSON
internal import OAuth
internal import Storage

/// Something that a step of a sign-in uses up, in the commit that makes what the step gives: of two requests that present
/// it at the same moment one has its way.
struct OneTime: Sendable {
    /// The change that uses it up, told the session that came of it.
    let change: @Sendable (_ sessionID: String?) -> ResourceChange
    /// What the slower one is told.
    let refusal: APIError

    init(refusal: APIError, _ change: @escaping @Sendable (_ sessionID: String?) -> ResourceChange) {
        self.change = change
        self.refusal = refusal
    }
}

extension EmulatorContext {
    /// Makes the changes, and uses up what they cost.
    func commit(
        _ changes: [ResourceChange], using oneTime: OneTime?, sessionID: String? = nil
    ) async throws(APIError) {
        do throws(StorageError) {
            try await store.commit((oneTime.map { [$0.change(sessionID)] } ?? []) + changes)
        } catch {
            if error.code == .conflict, let oneTime { throw oneTime.refusal }
            throw APIError(error)
        }
    }

    /// Removes what a person has begun and could still go on with.
    /// - Parameter spared: what they are going on with at this moment.
    func removeAll(
        _ kind: String, ofUser id: String, sparing spared: OneTime?
    ) async throws(APIError) {
        var query = ResourceQuery(
            kind: kind, conditions: [.has("user_id", anyOf: [id])], order: .ascending, limit: 100)
        while let page = try await stored({ try await store.resources(query) }) {
            for found in page.resources where !(spared?.uses(found) ?? false) {
                do throws(StorageError) {
                    try await store.commit([.delete(id: found.id, kind: kind)])
                } catch {
                    // It was used up meanwhile.
                    guard error.code == .conflict else { throw APIError(error) }
                }
            }
            guard page.hasAfter, let last = page.resources.last else { break }
            query.cursor = .after(last.id)
        }
    }
}

extension OneTime {
    fileprivate func uses(_ resource: Resource) -> Bool {
        switch change(nil) {
        case .insert(let used), .replace(let used): used.id == resource.id
        case .delete(let id, _, _): id == resource.id
        }
    }
}
