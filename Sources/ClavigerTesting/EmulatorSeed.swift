internal import WorkOSEmulator

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What an emulator has at its start.
///
/// A seed is the text of a seed file in YAML or JSON, with the blocks that `claviger emulate --seed` takes. A string
/// literal is one.
public struct EmulatorSeed: Sendable, ExpressibleByStringLiteral {
    private enum Source: Sendable {
        case none
        case text(String)
        case file(String)
    }

    private let source: Source

    /// Nothing but the default key, `sk_test_default`.
    public static var empty: EmulatorSeed { EmulatorSeed(source: .none) }

    /// The seed file at a path, in UTF-8.
    public static func file(_ path: String) -> EmulatorSeed { EmulatorSeed(source: .file(path)) }

    /// The text of a seed file.
    public static func text(_ text: String) -> EmulatorSeed { EmulatorSeed(source: .text(text)) }

    /// The text of a seed file.
    public init(stringLiteral text: String) { source = .text(text) }

    private init(source: Source) { self.source = source }

    func read() throws(EmulatorError) -> SeedFile {
        let text: String
        switch source {
        case .none: return SeedFile()
        case .text(let given): text = given
        case .file(let path):
            do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
                throw EmulatorError(.invalidSeed, "the seed file \(path) cannot be read as UTF-8 text")
            }
        }
        do throws(SeedError) { return try SeedReader.read(text) } catch {
            throw EmulatorError(.invalidSeed, error.problems.map(\.description).joined(separator: "\n"))
        }
    }
}
