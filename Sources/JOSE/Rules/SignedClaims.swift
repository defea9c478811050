internal import JSON
internal import OAuth

/// The claims of a token whose issuer, header and signature are good, and what one asks of such claims. They come from
/// `TokenJudging` and from nowhere else.
package struct SignedClaims: Sendable {
    let issuer: String
    let values: JSONObject
    /// Seconds since 1970.
    let now: Int64
    /// Seconds by which clocks may differ.
    let leeway: Int64

    /// `exp`, in seconds since 1970, which is required and must not be past (RFC 7519 §4.1.4).
    func expiry() throws(TokenFault) -> Int64 {
        guard let expiry = try moment("exp") else { throw .rejected(.noExpiry) }
        guard now - leeway < expiry else { throw .rejected(.expired) }
        return expiry
    }

    /// `exp`, which must be no more than so many seconds ahead.
    func expiry(within seconds: Int64) throws(TokenFault) -> Int64 {
        let expiry = try expiry()
        guard expiry <= now + seconds + leeway else { throw .rejected(.livesTooLong) }
        return expiry
    }

    /// Checks that `nbf` and `iat`, where there are any, do not lie ahead (RFC 7519 §4.1.5 and §4.1.6).
    func checkStart() throws(TokenFault) {
        for name in ["nbf", "iat"] {
            guard let moment = try moment(name) else { continue }
            guard moment <= now + leeway else { throw .rejected(.notYetValid) }
        }
    }

    /// A NumericDate (RFC 7519 §2), which may have a fraction, within the years that a clock can show; in whole seconds
    /// since 1970.
    func moment(_ name: String) throws(TokenFault) -> Int64? {
        let number: Double
        switch values[name] {
        case nil: return nil
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        default: throw .rejected(.malformedClaim)
        }
        guard (0...253_402_300_799).contains(number) else { throw .rejected(.malformedClaim) }
        return Int64(number)
    }

    /// The audiences, one of which must be one of these.
    func audiences(including wanted: [String]) throws(TokenFault) -> [String] {
        guard let audiences = StringClaim.values(values["aud"]),
            audiences.contains(where: { one in wanted.contains { $0.utf8.elementsEqual(one.utf8) } })
        else { throw .rejected(.wrongAudience) }
        return audiences
    }

    /// Checks that the audience is this one and no other.
    func checkAudience(isOnly wanted: String) throws(TokenFault) {
        guard let audiences = StringClaim.values(values["aud"]), audiences.count == 1,
            audiences[0].utf8.elementsEqual(wanted.utf8)
        else { throw .rejected(.wrongAudience) }
    }

    /// A claim that names somebody or something and is required: 1 to 255 bytes, as `sub` has in OpenID Connect Core
    /// §2, without control characters, a NUL of which would end the text for a database written in C.
    func name(_ claim: String) throws(TokenFault) -> String {
        guard let value = values[claim] else { throw .rejected(.missingClaim) }
        guard let text = value.string, (1...255).contains(text.utf8.count),
            !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw .rejected(.malformedClaim) }
        return text
    }

    /// `scope` (RFC 8693 §4.2), or else `scp`, a string or an array; none when neither is there.
    func scopes() throws(TokenFault) -> ScopeSet {
        let scopes: ScopeSet?
        if let scope = values["scope"] {
            scopes = scope.string.flatMap(ScopeSet.init(parameter:))
        } else if let scp = values["scp"] {
            scopes = scp.string.map(ScopeSet.init(parameter:)) ?? scp.strings.flatMap { ScopeSet(validating: $0) }
        } else {
            scopes = ScopeSet.none
        }
        guard let scopes else { throw .rejected(.malformedClaim) }
        return scopes
    }
}

/// A claim that is one string or an array of them, as `aud` is (RFC 7519 §4.1.3).
enum StringClaim {
    /// The strings; `nil` when the claim is missing or of another form.
    static func values(_ claim: JSONValue?) -> [String]? {
        if let one = claim?.string { return [one] }
        return claim?.strings
    }
}
