package import JSON
package import OAuth

/// What the journal keeps of a request and its answer. No secret is in it.
package struct JournalEntry: Sendable, Hashable {
    /// Counts the requests from 1.
    package fileprivate(set) var sequence: Int64 = 0
    package let method: String
    package let path: String
    package let query: JSONObject
    /// By names in lower case; those that say something.
    package let headers: JSONObject
    /// JSON as it was sent, a form as an object; `null` when there was none, or one of another kind.
    package let body: JSONValue
    /// Bytes of the body.
    package let bodyLength: Int
    /// Whether `body` is a text, the beginning of a JSON text that is longer than the journal keeps.
    package let isBodyCut: Bool
    /// What is left of the API key, if one was shown.
    package let apiKey: String?
    /// The request's identifier, as `X-Request-ID` has it.
    package var requestID: String
    /// When it came.
    package var receivedAt: Timestamp
    /// The operation that it was for, such as `POST /organizations`; `nil` for none.
    package var operation: String?
    /// The answer's status; `nil` when none was sent.
    package var status: Int?
    /// Until the answer was ready, on the machine's clock, which nobody stops.
    package var milliseconds: Double = 0

    static let longestBody = 16 * 1024
    /// Bytes of a path or a header that are kept.
    private static let longestText = 2048

    /// Takes a request, and leaves its secrets.
    /// - Parameters:
    ///   - target: path and query as the request line has them.
    ///   - headers: in the order in which they came.
    package init(
        method: String, target: String, headers: [(name: String, value: String)], body: [UInt8], requestID: String,
        receivedAt: Timestamp
    ) {
        self.method = String(method.prefix(32))
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = JournalEntry.cut(SecretMask.masked(path: parts.first.map(String.init) ?? ""))
        query = JournalEntry.masked(query: parts.count == 2 ? Array(parts[1].utf8) : [])
        self.requestID = requestID
        self.receivedAt = receivedAt
        let lowercased = headers.map { (name: $0.name.lowercased(), value: $0.value) }
        self.headers = JSONObject(
            lowercased.compactMap { header in
                SecretMask.masked(header: header.name, value: header.value).map {
                    (header.name, .string(JournalEntry.cut($0)))
                }
            })
        let bearer = self.headers["authorization"]?.string
        apiKey = bearer.flatMap { $0.contains(" sk_…") ? String($0.dropFirst("Bearer ".count)) : nil }
        bodyLength = body.count
        let type = lowercased.first { $0.name == "content-type" }?.value
        let masked = JournalEntry.masked(body: body, type: type ?? "")
        let text = masked.serialized()
        isBodyCut = text.count > JournalEntry.longestBody
        self.body = isBodyCut ? .string(JournalEntry.beginning(of: text, JournalEntry.longestBody)) : masked
    }

    private static func masked(query: [UInt8]) -> JSONObject {
        guard !query.isEmpty else { return [:] }
        guard let pairs = FormURLEncoded.parse(query) else { return [SecretMask.redacted: true] }
        let masked = SecretMask.masked(pairs: pairs)
        return JSONObject(masked.members.map { ($0.name, $0.value.string.map { .string(cut($0)) } ?? $0.value) })
    }

    /// What cannot be read is not kept: nobody could tell what in it is a secret.
    private static func masked(body: [UInt8], type: String) -> JSONValue {
        guard !body.isEmpty else { return .null }
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            return FormURLEncoded.parse(body).map { .object(SecretMask.masked(pairs: $0)) } ?? .null
        }
        return (try? JSONParser.parse(body)).map { SecretMask.masked($0) } ?? .null
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count > longestText ? beginning(of: Array(text.utf8), longestText) : text
    }

    private static func beginning(of text: [UInt8], _ longest: Int) -> String {
        var end = longest
        // Not within a character.
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: text[..<end], as: UTF8.self)
    }

    package var json: JSONValue {
        [
            "sequence": .integer(sequence), "received_at": .string(receivedAt.rfc3339), "method": .string(method),
            "path": .string(path), "query": .object(query), "headers": .object(headers), "body": body,
            "body_length": .integer(Int64(bodyLength)), "body_cut": .bool(isBodyCut),
            "api_key": apiKey.map(JSONValue.string) ?? .null,
            "operation": operation.map(JSONValue.string) ?? .null,
            "status": status.map { .integer(Int64($0)) } ?? .null, "duration_ms": .number(milliseconds),
            "request_id": .string(requestID),
        ]
    }

    func numbered(_ sequence: Int64) -> JournalEntry {
        var entry = self
        entry.sequence = sequence
        return entry
    }
}
