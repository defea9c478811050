/// People, and how they show who they are: passwords, codes, links, authenticator apps.
package enum UserGroup {
    package static let types: [ResourceType] = [
        .user, .emailVerification, .emailChange, .passwordReset, .magicAuth, .authenticationFactor,
        .authenticationChallenge, .invitation,
    ]

    package static let operations: [Operation] =
        Users.operations + EmailVerifications.operations + EmailChanges.operations + PasswordResets.operations
        + MagicAuths.operations + AuthenticationFactors.operations + AuthenticationChallenges.operations
        + Invitations.operations + UserAuthorizations.operations
}
