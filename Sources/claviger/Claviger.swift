internal import ArgumentParser

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The command line.
@main
struct Claviger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claviger",
        abstract: "OAuth for MCP servers and the agents that call them.",
        version: "0.1.0",
        subcommands: [DevCommand.self, EmulateCommand.self, ValidateCommand.self, SmokeCommand.self])

    /// Runs the command and turns what it throws into an exit code: 0 success, 1 the thing checked failed, 2 usage or
    /// configuration, 3 the target could not be reached.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as CommandError {
            StandardError.write("claviger: \(error.message)\n")
            Glibc.exit(error.exitCode)
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            StandardError.write("claviger: \(message(for: error)); see claviger --help\n")
            Glibc.exit(CommandError.usage)
        }
    }
}

/// What a command gives up with: one line for the person, and the exit code.
struct CommandError: Error {
    static let usage: Int32 = 2
    static let unreachable: Int32 = 3

    var message: String
    var exitCode: Int32

    init(_ message: String, exitCode: Int32 = usage) {
        self.message = message
        self.exitCode = exitCode
    }
}
