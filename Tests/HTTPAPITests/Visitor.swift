import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import OAuth
import Storage
import StorageSQLite
import Testing

/// A browser and a client program at one control plane.
final class Visitor {
    private let client: any TestClientProtocol
    private(set) var cookies: [String: String] = [:]

    init(_ client: any TestClientProtocol) { self.client = client }

    func get(_ uri: String, bearer: String? = nil) async throws -> TestResponse {
        var headers = HTTPFields()
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        headers[.authorization] = bearer.map { "Bearer \($0)" }
        return try remember(await client.execute(uri: uri, method: .get, headers: headers))
    }

    /// Sends the form of a page that goes to this path.
    func submit(_ page: TestResponse, _ action: String, _ fields: [String: String] = [:]) async throws -> TestResponse {
        let form = try #require(PageHTML(page).forms.first { $0.action == action }, "\(String(buffer: page.body))")
        return try remember(
            await client.execute(
                uri: action, method: .post,
                headers: [
                    .contentType: "application/x-www-form-urlencoded", .origin: Harness.issuer,
                    .cookie: cookies.map { "\($0)=\($1)" }.joined(separator: "; "),
                ],
                body: ByteBuffer(
                    string: FormURLEncoded.serialize(
                        form.fields.merging(fields) { $1 }.map { ($0.key, $0.value) }))))
    }

    /// A request of a program, without cookies.
    func post(_ uri: String, _ parameters: [(String, String)]) async throws -> TestResponse {
        try await client.execute(
            uri: uri, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: FormURLEncoded.serialize(parameters)))
    }

    private func remember(_ response: TestResponse) -> TestResponse {
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2, !cookie.contains("Max-Age=0") {
                cookies[pair[0]] = pair[1]
            } else {
                cookies[pair[0]] = nil
            }
        }
        return response
    }
}
