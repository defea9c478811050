internal import OAuth
internal import Storage

/// Finds clients, however they became known.
struct ClientDirectory: Sendable {
    let store: any ClientStore
    /// Absent where metadata documents are off.
    let documents: MetadataDocumentClients?
    let configuration: AuthorizationServerConfiguration
    let clock: any WallClock

    /// The client; `nil` when nobody knows it.
    /// - Throws: `temporarily_unavailable` when the store or the client's metadata document cannot be reached,
    ///   `invalid_client` when the document is not valid.
    func client(id: String) async throws(OAuthError) -> Client? {
        guard id.utf8.count <= ClientDirectory.longestIdentifier, !id.utf8.contains(0) else { return nil }
        // What the owner configured comes first: a URL may be somebody's configured client_id.
        if let client = try await stored({ try await store.client(id: id) }) { return client }
        guard let documents, documents.isMetadataDocumentURL(id) else { return nil }
        let metadata = try await documents.metadata(clientID: id)
        // It is not kept, so that its owner knows it by nothing else.
        return try Client(
            metadata, id: id, clientID: id, registration: .metadataDocument, configuration: configuration,
            at: clock.now())
    }

    private static let longestIdentifier = 512
}
