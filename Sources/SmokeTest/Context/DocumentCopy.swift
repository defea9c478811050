import JSON

/// A metadata document as it was found at one URL.
struct DocumentCopy: Sendable {
    enum Content: Sendable {
        case object(JSONObject)
        /// What came instead.
        case unusable(String)

        var object: JSONObject? {
            if case .object(let object) = self { object } else { nil }
        }

        var fault: String? {
            if case .unusable(let fault) = self { fault } else { nil }
        }
    }

    var url: String
    var content: Content
}

/// The metadata of the protected resource, wherever it was looked for.
struct ResourceDocuments: Sendable {
    /// The absolute URL that the challenge named, if any.
    var challengeURL: String?
    var copies: [DocumentCopy]

    /// The first copy that names an authorization server: good enough to go on with, even where the copies differ.
    var usable: (document: JSONObject, issuer: String)? {
        for copy in copies {
            if let document = copy.content.object, let issuer = document["authorization_servers"]?.strings?.first {
                return (document, issuer)
            }
        }
        return nil
    }
}

/// The metadata of the first authorization server that the resource lists.
struct AuthorizationServerDocument: Sendable {
    var issuer: String
    /// The URLs that were tried, the last of which gave the document, if one did.
    var attempts: [DocumentCopy]

    var document: JSONObject? { attempts.last?.content.object }
}
