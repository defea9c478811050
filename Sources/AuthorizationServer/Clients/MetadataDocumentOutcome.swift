internal import OAuth

/// What the fetch of a client metadata document came to.
enum MetadataDocumentOutcome {
    case document(ClientMetadata, CacheControl)
    /// The host says that the document is gone, or shows one that will not do: `invalid_client`, and an older one is void.
    case withdrawn(OAuthError)
    /// The host shows something else, which may be an accident of its own: `invalid_client`, but an older one holds.
    case refused(OAuthError)
    /// Nobody can tell: `temporarily_unavailable`.
    case unreachable(OAuthError)

    init(_ response: FetchResponse, clientID: String) {
        let status = "\(clientID) answers \(response.status)"
        switch response.status {
        case 200: self.init(document: response, clientID: clientID)
        case 404, 410:
            self = .withdrawn(
                OAuthError(.invalidClient, "There is no client metadata document at the client_id", detail: status))
        case 408, 425, 429, 500...: self = .unreachable(MetadataDocumentOutcome.noAnswer(status))
        default:
            self = .refused(
                OAuthError(
                    .invalidClient, "The client_id must answer a GET with status 200 and not \(response.status)",
                    detail: status))
        }
    }

    init(_ error: FetchError) {
        switch error.code {
        case .tooLarge:
            self = .withdrawn(
                OAuthError(
                    .invalidClient,
                    "The client metadata document is longer than \(ClientIDMetadata.longestDocument) bytes",
                    detail: error.detail))
        // One answer for all: strangers are not to learn from it which names and addresses our network has.
        case .forbiddenAddress, .unresolvable, .connectFailed, .timedOut, .broken:
            self = .unreachable(MetadataDocumentOutcome.noAnswer(error.detail))
        }
    }

    private init(document response: FetchResponse, clientID: String) {
        let type = (response.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            self = .withdrawn(
                OAuthError(
                    .invalidClient, "The client metadata document must be served as application/json",
                    detail: "\(clientID) is served as \(type)"))
            return
        }
        do {
            let metadata = try ClientIDMetadata.parse(response.body, clientID: clientID)
            self = .document(metadata, CacheControl(headers: response.headers))
        } catch {
            self = .withdrawn(
                OAuthError(
                    .invalidClient, error.description, detail: "\(clientID): \(error.detail ?? error.description)"))
        }
    }

    private static func noAnswer(_ detail: String) -> OAuthError {
        OAuthError(
            .temporarilyUnavailable,
            "The client metadata document could not be fetched: its host does not answer at a public address",
            detail: detail)
    }
}
