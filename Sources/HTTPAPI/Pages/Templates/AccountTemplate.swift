/// Who is signed in, and the way to be somebody else.
enum AccountTemplate {
    static let text = """
        <form class="account" method="post" action="{{signOut.action}}" aria-label="Account">
        {{#signOut}}{{>seal}}{{/signOut}}
        <span>Signed in as <bdi>{{email}}</bdi></span>
        <button class="link">Use another account</button>
        </form>
        """
}
