internal import EmulatorComposition
internal import JSON
internal import WorkOSEmulator

/// A request that the emulator answered; secrets in it are masked.
public struct RecordedRequest: Sendable, Hashable {
    /// Counts the requests from 1.
    public let sequence: Int64
    /// Such as `POST`.
    public let method: String
    /// Without the query.
    public let path: String
    /// The operation that it was for, such as `POST /organizations`; `nil` for none.
    public let operation: String?
    /// The body as JSON text, of a form too; `nil` where there was none.
    public let body: String?
    /// The status of the answer; `nil` when the connection was dropped.
    public let status: Int?
    /// `X-Request-ID` of the answer.
    public let requestID: String

    init(_ entry: JournalEntry) {
        sequence = entry.sequence
        method = entry.method
        path = entry.path
        operation = entry.operation
        body = entry.body == .null ? nil : entry.body.serializedString()
        status = entry.status
        requestID = entry.requestID
    }
}

/// A message that would have been mailed.
public struct Mail: Sendable, Hashable {
    /// The address that it went to.
    public let to: String
    /// What it is about: `magic_auth`, `email_verification`, `password_reset`, `invitation`.
    public let kind: String
    /// The code to type.
    public let code: String?
    /// The link to follow.
    public let link: String?

    init(_ message: JSONValue) {
        to = message["to"]?.string ?? ""
        kind = message["kind"]?.string ?? ""
        code = message["code"]?.string
        link = message["link"]?.string
    }
}

extension TestEmulator {
    /// The latest requests that clients made, oldest first; at most 1,000 are kept.
    public var requests: [RecordedRequest] { emulator.control.journal.entries().map(RecordedRequest.init) }

    /// Forgets the requests made so far.
    public func clearRequests() { emulator.control.journal.clear() }

    /// The messages sent so far, newest first.
    /// - Parameter address: those to this address alone, whatever its case.
    public func mailbox(of address: String? = nil) async throws(EmulatorError) -> [Mail] {
        try await controlled { () async throws(ControlError) in
            try await emulator.control.messages(to: address).map(Mail.init)
        }
    }

    /// Makes requests fail.
    /// - Parameters:
    ///   - method: `nil` for every method.
    ///   - path: such as `/organizations/{id}`; a `*` at the end stands for everything that follows.
    ///   - failure: what such a request gets.
    ///   - count: how many requests fail; `nil` for all.
    /// - Throws: `invalidRequest` for a path or a status that cannot be.
    public func fail(
        _ method: String? = nil, _ path: String, with failure: EmulatorFailure, next count: Int? = 1
    ) async throws(EmulatorError) {
        try await controlled { () async throws(ControlError) in
            _ = try emulator.control.faults.add(try failure.rule(method: method, path: path, next: count))
        }
    }

    /// Ends all failures that ``fail(_:_:with:next:)`` began.
    public func stopFailing() { emulator.control.faults.removeAll() }
}

/// How a request fails.
public enum EmulatorFailure: Sendable, Hashable {
    /// An answer with this status, and this JSON text as its body.
    case status(Int, json: String? = nil)
    /// The answer comes so much later.
    case delay(Duration)
    /// The connection is closed before any byte of an answer.
    case droppedConnection
    /// The beginning of JSON, which ends in the middle.
    case malformedAnswer

    func rule(method: String?, path: String, next: Int?) throws(ControlError) -> FaultRule {
        var object: JSONObject = ["path": .string(path), "next": next.map { .integer(Int64($0)) } ?? .null]
        object["method"] = method.map(JSONValue.string)
        switch self {
        case .status(let status, let json):
            object["status"] = .integer(Int64(status))
            if let json {
                guard let body = try? JSONParser.parse(json) else {
                    throw ControlError(.invalidRequest, "the body of the failure is not JSON")
                }
                object["body"] = body
            }
        case .delay(let delay):
            let (seconds, attoseconds) = delay.components
            object["delay_ms"] = .integer(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        case .droppedConnection: object["drop"] = true
        case .malformedAnswer: object["malformed"] = true
        }
        return try FaultRule(json: .object(object))
    }
}
