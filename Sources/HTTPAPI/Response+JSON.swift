internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore

extension Response {
    /// An answer with a JSON body.
    init(status: HTTPResponse.Status = .ok, json: JSONValue, cacheControl: String) {
        self.init(
            status: status, headers: [.contentType: "application/json", .cacheControl: cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.serialized())))
    }

    /// The address is right and the method is not (RFC 9110 §15.5.6).
    static func methodNotAllowed(_ request: Request, allow: String) -> Response {
        var response = Response(
            status: .methodNotAllowed,
            json: [
                "error": "method_not_allowed",
                "error_description": .string("\(request.uri.path.prefix(200)) takes \(allow) alone"),
            ], cacheControl: "no-store")
        response.headers[.allow] = allow
        return response
    }

    /// An answer with secrets in it, which nobody on the way may keep (RFC 6749 §5.1).
    init(confidential json: JSONValue, status: HTTPResponse.Status = .ok) {
        self.init(status: status, json: json, cacheControl: "no-store")
        headers[.pragma] = "no-cache"
    }
}

extension HTTPField.Name {
    static var pragma: HTTPField.Name { HTTPField.Name("Pragma")! }
}
