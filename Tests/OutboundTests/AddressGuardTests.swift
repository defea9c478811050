import NIOPosix
import OAuth
import Outbound
import Testing

@Suite("MCP client rule 5: where a stranger's URL may lead")
struct AddressGuardTests {
    private static let stranger = FetchLimits(timeout: .seconds(60), trust: .stranger(allowLoopback: false))
    private static let developer = FetchLimits(timeout: .seconds(60), trust: .stranger(allowLoopback: true))

    /// A fetch in which nothing that is dialled takes the connection.
    private struct Attempt {
        let code: FetchError.Code
        let names: [String]
        let dialled: [String]
    }

    private func attempt(_ url: String, _ addresses: [String]..., limits: FetchLimits) async throws -> Attempt {
        let resolver = ScriptedResolver(addresses.first ?? [])
        let connector = RecordingConnector(.refused)
        let dialler = try Fetch.dialler(resolver: resolver, connector: connector)
        let code = try await Fetch.failure(url, limits: limits, dialler: dialler)
        return Attempt(code: code, names: resolver.names, dialled: connector.dialled)
    }

    private func bracketed(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

    @Test("An address that is not public is not dialled, be it the URL's own", arguments: PublicAddressTests.special)
    func literal(address: String) async throws {
        let attempt = try await attempt("https://\(bracketed(address))/", limits: AddressGuardTests.stranger)
        #expect(attempt.code == .forbiddenAddress)
        #expect(attempt.names.isEmpty)
        #expect(attempt.dialled.isEmpty)
    }

    @Test("or that of a name", arguments: PublicAddressTests.special)
    func name(address: String) async throws {
        let attempt = try await attempt("https://client.example/", [address], limits: AddressGuardTests.stranger)
        #expect(attempt.code == .forbiddenAddress)
        #expect(attempt.names == ["client.example"])
        #expect(attempt.dialled.isEmpty)
    }

    @Test("A public address is dialled", arguments: ["1.1.1.1", "8.8.8.8", "2606:4700::1111"])
    func publicAddress(address: String) async throws {
        for url in ["https://\(bracketed(address))/", "https://\(bracketed(address)):8443/", "https://client.example/"]
        {
            let attempt = try await attempt(url, [address], limits: AddressGuardTests.stranger)
            #expect(attempt.code == .connectFailed)
            #expect(attempt.dialled == [address])
        }
    }

    static let numbers = [
        "2130706433", "017700000001", "0x7f000001", "0X7F000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1", "0177.1",
        "127.1", "127.0.1", "127.0.0.01", "127.0.0.1.", "2130706433.", "0x", "0", "1.2.3.4.5", "256.256.256.256",
        "127.0.0.0x1", "client.example.1", "8.8.8.8.", "134744072", "0x08080808", "127.0.0.1.0x7f",
    ]

    @Test("A number that is not four decimal ones is no host, for whatever it may stand", arguments: numbers)
    func number(host: String) async throws {
        for limits in [AddressGuardTests.stranger, AddressGuardTests.developer] {
            let attempt = try await attempt("https://\(host)/", ["8.8.8.8"], limits: limits)
            #expect(attempt.code == .forbiddenAddress)
            #expect(attempt.names.isEmpty)
            #expect(attempt.dialled.isEmpty)
        }
    }

    @Test("A name with digits, and one with a dot at its end, are names")
    func names() async throws {
        for host in ["1.example", "0x7f.example", "127.0.0.1.nip.io", "client.example.", "1a", "0xg", "xn--bcher-kva"] {
            let attempt = try await attempt("https://\(host)/", ["8.8.8.8"], limits: AddressGuardTests.stranger)
            #expect(attempt.names == [host])
            #expect(attempt.dialled == ["8.8.8.8"])
            let inside = try await self.attempt("https://\(host)/", ["127.0.0.1"], limits: AddressGuardTests.stranger)
            #expect(inside.code == .forbiddenAddress)
        }
    }

    @Test("Of a name's addresses those that are not public are dropped")
    func mixed() async throws {
        let addresses = [
            "10.0.0.1", "::ffff:127.0.0.1", "8.8.8.8", "fe80::1", "64:ff9b::808:808", "127.0.0.1", "1.1.1.1",
        ]
        let attempt = try await attempt("https://client.example/", addresses, limits: AddressGuardTests.stranger)
        #expect(attempt.dialled == ["8.8.8.8", "1.1.1.1"])
    }

    @Test("Over http nothing is fetched for a stranger, not even looked up")
    func plain() async throws {
        for url in ["http://client.example/", "http://8.8.8.8/", "http://localhost/", "http://127.0.0.1/"] {
            let attempt = try await attempt(url, ["8.8.8.8"], limits: AddressGuardTests.stranger)
            #expect(attempt.code == .forbiddenAddress)
            #expect(attempt.names.isEmpty)
            #expect(attempt.dialled.isEmpty)
        }
    }

    @Test("For development this machine is allowed too, over http and https", arguments: ["http", "https"])
    func development(scheme: String) async throws {
        for host in ["localhost", "127.0.0.1", "[::1]", "client.test"] {
            let addresses = host == "[::1]" ? ["::1"] : ["127.0.0.1"]
            let attempt = try await attempt("\(scheme)://\(host)/", addresses, limits: AddressGuardTests.developer)
            #expect(attempt.code == .connectFailed)
            #expect(attempt.dialled == addresses)
        }
    }

    @Test(
        "but neither its network, nor http anywhere else", arguments: ["10.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "::"])
    func developmentElsewhere(address: String) async throws {
        for url in ["https://client.example/", "http://client.example/", "http://\(bracketed(address))/"] {
            let attempt = try await attempt(url, [address], limits: AddressGuardTests.developer)
            #expect(attempt.code == .forbiddenAddress)
            #expect(attempt.dialled.isEmpty)
        }
        let outside = try await attempt(
            "http://client.example/", ["8.8.8.8", "127.0.0.1"], limits: AddressGuardTests.developer)
        #expect(outside.dialled == ["127.0.0.1"])
    }

    @Test("A URL from the configuration leads wherever it says", arguments: ["http", "https"])
    func configured(scheme: String) async throws {
        for address in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "8.8.8.8"] {
            for host in [bracketed(address), "keys.internal"] {
                let attempt = try await attempt("\(scheme)://\(host)/", [address], limits: Fetch.patient)
                #expect(attempt.code == .connectFailed)
                #expect(attempt.dialled.count == 1)
            }
        }
    }

    @Test("What is neither an address nor a name resolves for nobody")
    func noAddress() async throws {
        for limits in [Fetch.patient, AddressGuardTests.stranger, AddressGuardTests.developer] {
            #expect(try await attempt("https://[:::]/", [], limits: limits).code == .unresolvable)
            #expect(try await attempt("https://client.example/", [], limits: limits).code == .unresolvable)
        }
    }
}
