import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Testing
import WorkOSEmulator

@Suite("Control API: faults over HTTP")
struct FaultRoutesTests {
    @Test("the next so many requests get a status, a body and headers; then the answers come again")
    func answers() async throws {
        try await ControlHarness().test { client async throws in
            let set = try await client.control(
                .post, "/faults",
                #"{"method":"GET","path":"/organizations","next":2,"status":503,"headers":{"Retry-After":"7"},"body":{"message":"down"}}"#
            )
            #expect(set.status == .ok)
            #expect(set.json["id"] == "fault_1")
            for _ in 1...2 {
                let answer = try await client.workOS(.get, "/organizations")
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headers[.retryAfter] == "7")
                #expect(answer.headers[.contentType] == "application/json")
                #expect(answer.headers[try #require(HTTPField.Name("X-Request-ID"))] != nil)
                #expect(answer.json == ["message": "down"])
            }
            #expect(try await client.workOS(.get, "/organizations").status == .ok)
            let listed = try await client.control(.get, "/faults").json["data"]?.array
            #expect(listed?.first?["remaining"] == 0)
            #expect(listed?.first?["hits"] == 2)
        }
    }

    @Test("a fault comes before anything is done, and before anyone looks at credentials")
    func nothingIsDone() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.control(
                .post, "/faults", #"{"method":"POST","path":"/organizations","next":1,"status":500}"#)
            let failed = try await client.workOS(
                .post, "/organizations", #"{"name":"Acme"}"#, headers: [.authorization: "Bearer wrong"])
            #expect(failed.status == .internalServerError)
            #expect(failed.json["code"] == "injected_fault")
            #expect(failed.json["message"]?.string?.isEmpty == false)
            #expect(try await client.workOS(.get, "/organizations").json["data"] == [])
        }
    }

    @Test("a text as body is sent as it is, and null is none")
    func bodies() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.control(
                .post, "/faults",
                #"{"path":"/a","status":502,"body":"<html>Bad gateway</html>","headers":{"Content-Type":"text/html"}}"#)
            let text = try await client.workOS(.get, "/a")
            #expect(String(buffer: text.body) == "<html>Bad gateway</html>")
            #expect(text.headers[.contentType] == "text/html")
            _ = try await client.control(.post, "/faults", #"{"path":"/b","status":500,"body":null}"#)
            #expect(try await client.workOS(.get, "/b").body.readableBytes == 0)
            _ = try await client.control(.post, "/faults", #"{"path":"/c","status":204}"#)
            #expect(try await client.workOS(.get, "/c").status == .noContent)
        }
    }

    @Test("a malformed answer says that it is JSON and is none")
    func malformed() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.control(.post, "/faults", #"{"path":"/organizations","malformed":true,"next":1}"#)
            let answer = try await client.workOS(.get, "/organizations")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.body.readableBytes > 0)
            #expect(throws: JSONError.self) { try JSONParser.parse(answer.body.readableBytesView) }
        }
    }

    @Test("a delay is waited for before the answer, or before another fault")
    func delays() async throws {
        let harness = try await ControlHarness()
        try await harness.test { client async throws in
            _ = try await client.control(.post, "/faults", #"{"path":"/organizations","delay_ms":1500,"next":1}"#)
            _ = try await client.control(
                .post, "/faults", #"{"path":"/organizations","delay_ms":20,"status":504,"next":1}"#)
            #expect(try await client.workOS(.get, "/organizations").status == .ok)
            #expect(try await client.workOS(.get, "/organizations").status == .gatewayTimeout)
            #expect(harness.waits.all == [.milliseconds(1500), .milliseconds(20)])
        }
    }

    @Test("a dropped connection ends without a byte, whatever was sent, and the next one is served")
    func dropped() async throws {
        let harness = try await ControlHarness()
        try await harness.serve { port async throws in
            _ = try harness.control.faults.add(.init(json: ["path": "/organizations", "next": 3, "drop": true]))
            let body = #"{"name":"Acme"}"#
            for request in [
                "GET /organizations HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /organizations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
                "POST /organizations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
            ] {
                #expect(try await exchange(port, request).isEmpty)
            }
            let answer = try await exchange(
                port,
                "GET /organizations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(ControlHarness.key)\r\n"
                    + "Connection: close\r\n\r\n")
            #expect(status(of: answer) == 200)
            let entries = harness.control.journal.entries()
            #expect(entries.map(\.status) == [nil, nil, nil, 200])
        }
    }

    @Test("faults are removed one by one or all; the control API itself never fails")
    func removing() async throws {
        try await ControlHarness().test { client async throws in
            _ = try await client.control(.post, "/faults", #"{"status":500}"#)
            _ = try await client.control(.post, "/faults", #"{"status":501}"#)
            #expect(try await client.execute(uri: "/health/live", method: .get).status == .ok)
            #expect(try await client.workOS(.get, "/organizations").status == .internalServerError)
            #expect(try await client.control(.delete, "/faults/fault_1").status == .noContent)
            #expect(try await client.workOS(.get, "/organizations").status == .notImplemented)
            #expect(try await client.control(.delete, "/faults/fault_1").status == .notFound)
            #expect(try await client.control(.delete, "/faults").status == .noContent)
            #expect(try await client.workOS(.get, "/organizations").status == .ok)
            #expect(try await client.control(.post, "/faults", #"{"status":50}"#).status == .badRequest)
        }
    }
}
