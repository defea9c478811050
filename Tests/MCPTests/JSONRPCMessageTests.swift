import JSON
import MCP
import Testing

@Suite("JSON-RPC 2.0 messages")
struct JSONRPCMessageTests {
    private func parse(_ text: String) throws(JSONRPCError) -> JSONRPCMessage {
        try JSONRPCMessage(parsing: Array(text.utf8))
    }

    @Test("§4: a request has an id, a string or an integer", arguments: [("7", JSONRPCID.integer(7)), (#""a""#, "a")])
    func request(text: String, id: JSONRPCID) throws {
        let message = try parse(#"{"jsonrpc":"2.0","id":\#(text),"method":"tools/list","params":{"a":1}}"#)
        guard case .request(let request) = message else {
            Issue.record("not a request")
            return
        }
        #expect(request.id == id)
        #expect(request.method == "tools/list")
        #expect(request.params == ["a": 1])
    }

    @Test("§4.1: without an id it is a notification")
    func notification() throws {
        guard case .notification(let notification) = try parse(#"{"jsonrpc":"2.0","method":"notifications/x"}"#) else {
            Issue.record("not a notification")
            return
        }
        #expect(notification.method == "notifications/x")
        #expect(notification.params.isEmpty)
    }

    @Test("§5: a response has a result or an error")
    func response() throws {
        guard case .response(let result) = try parse(#"{"jsonrpc":"2.0","id":1,"result":{"a":true}}"#),
            case .response(let error) = try parse(
                #"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no","data":[1]}}"#)
        else {
            Issue.record("not a response")
            return
        }
        #expect(result.id == 1)
        #expect(try result.outcome.get() == ["a": true])
        #expect(error.id == nil)
        guard case .failure(let failure) = error.outcome else {
            Issue.record("not an error")
            return
        }
        #expect(failure.code.rawValue == -32000)
        #expect(failure.message == "no")
        #expect(failure.data == [1])
    }

    @Test(
        "§5.1: what is not JSON is a parse error",
        arguments: ["", "{", "nonsense", #"{"jsonrpc":"2.0","method":"a","method":"b"}"#])
    func notJSON(text: String) {
        #expect(throws: JSONRPCError(.parseError, "")) { try parse(text) }
    }

    @Test(
        "§5.1: JSON that is not one message is an invalid request",
        arguments: [
            "1", "null", #"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#, "{}", #"{"id":1,"method":"a"}"#,
            #"{"jsonrpc":"1.0","id":1,"method":"a"}"#, #"{"jsonrpc":2.0,"id":1,"method":"a"}"#,
            #"{"jsonrpc":"2.0","id":null,"method":"a"}"#, #"{"jsonrpc":"2.0","id":1.5,"method":"a"}"#,
            #"{"jsonrpc":"2.0","id":true,"method":"a"}"#, #"{"jsonrpc":"2.0","id":1,"method":2}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","params":null}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","result":{}}"#, #"{"jsonrpc":"2.0","id":1}"#,
            #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#,
            #"{"jsonrpc":"2.0","result":{}}"#, #"{"jsonrpc":"2.0","id":null,"result":{}}"#,
            #"{"jsonrpc":"2.0","id":1,"result":7}"#, #"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#,
            #"{"jsonrpc":"2.0","id":1,"error":"no"}"#, #"{"jsonrpc":"2.0","id":[1],"error":{"code":1,"message":""}}"#,
        ])
    func notAMessage(text: String) {
        #expect(throws: JSONRPCError(.invalidRequest, "")) { try parse(text) }
    }

    @Test("Empty params are left out, and an unknown id is null")
    func serialisation() {
        let request = JSONRPCRequest(id: "x", method: "ping")
        #expect(request.json.serializedString() == #"{"jsonrpc":"2.0","id":"x","method":"ping"}"#)
        let notification = JSONRPCNotification(method: "n", params: ["a": 1])
        #expect(notification.json.serializedString() == #"{"jsonrpc":"2.0","method":"n","params":{"a":1}}"#)
        let result = JSONRPCResponse(id: 3, .success([:]))
        #expect(result.json.serializedString() == #"{"jsonrpc":"2.0","id":3,"result":{}}"#)
        let error = JSONRPCResponse(id: nil, .failure(.unsupportedVersion("x", supported: [.v20260728])))
        #expect(error.json["id"] == .null)
        #expect(error.json["error"]?["code"] == -32022)
        #expect(error.json["error"]?["data"] == ["supported": ["2026-07-28"], "requested": "x"])
    }
}
