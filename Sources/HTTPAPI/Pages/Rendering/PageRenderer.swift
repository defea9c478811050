internal import Crypto
internal import Mustache
internal import OAuth

/// Turns the content of pages into HTML.
package struct PageRenderer: Sendable {
    /// What templates see: the page, and what is the same on all of them.
    private struct Frame {
        let host: String
        /// Not a part of the template: it is as long as all of them, and parsing takes its time.
        let style = StyleSheet.text
        let page: any Page
    }

    private let library: MustacheLibrary
    private let host: String
    /// SHA-256 of the style sheet that every page has, in base64.
    package let styleHash: String

    /// Parses the templates.
    /// - Parameter host: the server's, which every page shows.
    package init(host: String) {
        self.host = host
        styleHash = Base64.encode(Array(SHA256.hash(data: Array(StyleSheet.text.utf8))), .standard)
        // The library keeps content types in one table for the process; putting the same one there again changes nothing.
        MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)
        var templates = [
            "layout": PageRenderer.parse(LayoutTemplate.text), "seal": PageRenderer.parse(SealTemplate.text),
            "account": PageRenderer.parse(AccountTemplate.text),
        ]
        for template in PageTemplate.allCases { templates[template.rawValue] = PageRenderer.parse(template.text) }
        library = MustacheLibrary(templates: templates)
    }

    package func render<Content: Page>(_ page: Content) -> String {
        guard let html = library.render(Frame(host: host, page: page), withTemplate: Content.template.rawValue) else {
            preconditionFailure("no template \(Content.template.rawValue)")
        }
        return html
    }

    /// Every template selects the escaping for itself: one that is included begins with the library's.
    private static func parse(_ text: String) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE: \(ScalarHTML.name)}}\(text)")
        } catch {
            preconditionFailure("a template of this program does not parse: \(error)")
        }
    }
}
