package import AuthorizationServer

/// Where a form goes, and the hidden fields that say what it is a step of.
package struct SealedForm: Sendable {
    package var action: String
    /// `Interaction.location`.
    package var interaction: String
    package var csrf: String

    package init(action: String, interaction: String, csrf: String) {
        self.action = action
        self.interaction = interaction
        self.csrf = csrf
    }
}

/// Makes the forms of one page.
package struct FormMaker: Sendable {
    private let base: String
    private let interaction: Interaction
    private let seal: FormSeal

    /// - Parameter base: the issuer's path, without a slash at its end.
    package init(base: String, interaction: Interaction, seal: FormSeal) {
        self.base = base
        self.interaction = interaction
        self.seal = seal
    }

    /// The address of another interaction.
    package func link(_ interaction: Interaction) -> String { base + interaction.location }

    package func form(_ purpose: FormSeal.Purpose) -> SealedForm {
        SealedForm(
            action: base + purpose.path, interaction: interaction.location, csrf: seal.token(for: purpose, interaction))
    }
}
