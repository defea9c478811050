package import JSON
internal import Synchronization

/// Decides which requests fail, by rules that tests set.
package final class FaultInjector: Sendable {
    /// A rule that was set, and what came of it.
    package struct Fault: Sendable, Hashable {
        package var id: String
        package var rule: FaultRule
        /// Requests that it takes yet; `nil`: all of them.
        package var remaining: Int?
        /// Requests that it took.
        package var hits: Int

        package var json: JSONValue {
            var object: JSONObject = ["id": .string(id)]
            for (name, value) in rule.json.object?.members ?? [] { object[name] = value }
            object["remaining"] = remaining.map { .integer(Int64($0)) } ?? .null
            object["hits"] = .integer(Int64(hits))
            return .object(object)
        }
    }

    private struct State {
        var faults: [Fault] = []
        var count = 0
    }

    /// Rules at a time.
    private static let most = 100

    private let state = Mutex(State())

    /// Waits for the delay of a fault.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }) {
        self.sleep = sleep
    }

    /// Sets a rule. Of several that take a request, the one that was set first does.
    package func add(_ rule: FaultRule) throws(ControlError) -> Fault {
        try state.withLock { state throws(ControlError) in
            if state.faults.count >= FaultInjector.most { state.faults.removeAll { $0.remaining == 0 } }
            guard state.faults.count < FaultInjector.most else {
                throw ControlError(.conflict, "there are \(FaultInjector.most) faults already; remove some")
            }
            state.count += 1
            let fault = Fault(id: "fault_\(state.count)", rule: rule, remaining: rule.next, hits: 0)
            state.faults.append(fault)
            return fault
        }
    }

    /// The rule for a request, which counts as one that it took. What controls the server and shows whether it lives
    /// never fails.
    package func take(method: String, path: String) -> FaultRule? {
        guard !PublicPath.isExempt(path) else { return nil }
        return state.withLock { state in
            guard
                let index = state.faults.firstIndex(where: {
                    $0.remaining != 0 && $0.rule.takes(method: method, path: path)
                })
            else { return nil }
            state.faults[index].hits += 1
            if let remaining = state.faults[index].remaining { state.faults[index].remaining = remaining - 1 }
            return state.faults[index].rule
        }
    }

    /// The rules, with those that have taken all their requests.
    package var faults: [Fault] { state.withLock { $0.faults } }

    /// - Returns: whether there was one.
    package func remove(id: String) -> Bool {
        state.withLock { state in
            let count = state.faults.count
            state.faults.removeAll { $0.id.utf8.elementsEqual(id.utf8) }
            return state.faults.count < count
        }
    }

    package func removeAll() { state.withLock { $0.faults = [] } }
}
