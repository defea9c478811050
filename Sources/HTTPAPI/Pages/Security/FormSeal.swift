package import AuthorizationServer
internal import Crypto
package import OAuth

/// Makes and checks the tokens that show that a form came from a page of ours in this browser: an HMAC, under the key in
/// the browser's cookie, over what the form is for, the interaction and the session. No page can be used in another
/// browser, for another request, or after the person signed in as somebody else.
package struct FormSeal: Sendable {
    /// What a form does.
    package enum Purpose: String, Sendable, CaseIterable {
        case signIn = "sign-in"
        case signUp = "sign-up"
        /// A one-time code.
        case code
        case signOut = "sign-out"
        case organization
        case consent
        case device

        /// Where the form goes, below the issuer's path.
        package var path: String { "/oauth2/\(rawValue)" }
    }

    private let key: Secret
    private let session: Secret?

    package init(key: Secret, session: Secret?) {
        self.key = key
        self.session = session
    }

    package func token(for purpose: Purpose, _ interaction: Interaction) -> String {
        Base64.encode(code(purpose, interaction), .url)
    }

    package func accepts(_ token: String, for purpose: Purpose, _ interaction: Interaction) -> Bool {
        constantTimeEqual(token.utf8, self.token(for: purpose, interaction).utf8)
    }

    private func code(_ purpose: Purpose, _ interaction: Interaction) -> [UInt8] {
        let symmetricKey = key.withBytes { SymmetricKey(data: UnsafeRawBufferPointer($0)) }
        var message = HMAC<SHA256>(key: symmetricKey)
        FormSeal.append(Array(purpose.rawValue.utf8), to: &message)
        FormSeal.append(Array(interaction.location.utf8), to: &message)
        if let session {
            FormSeal.append(session.withBytes { Array(SHA256.hash(data: UnsafeRawBufferPointer($0))) }, to: &message)
        }
        return Array(message.finalize())
    }

    /// The length goes first, so that no two lists of parts give the same bytes.
    private static func append(_ part: [UInt8], to message: inout HMAC<SHA256>) {
        let length = UInt64(part.count)
        message.update(
            data: stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> UInt64($0)) })
        message.update(data: part)
    }
}
