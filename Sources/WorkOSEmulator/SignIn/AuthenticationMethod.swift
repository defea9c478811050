/// How somebody signed in, by the name that answers give it; of providers, the name by which they are asked for.
struct AuthenticationMethod: Sendable, Hashable, RawRepresentable {
    let rawValue: String

    init(rawValue: String) { self.rawValue = rawValue }

    static let password = AuthenticationMethod(rawValue: "Password")
    static let magicAuth = AuthenticationMethod(rawValue: "MagicAuth")
    static let singleSignOn = AuthenticationMethod(rawValue: "SSO")
    static let external = AuthenticationMethod(rawValue: "ExternalAuth")

    /// At a page that does not tell.
    static let unknown = AuthenticationMethod(rawValue: "Unknown")

    /// The providers that a request may name; the sign-in page stands in for each.
    static let providers: Set<String> = [
        "AppleOAuth", "BitbucketOAuth", "DiscordOAuth", "GitHubOAuth", "GitLabOAuth", "GoogleOAuth", "GrokOAuth",
        "IntuitOAuth", "LinkedInOAuth", "MicrosoftOAuth", "SalesforceOAuth", "SlackOAuth", "VercelMarketplaceOAuth",
        "VercelOAuth", "XOAuth", "XeroOAuth",
    ]

    /// The method of sessions, which have fewer names for it.
    var sessionName: String {
        switch self {
        case .password: "password"
        case .magicAuth: "magic_code"
        case .singleSignOn: "sso"
        case .external: "external_auth"
        default: AuthenticationMethod.providers.contains(rawValue) ? "oauth" : "unknown"
        }
    }

    /// Whether it shows something that the person knows or gets, beside which a second factor counts. Identity providers
    /// see to that themselves.
    var takesSecondFactor: Bool { self == .password || self == .magicAuth }

    /// Whether it leaves open that the address is the person's.
    var needsVerifiedAddress: Bool { self == .password }
}
