/// The code as the device shows it; case, spaces and dashes do not matter.
enum UserCodeTemplate {
    static let text = """
        {{<layout}}
        {{$title}}{{#rejected}}Error: {{/rejected}}Connect a device{{/title}}
        {{$main}}
        <h1 id="heading">Connect a device</h1>
        <p class="lead" id="hint">Enter the code that your device shows.</p>
        {{#rejected}}<p class="box error" role="alert" id="message">No device waits with the code \
        <bdi class="strong">{{.}}</bdi>. Check it, or start again on the device: codes expire.</p>{{/rejected}}
        <form method="post" action="{{form.action}}" aria-labelledby="heading">
        {{#form}}{{>seal}}{{/form}}
        <div class="field">
        <label for="user_code">Code</label>
        <input id="user_code" class="code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" \
        autocorrect="off" spellcheck="false" maxlength="128" required autofocus \
        aria-describedby="{{#rejected}}message {{/rejected}}hint"{{#rejected}} aria-invalid="true"{{/rejected}}>
        </div>
        <div class="actions"><button class="primary">Continue</button></div>
        </form>
        {{>account}}
        {{/main}}
        {{/layout}}
        """
}
