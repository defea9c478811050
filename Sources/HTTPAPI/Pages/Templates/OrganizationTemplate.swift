/// One click chooses.
enum OrganizationTemplate {
    static let text = """
        {{<layout}}
        {{$title}}Choose an organization{{/title}}
        {{$main}}
        <h1 id="heading">Choose an organization</h1>
        <p class="lead"><bdi>{{clientName}}</bdi> works with one at a time.</p>
        <form method="post" action="{{form.action}}" aria-labelledby="heading">
        {{#form}}{{>seal}}{{/form}}
        <div class="choices">
        {{#organizations}}
        <button class="choice" name="organization_id" value="{{id}}">
        <span class="initial square" aria-hidden="true">{{initial}}</span>
        <span class="words"><bdi class="first">{{name}}</bdi></span>
        </button>
        {{/organizations}}
        </div>
        </form>
        {{>account}}
        {{/main}}
        {{/layout}}
        """
}
