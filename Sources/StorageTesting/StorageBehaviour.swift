package import Storage
internal import Testing

/// One thing that every storage engine must do. An engine's tests run each of these on a fresh database.
package struct StorageBehaviour: Sendable, CustomTestStringConvertible {
    /// The contract, in a sentence.
    package let name: String
    package let verify: @Sendable (any StorageEngine) async throws -> Void

    package init(_ name: String, verify: @escaping @Sendable (any StorageEngine) async throws -> Void) {
        self.name = name
        self.verify = verify
    }

    package var testDescription: String { name }

    /// The whole suite.
    package static var all: [StorageBehaviour] {
        resources + resourceChanges + resourceDeletion + resourceRaces + resourceLists + resourcePages + records
            + organizations + clients + clientChanges + clientDeletion + clientLists + users + memberships + apiKeys
            + signingKeys + signingKeyRotation + credentials + sessions + codes + refreshTokens + grants + revocations
            + consents + devices + devicePolls + assertions + auditEvents + expiry + snapshots + closing
    }
}
