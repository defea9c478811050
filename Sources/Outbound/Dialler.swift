package import NIOCore
internal import NIOHTTP1
internal import NIOSSL
package import OAuth

/// Fetches URLs: the one way out for everything that this process asks of other servers on its own behalf.
///
/// A name is looked up once, its addresses are checked (`AddressGuard`), and what was checked is what is dialled; TLS and the
/// `Host` header keep the name. No redirects, no proxies, one connection per fetch, and bounds on time and size.
package struct Dialler: URLFetching {
    /// Addresses of one name that are tried: a stranger's name may have hundreds.
    private static let mostAddresses = 6

    private let group: any EventLoopGroup
    private let tls: NIOSSLContext
    private let resolver: any NameResolving
    private let strangersResolver: any NameResolving
    private let connector: any Connecting

    /// - Parameters:
    ///   - additionalCertificates: paths of PEM files, whose certificate authorities are trusted beside the machine's.
    ///   - resolver: `nil` for the machine's own, with threads apart for names that strangers chose: theirs may be slow.
    /// - Throws: when certificate authorities cannot be read.
    package init(
        group: any EventLoopGroup, additionalCertificates: [String] = [], resolver: (any NameResolving)? = nil,
        connector: any Connecting = TCPConnector()
    ) throws {
        self.group = group
        self.resolver = resolver ?? SystemResolver(threads: 4)
        strangersResolver = resolver ?? SystemResolver(threads: 16)
        self.connector = connector
        var configuration = TLSConfiguration.makeClientConfiguration()
        // RFC 9325 §3.1.1: nothing older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.additionalTrustRoots = additionalCertificates.map { .file($0) }
        tls = try NIOSSLContext(configuration: configuration)
    }

    package func get(_ url: HTTPURL, limits: FetchLimits) async throws(FetchError) -> FetchResponse {
        let deadline = NIODeadline.now() + TimeAmount(limits.timeout)
        let loop = group.next()
        let addresses = try await addresses(of: url, trust: limits.trust, loop: loop, deadline: deadline)
        let answer = loop.makePromise(of: FetchResponse.self)
        let tls = tls
        ConnectionRace.run(addresses, connector: connector, on: loop, until: deadline)
            .whenComplete { result in
                switch result {
                case .failure(let error): answer.fail(Dialler.connectError(error, url))
                case .success(let channel):
                    do {
                        let handler = FetchHandler(url: url, limits: limits, deadline: deadline, promise: answer)
                        try Dialler.speakHTTP(on: channel, url: url, limits: limits, tls: tls, handler)
                    } catch {
                        channel.close(promise: nil)
                        answer.fail(FetchError(.broken, "\(url.origin): \(error)"))
                    }
                }
            }
        return try await Dialler.value(of: answer.futureResult, url)
    }

    /// What to dial: looked up, checked and in order.
    private func addresses(
        of url: HTTPURL, trust: FetchTrust, loop: any EventLoop, deadline: NIODeadline
    ) async throws(FetchError) -> [SocketAddress] {
        let addressGuard = AddressGuard(url: url, trust: trust)
        let found: [IPAddress]
        switch try addressGuard.host() {
        case .address(let address): found = [address]
        case .name(let name):
            let resolver = trust == .configured ? resolver : strangersResolver
            let lookUp = loop.makePromise(of: [IPAddress].self)
            // Not a child task: one that hangs would hold up the answer that the time is over.
            lookUp.completeWithTask { try await resolver.addresses(of: name, until: deadline) }
            let timer = loop.scheduleTask(deadline: deadline) {
                lookUp.fail(FetchError(.timedOut, "\(name) was not looked up in time"))
            }
            defer { timer.cancel() }
            found = try addressGuard.permitted(try await Dialler.value(of: lookUp.futureResult, url))
        }
        return AddressGuard.takingTurns(found).prefix(Dialler.mostAddresses)
            .compactMap { try? SocketAddress(packedIPAddress: ByteBuffer(bytes: $0.bytes), port: url.port) }
    }

    /// Has a connection speak HTTP, inside TLS for `https`. Called on its event loop.
    private static func speakHTTP(
        on channel: any Channel, url: HTTPURL, limits: FetchLimits, tls: NIOSSLContext, _ handler: FetchHandler
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if url.scheme == .https {
            try pipeline.addHandler(tlsHandler(url, tls))
        }
        try pipeline.addHandler(
            ByteLimitHandler(limit: FetchHandler.longestAnswer(body: limits.body), origin: url.origin))
        try pipeline.addHTTPClientHandlers(decoderLimitConfiguration: FetchHandler.headerLimits)
        try pipeline.addHandler(handler)
    }

    private static func tlsHandler(_ url: HTTPURL, _ tls: NIOSSLContext) throws -> NIOSSLClientHandler {
        // Server name indication is for names only (RFC 6066 §3). An address is checked against the certificate's addresses.
        guard !url.hostIsAddress else { return try NIOSSLClientHandler(context: tls, serverHostname: nil) }
        // Neither certificates nor server name indication have the dot that may end a name.
        let name = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        return try NIOSSLClientHandler._makeSSLClientHandler(context: tls, serverHostname: name) {
            certificate, channel in
            channel.eventLoop.makeCompletedFuture {
                guard ServerIdentity(certificate).includes(name) else {
                    throw FetchError(.broken, "\(url.origin) has a certificate for others")
                }
            }
        }
    }

    private static func value<Value: Sendable>(
        of future: EventLoopFuture<Value>, _ url: HTTPURL
    ) async throws(FetchError) -> Value {
        do {
            return try await future.get()
        } catch let error as FetchError {
            throw error
        } catch {
            throw FetchError(.broken, "\(url.origin): \(error)")
        }
    }

    private static func connectError(_ error: any Error, _ url: HTTPURL) -> FetchError {
        if case ChannelError.connectTimeout = error {
            FetchError(.timedOut, "\(url.origin) did not take the connection in time")
        } else {
            FetchError(.connectFailed, "\(url.origin) does not take connections")
        }
    }
}
