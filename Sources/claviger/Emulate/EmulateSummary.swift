internal import EmulatorComposition
internal import JSON
internal import OAuth
internal import WorkOSEmulator

/// What `claviger emulate` tells when it is ready.
struct EmulateSummary: Sendable {
    private let settings: EmulateSettings
    private let url: String
    private let apiKey: String?
    private let clientID: String
    private let machine: Seeder.Outcome.Application?
    private let people: [String]
    private let skipped: [String]

    init(settings: EmulateSettings, emulator: Emulator) {
        self.settings = settings
        url = settings.emulator.baseURL.text
        // Shown on purpose: they belong to this machine's tests, and the person needs them.
        apiKey = emulator.apiKey?.revealed()
        clientID = emulator.api.context.configuration.clientID ?? EmulateSummary.anyClientID
        machine = emulator.seeded.applications.first(where: \.isMachineWithSecret)
        people = emulator.seeded.people.map { $0.email + ($0.hasPassword ? "" : " (no password: pick the name)") }
        skipped = emulator.seeded.skipped
    }

    /// Where the seed names none, every `client_id` of this form is taken.
    private static let anyClientID = "client_emulator"

    var json: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        return [
            "url": .string(url), "issuer": .string(url),
            "listening": .string("\(settings.host):\(settings.port)"), "api_key": optional(apiKey),
            "client_id": .string(clientID),
            "m2m_client_id": optional(machine?.clientID),
            "m2m_client_secret": optional(machine?.clientSecret?.revealed()),
            "token_endpoint": .string(url + "/oauth2/token"), "jwks_uri": .string(url + "/oauth2/jwks"),
            "control": settings.emulator.isControlOn ? .string(url + "/_claviger") : .null,
            "seed": optional(settings.seedFile), "data": optional(settings.dataFile), "skipped": .strings(skipped),
        ]
    }

    var text: String {
        var rows = [
            ("WorkOS API", url), ("API key", apiKey ?? "none in the seed file"), ("Client id", clientID),
        ]
        if let machine {
            rows.append(("M2M client id", machine.clientID))
            rows.append(
                (
                    "M2M client secret",
                    machine.clientSecret?.revealed()
                        ?? "made in an earlier run; pin client_secret in the seed file to know it"
                ))
        }
        rows += [
            ("Sign in as", people.isEmpty ? "nobody: the seed has no users" : EmulateSummary.list(people)),
            ("Seed", settings.seedFile ?? "an example; write your own with --seed FILE"),
            ("Storage", settings.dataFile ?? "in memory; keep it with --data FILE"),
            (
                "Control API",
                settings.emulator.isControlOn
                    ? url + "/_claviger" : "off: it needs CLAVIGER_CONTROL_TOKEN where others reach it"
            ),
        ]
        if !settings.isLoopback {
            rows.append(("Caution", "others reach it: they can sign in as anybody, and may know the API key"))
        }
        let width = rows.map(\.0.count).max() ?? 0
        let table = rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count))  \($1)" }
        let notes = skipped.isEmpty ? "" : "\nThere already, and left as it is:\n\n  \(EmulateSummary.lines(skipped))\n"
        return """

            claviger emulate is ready; end it with Ctrl-C.

            \(table.joined(separator: "\n"))
            \(notes)
            Try it in another terminal:

              curl \(url)/organizations -H 'Authorization: Bearer \(apiKey ?? "sk_…")'

            """
    }

    private static func list(_ people: [String]) -> String {
        let shown = people.prefix(3).joined(separator: ", ")
        return people.count > 3 ? "\(shown) and \(people.count - 3) more" : shown
    }

    private static func lines(_ skipped: [String]) -> String {
        let more = skipped.count > 10 ? ["and \(skipped.count - 10) more"] : []
        return (skipped.prefix(10) + more).joined(separator: "\n  ")
    }
}
