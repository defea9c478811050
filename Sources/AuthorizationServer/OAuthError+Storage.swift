package import OAuth
package import Storage

extension OAuthError {
    /// A store could not do what it was asked. The client may try again.
    package static func unavailable(_ error: StorageError) -> OAuthError {
        error.code == .unstorableText
            ? OAuthError(.invalidRequest, "A parameter has a character that cannot be kept", detail: error.detail)
            : OAuthError(.temporarilyUnavailable, "Try again later", detail: error.detail)
    }
}

/// Runs a store's verb and turns its failure into an answer.
func stored<Value>(_ body: () async throws -> Value) async throws(OAuthError) -> Value {
    do {
        return try await body()
    } catch let error as StorageError {
        throw .unavailable(error)
    } catch {
        throw OAuthError(.serverError, "Something went wrong here", detail: "\(error)")
    }
}
