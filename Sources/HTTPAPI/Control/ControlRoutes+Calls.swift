internal import HTTPTypes
internal import JSON
internal import WorkOSEmulator

extension ControlRoutes {
    /// The largest bodies, of `PUT state` and of `POST seed`.
    static let longestState = 64 * 1024 * 1024
    static let longestSeed = 4 * 1024 * 1024

    var calls: [Call] { stateCalls + clockCalls + journalCalls + faultCalls + mailboxCalls }

    private var stateCalls: [Call] {
        [
            Call(method: .post, path: "/reset", summary: "Goes back to the seed") { _ in
                try await control.reset()
                return nil
            },
            Call(
                method: .post, path: "/seed", summary: "Adds what a seed asks for",
                longestBody: ControlRoutes.longestSeed
            ) { request in
                try await control.seed(EmulatorControl.seedText(json: request.requiredBody())).json
            },
            Call(method: .get, path: "/state", summary: "Shows all that there is, for PUT") { _ in
                try await control.state()
            },
            Call(
                method: .put, path: "/state", summary: "Puts a state in the place of all that there is",
                longestBody: ControlRoutes.longestState
            ) { request in
                try await control.restore(request.requiredBody())
                return nil
            },
        ]
    }

    private var clockCalls: [Call] {
        [
            Call(method: .get, path: "/clock", summary: "Shows the clock") { _ in control.clock.json },
            Call(method: .post, path: "/clock", summary: "Freezes, sets, advances or resumes the clock") { request in
                try await control.move(ClockCommand(json: request.requiredBody()))
                return control.clock.json
            },
        ]
    }

    private var journalCalls: [Call] {
        [
            Call(method: .get, path: "/requests", summary: "Lists what clients asked, oldest first") { request in
                let entries = control.journal.entries(try ControlRoutes.filter(request))
                return [
                    "data": .array(entries.map(\.json)), "latest_sequence": .integer(control.journal.latest),
                ]
            },
            Call(method: .delete, path: "/requests", summary: "Empties the list of requests") { _ in
                control.journal.clear()
                return nil
            },
        ]
    }

    private static func filter(_ request: ControlRequest) throws(ControlError) -> RequestJournal.Filter {
        let parameters = try request.parameters("after", "method", "path", "limit")
        return RequestJournal.Filter(
            after: try ControlRequest.number(parameters["after"], "after", 0...Int64.max - 1) ?? 0,
            method: parameters["method"], pathPrefix: parameters["path"],
            limit: try ControlRequest.number(parameters["limit"], "limit", 1...Int64(RequestJournal.capacity)).map(
                Int.init)
                ?? RequestJournal.capacity)
    }

    private var faultCalls: [Call] {
        [
            Call(method: .get, path: "/faults", summary: "Lists the faults") { _ in
                ["data": .array(control.faults.faults.map(\.json))]
            },
            Call(method: .post, path: "/faults", summary: "Has requests fail") { request in
                try control.faults.add(FaultRule(json: request.requiredBody())).json
            },
            Call(method: .delete, path: "/faults", summary: "Removes all faults") { _ in
                control.faults.removeAll()
                return nil
            },
            Call(method: .delete, path: "/faults/:id", summary: "Removes a fault") { request in
                guard control.faults.remove(id: request.id) else {
                    throw ControlError(.notFound, "there is no fault \(request.id.prefix(64))")
                }
                return nil
            },
        ]
    }

    private var mailboxCalls: [Call] {
        [
            Call(method: .get, path: "/mailbox", summary: "Lists what would have been mailed, newest first") {
                request in
                let parameters = try request.parameters("to", "kind", "limit")
                let messages = try await control.messages(
                    to: parameters["to"], kind: parameters["kind"],
                    limit: try ControlRequest.number(
                        parameters["limit"], "limit", 1...Int64(StoredMailbox.capacity)
                    ).map(Int.init))
                return ["data": .array(messages)]
            },
            Call(method: .delete, path: "/mailbox", summary: "Empties the mailbox") { _ in
                try await control.clearMailbox()
                return nil
            },
        ]
    }
}
