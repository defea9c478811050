internal import NIOCore
internal import NIOHTTP1
internal import OAuth

// MARK: - From a request's head to a verdict

extension ClientConnection {
    func requestDidBegin(_ head: HTTPRequestHead) {
        deadline = .distantFuture
        state = .waiting
        let facts = RequestFacts(head)
        exchange = Exchange(head, facts, requestID: worker.nextRequestID())
        if isDraining { exchange.mustClose = true }
        guard facts.size <= worker.limits.headers else {
            exchange.mustClose = true
            return respond(.headersTooLarge)
        }
        let (path, query) = ClientConnection.split(head.uri)
        switch worker.screen.outcome(head, facts, path: path) {
        case .respond(let response): respond(response)
        case .authenticate(let route):
            exchange.corsOrigin = facts.origin
            authenticate(Request(head: head, facts: facts, query: query, route: route))
        }
    }

    /// A request for a route, on its way to a verdict.
    private struct Request {
        let head: HTTPRequestHead
        let facts: RequestFacts
        let query: Substring?
        let route: RouteRuntime
    }

    private static func split(_ uri: String) -> (path: Substring, query: Substring?) {
        guard let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (uri[...], nil) }
        return (uri[..<mark], uri[uri.utf8.index(after: mark)...])
    }

    private func authenticate(_ request: Request) {
        switch PresentedCredential(request.facts, query: request.query) {
        case .none: respond(request.route.challenge)
        case .malformed(let reason): respond(request.route.invalidRequest(reason))
        case .token(let token):
            let key = token.withBytes {
                VerdictCache.Key(token: $0, route: request.route.index, isBearer: token.isBearer)
            }
            guard let caller = worker.verdicts.caller(key, at: worker.clock.now()) else {
                return judge(token, key, request)
            }
            request.route.verifier.isRevoked(caller) ? decide(.rejected, request) : admit(caller, request)
        }
    }

    private func judge(_ presented: PresentedToken, _ key: VerdictCache.Key, _ request: Request) {
        let (token, isBearer) = (presented.secret, presented.isBearer)
        if let verdict = request.route.verifier.immediateVerdict(on: token, isBearer: isBearer) {
            remember(verdict, key)
            return decide(verdict, request)
        }
        let promise = worker.eventLoop.makePromise(of: CallerVerdict.self)
        let verifier = request.route.verifier
        promise.completeWithTask { await verifier.verdict(on: token) }
        deadline = .now() + ClientConnection.verdictTime
        let requestID = exchange.requestID
        promise.futureResult.assumeIsolated().whenSuccess { verdict in
            self.remember(verdict, key)
            // It may have come too late, and the connection be busy with another request.
            guard case .waiting = self.state, self.exchange.requestID == requestID else { return }
            self.deadline = .distantFuture
            self.decide(verdict, request)
            self.resumeReading()
        }
    }

    /// How long a verdict may take: longer than a fetch of keys.
    private static let verdictTime = TimeAmount.seconds(10)

    /// API keys are asked about each time, since they may be withdrawn at any moment.
    private func remember(_ verdict: CallerVerdict, _ key: VerdictCache.Key) {
        if case .accepted(let caller) = verdict, caller.source == .oauthLocal {
            worker.verdicts.insert(caller, for: key, at: worker.clock.now())
        }
    }

    private func decide(_ verdict: CallerVerdict, _ request: Request) {
        switch verdict {
        case .accepted(let caller): admit(caller, request)
        case .rejected: respond(request.route.invalidToken)
        case .unavailable: respond(.verifierUnavailable)
        }
    }

    private func admit(_ caller: Caller, _ request: Request) {
        let route = request.route
        guard caller.scopes.isSuperset(of: route.route.requiredScopes) else {
            return respond(route.insufficientScope)
        }
        guard request.facts.contentLength ?? 0 <= worker.limits.body else { return respond(.bodyTooLarge) }
        exchange.route = route
        exchange.upstreamHead = UpstreamRequest.head(
            request.head, facts: request.facts, query: request.query, route: route, caller: caller,
            requestID: exchange.requestID,
            trace: TraceContext(incoming: request.facts.traceparent, random: &worker.random))
        let pool = worker.pool(for: route)
        if let upstream = pool.takeResting() {
            proxy(over: upstream)
        } else {
            connect(pool)
        }
    }

    private func connect(_ pool: UpstreamPool) {
        let requestID = exchange.requestID
        pool.connect { outcome in
            guard case .waiting = self.state, self.exchange.requestID == requestID else {
                if case .connected(let upstream) = outcome { upstream.close() }
                return
            }
            switch outcome {
            case .connected(let upstream): self.proxy(over: upstream)
            case .timedOut: self.respond(.gatewayTimeout)
            case .unreachable: self.respond(.badGateway)
            }
            self.resumeReading()
        }
    }
}
