import NIOSSL
import OAuth
import Outbound
import Testing

@Suite("Fetching: TLS")
struct TLSTests {
    private static let answer = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    private static let stranger = FetchLimits(timeout: .seconds(60), trust: .stranger(allowLoopback: false))

    /// Fetches from a server with that TLS, by a name whose address is public.
    private func fetch(
        _ url: String, from tls: NIOSSLContext, trusting authority: TestAuthority?
    ) async throws -> (Result<FetchResponse, FetchError>, ScriptedServer) {
        let server = try await ScriptedServer.start([TLSTests.answer], tls: tls)
        let dialler = try Fetch.dialler(
            authority: authority, resolver: ScriptedResolver(["8.8.8.8"]),
            connector: RecordingConnector(.led(toPort: server.port)))
        let url = try #require(HTTPURL(url))
        do throws(FetchError) {
            return (.success(try await dialler.get(url, limits: TLSTests.stranger)), server)
        } catch {
            return (.failure(error), server)
        }
    }

    @Test("RFC 9110 §4.3.4: the certificate is for the name, also where the name ends in a dot")
    func name() async throws {
        let authority = try TestAuthority()
        for url in ["https://client.example/", "https://client.example./", "https://CLIENT.example:8443/"] {
            let (result, server) = try await fetch(
                url, from: authority.server(names: ["client.example"]), trusting: authority)
            #expect(try result.get().body == Array("ok".utf8))
            #expect(server.requests.count == 1)
        }
    }

    @Test("RFC 9525 §6.3: a * stands for the whole of the first label, and letters have no case")
    func wildcard() async throws {
        let authority = try TestAuthority()
        for name in ["*.example", "CLIENT.Example", "*.EXAMPLE"] {
            let tls = try authority.server(names: ["other.example", name])
            let (result, _) = try await fetch("https://client.example/", from: tls, trusting: authority)
            #expect(try result.get().status == 200)
        }
    }

    @Test("RFC 6066 §3: the server is told the name, and not its address")
    func serverName() async throws {
        for (url, name) in [("https://client.example./", "client.example"), ("https://localhost/", "localhost")] {
            let server = try await ScriptedServer.start([.close])
            let dialler = try Fetch.dialler(
                resolver: ScriptedResolver(["127.0.0.1"]), connector: RecordingConnector(.led(toPort: server.port)))
            #expect(try await Fetch.failure(url, dialler: dialler) == .broken)
            let hello = try #require(server.requests.first)
            #expect(hello.contains(name))
            #expect(!hello.contains(name + "."))
            #expect(!hello.contains("127.0.0.1"))
        }
    }

    @Test("A certificate for another name, for an address alone, from elsewhere or from another time: nothing is sent")
    func refused() async throws {
        let authority = try TestAuthority()
        let refused: [(NIOSSLContext, TestAuthority?)] = [
            (try authority.server(names: ["other.example", "a.client.example", "example"]), authority),
            (try authority.server(addresses: ["8.8.8.8", "127.0.0.1"]), authority),
            (try authority.server(), authority),
            (try authority.server(commonName: "client.example"), authority),
            (try authority.server(addresses: ["127.0.0.1"], commonName: "client.example"), authority),
            (try authority.server(names: ["*.client.example", "*.example.com", "*"]), authority),
            (try authority.server(names: ["c*.example", "*lient.example", "*.*"]), authority),
            (try authority.server(names: ["client.example"], expiry: -60), authority),
            (try authority.server(names: ["client.example"], maximumVersion: .tlsv11), authority),
            (try authority.server(names: ["client.example"]), try TestAuthority()),
            (try authority.server(names: ["client.example"]), nil),
        ]
        for (tls, trusted) in refused {
            let (result, server) = try await fetch("https://client.example/", from: tls, trusting: trusted)
            #expect(throws: FetchError(.broken, "")) { try result.get() }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("RFC 9110 §4.3.4: where the URL has an address, the certificate is for the address")
    func address() async throws {
        let authority = try TestAuthority()
        let dialler = try Fetch.dialler(authority: authority)
        let good = try await ScriptedServer.start([TLSTests.answer], tls: authority.server(addresses: ["127.0.0.1"]))
        #expect(try await Fetch.get("https://127.0.0.1:\(good.port)/", dialler: dialler).status == 200)
        let bad = try await ScriptedServer.start(
            [TLSTests.answer], tls: authority.server(names: ["127.0.0.1"], addresses: ["127.0.0.2"]))
        #expect(try await Fetch.failure("https://127.0.0.1:\(bad.port)/", dialler: dialler) == .broken)
        #expect(bad.requests.isEmpty)
    }

    @Test("A file of certificates that is not there is an error at once")
    func noFile() {
        #expect(throws: (any Error).self) { try Fetch.dialler(certificates: ["/nonexistent.pem"]) }
    }
}
