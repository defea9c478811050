import OAuth

/// What came of the wish for a good token.
enum GoodToken: Sendable {
    case token(Secret)
    /// There was no way to ask for one.
    case none(Skip)
    /// The authorization server gave none.
    case refused(String)

    var token: Secret? {
        if case .token(let token) = self { token } else { nil }
    }
}
