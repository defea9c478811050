import HTTPTypes
import Hummingbird
import JSON
import OAuth

// MARK: - Tokens, issued and verified

extension MisbehavingServer {
    /// Claims of a token that is good for the resource.
    func goodClaims(_ base: String) -> JSONObject {
        let now = SystemClock().now()
        return [
            "iss": .string(issuer(base)), "aud": .string(resource(base)), "sub": .string(Self.clientID),
            "client_id": .string(Self.clientID), "scope": "mcp", "iat": .integer(now.seconds),
            "exp": .integer(now.adding(seconds: 300).seconds), "jti": "planted-token-id",
        ]
    }

    /// `client_credentials` with `resource`.
    func tokenEndpoint(_ request: Request, body: [UInt8], base: String) throws -> Response {
        let form = Dictionary(
            (FormURLEncoded.parse(body) ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let shown: (id: String?, secret: String?)
        if manner.secretInBody {
            shown = (form["client_id"], form["client_secret"])
        } else {
            let basic = try? ClientCredentials.basic(request.headers[.authorization] ?? "")
            shown = (basic?.clientID, basic?.secret.revealed())
        }
        guard shown.id == Self.clientID, shown.secret == Self.clientSecret else {
            let text = manner.echoes ? "client \(shown.secret ?? "")" : "invalid_client"
            return .json(["error": .string(text)], status: .unauthorized)
        }
        guard form["grant_type"] == "client_credentials" else {
            return .json(["error": "unsupported_grant_type"], status: .badRequest)
        }
        var claims = goodClaims(base)
        if let wanted = form["resource"], wanted != resource(base) {
            guard manner.issuesForOthers else { return .json(["error": "invalid_target"], status: .badRequest) }
            claims["aud"] = .string(wanted)
        }
        return .json([
            "access_token": .string(try TestKeys.sign(claims)), "token_type": "Bearer", "expires_in": 300,
        ])
    }

    enum Verdict { case accepted, invalid, forbidden, crash }

    /// What the resource makes of a token.
    func verdict(on token: String, base: String) -> Verdict {
        if token == Self.apiKey { return .accepted }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = object(parts[0]), let claims = object(parts[1]) else {
            return fault == .garbageAccepted ? .accepted : fault == .garbageCrashes ? .crash : .invalid
        }
        let isExpired = (claims["exp"]?.integer ?? 0) < SystemClock().now().seconds
        let isForOther = claims["aud"]?.string != resource(base)
        if isExpired, fault == .expiredForbidden { return .forbidden }
        if isExpired, fault == .expiredUnverified { return .accepted }
        if isForOther, fault == .wrongAudienceForbidden { return .forbidden }
        guard isSigned(header, parts), claims["iss"]?.string == issuer(base), !isExpired,
            !isForOther || fault == .audienceIgnored
        else { return .invalid }
        return .accepted
    }

    private func isSigned(_ header: JSONObject, _ parts: [String]) -> Bool {
        switch header["alg"]?.string {
        case "none": return fault == .algNoneAccepted
        case "RS256":
            guard header["kid"]?.string == TestKeys.keyID else { return false }
            let signature = Base64.decode(parts[2], .url) ?? []
            return fault == .signatureIgnored || TestKeys.verifies(signature, over: "\(parts[0]).\(parts[1])")
        default: return false
        }
    }

    private func object(_ part: String) -> JSONObject? {
        Base64.decode(part, .url).flatMap { try? JSONParser.parse($0).object }
    }
}
