internal import Encryption
internal import OAuth

/// The secrets of a developer's set-up. They stay from run to run, so that clients that were configured once go on
/// working, and they belong to the developer's own files.
struct DevSecrets: Sendable {
    var keyring: Keyring
    /// Where the keys came from, for the summary.
    var keySource: String
    /// The file with the keys; absent when they came from the environment.
    var keyFile: String?
    /// The secret of the M2M application that dev makes.
    var clientSecret: Secret

    private static let variable = "CLAVIGER_ENCRYPTION_KEYS"

    static func load(directory: String, random: any RandomSource) throws(CommandError) -> DevSecrets {
        try Directory.make(directory)
        let (clientSecret, _) = try SecretFile.readOrMake("\(directory)/client.secret", random: random) {
            random.token()
        }
        if let text = Environment.value(variable) {
            return DevSecrets(
                keyring: try keyring(Secret(text), variable), keySource: "from \(variable)", keyFile: nil,
                clientSecret: clientSecret)
        }
        let file = "\(directory)/encryption.keys"
        // An identifier of its own, so that after the loss of a file the new one is not taken for it.
        let identifier = "dev-" + Base64.encode(random.bytes(6), .url)
        let (keys, isNew) = try SecretFile.readOrMake(file, random: random) {
            Keyring.generate(identifier: identifier, random: random)
        }
        return DevSecrets(
            keyring: try keyring(keys, file), keySource: "in \(file)\(isNew ? " (made now)" : "")", keyFile: file,
            clientSecret: clientSecret)
    }

    private static func keyring(_ text: Secret, _ place: String) throws(CommandError) -> Keyring {
        do throws(EncryptionError) {
            return try Keyring(parsing: text)
        } catch {
            throw CommandError("\(place): \(error.reason); the form is id:base64,id:base64 with keys of 32 bytes")
        }
    }

    /// Where dev keeps its secrets when it keeps no data: the user's state directory (XDG Base Directory).
    static func defaultDirectory() throws(CommandError) -> String {
        if let state = Environment.value("XDG_STATE_HOME") { return "\(state)/claviger/dev" }
        guard let home = Environment.value("HOME") else {
            throw CommandError("neither HOME nor XDG_STATE_HOME is set; name a directory with --data")
        }
        return "\(home)/.local/state/claviger/dev"
    }
}
