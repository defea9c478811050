internal import WorkOSEmulator

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Reads seed files from the disk.
enum SeedFiles {
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

extension SeedFile.UserSeed {
    func moved(by offset: Int) -> Self {
        var copy = self
        copy.memberships = memberships.map { $0 + offset }
        return copy
    }
}

extension SeedFile.ApplicationSeed {
    func moved(by offset: Int) -> Self {
        var copy = self
        copy.organization = organization.map { $0 + offset }
        return copy
    }
}

extension SeedFile.APIKeySeed {
    func moved(by offset: Int) -> Self {
        var copy = self
        copy.organization += offset
        return copy
    }
}
