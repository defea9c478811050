/// The code of an authenticator application, or one that was sent to the person's address.
enum OneTimeCodeTemplate {
    static let text = """
        {{<layout}}
        {{$title}}{{#message}}Error: {{/message}}Enter your code{{/title}}
        {{$main}}
        <h1 id="heading">Enter your code</h1>
        <p class="lead" id="hint">{{#wasSent}}We sent a code to <bdi class="strong">{{email}}</bdi>.{{/wasSent}}\
        {{^wasSent}}Your authenticator app shows it.{{/wasSent}}</p>
        {{#message}}<p class="box error" role="alert" id="message">{{.}}</p>{{/message}}
        <form method="post" action="{{form.action}}" aria-labelledby="heading">
        {{#form}}{{>seal}}{{/form}}
        <div class="field">
        <label for="code">Code</label>
        <input id="code" class="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" \
        maxlength="32" required autofocus aria-describedby="{{#message}}message {{/message}}hint"\
        {{#message}} aria-invalid="true"{{/message}}>
        </div>
        <div class="actions"><button class="primary">Continue</button></div>
        </form>
        {{>account}}
        {{/main}}
        {{/layout}}
        """
}
