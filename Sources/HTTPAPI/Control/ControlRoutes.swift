internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
internal import JSON
internal import OAuth
package import WorkOSEmulator

/// The control API: thin routes over `EmulatorControl`, behind the checks of who asks.
package struct ControlRoutes: Sendable {
    let control: EmulatorControl
    let access: ControlAccess

    package init(control: EmulatorControl, access: ControlAccess) {
        self.control = control
        self.access = access
    }

    /// One call.
    struct Call: Sendable {
        var method: HTTPRequest.Method
        /// Below `/_claviger`.
        var path: String
        /// What it does, in a line.
        var summary: String
        /// Bytes of its body.
        var longestBody = 64 * 1024
        /// Gives JSON, or `nil` for 204.
        var answer: @Sendable (ControlRequest) async throws -> JSONValue?
    }

    package func add(to router: Router<ControlPlaneContext>) {
        let calls = calls
        router.get(RouterPath(PublicPath.control)) { request, _ in
            try access.check(request)
            return Response(json: ControlRoutes.listing(calls), cacheControl: "no-store")
        }
        for call in calls {
            router.on(RouterPath(PublicPath.control + call.path), method: call.method) { request, context in
                try await answer(request, context, call)
            }
        }
    }

    private func answer(
        _ request: Request, _ context: ControlPlaneContext, _ call: Call
    ) async throws -> Response {
        try access.check(request)
        let body = try await ControlBody.read(request, upTo: call.longestBody)
        let query = FormURLEncoded.parse((request.uri.query ?? "").utf8)
        guard let query else { throw ControlError(.invalidRequest, "the query is not validly encoded") }
        let answer = try await call.answer(
            ControlRequest(body: body, query: query, id: context.parameters.get("id") ?? ""))
        guard let answer else { return Response(status: .noContent, headers: [.cacheControl: "no-store"]) }
        return Response(json: answer, cacheControl: "no-store")
    }

    private static func listing(_ calls: [Call]) -> JSONValue {
        [
            "calls": .array(
                calls.map { call in
                    [
                        "method": .string(call.method.rawValue),
                        "path": .string(PublicPath.control + call.path.replacing(":id", with: "{id}")),
                        "summary": .string(call.summary),
                    ]
                })
        ]
    }
}

extension ControlRoutes {
    /// Adds what the control API works by: the journal, and inside it the faults.
    /// - Parameter operation: the operation that a method and a path stand for.
    func addMiddleware(
        to router: Router<ControlPlaneContext>,
        operation: @escaping @Sendable (_ method: String, _ path: String) -> String?
    ) {
        router.add(
            middleware: JournalRecorder(journal: control.journal, clock: control.clock, operation: operation))
        router.add(middleware: FaultMiddleware(faults: control.faults))
    }
}
