/// What was wrong, where, and how to mend it.
enum ErrorTemplate {
    static let text = """
        {{<layout}}
        {{$title}}Error: {{title}}{{/title}}
        {{$main}}
        <h1>{{title}}</h1>
        <p>{{description}}</p>
        {{#isAboutClient}}<p class="muted">If an application or a link sent you here, its developer can mend this.</p>\
        {{/isAboutClient}}
        {{#wayBack}}<div class="actions"><a class="button primary" href="{{.}}">Start again</a></div>{{/wayBack}}
        <dl class="small">
        <div><dt>Error</dt><dd><code>{{code}}</code></dd></div>
        <div><dt>At</dt><dd><code>{{place}}</code></dd></div>
        {{#requestID}}<div><dt>Request</dt><dd><code>{{.}}</code></dd></div>{{/requestID}}
        </dl>
        {{/main}}
        {{/layout}}
        """
}
