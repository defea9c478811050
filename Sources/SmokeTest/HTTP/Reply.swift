package import OAuth

/// What came back for a request: an answer, or the reason why there was none.
package enum Reply: Sendable {
    case answer(Answer)
    case nothing(TransportError)

    package var answer: Answer? {
        if case .answer(let answer) = self { answer } else { nil }
    }

    package var status: Int? { answer?.status }

    /// The first challenge of the scheme Bearer.
    package var bearerChallenge: AuthenticateChallenge? { answer?.bearerChallenge }

    /// The answer in one line, for the reader of a report.
    package var summary: String {
        switch self {
        case .answer(let answer): answer.summary
        case .nothing(let error): error.description
        }
    }
}

/// The head of an answer, and as much of its body as the limits allow.
package struct Answer: Sendable {
    /// How the body ended.
    package enum Ending: Sendable, Hashable {
        case complete
        /// More than the limit came.
        case tooLong
        /// The time was up before the end.
        case timedOut
        /// The connection broke.
        case broken
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var ending: Ending
    /// The data of the events, when the body is an event stream.
    package var events: [String]

    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], ending: Ending = .complete,
        events: [String] = []
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.ending = ending
        self.events = events
    }

    /// The first header of that name, in whatever case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The media type without its parameters, in lower case.
    package var mediaType: String? {
        header("Content-Type")?.split(separator: ";").first.map {
            String($0.filter { $0 != " " && $0 != "\t" }).lowercased()
        }
    }

    /// The first challenge of the scheme Bearer (RFC 9110 §11.6.1 allows several headers, and several in one).
    package var bearerChallenge: AuthenticateChallenge? {
        headers.lazy.filter { $0.name.lowercased() == "www-authenticate" }
            .flatMap { AuthenticateChallenge.parse($0.value) ?? [] }.first { $0.scheme == "bearer" }
    }

    /// Status, and what tells most beside it.
    package var summary: String {
        var text = String(status)
        if status == 401 {
            text += header("WWW-Authenticate").map { ", WWW-Authenticate: \($0)" } ?? " without WWW-Authenticate"
        } else if let location = header("Location") {
            // The query is left out: a redirect may carry a code.
            text += ", Location: \(location.prefix { $0 != "?" && $0 != "#" })"
        } else if let mediaType {
            text += ", \(mediaType)"
        }
        switch ending {
        case .complete: break
        case .tooLong: text += ", a body beyond the limit"
        case .timedOut: text += ", a body that did not end in time"
        case .broken: text += ", a body that broke off"
        }
        return text
    }
}

extension AuthenticateChallenge {
    /// Whether the error is `invalid_token` (RFC 6750 §3.1).
    var saysInvalidToken: Bool { parameters["error"] == BearerChallenge.ErrorCode.invalidToken.rawValue }
}
