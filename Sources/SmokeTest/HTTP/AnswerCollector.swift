import JSON
import MCP
import Synchronization

/// Takes an answer in pieces, so that what came before the time was up is not lost.
final class AnswerCollector: Sendable {
    private struct State {
        var answer: Answer?
        var stream: ServerSentEventParser?
        var isDone = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let awaitedID: Int64?

    init(limit: Int, awaitedID: Int64?) {
        self.limit = limit
        self.awaitedID = awaitedID
    }

    /// The head has come.
    func begin(status: Int, headers: [(name: String, value: String)]) {
        state.withLock { state in
            let answer = Answer(status: status, headers: headers)
            if answer.mediaType == "text/event-stream" { state.stream = ServerSentEventParser() }
            state.answer = answer
        }
    }

    /// A piece of the body has come.
    /// - Returns: whether to read on.
    func take(_ bytes: some Collection<UInt8>) -> Bool {
        state.withLock { state in
            // Everything is changed in place: a copy for each small piece would cost the square of the body's length.
            let room = limit - (state.answer?.body.count ?? limit)
            state.answer?.body.append(contentsOf: bytes.prefix(room))
            if bytes.count > room { state.answer?.ending = .tooLong }
            let events = state.stream?.feed(bytes.prefix(room)).map(\.data) ?? []
            state.answer?.events.append(contentsOf: events)
            state.isDone = bytes.count > room || events.contains(where: isAwaited)
            return !state.isDone
        }
    }

    /// Whether nothing has come yet.
    var isEmpty: Bool { state.withLock { $0.answer == nil } }

    /// The body has come to its end.
    func end() { state.withLock { $0.isDone = true } }

    /// What is there once reading has stopped.
    func reply(after failure: TransportFailure?, timeout: Duration) -> Reply {
        state.withLock { state in
            switch (state.answer, failure) {
            case (var answer?, let failure):
                if !state.isDone, let failure {
                    if case .timedOut = failure { answer.ending = .timedOut } else { answer.ending = .broken }
                }
                return .answer(answer)
            case (nil, .closed): return .nothing(TransportError("the connection was closed without an answer"))
            case (nil, .other(let reason)): return .nothing(TransportError(reason))
            case (nil, _): return .nothing(TransportError("no answer within \(seconds(timeout)) s"))
            }
        }
    }

    private func isAwaited(_ event: String) -> Bool {
        guard let awaitedID, let message = try? JSONParser.parse(event) else { return false }
        return message["id"]?.integer == awaitedID && (message["result"] != nil || message["error"] != nil)
    }

    private func seconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
