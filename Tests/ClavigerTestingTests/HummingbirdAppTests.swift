import AsyncHTTPClient
import ClavigerTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Testing

/// An app that lets in whoever shows an API key of one of its customers.
func makeApplication(workOS: String, apiKey: String) -> some ApplicationProtocol {
    let router = Router()
    router.get("/reports") { request, _ in
        guard let shown = request.headers[.authorization]?.split(separator: " ").last else {
            throw HTTPError(.unauthorized)
        }
        var validation = HTTPClientRequest(url: workOS + "/api_keys/validations")
        validation.method = .POST
        validation.headers.add(name: "Authorization", value: "Bearer \(apiKey)")
        validation.headers.add(name: "Content-Type", value: "application/json")
        validation.body = .bytes(try JSONEncoder().encode(["value": String(shown)]))
        let answer = try await HTTPClient.shared.execute(validation, timeout: .seconds(5))
        let body = String(buffer: try await answer.body.collect(upTo: 1 << 20))
        guard try JSONDecoder().decode(Validation.self, from: Data(body.utf8)).apiKey != nil else {
            throw HTTPError(.unauthorized)
        }
        return "three reports"
    }
    return Application(router: router)
}

struct Validation: Decodable {
    struct Key: Decodable {}
    enum CodingKeys: String, CodingKey { case apiKey = "api_key" }
    let apiKey: Key?
}

@Suite struct ReportTests {
    @Test func aCustomersKeyOpensTheReportsUntilItExpires() async throws {
        let seed: EmulatorSeed = """
            organizations:
              - {id: org_acme, name: Acme}
            apiKeys:
              - {name: App, organization: Acme, value: sk_test_app}
              - {name: Customer, organization: Acme, value: sk_test_customer, expires_at: 2030-01-01T00:00:00Z}
            """
        try await withEmulator(seed: seed) { emulator in
            let application = makeApplication(workOS: emulator.url, apiKey: emulator.apiKey)
            try await application.test(.router) { client in
                let headers: HTTPFields = [.authorization: "Bearer sk_test_customer"]
                try await client.execute(uri: "/reports", method: .get, headers: headers) {
                    #expect($0.status == .ok)
                }
                try await emulator.clock.set(to: Date(timeIntervalSince1970: 1_893_456_000))
                try await client.execute(uri: "/reports", method: .get, headers: headers) {
                    #expect($0.status == .unauthorized)
                }
                #expect(emulator.requests.map(\.operation).contains("POST /api_keys/validations"))
            }
        }
    }
}
