import AuthorizationServer
import OAuth
import TestSupport
import Testing

@Suite("Client ID metadata documents: fetching and keeping")
struct MetadataDocumentTests {
    private static let url = "https://client.example/oauth/client.json"

    private let clock = ManualClock()
    private let host = MetadataDocumentHost()
    private let clients: MetadataDocumentClients

    init() { clients = MetadataDocumentClients(fetcher: host, clock: clock, allowLoopback: false) }

    private func name(_ url: String = url) async throws(OAuthError) -> String? {
        try await clients.metadata(clientID: url).clientName
    }

    private func failure(_ url: String = url) async throws -> OAuthError {
        try await #require(throws: OAuthError.self) { try await clients.metadata(clientID: url) }
    }

    // MARK: - The document

    @Test("MCP authorization server rule 6: the document is the client; its fetch is a stranger's, short and small")
    func document() async throws {
        host.answer(Self.url, .document(Self.url, name: "Calendar"))
        let metadata = try await clients.metadata(clientID: Self.url)
        #expect(metadata.clientName == "Calendar")
        #expect(metadata.redirectURIs.map(\.text) == ["https://client.example/callback"])
        let limits = try #require(host.limits)
        #expect(limits.trust == .stranger(allowLoopback: false))
        #expect(limits.body == 5 * 1024)
        #expect(limits.timeout == .seconds(3))
        #expect(host.urls == [Self.url])
    }

    @Test(
        "Only the URL of a document is fetched",
        arguments: ["client_1", "https://client.example", "", "http://a.example/x"])
    func otherIdentifier(clientID: String) async throws {
        #expect(!clients.isMetadataDocumentURL(clientID))
        #expect(try await failure(clientID) == OAuthError(.invalidClient, ""))
        #expect(host.count == 0)
    }

    @Test("For development a document may come from this machine, and the fetch is allowed to go there")
    func loopback() async throws {
        let url = "http://127.0.0.1:8000/client.json"
        #expect(!clients.isMetadataDocumentURL(url))
        let developer = MetadataDocumentClients(fetcher: host, clock: clock, allowLoopback: true)
        #expect(developer.isMetadataDocumentURL(url))
        #expect(try await developer.metadata(clientID: url).clientName == "Client")
        #expect(host.limits?.trust == .stranger(allowLoopback: true))
    }

    static let types = [
        "application/json", "Application/JSON; charset=utf-8", "application/json;charset=utf-8",
        "application/client-metadata+json", "application/x+json ; a=b",
    ]

    @Test("Draft §4: application/json, and a more specific type of JSON", arguments: types)
    func contentType(type: String) async throws {
        host.answer(Self.url, .text(try body(), headers: ["content-type": type]))
        #expect(try await name() == "Client")
    }

    static let otherTypes = [
        "text/html", "text/plain", "application/javascript", "application/jsonp", "text/json", "image/svg+xml", "",
        "text/x+json", "application/json, text/html", "json",
    ]

    @Test("Draft §4: any other type is no document", arguments: otherTypes)
    func otherContentType(type: String) async throws {
        host.answer(Self.url, .text(try body(), headers: type.isEmpty ? [:] : ["content-type": type]))
        #expect(try await failure().code == .invalidClient)
    }

    private func body() throws -> String {
        guard case .response(let response) = MetadataDocumentHost.Answer.document(Self.url) else { return "" }
        return String(decoding: response.body, as: UTF8.self)
    }

    static let noDocuments = [
        "", "x", "[]", "{}", "{\"client_id\": \"https://client.example/oauth/client.json\"}",
        "{\"client_id\": \"https://client.example/oauth/client.json/\", \"redirect_uris\": [\"https://a.example/b\"]}",
        "{\"client_id\": \"https://CLIENT.example/oauth/client.json\", \"redirect_uris\": [\"https://a.example/b\"]}",
    ]

    @Test("A document that will not do: invalid_client, with words for its author", arguments: noDocuments)
    func invalid(text: String) async throws {
        host.answer(Self.url, .text(text))
        let error = try await failure()
        #expect(error.code == .invalidClient)
        #expect(error.description.contains("document"))
        #expect(error.detail?.contains(Self.url) == true)
    }

    @Test("A document that is too long: invalid_client")
    func tooLong() async throws {
        host.answer(Self.url, .failure(.tooLarge))
        let error = try await failure()
        #expect(error.code == .invalidClient)
        #expect(error.description.contains("5120"))
    }

    @Test(
        "Draft §4: any status but 200 is no document",
        arguments: [201, 204, 206, 301, 302, 307, 308, 400, 401, 403, 404, 410])
    func status(status: Int) async throws {
        host.answer(Self.url, .status(status))
        #expect(try await failure().code == .invalidClient)
        #expect(host.count == 1)
    }

    static let outages: [MetadataDocumentHost.Answer] =
        [408, 425, 429, 500, 502, 503, 504, 599].map { .status($0) }
        + [.unresolvable, .connectFailed, .timedOut, .broken, .forbiddenAddress].map { .failure($0) }

    @Test("A host that does not answer is no verdict: temporarily_unavailable", arguments: outages)
    func outage(answer: MetadataDocumentHost.Answer) async throws {
        host.answer(Self.url, answer)
        #expect(try await failure().code == .temporarilyUnavailable)
    }

    @Test("What the client is told says nothing about which names and addresses our network has")
    func noOracle() async throws {
        var words: Set<String> = []
        for (index, code) in [FetchError.Code.unresolvable, .forbiddenAddress, .connectFailed, .timedOut].enumerated() {
            let url = "https://client.example/\(index)"
            host.answer(url, .failure(code))
            let error = try await failure(url)
            words.insert(error.description)
            #expect(error.detail?.contains("10.0.0.1") == true)
        }
        #expect(words.count == 1)
        #expect(words.allSatisfy { !$0.contains("10.0.0.1") })
    }

    // MARK: - Keeping

    static let freshness: [(String?, Int64)] = [
        (nil, 300), ("public", 300), ("max-age=600", 600), ("public, max-age=600, immutable", 600),
        ("MAX-AGE=600", 600), ("max-age=\"600\"", 600), ("max-age=86400", 86_400), ("max-age=86401", 86_400),
        ("max-age=99999999999999999999999999", 86_400), ("max-age=60", 60), ("max-age=59", 60), ("max-age=0", 60),
        ("max-age=-1", 60), ("max-age=x", 60), ("max-age", 60), ("max-age=", 60), ("no-cache", 60), ("no-store", 60),
        ("max-age=600, no-store", 60), ("no-cache, max-age=600", 60), ("max-age=600, max-age=900", 600),
        ("max-age=900, max-age=600", 600), ("s-maxage=10", 300), ("", 300), (",,=,", 300),
    ]

    @Test("RFC 9111 §5.2.2: a document is kept as Cache-Control says, between a minute and a day", arguments: freshness)
    func cacheControl(header: String?, seconds: Int64) async throws {
        host.answer(Self.url, .document(Self.url, cacheControl: header))
        _ = try await name()
        clock.advance(seconds: seconds - 1)
        _ = try await name()
        #expect(host.count == 1)
        clock.advance(seconds: 1)
        host.answer(Self.url, .document(Self.url, name: "Renamed"))
        #expect(try await name() == "Renamed")
        #expect(host.count == 2)
    }

    @Test("RFC 9111 §4.2.3: the time that an answer spent in other caches counts")
    func age() async throws {
        let headers = ["content-type": "application/json", "cache-control": "max-age=600", "age": "400"]
        host.answer(Self.url, .text(try body(), headers: headers))
        _ = try await name()
        clock.advance(seconds: 199)
        _ = try await name()
        #expect(host.count == 1)
        clock.advance(seconds: 1)
        _ = try await name()
        #expect(host.count == 2)
    }

    @Test("A failure is not asked for again for ten seconds, and is forgotten then")
    func pause() async throws {
        let answers: [MetadataDocumentHost.Answer] = [.status(404), .status(503), .failure(.timedOut), .text("x")]
        for (index, answer) in answers.enumerated() {
            let url = "https://client.example/\(index)"
            let before = host.count
            host.answer(url, answer)
            let first = try await failure(url)
            host.answer(url, nil)
            clock.advance(seconds: 9)
            #expect(try await failure(url) == first)
            #expect(host.count == before + 1)
            clock.advance(seconds: 1)
            #expect(try await name(url) == "Client")
            #expect(host.count == before + 2)
        }
    }

    // MARK: - Outages

    static let accidents: [MetadataDocumentHost.Answer] =
        [302, 400, 401, 403, 429, 500, 503].map { .status($0) }
        + [.unresolvable, .connectFailed, .timedOut, .broken, .forbiddenAddress].map { .failure($0) }

    @Test("During an outage of its host a document serves on for a day, and no longer", arguments: accidents)
    func stale(answer: MetadataDocumentHost.Answer) async throws {
        _ = try await name()
        host.answer(Self.url, answer)
        clock.advance(seconds: 300)
        #expect(try await name() == "Client")
        #expect(host.count == 2)
        // Nobody waits for the host again within the pause.
        clock.advance(seconds: 9)
        #expect(try await name() == "Client")
        #expect(host.count == 2)
        clock.advance(seconds: 86_400 - 10)
        #expect(try await name() == "Client")
        #expect(host.count == 3)
        clock.advance(seconds: 1)
        _ = try await failure()
        // It is over as soon as the host answers.
        host.answer(Self.url, .document(Self.url, name: "Back"))
        clock.advance(seconds: 10)
        #expect(try await name() == "Back")
    }

    static let withdrawals: [MetadataDocumentHost.Answer] = [
        .status(404), .status(410), .text("{}"), .text("x"), .failure(.tooLarge), .text("{}", headers: [:]),
        .document("https://other.example/client.json"),
    ]

    @Test("A document that is gone, or wrong, serves no longer, nor in an outage that follows", arguments: withdrawals)
    func withdrawn(answer: MetadataDocumentHost.Answer) async throws {
        _ = try await name()
        host.answer(Self.url, answer)
        clock.advance(seconds: 300)
        #expect(try await failure().code == .invalidClient)
        host.answer(Self.url, .status(503))
        clock.advance(seconds: 10)
        #expect(try await failure().code == .temporarilyUnavailable)
    }

    @Test("RFC 9111 §5.2.2.5: a document that must not be stored does not serve in an outage")
    func noStore() async throws {
        host.answer(Self.url, .document(Self.url, cacheControl: "no-store"))
        _ = try await name()
        host.answer(Self.url, .failure(.timedOut))
        clock.advance(seconds: 60)
        #expect(try await failure().code == .temporarilyUnavailable)
    }

    // MARK: - Many at a time

    @Test("Two hundred who ask for one URL at a time share one fetch, whatever its outcome")
    func shared() async throws {
        for answer in [nil, MetadataDocumentHost.Answer.status(404), .failure(.timedOut)] {
            let before = host.count
            host.answer(Self.url, answer)
            host.hold()
            await withTaskGroup(of: OAuthError.Code?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        do throws(OAuthError) {
                            _ = try await self.clients.metadata(clientID: Self.url)
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                while host.underWay == 0 { await Task.yield() }
                host.release()
                var codes: Set<OAuthError.Code?> = []
                for await code in group { codes.insert(code) }
                #expect(codes.count == 1)
            }
            #expect(host.count == before + 1)
            clock.advance(seconds: 3600)
        }
    }

    @Test("One who stops waiting does not end the fetch for the others")
    func cancelled() async throws {
        host.hold()
        let first = Task { try await clients.metadata(clientID: Self.url) }
        while host.underWay == 0 { await Task.yield() }
        let second = Task { try await clients.metadata(clientID: Self.url) }
        first.cancel()
        host.release()
        #expect(try await second.value.clientName == "Client")
        #expect(host.count == 1)
    }

    @Test("No more than 16 fetches at a time, 64 that wait their turn, and a word for all others")
    func bounded() async throws {
        host.hold()
        let outcomes = await withTaskGroup(of: OAuthError.Code?.self) { group in
            for index in 0..<200 {
                group.addTask {
                    do throws(OAuthError) {
                        _ = try await self.name("https://client.example/\(index)")
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            var outcomes: [OAuthError.Code?] = []
            // Those that get no turn do not wait for the others.
            for await outcome in group {
                outcomes.append(outcome)
                if outcomes.count == 120 { host.release() }
            }
            return outcomes
        }
        #expect(outcomes.prefix(120).allSatisfy { $0 == .temporarilyUnavailable })
        #expect(outcomes.suffix(80).allSatisfy { $0 == nil })
        #expect(host.count == 80)
        #expect(host.mostUnderWay == 16)
        // Who got no turn was not judged: the next try is a fetch.
        for index in 0..<200 { #expect(try await name("https://client.example/\(index)") == "Client") }
        #expect(host.count == 200)
    }

    @Test("While all turns are taken, a document that is kept serves on")
    func staleWhileBusy() async throws {
        var policy = MetadataDocumentClients.Policy()
        (policy.maximumFetches, policy.maximumWaiting) = (1, 0)
        let clients = MetadataDocumentClients(fetcher: host, clock: clock, allowLoopback: false, policy: policy)
        _ = try await clients.metadata(clientID: Self.url)
        clock.advance(seconds: 300)
        host.hold()
        let slow = Task { try await clients.metadata(clientID: "https://slow.example/x") }
        while host.underWay == 0 { await Task.yield() }
        #expect(try await clients.metadata(clientID: Self.url).clientName == "Client")
        host.release()
        _ = try await slow.value
        // The turn was given back.
        host.answer(Self.url, .document(Self.url, name: "Renamed"))
        #expect(try await clients.metadata(clientID: Self.url).clientName == "Renamed")
    }

    @Test("Of the documents those that were used last are kept, and a stranger's failures drive none of them out")
    func evicted() async throws {
        var policy = MetadataDocumentClients.Policy()
        policy.maximumDocuments = 3
        let clients = MetadataDocumentClients(fetcher: host, clock: clock, allowLoopback: false, policy: policy)
        func fetches(_ path: String) async -> Int {
            let before = host.count
            _ = try? await clients.metadata(clientID: "https://client.example/\(path)")
            return host.count - before
        }
        for path in ["a", "b", "c", "a", "d"] { _ = await fetches(path) }
        // b was used least recently when d came.
        #expect(await fetches("a") == 0)
        #expect(await fetches("c") == 0)
        #expect(await fetches("d") == 0)
        for index in 0..<10 {
            host.answer("https://client.example/bad\(index)", .status(404))
            #expect(await fetches("bad\(index)") == 1)
        }
        #expect(await fetches("bad0") == 1)
        #expect(await fetches("bad9") == 0)
        for path in ["a", "c", "d"] { #expect(await fetches(path) == 0) }
        #expect(await fetches("b") == 1)
    }
}
