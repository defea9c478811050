/// The one style sheet. It stands in every page, so that a page needs nothing else to be whole; its hash is in the
/// content security policy.
enum StyleSheet {
    static let text = colours + layout + elements + parts

    /// Contrast to the background is at least 4.5:1 for text and 3:1 for edges of fields, in both.
    private static let colours = """
        :root {
        color-scheme: light dark;
        --ground: #f4f5f7; --card: #ffffff; --line: #dcdfe5; --edge: #868e9b; --soft: #f1f3f6;
        --text: #171a1f; --muted: #565f6d; --accent: #2350cf; --accent-over: #1b3fa8; --on-accent: #ffffff;
        --warning: #fdf4dc; --warning-line: #dcb65a; --warning-text: #553f06;
        --error: #fdeeed; --error-line: #dd9f9a; --error-text: #8a1c14;
        --shadow: 0 1px 2px rgb(20 25 35 / .06), 0 8px 28px rgb(20 25 35 / .07);
        }
        @media (prefers-color-scheme: dark) {
        :root {
        --ground: #0f1115; --card: #181b21; --line: #383f4a; --edge: #747d8c; --soft: #21252d;
        --text: #e9ebef; --muted: #a4adba; --accent: #9bb7ff; --accent-over: #b9ccff; --on-accent: #0d1630;
        --warning: #2b2412; --warning-line: #6f5a22; --warning-text: #f1dca6;
        --error: #331b1b; --error-line: #7c4040; --error-text: #ffc8c2;
        --shadow: none;
        }
        }

        """

    private static let layout = """
        *, *::before, *::after { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
        margin: 0; min-height: 100vh; min-height: 100dvh; padding: 2rem 1rem;
        display: flex; flex-direction: column; align-items: center; justify-content: center;
        background: var(--ground); color: var(--text); overflow-wrap: anywhere;
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
        }
        .brand { display: flex; align-items: center; gap: .5rem; margin-bottom: 1.25rem; font-weight: 600; }
        .brand svg { color: var(--accent); }
        .card {
        width: 100%; max-width: 27rem; padding: 2rem; background: var(--card);
        border: 1px solid var(--line); border-radius: .875rem; box-shadow: var(--shadow);
        }
        footer { margin-top: 1.25rem; text-align: center; font-size: .8125rem; color: var(--muted); }
        footer p { margin: 0; }
        @media (max-width: 30rem) {
        body { padding: 1.25rem 0 1rem; justify-content: flex-start; background: var(--card); }
        .brand { align-self: flex-start; margin: 0 1.25rem .5rem; }
        .card { padding: 1rem 1.25rem; border: 0; border-radius: 0; box-shadow: none; }
        footer { margin: auto 1.25rem 0; padding-top: 1.25rem; }
        }

        """

    private static let elements = """
        h1 { margin: 0 0 .375rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
        h2 { margin: 0 0 .5rem; font-size: .875rem; font-weight: 600; }
        p { margin: 0 0 1rem; }
        form, section { margin: 0; }
        h1 + p:not(.lead), h1 + form, h1 + section { margin-top: .75rem; }
        form + p { margin: 1rem 0 0; }
        a { color: var(--accent); }
        code { font: .9375em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
        input, button, .button { font: inherit; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .field { margin-bottom: 1rem; }
        label { display: block; margin-bottom: .25rem; font-size: .875rem; font-weight: 600; }
        input {
        display: block; width: 100%; min-height: 2.75rem; padding: .5rem .75rem;
        color: var(--text); background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
        }
        input[aria-invalid] { border-color: var(--error-text); }
        button, .button {
        display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .5rem 1rem;
        color: var(--text); background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
        font-weight: 600; text-decoration: none; cursor: pointer; transition: background-color .12s;
        }
        button:hover, .button:hover { background: var(--soft); }
        .primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
        .primary:hover { background: var(--accent-over); border-color: var(--accent-over); }
        .link {
        min-height: 1.5rem; padding: 0; color: var(--accent); background: none; border: 0; border-radius: .125rem;
        font-weight: 400; text-decoration: underline;
        }
        .link:hover { background: none; text-decoration-thickness: 2px; }
        .actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
        .actions > * { flex: 1 1 8rem; }
        @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }

        """

    private static let parts = """
        .lead { margin-bottom: 1.25rem; color: var(--muted); }
        .lead bdi, .strong { font-weight: 600; color: var(--text); }
        .muted { color: var(--muted); }
        .muted:last-child { margin-bottom: 0; }
        .visually-hidden {
        position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
        }
        .box { padding: .75rem .875rem; border: 1px solid; border-radius: .5rem; font-size: .9375rem; }
        .warning { color: var(--warning-text); background: var(--warning); border-color: var(--warning-line); }
        .error { color: var(--error-text); background: var(--error); border-color: var(--error-line); }
        .error .strong { color: inherit; }
        .choices { display: flex; flex-direction: column; gap: .5rem; }
        .choice { justify-content: flex-start; gap: .75rem; width: 100%; padding: .5rem .75rem; text-align: start; border-color: var(--line); }
        .choice:hover { border-color: var(--edge); }
        .initial {
        flex: none; display: grid; place-items: center; width: 2rem; height: 2rem; border-radius: 50%;
        color: var(--muted); background: var(--soft); font-size: .875rem;
        }
        .square { border-radius: .5rem; }
        .words { display: flex; flex-direction: column; min-width: 0; line-height: 1.35; }
        .second { font-size: .875rem; font-weight: 400; color: var(--muted); }
        .divider { display: flex; align-items: center; gap: .75rem; margin: 1.25rem 0; font-size: .875rem; color: var(--muted); }
        .divider::before, .divider::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
        .scopes { margin: 0; padding: 0; list-style: none; }
        .scopes li { position: relative; padding: .25rem 0 .25rem 1.625rem; }
        .scopes li::before {
        content: ""; position: absolute; inset-inline-start: .25rem; top: .6875rem; width: .75rem; height: .375rem;
        border: solid var(--accent); border-width: 0 0 2px 2px; transform: rotate(-45deg);
        }
        dl { margin: 1rem 0; padding: .75rem 0; border: solid var(--line); border-width: 1px 0; font-size: .875rem; }
        dl > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .75rem; padding: .125rem 0; }
        @media (max-width: 24rem) { dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; padding: .25rem 0; } }
        dt { color: var(--muted); }
        dd { margin: 0; }
        dl.small { margin: 1.25rem 0 0; padding-bottom: 0; border-bottom: 0; font-size: .8125rem; color: var(--muted); }
        .destination { margin-bottom: .75rem; padding: .625rem .875rem; border-radius: .5rem; background: var(--soft); font-size: .9375rem; color: var(--muted); }
        .destination bdi { display: block; font-size: 1.125rem; font-weight: 600; color: var(--text); }
        .user-code { margin-bottom: 1.25rem; padding: 1rem; border-radius: .625rem; background: var(--soft); text-align: center; }
        .user-code h2, .user-code p { margin: 0; }
        .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; letter-spacing: .12em; }
        p.code { font-size: 1.875rem; font-weight: 600; line-height: 1.4; }
        input.code { font-size: 1.375rem; text-align: center; text-transform: uppercase; }
        .account {
        display: flex; flex-wrap: wrap; gap: .25rem .75rem; justify-content: space-between;
        margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--muted);
        }
        """
}
