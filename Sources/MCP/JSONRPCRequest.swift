package import JSON

/// A call that wants an answer (JSON-RPC 2.0 §4).
package struct JSONRPCRequest: Sendable {
    package var id: JSONRPCID
    package var method: String
    /// Empty when there are none.
    package var params: JSONObject

    package init(id: JSONRPCID, method: String, params: JSONObject = [:]) {
        self.id = id
        self.method = method
        self.params = params
    }

    package var json: JSONValue {
        var object: JSONObject = ["jsonrpc": "2.0", "id": id.json, "method": .string(method)]
        if !params.isEmpty { object["params"] = .object(params) }
        return .object(object)
    }
}

/// A call that wants no answer (JSON-RPC 2.0 §4.1).
package struct JSONRPCNotification: Sendable {
    package var method: String
    /// Empty when there are none.
    package var params: JSONObject

    package init(method: String, params: JSONObject = [:]) {
        self.method = method
        self.params = params
    }

    package var json: JSONValue {
        var object: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
        if !params.isEmpty { object["params"] = .object(params) }
        return .object(object)
    }
}
