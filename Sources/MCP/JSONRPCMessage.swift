import JSON

/// One message of JSON-RPC 2.0, as MCP narrows it: `params` and `result` are objects, and there are no batches.
package enum JSONRPCMessage: Sendable {
    case request(JSONRPCRequest)
    case notification(JSONRPCNotification)
    case response(JSONRPCResponse)

    /// Reads one message from a body or from the data of an event.
    /// - Throws: `parseError` when the bytes are not JSON, `invalidRequest` when the JSON is not one message. The
    ///   answer to either has the id `null` (JSON-RPC 2.0 §5).
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONRPCError) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            throw JSONRPCError(.parseError, "The text is not JSON: \(error)")
        }
        guard let object = value.object else {
            throw JSONRPCError(.invalidRequest, "A message is one JSON object; batches are not supported")
        }
        guard object["jsonrpc"] == "2.0" else { throw JSONRPCError(.invalidRequest, "jsonrpc must be \"2.0\"") }
        if object["method"] == nil {
            self = .response(try JSONRPCResponse(object))
        } else {
            self = try JSONRPCMessage.call(object)
        }
    }

    /// Reads a request or, without an `id`, a notification (§4, §4.1).
    private static func call(_ object: JSONObject) throws(JSONRPCError) -> JSONRPCMessage {
        guard let method = object["method"]?.string else {
            throw JSONRPCError(.invalidRequest, "method must be a string")
        }
        guard object["result"] == nil, object["error"] == nil else {
            throw JSONRPCError(.invalidRequest, "A message with a method has neither result nor error")
        }
        var params = JSONObject()
        if let value = object["params"] {
            guard let members = value.object else { throw JSONRPCError(.invalidRequest, "params must be an object") }
            params = members
        }
        guard let id = object["id"] else { return .notification(JSONRPCNotification(method: method, params: params)) }
        guard let id = JSONRPCID(id) else {
            throw JSONRPCError(.invalidRequest, "id must be a string or an integer")
        }
        return .request(JSONRPCRequest(id: id, method: method, params: params))
    }
}
