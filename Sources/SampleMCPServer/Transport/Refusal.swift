import Hummingbird
import JSON
import MCP

/// A request that gets no result. The one place where such an answer becomes HTTP.
struct Refusal: Error {
    var status: HTTPResponse.Status
    var error: JSONRPCError
    /// The request's id, where it could be read.
    var id: JSONRPCID?

    init(_ status: HTTPResponse.Status, _ error: JSONRPCError, id: JSONRPCID? = nil) {
        self.status = status
        self.error = error
        self.id = id
    }

    var response: Response { .json(JSONRPCResponse(id: id, .failure(error)).json, status: status) }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized())))
    }

    /// The answer to a notification: taken, and nothing to say.
    static let accepted = Response(status: .accepted)
}
