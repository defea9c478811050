import JSON
import OAuth

/// What the checks share: the way to the server, and everything that was learned on it.
///
/// Each fact is fetched once, when the first check asks. Checks run one after the other, so a fact is never fetched
/// twice. A fact that cannot be had throws a `Skip` that names the check that judges it; that check itself reads the
/// raw answers and fails.
actor SmokeContext {
    nonisolated let target: HTTPURL
    nonisolated let means: AccessMeans
    nonisolated let redactor: Redactor
    let clock: any WallClock
    let random: any RandomSource
    let forge: TokenForge
    private let transport: any Transport
    private let pacing: any Pacing

    /// How long the server took over everything so far; waiting for a turn does not count.
    private(set) var timeSpent: Duration = .zero

    var memory = Memory()

    /// The facts that were learned so far.
    struct Memory {
        var withoutToken: Reply?
        var speaksStateless = true
        var garbageToken: Reply?
        var resourceDocuments: ResourceDocuments?
        var authorizationServer: AuthorizationServerDocument?
        var keySet: DocumentCopy.Content?
        var goodToken: GoodToken?
    }

    init(
        target: HTTPURL, means: AccessMeans, transport: any Transport, pacing: any Pacing, clock: any WallClock,
        random: any RandomSource, forge: TokenForge
    ) {
        self.target = target
        self.means = means
        self.transport = transport
        self.pacing = pacing
        self.clock = clock
        self.random = random
        self.forge = forge
        redactor = Redactor(target: target, means: means)
    }

    /// Sends one request when it is its turn.
    func send(_ request: ProbeRequest) async -> Reply {
        await pacing.turn()
        let start = ContinuousClock.now
        let reply = await transport.send(request)
        timeSpent += ContinuousClock.now - start
        return reply
    }
}
