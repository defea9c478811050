internal import Crypto
internal import JSON
package import OAuth
package import Storage
internal import Synchronization

/// Answers a repeated request as the first one was answered: whoever did not see the answer may ask again without doing a
/// thing twice.
///
/// Answers have secrets in them, so they are sealed under a key that only who shows API key and idempotency key can make;
/// the database has neither.
package final class IdempotencyRecords: Sendable {
    package static let kind = "idempotency_record"
    /// Seconds that an answer is kept.
    private static let lifetime: Int64 = 86_400
    private static let longestKey = 255

    private let store: any ResourceStore
    private let clock: any WallClock
    private let random: any RandomSource
    private let identifiers: IdentifierGenerator
    /// The first requests of their keys, while they run in this process.
    private let running = Mutex<Set<String>>([])

    package init(store: any ResourceStore, clock: any WallClock, random: any RandomSource) {
        self.store = store
        self.clock = clock
        self.random = random
        identifiers = IdentifierGenerator(clock: clock, random: random)
    }

    /// Answers a request for an operation, by performing it or with what was answered to the same request before. Requests
    /// other than POST, without idempotency key or API key, are performed.
    /// - Throws: besides what `perform` throws, `idempotency_key_reused` when the key came with another request,
    ///   `idempotency_key_in_use` while the first request runs.
    package func respond(
        to request: APIRequest, path: String, perform: () async throws(APIError) -> APIAnswer
    ) async throws(APIError) -> APIAnswer {
        guard request.method == .post, let key = request.idempotencyKey, !key.isEmpty, let apiKey = request.apiKey
        else {
            return try await perform()
        }
        guard key.utf8.count <= IdempotencyRecords.longestKey else {
            throw APIError(
                .badRequest, "invalid_idempotency_key",
                "The Idempotency-Key has more than \(IdempotencyRecords.longestKey) characters.")
        }
        let keys = IdempotencyKeys(apiKey: apiKey, idempotencyKey: key)
        let fingerprint = IdempotencyKeys.fingerprint(of: request, path: path)
        guard running.withLock({ $0.insert(keys.lookup).inserted }) else {
            throw APIError(
                .conflict, "idempotency_key_in_use", "The first request with this Idempotency-Key has not ended yet.")
        }
        defer { running.withLock { _ = $0.remove(keys.lookup) } }
        let found = try await stored {
            try await store.resource(kind: IdempotencyRecords.kind, key: ResourceKey("lookup", keys.lookup))
        }
        if let found, found.expiresAt.map({ $0 > clock.now() }) ?? true,
            let kept = found.hiddenText("sealed").flatMap(keys.open)
        {
            guard kept.fingerprint == fingerprint else {
                throw APIError(
                    .conflict, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
            }
            return kept.answer
        }
        let answer: APIAnswer
        do {
            answer = try await perform()
        } catch {
            if IdempotencyRecords.isFinal(error) {
                await keep(APIAnswer(error.json, status: error.status.rawValue), fingerprint, keys, replacing: found)
            }
            throw error
        }
        if answer.status < 500 { await keep(answer, fingerprint, keys, replacing: found) }
        return answer
    }

    /// Whether asking again would give the same error: not when the server or its load was the reason.
    private static func isFinal(_ error: APIError) -> Bool {
        error.status.rawValue < 500 && error.status != .tooManyRequests && error.status != .unauthorized
            && error.code != "conflict"
    }

    /// What was done is done: an answer that cannot be kept is answered all the same.
    private func keep(
        _ answer: APIAnswer, _ fingerprint: String, _ keys: IdempotencyKeys, replacing old: Resource?
    ) async {
        let now = clock.now()
        guard let sealed = keys.seal(answer, fingerprint, random: random) else { return }
        let record = Resource(
            id: identifiers.next("idempotency_"), kind: IdempotencyRecords.kind, hidden: ["sealed": .string(sealed)],
            uniqueKeys: [ResourceKey("lookup", keys.lookup)],
            expiresAt: now.adding(seconds: IdempotencyRecords.lifetime), createdAt: now)
        let removal: [ResourceChange] = old.map { [.delete(id: $0.id, kind: $0.kind)] } ?? []
        try? await store.commit(removal + [.insert(record)])
    }
}
