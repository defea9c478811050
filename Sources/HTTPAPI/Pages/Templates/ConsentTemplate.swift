/// Who asks, for what, and where the answer goes; then the decision.
enum ConsentTemplate {
    static let text = """
        {{<layout}}
        {{$title}}Allow access{{/title}}
        {{$main}}
        <h1 id="heading">Allow <bdi>{{clientName}}</bdi> access?</h1>
        <p class="lead">{{#isConfigured}}It was set up by the owner of this server.{{/isConfigured}}\
        {{#isSelfRegistered}}It registered itself here, and nobody has checked its name.{{/isSelfRegistered}}\
        {{#documentHost}}It is published by <bdi class="strong">{{.}}</bdi>.{{/documentHost}}</p>
        {{#userCode}}
        <section class="user-code" aria-labelledby="code">
        <h2 id="code">Check that your device shows this code</h2>
        <p class="code">{{.}}</p>
        </section>
        {{/userCode}}
        <section aria-labelledby="scopes">
        <h2 id="scopes">It asks to</h2>
        {{#hasScopes}}
        <ul class="scopes">
        {{#scopes}}<li>{{#words}}{{.}}{{/words}}{{^words}}Use <code>{{name}}</code>{{/words}}</li>{{/scopes}}
        </ul>
        {{/hasScopes}}
        {{^hasScopes}}<p>Act for you, with no permission in particular</p>{{/hasScopes}}
        </section>
        <dl>
        <div><dt>Resource</dt><dd><bdi>{{audience}}</bdi></dd></div>
        {{#organization}}<div><dt>Organization</dt><dd><bdi>{{.}}</bdi></dd></div>{{/organization}}
        <div><dt>Account</dt><dd><bdi>{{email}}</bdi></dd></div>
        {{#websiteURL}}<div><dt>Website</dt><dd><a href="{{.}}" target="_blank" \
        rel="noopener noreferrer nofollow"><bdi>{{websiteHost}}</bdi></a></dd></div>{{/websiteURL}}
        </dl>
        {{#destination}}
        <p class="destination">You will be sent to {{#isPrivateUse}}the application that opens links with \
        {{/isPrivateUse}}<bdi>{{host}}</bdi></p>
        {{#isLoopback}}<p class="box warning"><strong>Only continue if you started this on this computer.</strong> \
        The answer goes to a program that runs on it.</p>{{/isLoopback}}
        {{#isPrivateUse}}<p class="box warning"><strong>Only continue if you started this in an application on this \
        device.</strong> Any application can claim such links.</p>{{/isPrivateUse}}
        {{/destination}}
        {{#userCode}}<p class="box warning"><strong>Only continue if the device is yours.</strong> If somebody sent you \
        this code or this page, choose Deny.</p>{{/userCode}}
        <form method="post" action="{{form.action}}" aria-labelledby="heading">
        {{#form}}{{>seal}}{{/form}}
        <input type="hidden" name="shown" value="{{shown}}">
        <div class="actions">
        <button class="primary" name="decision" value="approve">Allow</button>
        <button name="decision" value="deny">Deny</button>
        </div>
        </form>
        <form class="account" method="post" action="{{signOut.action}}" aria-label="Account">
        {{#signOut}}{{>seal}}{{/signOut}}
        <span>Not your account?</span>
        <button class="link">Use another account</button>
        </form>
        {{/main}}
        {{/layout}}
        """
}
