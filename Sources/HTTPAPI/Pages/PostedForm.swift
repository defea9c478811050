internal import AuthorizationServer
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import OAuth

/// A form of a page, as it came back.
struct PostedForm: Sendable {
    let interaction: Interaction
    private let fields: [String: String]

    /// A field, unless it is absent or empty.
    subscript(name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Reads a form and checks that a page of ours in this browser sent it.
    static func read(
        _ request: Request, for purpose: FormSeal.Purpose, _ visit: PageVisit, origin: FormOrigin
    ) async throws(PageFailure) -> PostedForm {
        guard origin.accepts(request) else {
            throw PageFailure(
                .forbidden, code: "cross_site_request",
                "Another site sent this form, which only a page of this server may do. Nothing was done.")
        }
        var fields: [String: String] = [:]
        guard let pairs = FormURLEncoded.parse(try await body(of: request).readableBytesView) else {
            throw PageFailure(.badRequest, code: "invalid_request", "The body is not a valid form.")
        }
        for (name, value) in pairs where fields.updateValue(value, forKey: name) != nil {
            throw PageFailure(.badRequest, code: "invalid_request", "A field of the form came twice.")
        }
        guard let interaction = fields["interaction"].flatMap(Interaction.init(location:)) else {
            throw PageFailure(.badRequest, code: "invalid_request", "The form does not say what it is a step of.")
        }
        guard !visit.isKeyNew, visit.seal.accepts(fields["csrf"] ?? "", for: purpose, interaction) else {
            var failure = PageFailure(
                .forbidden, code: "invalid_form",
                """
                The page was not made for this browser as it is now: its cookies are off, were cleared, or someone signed \
                in or out in another window. Nothing was done.
                """, interaction: interaction)
            // Two windows at once, as clients of several servers open them: the page is made anew for the browser as it is.
            failure.beginsAgain = purpose == .signIn && !visit.isKeyNew && origin.isOwn(request)
            throw failure
        }
        return PostedForm(interaction: interaction, fields: fields)
    }

    private static let longest = 64 * 1024

    /// The bytes of a form, whoever sent it.
    static func body(of request: Request) async throws(PageFailure) -> ByteBuffer {
        let type = request.headers[.contentType]?.split(separator: ";").first.map {
            $0.lowercased().filter { $0 != " " }
        }
        guard type == "application/x-www-form-urlencoded" else {
            throw PageFailure(
                .unsupportedMediaType, code: "invalid_request",
                "Content-Type must be application/x-www-form-urlencoded.")
        }
        do {
            return try await request.body.collect(upTo: longest)
        } catch is NIOTooManyBytesError {
            throw PageFailure(.contentTooLarge, code: "invalid_request", "The form is larger than 64 KiB.")
        } catch {
            throw PageFailure(.badRequest, code: "invalid_request", "The form did not arrive whole.")
        }
    }
}
