import JSON
import MCP

/// The tools of the server, listed and called in the same way in either era.
struct Toolbox: Sendable {
    private let tools: [any Tool]

    init(clock: any Clock<Duration>) {
        let greetings = Greetings(capacity: 1024)
        tools = [WhoAmI(greetings: greetings), Countdown(clock: clock), SetGreeting(greetings: greetings)]
    }

    /// The result of `tools/list`.
    /// - Throws: `invalidParams` for a cursor: the list has one page.
    func list(_ params: JSONObject) throws(JSONRPCError) -> JSONObject {
        guard params["cursor"] == nil || params["cursor"] == .null else {
            throw JSONRPCError(.invalidParams, "This cursor is not known: tools/list has one page")
        }
        return ["tools": .array(tools.map(\.definition))]
    }

    /// Begins a `tools/call`.
    /// - Throws: `invalidParams` when no tool can be found. What is wrong with a tool's arguments is its own answer, so
    ///   that a model can read it and mend the call.
    func call(_ params: JSONObject, by caller: Caller) throws(JSONRPCError) -> ToolAnswer {
        guard let name = params["name"]?.string else { throw JSONRPCError(.invalidParams, "name must be a string") }
        guard let tool = tools.first(where: { $0.name == name }) else {
            let known = tools.map(\.name).joined(separator: ", ")
            throw JSONRPCError(.invalidParams, "There is no such tool; there are \(known)")
        }
        switch params["arguments"] {
        case nil, .null?: return tool.call([:], by: caller)
        case .object(let arguments)?: return tool.call(arguments, by: caller)
        default: throw JSONRPCError(.invalidParams, "arguments must be an object")
        }
    }
}
