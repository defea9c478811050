/// The end of a session whose application names no page to go back to.
enum SignedOutTemplate {
    static let text = """
        {{<layout}}
        {{$title}}Signed out{{/title}}
        {{$main}}
        <h1>Signed out</h1>
        <p>You can close this page.</p>
        {{/main}}
        {{/layout}}
        """
}
