import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Testing

@Suite("Methods and windows")
struct MethodTests {
    @Test(
        "RFC 9110 §15.5.6: an endpoint that takes POST says so to a GET",
        arguments: ["token", "introspection", "revoke", "device_authorization", "register"])
    func get(endpoint: String) async throws {
        try await Harness().test { client in
            let response = try await client.execute(uri: "/oauth2/\(endpoint)", method: .get)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "POST")
            #expect(response.json["error"] == "method_not_allowed")
        }
    }

    @Test("a form's address that is loaded by itself is a page", arguments: ["sign-in", "consent", "sign-out"])
    func formAddress(name: String) async throws {
        try await Harness().test { client in
            let response = try await client.execute(uri: "/oauth2/\(name)", method: .get)
            #expect(response.status == .badRequest)
            #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test("two windows at once: the sign-in form of the first leads to a page that works")
    func windows() async throws {
        let harness = try await Harness()
        try await harness.addPeople()
        try await harness.test { client in
            let location = "/oauth2/device"
            let visitor = Visitor(client)
            let first = try await visitor.get(location)
            let other = Visitor(client)
            // The second window's page brought another key, which took the place of the first one's.
            let second = try await other.get(location)
            let stale = try await other.submit(first, "/oauth2/sign-in", ["user": "user_1"])
            #expect(stale.status == .seeOther)
            #expect(stale.headers[.location] == location)
            let good = try await other.submit(second, "/oauth2/sign-in", ["user": "user_1"])
            #expect(good.headers[.setCookie]?.contains("session") == true)
        }
    }
}
