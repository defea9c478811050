package import JSON

/// The answer to a request (JSON-RPC 2.0 §5).
package struct JSONRPCResponse: Sendable {
    /// The request's id; `nil`, written as `null`, in an error about a message whose id could not be read.
    package var id: JSONRPCID?
    package var outcome: Result<JSONObject, JSONRPCError>

    package init(id: JSONRPCID?, _ outcome: Result<JSONObject, JSONRPCError>) {
        self.id = id
        self.outcome = outcome
    }

    /// Reads a message that has no method.
    init(_ object: JSONObject) throws(JSONRPCError) {
        let id = object["id"].flatMap { JSONRPCID($0) }
        switch (object["result"], object["error"]) {
        case (let result?, nil):
            guard let result = result.object else {
                throw JSONRPCError(.invalidRequest, "result must be an object")
            }
            guard let id else { throw JSONRPCError(.invalidRequest, "A result needs the id of its request") }
            self.init(id: id, .success(result))
        case (nil, let error?):
            guard case .integer(let code)? = error["code"], let message = error["message"]?.string else {
                throw JSONRPCError(.invalidRequest, "error must have an integer code and a message")
            }
            guard id != nil || object["id"] == nil || object["id"] == .null else {
                throw JSONRPCError(.invalidRequest, "id must be a string, an integer or null")
            }
            let failure = JSONRPCError(JSONRPCError.Code(rawValue: code), message, data: error["data"])
            self.init(id: id, .failure(failure))
        default:
            throw JSONRPCError(.invalidRequest, "A message has a method, a result or an error")
        }
    }

    package var json: JSONValue {
        var object: JSONObject = ["jsonrpc": "2.0", "id": id?.json ?? .null]
        switch outcome {
        case .success(let result): object["result"] = .object(result)
        case .failure(let error): object["error"] = error.json
        }
        return .object(object)
    }
}
