import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Testing

@Suite("Control API: who may use it")
struct ControlAccessTests {
    @Test("names of this machine and the public host are taken; names that a stranger gave this address are not")
    func hosts() async throws {
        try await ControlHarness().serve { port async throws in
            for host in [
                "localhost", "localhost:\(port)", "127.0.0.1:\(port)", "127.0.0.2", "[::1]:\(port)", "LOCALHOST",
                "emulator.example.com", "emulator.example.com:443",
            ] {
                let answer = try await exchange(
                    port, "GET /_claviger/clock HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                #expect(status(of: answer) == 200, "\(host): \(answer)")
            }
            for host in [
                "rebound.example.net", "rebound.example.net:\(port)", "localhost.example.net", "127.0.0.1.example.net",
                "xlocalhost", "192.0.2.1", "[2001:db8::1]", "127.0.0.1@evil.example", "evil.example/127.0.0.1",
                "evil.example#localhost", "localhost evil.example", "",
            ] {
                for call in [
                    "GET /_claviger", "GET /_claviger/state", "POST /_claviger/reset", "DELETE /_claviger/requests",
                ] {
                    let answer = try await exchange(
                        port, "\(call) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    #expect([400, 403].contains(status(of: answer)), "\(host): \(answer)")
                    #expect(!answer.contains("\"database\""))
                }
            }
        }
    }

    @Test("HTTP/1.0 without Host, and two Hosts, are refused")
    func missingHost() async throws {
        try await ControlHarness().serve { port async throws in
            for head in [
                "GET /_claviger/state HTTP/1.0\r\nConnection: close\r\n\r\n",
                "GET /_claviger/state HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET http://evil.example/_claviger/state HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            ] {
                let answer = try await exchange(port, head)
                #expect(!answer.contains("\"database\""), "\(head)")
                #expect(status(of: answer).map { $0 >= 400 } ?? true, "\(head): \(answer)")
            }
        }
    }

    @Test("pages of this machine and of the server's own origin may use it, and no others")
    func origins() async throws {
        try await ControlHarness().test { client async throws in
            for origin in [
                "http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]", "https://emulator.example.com",
                "https://emulator.example.com:443",
            ] {
                let answer = try await client.execute(
                    uri: "/_claviger/reset", method: .post, headers: [.origin: origin])
                #expect(answer.status == .noContent, "\(origin)")
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
            }
            for origin in [
                "null", "", "https://evil.example", "http://emulator.example.com", "https://emulator.example.com:8443",
                "http://localhost.evil.example", "http://localhost/", "file://", "chrome-extension://abc",
                "http://localhost:3000, http://evil.example",
            ] {
                for path in ["/reset", "/state", "/faults"] {
                    let answer = try await client.execute(
                        uri: "/_claviger\(path)", method: path == "/reset" ? .post : .get, headers: [.origin: origin])
                    #expect(answer.status == .forbidden, "\(origin)")
                    #expect(answer.headers[.accessControlAllowOrigin] == nil)
                }
            }
            let crossSite = try await client.execute(
                uri: "/_claviger/state", method: .get,
                headers: [try #require(HTTPField.Name("Sec-Fetch-Site")): "cross-site"])
            #expect(crossSite.status == .forbidden)
        }
    }

    @Test("browsers that ask first are not let through")
    func preflight() async throws {
        try await ControlHarness().test { client async throws in
            let answer = try await client.execute(
                uri: "/_claviger/state", method: .options,
                headers: [.origin: "http://localhost:3000", .accessControlRequestMethod: "PUT"])
            #expect(answer.status.code >= 400)
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
            #expect(answer.headers[.accessControlAllowMethods] == nil)
        }
    }

    @Test("bodies are JSON and say so: what a form of any page can send is refused")
    func contentTypes() async throws {
        try await ControlHarness().test { client async throws in
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", nil] {
                var headers: HTTPFields = [:]
                headers[.contentType] = type
                let answer = try await client.execute(
                    uri: "/_claviger/clock", method: .post, headers: headers,
                    body: ByteBuffer(string: #"{"freeze":true}"#))
                #expect(answer.status == .unsupportedMediaType, "\(type ?? "none")")
            }
            let answer = try await client.execute(
                uri: "/_claviger/clock", method: .post, headers: [.contentType: "Application/JSON; charset=utf-8"],
                body: ByteBuffer(string: #"{"freeze":true}"#))
            #expect(answer.status == .ok)
        }
    }

    @Test("where a token is configured, every call needs it")
    func token() async throws {
        let token = "a-token-of-the-control-api"
        try await ControlHarness(token: Secret(token)).test { client async throws in
            for header in [
                nil, "", "Bearer", "Bearer x", "Bearer \(token)x", "Bearer \(token.dropLast())", "Basic \(token)",
                token,
                "Bearer \(ControlHarness.key)",
            ] {
                for (method, path) in [
                    (HTTPRequest.Method.get, ""), (.get, "/state"), (.post, "/reset"), (.delete, "/requests"),
                ] {
                    var headers: HTTPFields = [:]
                    headers[.authorization] = header
                    let answer = try await client.execute(uri: "/_claviger\(path)", method: method, headers: headers)
                    #expect(answer.status == .unauthorized, "\(header ?? "none")")
                    #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                    #expect(!String(buffer: answer.body).contains(token))
                }
            }
            for scheme in ["Bearer", "bearer"] {
                let answer = try await client.execute(
                    uri: "/_claviger/state", method: .get, headers: [.authorization: "\(scheme) \(token)"])
                #expect(answer.status == .ok)
            }
        }
    }

    @Test("each call takes bodies up to its limit, and the others' limit stays", .timeLimit(.minutes(1)))
    func largeBodies() async throws {
        try await ControlHarness().serve { port async throws in
            func send(_ call: String, _ bytes: Int, declared: Int? = nil) async throws -> Int? {
                let body = "\"" + String(repeating: "x", count: max(0, bytes - 2)) + "\""
                return status(
                    of: try await exchange(
                        port,
                        "\(call) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            + "Authorization: Bearer \(ControlHarness.key)\r\nContent-Length: \(declared ?? bytes)\r\n\r\n"
                            + body))
            }
            #expect(try await send("PUT /_claviger/state", 5 * 1024 * 1024) == 422)
            #expect(try await send("PUT /_claviger/state", 10, declared: 64 * 1024 * 1024 + 1) == 413)
            #expect(try await send("POST /_claviger/seed", 3 * 1024 * 1024) == 400)
            #expect(try await send("POST /_claviger/seed", 4 * 1024 * 1024 + 1) == 413)
            #expect(try await send("POST /_claviger/clock", 64 * 1024) == 400)
            #expect(try await send("POST /_claviger/clock", 64 * 1024 + 1) == 413)
            #expect(try await send("POST /_claviger/faults", 64 * 1024 + 1) == 413)
            #expect(try await send("POST /organizations", 10, declared: 1024 * 1024 + 1) == 413)
            #expect(try await send("POST /organizations?/_claviger/state", 10, declared: 1024 * 1024 + 1) == 413)
        }
    }
}
