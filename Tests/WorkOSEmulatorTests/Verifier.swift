import AuthorizationServer
import OAuth

extension SecretVerifier {
    /// A verifier whose slow hashes are quick to make.
    static var forTests: SecretVerifier {
        SecretVerifier(hasher: PasswordHasher(random: SystemRandomSource(), cost: ScryptCost(logarithm: 1)))
    }
}
