import JSON
import TestSupport
import Testing
import WorkOSEmulator

@Suite("Faults: which requests fail, and how")
struct FaultTests {
    private func rule(_ text: String) throws -> FaultRule { try FaultRule(json: JSONParser.parse(text)) }

    private func isTaken(_ faults: FaultInjector, _ method: String, _ path: String) -> Bool {
        faults.take(method: method, path: path) != nil
    }

    @Test("patterns of paths")
    func patterns() throws {
        for (pattern, taken, others) in [
            (
                "/organizations", ["/organizations", "/organizations/", "//organizations"],
                ["/organizations/org_1", "/"]
            ),
            ("/organizations/{id}", ["/organizations/org_1"], ["/organizations", "/organizations/a/b", "/users/a"]),
            (
                "/organizations/*", ["/organizations", "/organizations/a", "/organizations/a/b"],
                ["/organization", "/"]
            ),
            ("/a/{x}/c/*", ["/a/1/c", "/a/2/c/d"], ["/a/c", "/a/1/b"]), ("/*", ["/", "/a", "/a/b"], []),
            ("/a/b*", ["/a/b", "/a/bc", "/a/b/c", "/a/bc/d"], ["/a", "/a/c", "/b"]),
        ] {
            let pattern = try #require(PathPattern(pattern))
            for path in taken { #expect(pattern.matches(path), "\(pattern.text) \(path)") }
            for path in others { #expect(!pattern.matches(path), "\(pattern.text) \(path)") }
        }
        for text in ["", "organizations", "*", "/a/*/b", "/*/*", "/a**", "/a*b"] {
            #expect(PathPattern(text) == nil, "\(text)")
        }
    }

    @Test("a rule takes the next so many requests, or all")
    func counting() throws {
        let faults = FaultInjector()
        _ = try faults.add(rule(#"{"path":"/a","next":2,"status":500}"#))
        #expect(isTaken(faults, "GET", "/a"))
        #expect(!isTaken(faults, "GET", "/b"))
        #expect(isTaken(faults, "POST", "/a"))
        #expect(!isTaken(faults, "GET", "/a"))
        #expect(faults.faults.first?.remaining == 0)
        #expect(faults.faults.first?.hits == 2)
        _ = try faults.add(rule(#"{"method":"post","path":"/a","drop":true}"#))
        for _ in 0..<5 { #expect(isTaken(faults, "POST", "/a")) }
        #expect(!isTaken(faults, "GET", "/a"))
        #expect(faults.faults.last?.json["remaining"] == .null)
    }

    @Test("of several rules the one that was set first takes the request")
    func order() throws {
        let faults = FaultInjector()
        _ = try faults.add(rule(#"{"path":"/a","next":1,"status":429}"#))
        _ = try faults.add(rule(#"{"status":500}"#))
        #expect(faults.take(method: "GET", path: "/a")?.outcome == .answer(.init(status: 429)))
        #expect(faults.take(method: "GET", path: "/a")?.outcome == .answer(.init(status: 500)))
    }

    @Test("of many requests at once exactly the next so many fail")
    func race() async throws {
        let faults = FaultInjector()
        _ = try faults.add(rule(#"{"next":10,"status":503}"#))
        let hits = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { faults.take(method: "GET", path: "/a") != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(hits == 10)
    }

    @Test("the control API and the health checks never fail")
    func exempt() throws {
        let faults = FaultInjector()
        _ = try faults.add(rule(#"{"drop":true}"#))
        for path in ["/_claviger", "/_claviger/faults", "//_claviger/faults", "/health/live", "/health/ready"] {
            #expect(!isTaken(faults, "DELETE", path), "\(path)")
        }
        #expect(isTaken(faults, "GET", "/healthy"))
        #expect(isTaken(faults, "GET", "/x/_claviger"))
    }

    @Test("rules are removed one by one or all, and their identifiers are never used again")
    func removing() throws {
        let faults = FaultInjector()
        let first = try faults.add(rule(#"{"status":500}"#))
        let second = try faults.add(rule(#"{"status":501}"#))
        #expect(faults.remove(id: first.id))
        #expect(!faults.remove(id: first.id))
        #expect(faults.faults.map(\.id) == [second.id])
        faults.removeAll()
        #expect(faults.faults.isEmpty)
        #expect(try faults.add(rule(#"{"status":500}"#)).id == "fault_3")
    }

    @Test("there are at most 100; those that took all their requests make room")
    func limit() throws {
        let faults = FaultInjector()
        for _ in 0..<100 { _ = try faults.add(rule(#"{"next":1,"status":500}"#)) }
        #expect(throws: ControlError(.conflict, "")) { try faults.add(rule(#"{"status":500}"#)) }
        #expect(isTaken(faults, "GET", "/a"))
        _ = try faults.add(rule(#"{"status":502}"#))
        #expect(faults.faults.count == 100)
    }

    @Test(
        "what a rule is read from, it is shown as",
        arguments: [
            #"{"method":"GET","path":"/a/{id}","status":503,"headers":{"Retry-After":"3"},"body":{"message":"no"}}"#,
            #"{"method":null,"path":"/*","status":200,"body":"<html>"}"#, #"{"method":null,"path":"/a","drop":true}"#,
            #"{"method":null,"path":"/a","malformed":true,"status":201}"#,
            #"{"method":"POST","path":"/a","delay_ms":250}"#, #"{"method":null,"path":"/a","delay_ms":5,"drop":true}"#,
            #"{"method":null,"path":"/a","status":500,"body":null}"#,
        ])
    func json(text: String) throws {
        let read = try rule(text)
        #expect(read.json == (try JSONParser.parse(text)))
        #expect(try FaultRule(json: read.json) == read)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "[]", "{}", #"{"path":"/a"}"#, #"{"path":"a","status":500}"#, #"{"path":1,"status":500}"#,
            #"{"status":99}"#, #"{"status":101}"#, #"{"status":600}"#, #"{"status":"500"}"#,
            #"{"status":500,"next":0}"#,
            #"{"status":500,"next":1.5}"#, #"{"status":500,"methd":"GET"}"#, #"{"status":500,"method":"BREW"}"#,
            #"{"drop":true,"malformed":true}"#, #"{"drop":true,"status":500}"#, #"{"drop":true,"body":{}}"#,
            #"{"drop":"yes"}"#, #"{"malformed":true,"body":{}}"#, #"{"body":{}}"#, #"{"delay_ms":-1}"#,
            #"{"delay_ms":600001}"#, #"{"status":204,"body":{}}"#, #"{"status":500,"headers":{"X":1}}"#,
            #"{"status":500,"headers":{"X-A":"a\r\nSet-Cookie: b"}}"#, #"{"status":500,"headers":{"X A":"a"}}"#,
            #"{"status":500,"headers":{"Content-Length":"5"}}"#, #"{"status":500,"headers":{"transfer-encoding":"x"}}"#,
            #"{"status":500,"headers":[]}"#,
        ])
    func refused(text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(throws: ControlError(.invalidRequest, "")) { try FaultRule(json: json) }
    }
}
