internal import HTTPTypes
internal import HummingbirdCore
internal import OAuth

/// Refuses forms that another site's page sent, by what the browser says of where it was: `Origin` (RFC 6454 §7) and
/// `Sec-Fetch-Site`. Both are absent from what is no browser; the form's seal is checked in every case.
struct FormOrigin: Sendable {
    let issuer: HTTPURL

    func accepts(_ request: Request) -> Bool {
        let sites = request.headers[values: HTTPField.Name("Sec-Fetch-Site")!]
        guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else { return false }
        let origins = request.headers[values: .origin]
        guard let first = origins.first else { return true }
        guard origins.count == 1, let origin = HTTPURL(first), origin.target == "/" else { return false }
        return isSame(origin, issuer) || isOwnAddress(origin, request)
    }

    /// Whether the browser itself says that a page of ours sent the form.
    func isOwn(_ request: Request) -> Bool {
        accepts(request)
            && (request.headers[.origin] != nil || request.headers[HTTPField.Name("Sec-Fetch-Site")!] != nil)
    }

    /// In development the server is reached by any of loopback's names.
    private func isOwnAddress(_ origin: HTTPURL, _ request: Request) -> Bool {
        guard issuer.isLoopback, let authority = request.head.authority, let own = HTTPURL("http://\(authority)") else {
            return false
        }
        return own.isLoopback && isSame(origin, own)
    }

    private func isSame(_ left: HTTPURL, _ right: HTTPURL) -> Bool {
        left.scheme == right.scheme && left.host.utf8.elementsEqual(right.host.utf8) && left.port == right.port
    }
}
