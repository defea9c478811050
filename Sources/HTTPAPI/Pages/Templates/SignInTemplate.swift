/// Development's choice of a person comes first, where it is on; then address and password.
enum SignInTemplate {
    static let text = """
        {{<layout}}
        {{$title}}{{#message}}Error: {{/message}}Sign in{{/title}}
        {{$main}}
        <h1>Sign in</h1>
        {{#clientName}}<p class="lead">to continue to <bdi>{{.}}</bdi></p>{{/clientName}}
        {{#message}}<p class="box error" role="alert" id="message">{{.}}</p>{{/message}}
        {{#hasPeople}}
        <form method="post" action="{{form.action}}" aria-labelledby="people">
        {{#form}}{{>seal}}{{/form}}
        <h2 id="people">Development sign-in</h2>
        <div class="choices">
        {{#people}}
        <button class="choice" name="user" value="{{id}}">
        <span class="initial" aria-hidden="true">{{initial}}</span>
        <span class="words"><span class="visually-hidden">Continue as </span><bdi class="first">{{name}}</bdi>\
        {{#email}}<span class="visually-hidden">, </span><bdi class="second">{{.}}</bdi>{{/email}}</span>
        </button>
        {{/people}}
        </div>
        </form>
        <p class="divider"><span>or with a password</span></p>
        {{/hasPeople}}
        <form method="post" action="{{form.action}}" aria-label="Email address and password">
        {{#form}}{{>seal}}{{/form}}
        <div class="field">
        <label for="email">Email address</label>
        <input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck="false" \
        maxlength="254" required{{#email}} value="{{.}}"{{/email}}{{#focusesEmail}} autofocus{{/focusesEmail}}\
        {{#areFieldsWrong}} aria-invalid="true" aria-describedby="message"{{/areFieldsWrong}}>
        </div>
        <div class="field">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required\
        {{#focusesPassword}} autofocus{{/focusesPassword}}\
        {{#areFieldsWrong}} aria-invalid="true" aria-describedby="message"{{/areFieldsWrong}}>
        </div>
        <div class="actions"><button class="primary">Sign in</button></div>
        </form>
        {{/main}}
        {{/layout}}
        """
}
