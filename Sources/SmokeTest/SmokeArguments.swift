import OAuth

/// The arguments of the command as they were typed, before anything is known to be right about them.
package struct SmokeArguments: Sendable {
    package var url: String
    package var clientID: String?
    package var clientSecret: String?
    package var scope: String?
    package var token: String?
    package var apiKey: String?
    package var timeout = "10"
    package var rate = "5"
    package var only: [String] = []
    package var skip: [String] = []

    package init(url: String) { self.url = url }

    /// The options that the arguments stand for. Flags win over the environment.
    /// - Throws: `SmokeUsageError` for the first thing that is wrong.
    package func options(environment: (String) -> String?) throws(SmokeUsageError) -> SmokeOptions {
        // The URL is not repeated, since it may hold a password.
        guard let target = HTTPURL(url) else {
            throw SmokeUsageError(
                "URL: not an absolute http or https URL without user name and fragment; write it like "
                    + "https://mcp.example.com/mcp")
        }
        let only = try ids(self.only, flag: "--only")
        let skip = try ids(self.skip, flag: "--skip")
        let options = SmokeOptions(
            target: target, means: try means(environment: environment), timeout: try parsedTimeout(),
            requestsPerSecond: try parsedRate(), only: only.isEmpty ? nil : only, skip: skip)
        guard Catalogue.checks.contains(where: { options.selects($0.description.id) }) else {
            throw SmokeUsageError("--skip: leaves no check to run; name fewer ids")
        }
        return options
    }

    private func parsedTimeout() throws(SmokeUsageError) -> Duration {
        guard let seconds = Double(timeout), seconds > 0, seconds <= 3600 else {
            throw SmokeUsageError("--timeout: must be a number of seconds above 0 and up to 3600, such as 10")
        }
        return .seconds(seconds)
    }

    private func parsedRate() throws(SmokeUsageError) -> Double? {
        if rate == "unlimited" { return nil }
        guard let number = Double(rate), number == 0 || (0.01...1_000_000).contains(number) else {
            throw SmokeUsageError(
                "--rate: must be a number of requests per second, such as 5, or unlimited")
        }
        return number == 0 ? nil : number
    }

    private func ids(_ lists: [String], flag: String) throws(SmokeUsageError) -> Set<CheckID> {
        var ids: Set<CheckID> = []
        let names = lists.flatMap { list in list.split(separator: ",").map { $0.filter { $0 != " " } } }
        for name in names {
            guard let check = Catalogue.checks.first(where: { $0.description.id.rawValue == name }) else {
                let known = Catalogue.checks.map(\.description.id.rawValue).joined(separator: ", ")
                throw SmokeUsageError("\(flag): there is no such check; the ids are \(known)")
            }
            ids.insert(check.description.id)
        }
        guard lists.isEmpty || !ids.isEmpty else { throw SmokeUsageError("\(flag): names no check; give its id") }
        return ids
    }
}
