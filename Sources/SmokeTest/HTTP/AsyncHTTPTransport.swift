import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The transport over async-http-client: no redirects, no decompression.
package struct AsyncHTTPTransport: Transport {
    /// Bytes of a body that are read at most.
    package static let bodyLimit = 1024 * 1024

    private let client: HTTPClient
    private let timeout: Duration

    /// Makes a transport, lends it, and closes its connections afterwards.
    package static func with<Result: Sendable, Failure: Error>(
        timeout: Duration, _ body: (AsyncHTTPTransport) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let transport = AsyncHTTPTransport(timeout: timeout)
        do throws(Failure) {
            let result = try await body(transport)
            try? await transport.client.shutdown()
            return result
        } catch {
            try? await transport.client.shutdown()
            throw error
        }
    }

    private init(timeout: Duration) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // The race below is the one limit of time; this one only frees what a lost race left behind.
        configuration.timeout.connect = .nanoseconds(Int64(timeout / .nanoseconds(1)) + 1_000_000_000)
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.timeout = timeout
    }

    package func send(_ request: ProbeRequest) async -> Reply {
        let collector = AnswerCollector(limit: AsyncHTTPTransport.bodyLimit, awaitedID: request.awaitedID)
        let failure = await withTaskGroup(of: TransportFailure?.self) { group in
            group.addTask {
                let failure = await read(request, into: collector)
                // A kept connection may close just as it is used again, which says nothing of the server.
                guard case .closed = failure, collector.isEmpty else { return failure }
                return await read(request, into: collector)
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .timedOut
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return collector.reply(after: failure, timeout: timeout)
    }

    private func read(_ request: ProbeRequest, into collector: AnswerCollector) async -> TransportFailure? {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        outgoing.headers.replaceOrAdd(name: "User-Agent", value: "claviger-smoke")
        if request.method == .post { outgoing.body = .bytes(request.body) }
        do {
            // A second limit, on the client's own clock, for the time until the head.
            let response = try await client.execute(
                outgoing, deadline: .now() + .nanoseconds(Int64(timeout / .nanoseconds(1))))
            collector.begin(
                status: Int(response.status.code), headers: response.headers.map { (name: $0.name, value: $0.value) })
            for try await chunk in response.body where !collector.take(chunk.readableBytesView) { return nil }
            collector.end()
            return nil
        } catch {
            return TransportFailure(error)
        }
    }
}
