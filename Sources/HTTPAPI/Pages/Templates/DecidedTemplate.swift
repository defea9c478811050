/// The end of a device's authorization in the browser.
enum DecidedTemplate {
    static let text = """
        {{<layout}}
        {{$title}}{{#approved}}Device connected{{/approved}}{{^approved}}Access denied{{/approved}}{{/title}}
        {{$main}}
        {{#approved}}
        <h1>Device connected</h1>
        <p><bdi class="strong">{{clientName}}</bdi> has access. Go back to your device: it goes on by itself in a few \
        seconds.</p>
        {{/approved}}
        {{^approved}}
        <h1>Access denied</h1>
        <p><bdi class="strong">{{clientName}}</bdi> got no access.</p>
        {{/approved}}
        <p class="muted">You can close this page.</p>
        {{/main}}
        {{/layout}}
        """
}
