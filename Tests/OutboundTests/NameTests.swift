import NIOCore
import OAuth
import Outbound
import Testing

@Suite("Fetching: names and their addresses")
struct NameTests {
    private static let answer = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    @Test("DNS rebinding: a name is looked up once, and what was checked is what is dialled")
    func rebinding() async throws {
        let authority = try TestAuthority()
        let server = try await ScriptedServer.start(
            [NameTests.answer], tls: authority.server(names: ["client.example"]))
        let resolver = ScriptedResolver(["93.184.215.14"], ["127.0.0.1"])
        let connector = RecordingConnector(.led(toPort: server.port))
        let dialler = try Fetch.dialler(authority: authority, resolver: resolver, connector: connector)
        let limits = FetchLimits(timeout: .seconds(60), trust: .stranger(allowLoopback: false))
        #expect(try await Fetch.get("https://client.example/a", limits: limits, dialler: dialler).status == 200)
        #expect(resolver.names == ["client.example"])
        #expect(connector.dialled == ["93.184.215.14"])
        #expect(server.requests.first?.lowercased().contains("\r\nhost: client.example\r\n") == true)
        // The next fetch looks again, and sees through the second answer.
        #expect(
            try await Fetch.failure("https://client.example/a", limits: limits, dialler: dialler) == .forbiddenAddress)
        #expect(connector.dialled == ["93.184.215.14"])
    }

    @Test("RFC 8305 §5: an address that refuses is followed by the next one")
    func next() async throws {
        let server = try await ScriptedServer.start([NameTests.answer])
        let connector = RecordingConnector(.refused, fates: ["10.0.0.3": .led(toPort: server.port)])
        let dialler = try Fetch.dialler(
            resolver: ScriptedResolver(["10.0.0.1", "10.0.0.2", "10.0.0.3"]), connector: connector)
        #expect(try await Fetch.get("http://keys.internal/", dialler: dialler).status == 200)
        #expect(connector.dialled == ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
    }

    @Test(
        "RFC 8305 §5: an address that does not answer does not hold up the next one, and gets nothing when it is late")
    func silent() async throws {
        let server = try await ScriptedServer.start([NameTests.answer])
        let late = try await ScriptedServer.start([NameTests.answer])
        let connector = RecordingConnector(
            .led(toPort: server.port), fates: ["10.0.0.1": .held(thenToPort: late.port)])
        let dialler = try Fetch.dialler(resolver: ScriptedResolver(["10.0.0.1", "10.0.0.2"]), connector: connector)
        #expect(try await Fetch.get("http://keys.internal/", dialler: dialler).status == 200)
        #expect(connector.dialled == ["10.0.0.1", "10.0.0.2"])
        connector.release()
        try await late.firstClosed()
        #expect(late.requests.isEmpty)
    }

    @Test("RFC 8305 §4: the families take turns, and no more than six addresses are tried")
    func order() async throws {
        let connector = RecordingConnector(.refused)
        let addresses = (1...20).map { "2606:4700::\($0)" } + (1...20).map { "1.1.1.\($0)" }
        let dialler = try Fetch.dialler(resolver: ScriptedResolver(addresses), connector: connector)
        let limits = FetchLimits(timeout: .seconds(60), trust: .stranger(allowLoopback: false))
        #expect(try await Fetch.failure("https://client.example/", limits: limits, dialler: dialler) == .connectFailed)
        #expect(
            connector.dialled
                == ["2606:4700::1", "1.1.1.1", "2606:4700::2", "1.1.1.2", "2606:4700::3", "1.1.1.3"])
    }

    @Test("The time for a look-up is part of the time for the fetch")
    func slowLookUp() async throws {
        let resolver = SilentResolver()
        let connector = RecordingConnector(.refused)
        let dialler = try Fetch.dialler(resolver: resolver, connector: connector)
        let limits = FetchLimits(timeout: .milliseconds(150))
        #expect(try await Fetch.failure("http://keys.internal/", limits: limits, dialler: dialler) == .timedOut)
        resolver.answer()
        #expect(connector.dialled.isEmpty)
    }

    @Test("The system's resolver knows localhost, and no name that cannot be one; late ones are not looked up")
    func system() async throws {
        let resolver = SystemResolver(threads: 2)
        let later = NIODeadline.now() + .minutes(1)
        let addresses = try await resolver.addresses(of: "localhost", until: later)
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.isLoopback })
        #expect(Set(addresses).count == addresses.count)
        for (name, deadline) in [("a..example", later), ("localhost", NIODeadline.now())] {
            await #expect(throws: FetchError(.unresolvable, "")) {
                try await resolver.addresses(of: name, until: deadline)
            }
        }
    }
}
