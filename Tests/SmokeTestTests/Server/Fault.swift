import SmokeTest

/// One thing that the server does wrong, while everything else is right.
enum Fault: String, Sendable, CaseIterable {
    // Without a token
    case anonymousAccepted, anonymousForbidden, noChallenge, challengeOfOtherScheme, challengeWithError
    case challengeWithoutURL, challengeWithRelativeURL

    // With a token that is no token
    case garbageAccepted, garbageCrashes, garbageWithoutError, garbageWithoutURL

    // With bad tokens
    case audienceIgnored, wrongAudienceForbidden
    case expiredForbidden, expiredUnverified
    case signatureIgnored
    case algNoneAccepted
    case queryTokenAccepted

    // Metadata of the resource
    case wellKnownMissing, documentsDiffer, resourceDiffers, noAuthorizationServers, resourceMetadataIsPage

    // Metadata of the authorization server
    case issuerDiffers, serverMetadataMissing, serverMetadataIsPage, noTokenEndpoint, noKeySetURL, noS256
    case keySetEmpty, keySetMissing

    // MCP
    case noTools, toolsFail, goodTokenForbidden

    /// The check that must find it.
    var check: CheckID {
        switch self {
        case .anonymousAccepted, .anonymousForbidden, .noChallenge, .challengeOfOtherScheme, .challengeWithError,
            .challengeWithoutURL, .challengeWithRelativeURL:
            .noToken
        case .garbageAccepted, .garbageCrashes, .garbageWithoutError, .garbageWithoutURL: .garbageToken
        case .audienceIgnored, .wrongAudienceForbidden: .wrongAudience
        case .expiredForbidden, .expiredUnverified: .expiredToken
        case .signatureIgnored: .badSignature
        case .algNoneAccepted: .algNone
        case .queryTokenAccepted: .tokenInQuery
        case .wellKnownMissing, .documentsDiffer, .resourceDiffers, .noAuthorizationServers, .resourceMetadataIsPage:
            .resourceMetadata
        case .issuerDiffers, .serverMetadataMissing, .serverMetadataIsPage, .noTokenEndpoint, .noKeySetURL, .noS256,
            .keySetEmpty, .keySetMissing:
            .authorizationServerMetadata
        case .noTools, .toolsFail, .goodTokenForbidden: .toolsList
        }
    }

    /// Whether only a token that was issued for another resource shows it: a forged one falls for its signature.
    var needsIssuedAudience: Bool { self == .audienceIgnored }

    /// Whether only a good token that is no API key shows it.
    var needsGoodJWT: Bool { self == .queryTokenAccepted }

    /// Whether only a good token shows it.
    var needsMeans: Bool { check == .toolsList || needsGoodJWT || needsIssuedAudience }
}

/// Ways to be right that differ.
struct Manner: Sendable {
    enum Era: Sendable { case stateless, handshake, handshakeWithSession }

    var era = Era.stateless
    /// Whether JSON-RPC responses come as event streams.
    var streams = false
    /// Whether the metadata of the authorization server is only found by OpenID discovery.
    var openIDOnly = false
    /// The path of the issuer.
    var issuerPath = ""
    /// Whether the challenge names another URL than the well-known one.
    var ownMetadataURL = false
    /// Whether the token endpoint gives tokens for any resource.
    var issuesForOthers = true
    /// Whether the token endpoint takes the secret in the body only.
    var secretInBody = false
    /// Whether an unknown version is refused before a token is looked for.
    var versionFirst = false
    /// Whether it puts what it was sent into the texts of its answers.
    var echoes = false
}
