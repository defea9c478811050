package import OAuth

/// A device that waits for a person's decision (RFC 8628 §3.2).
package struct DeviceAuthorization: Sendable, Hashable {
    /// The hash of the device code.
    package var hash: SecretHash
    /// In the form without hyphen; unique while it lives.
    package var userCode: String
    package var clientID: String
    package var scopes: ScopeSet
    package var audience: String
    /// Seconds that the device must wait between polls; rises by 5 with each poll that comes too early.
    package var interval: Int64
    package var expiresAt: Timestamp
    package var createdAt: Timestamp

    package init(
        hash: SecretHash, userCode: String, clientID: String, scopes: ScopeSet, audience: String,
        interval: Int64, expiresAt: Timestamp, createdAt: Timestamp
    ) {
        self.hash = hash
        self.userCode = userCode
        self.clientID = clientID
        self.scopes = scopes
        self.audience = audience
        self.interval = interval
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }
}

/// A device authorization that was looked up by its device code.
package struct WaitingDevice: Sendable, Hashable {
    package var authorization: DeviceAuthorization
    /// The grant, once it is approved.
    package var approved: Grant?

    package init(authorization: DeviceAuthorization, approved: Grant?) {
        self.authorization = authorization
        self.approved = approved
    }
}

/// What the person decided.
package enum DeviceDecision: Sendable, Hashable {
    case denied
    /// The grant to give when the device asks next.
    case approved(Grant)
}

/// What a poll finds (RFC 8628 §3.5).
package enum DevicePoll: Sendable, Equatable {
    /// No such device code, or another client's.
    case unknown
    case expired
    case pending
    /// The poll came before the interval was over; the interval is longer now.
    case slowDown
    case denied
    /// The grant, which this one poll gets: the device code is used up, and the grant is kept.
    case approved(Grant)
}

/// Keeps device authorizations.
package protocol DeviceAuthorizationStore: Sendable {
    /// - Throws: `conflict` when the user code is taken by one that has not been removed.
    func insert(_ authorization: DeviceAuthorization) async throws(StorageError)

    /// The undecided, unexpired authorization with this user code.
    func deviceAuthorization(userCode: String, at now: Timestamp) async throws(StorageError) -> DeviceAuthorization?

    /// What this device code of this client waits for, unless it has expired. For what comes before `poll`: a request that
    /// fails must not use the code up.
    func waitingDevice(
        deviceCodeHash: SecretHash, clientID: String, at now: Timestamp
    ) async throws(StorageError) -> WaitingDevice?

    /// Records the decision.
    /// - Returns: whether there was an undecided, unexpired authorization: of two decisions the first counts.
    func decide(
        _ decision: DeviceDecision, userCode: String, at now: Timestamp
    ) async throws(StorageError) -> Bool

    /// One poll. Of any number of polls after an approval, one gets it; the others get `unknown`. With it the grant is
    /// kept, and the refresh token if the grant allows one, in the same transaction.
    /// - Parameter refreshToken: `nil` leaves an approval for the next poll, and finds it `pending`.
    func poll(
        deviceCodeHash: SecretHash, clientID: String, refreshToken: NewRefreshToken?, at now: Timestamp
    ) async throws(StorageError) -> DevicePoll
}
