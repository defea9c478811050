import OAuth

/// A token that a correct server refuses, and where it came from: that says what its refusal proves.
struct BadToken: Sendable {
    let token: Secret
    let origin: String

    static let minted = "minted by the tester with its own key"
    /// Without a really signed token the rule itself stays unproven, and the report says so.
    static let mintedInstead = minted + ": its signature alone may have been the reason"
}
