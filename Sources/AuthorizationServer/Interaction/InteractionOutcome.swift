internal import Crypto
package import OAuth
package import Storage

/// What the browser is shown, or where it goes.
package enum InteractionOutcome: Sendable {
    /// Back to the client, with a code or an error.
    case redirect(String)
    case signIn(SignInPrompt)
    case chooseOrganization(OrganizationPrompt)
    case consent(ConsentPrompt)
    /// Asks for a device's user code.
    case enterUserCode(UserCodePrompt)
    /// Asks for a one-time code of the person who is signing in.
    case enterCode(OneTimeCodePrompt)
    /// The person was signed out, and there is nowhere to go on.
    case signedOut
    /// A device's request was decided; the person may close the page.
    case decided(approved: Bool, clientName: String)
    /// The error must not go to the client: its identity or its redirect URI is in doubt, or nobody has acted yet.
    case failure(OAuthError)
}

/// Asks the person to sign in.
package struct SignInPrompt: Sendable {
    /// The application that they will go on to, when it is known.
    package var clientName: String?
    /// From `login_hint`.
    package var email: String?
    /// Whom a developer may sign in as without a password; empty where that is off.
    package var people: [User]
    /// Where the forms may lead in the end: the client's redirect URI.
    package var redirectURI: RedirectURI?
    /// What the sign-in stands in for, such as `Acme SSO`.
    package var provider: String?
    /// Whether an address and a password will do.
    package var takesPasswords = true
    /// Whether the page makes an account.
    package var isSignUp = false
    /// The same page for the other purpose: signing up, or signing in; absent where that is not possible.
    package var other: Interaction?

    package init(clientName: String? = nil, email: String? = nil, people: [User], redirectURI: RedirectURI? = nil) {
        self.clientName = clientName
        self.email = email
        self.people = people
        self.redirectURI = redirectURI
    }
}

/// Asks for a one-time code.
package struct OneTimeCodePrompt: Sendable {
    package enum Kind: Sendable, Hashable {
        /// Of the person's authenticator application (RFC 6238).
        case authenticator
        /// Sent to their address, which it verifies.
        case emailVerification
    }

    package var kind: Kind
    package var email: String
    /// Where the forms may lead in the end.
    package var redirectURI: RedirectURI?

    package init(kind: Kind, email: String, redirectURI: RedirectURI?) {
        self.kind = kind
        self.email = email
        self.redirectURI = redirectURI
    }
}

/// Asks which of several organizations the tokens are for.
package struct OrganizationPrompt: Sendable {
    package var clientName: String
    package var email: String
    package var organizations: [Organization]
    package var redirectURI: RedirectURI?

    package init(clientName: String, email: String, organizations: [Organization], redirectURI: RedirectURI? = nil) {
        self.clientName = clientName
        self.email = email
        self.organizations = organizations
        self.redirectURI = redirectURI
    }
}

/// Asks for consent (rule: the client's name, its redirect host and the scopes).
package struct ConsentPrompt: Sendable {
    package var clientName: String
    /// Where the client says that it is described.
    package var clientURI: String?
    /// How the server came to know the client: one that registered itself may have taken any name.
    package var registration: Client.Registration
    /// The URL or identifier that the client is known by.
    package var clientID: String
    /// Absent for a device.
    package var redirectURI: RedirectURI?
    /// The code that the device shows, for the person to compare; absent otherwise.
    package var userCode: String?
    package var scopes: ScopeSet
    /// The resource that the tokens are for.
    package var audience: String
    package var organization: Organization?
    package var email: String

    package init(
        clientName: String, clientURI: String?, registration: Client.Registration, clientID: String,
        redirectURI: RedirectURI?, userCode: String?, scopes: ScopeSet, audience: String, organization: Organization?,
        email: String
    ) {
        self.clientName = clientName
        self.clientURI = clientURI
        self.registration = registration
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.userCode = userCode
        self.scopes = scopes
        self.audience = audience
        self.organization = organization
        self.email = email
    }
}

extension ConsentPrompt {
    /// A digest of all that the page shows. It comes back with the decision: a client can change what it says of itself
    /// while somebody reads the page, and nobody agrees to what they did not see.
    package var digest: String {
        var hash = SHA256()
        let parts = [
            clientName, clientURI ?? "", registration.rawValue, clientID, redirectURI?.text ?? "", userCode ?? "",
            scopes.parameter, audience, organization?.id ?? "", email,
        ]
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return Base64.encode(Array(hash.finalize()), .url)
    }
}

/// Asks for a device's user code.
package struct UserCodePrompt: Sendable {
    /// What was typed before and did not do.
    package var rejected: String?
    package var email: String

    package init(rejected: String? = nil, email: String) {
        self.rejected = rejected
        self.email = email
    }
}

/// How a person shows who they are.
package enum SignInAttempt: Sendable {
    case password(email: String, password: Secret)
    /// By the identifier of a person, where signing in without a password is on.
    case pick(userID: String)
}

/// Why a sign-in did not succeed.
package enum SignInFailure: Error, Sendable, Equatable {
    /// Wrong address or password; which of them is not told.
    case wrongCredentials
    /// A one-time code that is wrong, or of use no longer.
    case wrongCode
    /// What was typed to sign up cannot be; what is wrong, for the person.
    case unusable(String)
    /// Too many attempts; seconds to wait.
    case throttled(retryAfter: Int64)
    case unavailable(detail: String)

    /// A word for the audit log.
    var reason: String {
        switch self {
        case .wrongCredentials: "wrong_credentials"
        case .wrongCode: "wrong_code"
        case .unusable: "unusable"
        case .throttled: "throttled"
        case .unavailable: "unavailable"
        }
    }
}

/// A session that was made for a browser.
package struct NewSession: Sendable {
    /// The cookie.
    package var secret: Secret
    /// Seconds that it lives.
    package var lifetime: Int64

    package init(secret: Secret, lifetime: Int64) {
        self.secret = secret
        self.lifetime = lifetime
    }
}
