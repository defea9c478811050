package import AuthorizationServer
package import Encryption
package import JOSE
package import OAuth
package import StorageSQLite
package import WorkOSEmulator

/// What an emulator is made from.
package struct EmulatorSettings: Sendable {
    /// Where clients reach it: the issuer, and the base of every link.
    package var baseURL: HTTPURL
    package var location = SQLiteStorage.Location.memory
    /// Encrypts signing keys at rest; without one they are kept in clear.
    package var keyring: Keyring?
    package var signingAlgorithm = SignatureAlgorithm.rs256
    /// Signs in the place of a key that is made; decides the algorithm.
    package var signingKey: (any StorableSigner)?
    /// What the authorization server does besides: its issuer is `baseURL`.
    package var authorizationServer: AuthorizationServerConfiguration
    /// A PEM file of certificate authorities that are trusted beside the machine's.
    package var certificateAuthorities: String?
    /// Identity providers whose assertions are taken, with the URLs of their keys.
    package var trustedIssuers: [(issuer: String, jwksURL: HTTPURL)] = []
    package var seed: SeedFile
    /// The text that the seed was read from, to tell whether it is another one than the last time.
    package var seedText = ""
    /// The default key opens management routes when the seed does not take its place.
    package var defaultKey = Secret("sk_test_default")
    /// Opens the control API; without one it is open to whoever reaches it from this machine.
    package var controlToken: Secret?
    /// Whether there is a control API.
    package var isControlOn = true
    /// Whether only this machine reaches it; whoever comes by a name that is none of its own is then refused.
    package var isLocal = true
    package var passwordCost = ScryptCost.standard

    package init(baseURL: HTTPURL, seed: SeedFile) {
        self.baseURL = baseURL
        self.seed = seed
        authorizationServer = AuthorizationServerConfiguration(
            issuer: baseURL, registration: .init(allowsLoopback: true), isSignInByPickingOn: true)
    }
}
