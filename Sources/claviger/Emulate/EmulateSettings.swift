internal import EmulatorComposition
internal import Encryption
internal import JOSE
internal import OAuth
internal import StorageSQLite
internal import WorkOSEmulator

/// What `claviger emulate` was asked for, by flags or else by the environment.
struct EmulateSettings: Sendable {
    var host: String
    var port: Int
    /// Where the seed came from; absent: the example.
    var seedFile: String?
    var dataFile: String?
    var emulator: EmulatorSettings

    init(_ command: EmulateCommand) throws(CommandError) {
        host = command.host ?? Environment.value("CLAVIGER_HOST") ?? "127.0.0.1"
        port = try Port.resolve(try EmulateSettings.port(command.port), flag: "--port")
        seedFile = command.seed ?? Environment.value("CLAVIGER_SEED") ?? SeedFiles.standard()
        dataFile = command.data ?? Environment.value("CLAVIGER_DATA")
        let seed = try seedFile.map { file throws(CommandError) in try SeedFiles.read(file) }
        emulator = EmulatorSettings(
            baseURL: try EmulateSettings.baseURL(command.issuer, host: host, port: port),
            seed: seed ?? .development(clientSecret: SystemRandomSource().token()))
        emulator.location = dataFile.map { .file($0) } ?? .memory
        if let path = command.signingKey ?? Environment.value("CLAVIGER_SIGNING_KEY") {
            emulator.signingKey = try EmulateSettings.signingKey(path)
        }
        if let keys = Environment.value("CLAVIGER_ENCRYPTION_KEYS") {
            do throws(EncryptionError) { emulator.keyring = try Keyring(parsing: Secret(keys)) } catch {
                throw CommandError(
                    "CLAVIGER_ENCRYPTION_KEYS: \(error.reason); the form is id:base64,id:base64 with keys of 32 bytes")
            }
        }
        emulator.controlToken = Environment.value("CLAVIGER_CONTROL_TOKEN").map { Secret($0) }
        // Whoever reaches another address than loopback could take the server over.
        emulator.isLocal = isLoopback
        emulator.isControlOn = isLoopback || emulator.controlToken != nil
    }

    var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

    private static func port(_ flag: Int?) throws(CommandError) -> Int {
        if let flag { return try checked(flag, "--port") }
        guard let text = Environment.value("CLAVIGER_PORT") else { return 4100 }
        guard let number = Int(text) else { throw CommandError("CLAVIGER_PORT must be a number, not \(text)") }
        return try checked(number, "CLAVIGER_PORT")
    }

    private static func checked(_ port: Int, _ name: String) throws(CommandError) -> Int {
        guard (0...65535).contains(port) else {
            throw CommandError("\(name) must be between 0 and 65535, not \(port)")
        }
        return port
    }

    private static func baseURL(_ flag: String?, host: String, port: Int) throws(CommandError) -> HTTPURL {
        guard let text = flag ?? Environment.value("CLAVIGER_ISSUER") else {
            // Where it listens on every address, its own machine is the one that surely reaches it.
            let name = ["0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
            guard let url = HTTPURL("http://\(name):\(port)") else {
                throw CommandError("--host \(host) is no address or name of this machine")
            }
            return url
        }
        guard let url = HTTPURL(text), url.query == nil, !text.contains("#") else {
            throw CommandError("--issuer must be an http or https URL without query, such as http://localhost:4100")
        }
        return url
    }

    private static func signingKey(_ path: String) throws(CommandError) -> any StorableSigner {
        guard let bytes = try SecretFile.read(path) else {
            throw CommandError("--signing-key \(path) is not there; name a PEM file")
        }
        do throws(SigningKeyPair.PEMError) { return try SigningKeyPair.read(pem: bytes) } catch {
            throw CommandError("--signing-key \(path): \(error.reason)")
        }
    }
}
