internal import ArgumentParser
internal import JSON
internal import WorkOSEmulator

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `claviger validate`: every problem in seed files, before they are used.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check seed files: every problem at once, each with file, line, key and mend.",
        discussion: "Ends with 0 when there is none, and with 2 otherwise. A file named - is standard input.")

    @Argument(help: ArgumentHelp("Seed files in YAML or JSON.", valueName: "file"))
    var files: [String]

    @Flag(help: "Print one JSON object: {\"valid\", \"files\": [{\"file\", \"valid\", \"problems\"}]}.")
    var json = false

    func run() async throws {
        var results: [(file: String, problems: [SeedProblem])] = []
        for file in files { results.append((file, await ValidateCommand.problems(in: file))) }
        StandardOutput.write(json ? ValidateCommand.json(results) : ValidateCommand.text(results))
        guard results.allSatisfy(\.problems.isEmpty) else { throw ExitCode(CommandError.usage) }
    }

    private static func problems(in file: String) async -> [SeedProblem] {
        guard let text = text(of: file) else {
            return [SeedProblem(line: 1, key: "file", message: "cannot be read as UTF-8 text")]
        }
        if let key = SeedReader.configurationKey(in: text) {
            return [
                SeedProblem(
                    line: 1, key: key, message: "makes this a configuration file; validate judges seed files only")
            ]
        }
        do throws(SeedError) {
            _ = try SeedReader.read(text)
            return []
        } catch {
            return error.problems
        }
    }

    private static func text(of file: String) -> String? {
        if file == "-" { return String(validating: StandardInput.read(), as: UTF8.self) }
        return try? String(contentsOfFile: file, encoding: .utf8)
    }

    private static func text(_ results: [(file: String, problems: [SeedProblem])]) -> String {
        results.map { file, problems in
            if problems.isEmpty { return "\(name(file)): good\n" }
            return problems.map { "\(name(file)):\($0.line): \($0.key): \($0.message)\n" }.joined()
        }.joined()
    }

    private static func json(_ results: [(file: String, problems: [SeedProblem])]) -> String {
        let files = results.map { file, problems -> JSONValue in
            [
                "file": .string(name(file)), "valid": .bool(problems.isEmpty),
                "problems": .array(
                    problems.map { problem in
                        [
                            "line": .integer(Int64(problem.line)), "key": .string(problem.key),
                            "message": .string(problem.message),
                        ]
                    }),
            ]
        }
        let report: JSONValue = [
            "valid": .bool(results.allSatisfy(\.problems.isEmpty)), "files": .array(files),
        ]
        return report.serializedString() + "\n"
    }

    private static func name(_ file: String) -> String { file == "-" ? "standard input" : file }
}
