package import JSON

/// That requests to some routes are to fail, how, and how often.
package struct FaultRule: Sendable, Hashable {
    /// What a request gets instead of its answer.
    package enum Outcome: Sendable, Hashable {
        /// Its answer, after the delay.
        case none
        case answer(Answer)
        /// The connection is closed before any byte of an answer.
        case drop
        /// A status, the content type of JSON, and a text that ends in the middle.
        case malformed(status: Int)
    }

    /// An answer that no operation gave.
    package struct Answer: Sendable, Hashable {
        package var status: Int
        package var headers: [Header]
        /// A text is sent as it is, everything else as JSON, `null` as nothing; `nil` is an error in the WorkOS API's form.
        package var body: JSONValue?

        package init(status: Int, headers: [Header] = [], body: JSONValue? = nil) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `nil`: every method.
    package var method: String?
    package var path: PathPattern
    /// How many requests it takes; `nil`: all of them.
    package var next: Int?
    /// Milliseconds before the outcome.
    package var delay: Int64
    package var outcome: Outcome

    package init(
        method: String? = nil, path: PathPattern, next: Int? = nil, delay: Int64 = 0, outcome: Outcome
    ) {
        self.method = method
        self.path = path
        self.next = next
        self.delay = delay
        self.outcome = outcome
    }

    package func takes(method: String, path: String) -> Bool {
        (self.method.map { $0 == method } ?? true) && self.path.matches(path)
    }
}
