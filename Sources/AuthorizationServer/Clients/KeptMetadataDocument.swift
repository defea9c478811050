internal import OAuth

/// A client metadata document that was fetched and found good.
struct KeptMetadataDocument: Sendable {
    let metadata: ClientMetadata
    /// Until then it is used unasked.
    let freshUntil: Timestamp
    /// Until then it is used while its host does not answer.
    let staleUntil: Timestamp

    /// The metadata for want of an answer; `nil` when it is too old for that.
    func stale(at now: Timestamp) -> ClientMetadata? { now < staleUntil ? metadata : nil }
}

/// A fetch that brought no document.
struct FailedMetadataFetch: Sendable {
    let error: OAuthError
    /// Until then the URL is not asked again.
    let retryAt: Timestamp
}
