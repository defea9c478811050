import Foundation
import Testing

@Suite("Documentation")
struct DocumentationTests {
    @Test("every listing of the article on Hummingbird apps is code that is compiled and run")
    func listings() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appending(path: "Sources/ClavigerTesting/ClavigerTesting.docc/TestingAHummingbirdApp.md"),
            encoding: .utf8)
        let code = try String(contentsOf: tests.appending(path: "HummingbirdAppTests.swift"), encoding: .utf8)
        let listings = article.split(separator: "```swift\n").dropFirst().compactMap {
            $0.split(separator: "\n```").first
        }
        #expect(listings.count == 3)
        // The last one is a part of a manifest.
        for listing in listings.dropLast() { #expect(code.contains(listing)) }
    }
}
