extension CheckID {
    package static let toolsList = CheckID(rawValue: "tools-list")
}

/// The protocol behind the token.
enum MCPChecks {
    static let all = [
        Check(
            .toolsList, in: .mcp, "A good token lists tools",
            rule: "With a good token tools/list is answered with at least one tool, statelessly (2026-07-28) or after "
                + "the handshake of the versions before.",
            source: "MCP 2026-07-28 and 2025-11-25, Streamable HTTP, tools/list",
            advice: "Check that the token endpoint gives this client a token for the tested URL (resource), that the "
                + "server accepts its issuer, audience and scopes, and that tools are registered for that caller.",
            judge: toolsList)
    ]

    @Sendable private static func toolsList(_ context: SmokeContext) async throws(Skip) -> Finding {
        switch await context.goodToken() {
        case .none(let skip): throw skip
        case .refused(let answer): return .failed(expected: "a token from the token endpoint", got: answer)
        case .token(let token): return await ToolsListing(context: context, token: token).finding()
        }
    }
}
