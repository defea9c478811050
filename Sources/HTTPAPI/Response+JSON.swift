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
}
