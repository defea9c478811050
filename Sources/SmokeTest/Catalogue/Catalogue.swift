/// Every check, in the order in which they run: as a client meets them.
package enum Catalogue {
    package static let checks: [Check] =
        ChallengeChecks.all + DiscoveryChecks.all + VerificationChecks.all + MCPChecks.all
}
