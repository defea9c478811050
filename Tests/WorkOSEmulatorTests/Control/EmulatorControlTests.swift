import AuthorizationServer
import JOSE
import JSON
import OAuth
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing
import WorkOSEmulator

/// Counts how often it was told to forget.
private final class Memory: Reloadable {
    private let count = Mutex(0)

    var reloads: Int { count.withLock { $0 } }

    func reload() { count.withLock { $0 += 1 } }
}

/// A control API on a database in memory.
private struct Controlled {
    let base = ManualClock()
    let storage: SQLiteStorage
    let control: EmulatorControl
    let memory = Memory()
    /// Whether restored databases can be used.
    let isUsable: @Sendable (Bool) -> Void

    static let badSeed = "organizations: [{}]\nusers: [{}]\n"

    init() throws {
        storage = try SQLiteStorage(.memory)
        let clock = ControlledClock(base: base)
        let usable = UsableFlag()
        isUsable = { usable.value = $0 }
        control = EmulatorControl(
            storage: storage, clock: clock, journal: RequestJournal(), faults: FaultInjector(),
            mailbox: StoredMailbox(store: storage, clock: clock, random: SeededRandom()), reloadables: [memory],
            checkRestored: { if !usable.value { throw CancellationError() } },
            applySeed: { [storage] text in
                if text == Controlled.badSeed { _ = try SeedReader.read(text) }
                try await storage.commit([.insert(Controlled.thing(text, at: clock.now()))])
                return AppliedSeed(created: ["thing": 1], skipped: ["another one"])
            })
    }

    static func thing(_ id: String, at moment: Timestamp) -> Resource {
        Resource(id: id, kind: "thing", fields: ["name": .string(id)], createdAt: moment)
    }

    func add(_ id: String) async throws { try await storage.commit([.insert(Controlled.thing(id, at: base.now()))]) }

    func things() async throws -> [String] {
        try await storage.resources(ResourceQuery(kind: "thing", order: .ascending, limit: 100))?.resources.map(\.id)
            ?? []
    }
}

private final class UsableFlag: Sendable {
    private let flag = Mutex(true)

    var value: Bool {
        get { flag.withLock { $0 } }
        set { flag.withLock { $0 = newValue } }
    }
}

@Suite("Control: reset, seed, state")
struct EmulatorControlTests {
    @Test("reset goes back to the baseline, the machine's time, no faults, an empty journal and mailbox")
    func reset() async throws {
        let controlled = try Controlled()
        let control = controlled.control
        try await controlled.add("first")
        try await controlled.storage.keepBaseline(try await controlled.storage.snapshot())
        for _ in 1...2 {
            try await controlled.add("second")
            try await control.move(.advance(seconds: 1000))
            _ = try control.faults.add(try FaultRule(json: ["status": 500]))
            try await control.mailbox.deliver(
                MailMessage(to: "a@example.com", kind: .magicAuth, resourceID: "m", sentAt: control.clock.now()))
            control.journal.record(
                JournalEntry(
                    method: "GET", target: "/", headers: [], body: [], requestID: "r", receivedAt: control.clock.now()))
            let reloads = controlled.memory.reloads
            try await control.reset()
            #expect(try await controlled.things() == ["first"])
            #expect(control.clock.now() == controlled.base.now())
            #expect(control.faults.faults.isEmpty)
            #expect(control.journal.entries().isEmpty)
            #expect(try await control.messages().isEmpty)
            #expect(controlled.memory.reloads == reloads + 1)
        }
    }

    @Test("there is nothing to reset to before a baseline is kept")
    func noBaseline() async throws {
        let controlled = try Controlled()
        try await controlled.add("first")
        await #expect(throws: ControlError(.conflict, "")) { try await controlled.control.reset() }
        #expect(try await controlled.things() == ["first"])
    }

    @Test("a reset keeps the signing keys that were made after the baseline was kept, and goes back to those in it")
    func signingKeys() async throws {
        let controlled = try Controlled()
        func keys() -> SigningKeys {
            SigningKeys(
                store: controlled.storage, keyring: nil, clock: controlled.base, random: SystemRandomSource(),
                policy: SigningKeys.Policy(algorithm: .es256))
        }
        try await controlled.storage.keepBaseline(try await controlled.storage.snapshot())
        func published() async throws -> [String?] { try await keys().published().keys.map(\.keyID) }
        let before = try await published()
        try await controlled.control.reset()
        #expect(try await published() == before)
        try await controlled.storage.keepBaseline(try await controlled.storage.snapshot())
        _ = try await keys().rotate()
        try await controlled.control.reset()
        #expect(try await published() == before)
    }

    @Test("a state can be restored, with its clock, into another emulator")
    func state() async throws {
        let controlled = try Controlled()
        try await controlled.add("first")
        let moment = try #require(Timestamp(rfc3339: "2030-01-01T00:00:00Z"))
        try await controlled.control.move(.freeze(at: moment))
        let state = try await controlled.control.state()
        let text = state.serialized()
        for target in [controlled, try Controlled()] {
            try await target.add("second")
            try await target.control.move(.resume)
            try await target.control.restore(try JSONParser.parse(text))
            #expect(try await target.things() == ["first"])
            #expect(target.control.clock.now() == moment)
            #expect(target.memory.reloads > 0)
        }
    }

    @Test("what is no state changes nothing")
    func invalidState() async throws {
        let controlled = try Controlled()
        try await controlled.add("first")
        let state = try await controlled.control.state()
        var other = try #require(state.object)
        other["version"] = 2
        var clock = try #require(state.object)
        clock["clock"] = ["frozen": true, "now": "1969-01-01T00:00:00Z"]
        var schema = try #require(state.object)
        schema["database"] = ["schema": "9999", "tables": []]
        var tables = try #require(state.object)
        tables["database"] = ["schema": state["database"]?["schema"] ?? .null, "tables": [["name": "x"]]]
        var unknown = try #require(state.object)
        unknown["database"] = [
            "schema": state["database"]?["schema"] ?? .null,
            "tables": [["name": "sqlite_master", "columns": ["name"], "rows": [["x"]]]],
        ]
        for broken: JSONValue in [
            .null, [], [:], "x", .object(other), .object(clock), .object(schema), .object(tables), .object(unknown),
        ] {
            let error = await #expect(throws: ControlError.self) { try await controlled.control.restore(broken) }
            #expect(error?.code == .invalidState || error?.code == .invalidRequest, "\(broken)")
        }
        #expect(try await controlled.things() == ["first"])
        #expect(controlled.control.clock.now() == controlled.base.now())
    }

    @Test("a state that this process cannot use is taken back")
    func unusableState() async throws {
        let controlled = try Controlled()
        let state = try await controlled.control.state()
        try await controlled.add("first")
        controlled.isUsable(false)
        await #expect(throws: ControlError(.invalidState, "")) { try await controlled.control.restore(state) }
        #expect(try await controlled.things() == ["first"])
    }

    @Test("a seed is added, or all its problems are told")
    func seed() async throws {
        let controlled = try Controlled()
        let applied = try await controlled.control.seed("third")
        #expect(applied.json == ["created": ["thing": 1], "skipped": ["another one"]])
        #expect(try await controlled.things() == ["third"])
        let expected = try #require(throws: SeedError.self) { try SeedReader.read(Controlled.badSeed) }
        let error = await #expect(throws: ControlError(.invalidSeed, "")) {
            try await controlled.control.seed(Controlled.badSeed)
        }
        #expect(error?.problems == expected.problems)
        #expect(error?.problems.count ?? 0 > 1)
        let last = try #require(expected.problems.last)
        #expect(
            error?.json["problems"]?.array?.last == [
                "line": .integer(Int64(last.line)), "key": .string(last.key), "message": .string(last.message),
            ])
        await #expect(throws: ControlError(.conflict, "")) { try await controlled.control.seed("third") }
    }

    @Test("the body of a seed is a text, or the seed itself")
    func seedText() throws {
        #expect(try EmulatorControl.seedText(json: ["seed": "a: 1\n"]) == "a: 1\n")
        #expect(try EmulatorControl.seedText(json: ["seed": ["a": [1]]]) == #"{"a":[1]}"#)
        for json: JSONValue in [.null, "a", [:], ["seed": 1], ["seed": ["a"]], ["seed": "a", "b": 1], ["seeds": "a"]] {
            #expect(throws: ControlError(.invalidRequest, "")) { try EmulatorControl.seedText(json: json) }
        }
    }

    @Test("what is counted in memory is forgotten when the clock goes back, and not when it goes on")
    func clock() async throws {
        let controlled = try Controlled()
        try await controlled.control.move(.advance(seconds: 60))
        try await controlled.control.move(.freeze(at: nil))
        try await controlled.control.move(.resume)
        #expect(controlled.memory.reloads == 0)
        try await controlled.control.move(.set(controlled.base.now()))
        #expect(controlled.memory.reloads == 1)
    }

    @Test("of many changes of state at once each is whole")
    func concurrency() async throws {
        let controlled = try Controlled()
        try await controlled.add("first")
        try await controlled.storage.keepBaseline(try await controlled.storage.snapshot())
        let state = try await controlled.control.state()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<30 {
                group.addTask {
                    if index.isMultiple(of: 2) {
                        try await controlled.control.reset()
                    } else {
                        try await controlled.control.restore(state)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await controlled.things() == ["first"])
    }

    @Test("kinds of messages that there are not are refused")
    func mailbox() async throws {
        let controlled = try Controlled()
        await #expect(throws: ControlError(.invalidRequest, "")) { try await controlled.control.messages(kind: "fax") }
        #expect(try await controlled.control.messages(kind: "magic_auth").isEmpty)
    }
}
