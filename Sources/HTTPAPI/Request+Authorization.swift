internal import HTTPTypes
internal import Hummingbird
internal import OAuth

extension Request {
    /// The `Authorization` header.
    /// - Throws: `invalid_request` when there are several: nobody could say which one counts.
    func singleAuthorization() throws(OAuthError) -> String? {
        let values = headers[values: .authorization]
        guard values.count <= 1 else {
            throw OAuthError(.invalidRequest, "There is more than one Authorization header")
        }
        return values.first
    }
}
