internal import WorkOSEmulator

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Reads seed files from the disk.
enum SeedFiles {
    /// What seed files are called where none is named.
    static let standardNames = [
        "claviger-seed.yaml", "workos-emulate.config.yaml", "workos-emulate.config.yml", "workos-emulate.config.json",
    ]

    /// The first of those names that there is in the working directory.
    static func standard() -> String? { standardNames.first { access($0, F_OK) == 0 } }

    /// - Throws: `CommandError` that names the file and every problem in it.
    static func read(_ path: String) throws(CommandError) -> SeedFile {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CommandError("the seed file \(path) cannot be read as UTF-8 text; name another with --seed")
        }
        do throws(SeedError) {
            return try SeedReader.read(text)
        } catch {
            let problems = error.problems.map { "\(path): \($0)" }
            throw CommandError(problems.joined(separator: "\nclaviger: "))
        }
    }
}
