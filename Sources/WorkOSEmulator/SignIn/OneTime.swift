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
}
