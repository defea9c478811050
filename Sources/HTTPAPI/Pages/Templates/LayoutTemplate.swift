/// What all pages share. A page fills the blocks `title` and `main`.
enum LayoutTemplate {
    static let text = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{{#page}}{{$title}}{{/title}}{{/page}} · Claviger</title>
        <link rel="icon" href="\(icon)">
        <style>{{{style}}}</style>
        </head>
        <body>
        <header class="brand">\(mark)<span>Claviger</span></header>
        <main class="card">
        {{#page}}{{$main}}{{/main}}{{/page}}
        </main>
        <footer><p>This page comes from <bdi>{{host}}</bdi></p></footer>
        </body>
        </html>

        """

    /// A key, in the colour of the text around it.
    private static let mark = """
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" fill="none" \
        stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">\
        <circle cx="7.5" cy="12" r="4.5"/><path d="M12 12h10M18 12v4M22 12v3"/></svg>
        """

    /// The same key for the browser's tab, in a grey that shows on light and on dark.
    private static let icon = """
        data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' \
        stroke='%23808890' stroke-width='2.5' stroke-linecap='round'%3E%3Ccircle cx='7' cy='12' r='4.5'/%3E\
        %3Cpath d='M11.5 12H22M18 12v4M22 12v3'/%3E%3C/svg%3E
        """
}
