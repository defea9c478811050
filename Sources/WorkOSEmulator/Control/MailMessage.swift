package import JSON
package import OAuth

/// A message to a person.
package struct MailMessage: Sendable, Hashable {
    /// What it is about.
    package enum Kind: String, Sendable, CaseIterable {
        case magicAuth = "magic_auth"
        case emailVerification = "email_verification"
        case emailChange = "email_change"
        case passwordReset = "password_reset"
        case invitation
        case smsChallenge = "sms_challenge"
    }

    /// An e-mail address, or for an SMS a telephone number.
    package var to: String
    package var kind: Kind
    /// The code to type.
    package var code: String?
    /// The link to follow.
    package var link: String?
    /// What the code or the link belongs to, such as `magic_auth_01JA2B3C4D5E6F7G8H9JKMNPQR`.
    package var resourceID: String
    package var sentAt: Timestamp

    package init(
        to: String, kind: Kind, code: String? = nil, link: String? = nil, resourceID: String, sentAt: Timestamp
    ) {
        self.to = to
        self.kind = kind
        self.code = code
        self.link = link
        self.resourceID = resourceID
        self.sentAt = sentAt
    }

    /// As the control API shows it.
    package var json: JSONValue {
        [
            "to": .string(to), "kind": .string(kind.rawValue), "code": code.map(JSONValue.string) ?? .null,
            "link": link.map(JSONValue.string) ?? .null, "resource_id": .string(resourceID),
            "sent_at": .string(sentAt.rfc3339),
        ]
    }
}
