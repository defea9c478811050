/// Development's choice of a person comes first, where it is on; then address and password. The same page makes accounts.
enum SignInTemplate {
    static let text = """
        {{<layout}}
        {{$title}}{{#message}}Error: {{/message}}{{#signUp}}Sign up{{/signUp}}{{^signUp}}Sign in{{/signUp}}{{/title}}
        {{$main}}
        <h1>{{#signUp}}Sign up{{/signUp}}{{^signUp}}Sign in{{/signUp}}</h1>
        {{#clientName}}<p class="lead">to continue to <bdi>{{.}}</bdi></p>{{/clientName}}
        {{#provider}}<p class="lead">This page stands in for <bdi>{{.}}</bdi>.</p>{{/provider}}
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
        {{#hasDivider}}<p class="divider"><span>or with a password</span></p>{{/hasDivider}}
        {{/hasPeople}}
        {{#takesPasswords}}
        <form method="post" action="{{#signUp}}{{action}}{{/signUp}}{{^signUp}}{{form.action}}{{/signUp}}" \
        aria-label="Email address and password">
        {{#signUp}}{{>seal}}{{/signUp}}{{^signUp}}{{#form}}{{>seal}}{{/form}}{{/signUp}}
        {{#signUp}}
        <div class="field">
        <label for="first_name">First name</label>
        <input id="first_name" name="first_name" type="text" autocomplete="given-name" maxlength="200">
        </div>
        <div class="field">
        <label for="last_name">Last name</label>
        <input id="last_name" name="last_name" type="text" autocomplete="family-name" maxlength="200">
        </div>
        {{/signUp}}
        <div class="field">
        <label for="email">Email address</label>
        <input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck="false" \
        maxlength="254" required{{#email}} value="{{.}}"{{/email}}{{#focusesEmail}} autofocus{{/focusesEmail}}\
        {{#areFieldsWrong}} aria-invalid="true" aria-describedby="message"{{/areFieldsWrong}}>
        </div>
        <div class="field">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" \
        autocomplete="{{#signUp}}new-password{{/signUp}}{{^signUp}}current-password{{/signUp}}" required\
        {{#focusesPassword}} autofocus{{/focusesPassword}}\
        {{#areFieldsWrong}} aria-invalid="true" aria-describedby="message"{{/areFieldsWrong}}>
        </div>
        <div class="actions"><button class="primary">{{#signUp}}Sign up{{/signUp}}{{^signUp}}Sign in{{/signUp}}\
        </button></div>
        </form>
        {{#otherLink}}<p class="muted"><a href="{{.}}">{{#signUp}}Sign in with an account that you have\
        {{/signUp}}{{^signUp}}Sign up for an account{{/signUp}}</a></p>{{/otherLink}}
        {{/takesPasswords}}
        {{/main}}
        {{/layout}}
        """
}
