import OAuth
import SmokeTest
import Testing

@Suite("Arguments of the command")
struct ArgumentsTests {
    private func arguments(_ change: (inout SmokeArguments) -> Void = { _ in }) -> SmokeArguments {
        var arguments = SmokeArguments(url: "https://mcp.example.com/mcp")
        change(&arguments)
        return arguments
    }

    private func options(
        _ arguments: SmokeArguments, _ environment: [String: String] = [:]
    ) throws(SmokeUsageError) -> SmokeOptions {
        try arguments.options { environment[$0] }
    }

    private func complaint(_ arguments: SmokeArguments, _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try options(arguments, environment)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("Defaults: ten seconds, five requests a second, every check, no means")
    func defaults() throws {
        let options = try options(arguments())
        #expect(options.timeout == .seconds(10))
        #expect(options.requestsPerSecond == 5)
        #expect(options.only == nil)
        #expect(options.means == .none)
    }

    @Test(
        "A bad URL is refused without being repeated",
        arguments: [
            "", "mcp.example.com", "ftp://mcp.example.com", "https://user:planted@mcp.example.com/mcp",
            "https://mcp.example.com/mcp#planted", "https://", "/mcp",
        ])
    func badURL(url: String) throws {
        let line = try #require(complaint(SmokeArguments(url: url)))
        #expect(line.hasPrefix("URL: "))
        #expect(!line.contains("planted"))
    }

    @Test("A rate of 0 and unlimited are no limit")
    func rates() throws {
        #expect(try options(arguments { $0.rate = "0" }).requestsPerSecond == nil)
        #expect(try options(arguments { $0.rate = "unlimited" }).requestsPerSecond == nil)
        #expect(try options(arguments { $0.rate = "0.5" }).requestsPerSecond == 0.5)
    }

    @Test(
        "Numbers out of range are refused by the flag's name",
        arguments: [
            ("--timeout", "0"), ("--timeout", "-1"), ("--timeout", "soon"), ("--timeout", "nan"), ("--timeout", "1e12"),
            ("--rate", "-1"), ("--rate", "fast"), ("--rate", "nan"), ("--rate", "1e-9"), ("--rate", "inf"),
        ])
    func badNumbers(flag: String, value: String) {
        let arguments = arguments { if flag == "--rate" { $0.rate = value } else { $0.timeout = value } }
        #expect(complaint(arguments)?.hasPrefix("\(flag): ") == true)
    }

    @Test("Means from flags")
    func means() throws {
        #expect(try options(arguments { $0.token = "t" }).means == .token(Secret("t")))
        #expect(try options(arguments { $0.apiKey = "sk_1" }).means == .apiKey(Secret("sk_1")))
        let client = arguments {
            $0.clientID = "c"
            $0.clientSecret = "s"
            $0.scope = "a b"
        }
        #expect(
            try options(client).means
                == .clientCredentials(clientID: "c", secret: Secret("s"), scope: ScopeSet(parameter: "a b")))
    }

    @Test("Means from the environment, where no flag gives any")
    func environment() throws {
        #expect(try options(arguments(), ["CLAVIGER_TOKEN": "t"]).means == .token(Secret("t")))
        #expect(
            try options(arguments(), ["CLAVIGER_API_KEY": "k", "CLAVIGER_TOKEN": ""]).means == .apiKey(Secret("k")))
        #expect(
            try options(arguments(), ["CLAVIGER_CLIENT_ID": "c", "CLAVIGER_CLIENT_SECRET": "s"]).means
                == .clientCredentials(clientID: "c", secret: Secret("s"), scope: nil))
        #expect(
            try options(arguments { $0.clientID = "c" }, ["CLAVIGER_CLIENT_SECRET": "s", "CLAVIGER_TOKEN": "t"]).means
                == .clientCredentials(clientID: "c", secret: Secret("s"), scope: nil))
        #expect(
            try options(arguments { $0.apiKey = "k" }, ["CLAVIGER_CLIENT_ID": "c", "CLAVIGER_TOKEN": "t"]).means
                == .apiKey(Secret("k")))
    }

    @Test("Flags that contradict each other are refused in one line that names them and the mend")
    func contradictions() {
        let both = arguments {
            $0.token = "planted"
            $0.apiKey = "planted"
        }
        #expect(complaint(both) == "--api-key: cannot go together with --token; give one of them")
        let clientToo = arguments {
            $0.token = "planted"
            $0.clientID = "c"
        }
        #expect(complaint(clientToo) == "--client-id: cannot go together with --token; give one of them")
        #expect(
            complaint(arguments(), ["CLAVIGER_TOKEN": "planted", "CLAVIGER_API_KEY": "planted"])
                == "CLAVIGER_API_KEY: cannot go together with CLAVIGER_TOKEN; give one of them")
        #expect(complaint(arguments { $0.clientID = "c" })?.hasPrefix("--client-id: needs --client-secret") == true)
        #expect(complaint(arguments { $0.clientSecret = "s" })?.hasPrefix("--client-secret: needs --client-id") == true)
        #expect(complaint(arguments { $0.scope = "a" })?.hasPrefix("--scope: only goes with --client-id") == true)
        #expect(complaint(arguments { $0.token = "" })?.hasPrefix("--token: is empty") == true)
        #expect(complaint(arguments { $0.token = "planted\n" })?.hasPrefix("--token: holds spaces") == true)
        let scope = arguments {
            $0.clientID = "c"
            $0.clientSecret = "s"
            $0.scope = "a\"b"
        }
        #expect(complaint(scope)?.hasPrefix("--scope: holds a character") == true)
    }

    @Test("Checks are chosen by id, between commas or one flag each")
    func selection() throws {
        let some = try options(arguments { $0.only = ["no-token, alg-none", "tools-list"] })
        #expect(some.only == [.noToken, .algNone, .toolsList])
        #expect(try options(arguments { $0.skip = ["tools-list"] }).skip == [.toolsList])
        #expect(complaint(arguments { $0.only = ["no-tokn"] })?.hasPrefix("--only: there is no such check") == true)
        #expect(complaint(arguments { $0.skip = [","] })?.hasPrefix("--skip: names no check") == true)
        let nothing = arguments {
            $0.only = ["no-token"]
            $0.skip = ["no-token"]
        }
        #expect(complaint(nothing)?.hasPrefix("--skip: leaves no check") == true)
    }
}
