/// A scope in words where it has them (OpenID Connect Core 1.0 §5.4 and §11), or else by its name.
struct ScopeLine: Sendable {
    let name: String
    let words: String?

    init(_ scope: String) {
        name = scope
        words =
            switch scope {
            case "openid": "Know who you are"
            case "profile": "See your name"
            case "email": "See your email address"
            case "offline_access": "Keep its access when you are not using it"
            default: nil
            }
    }
}
