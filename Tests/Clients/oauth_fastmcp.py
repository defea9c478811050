"""FastMCP's OAuth client with a headless person in the place of the web browser that it opens."""

import threading

import fastmcp.client.auth.oauth

from wire import send


def browse_with(person, monkeypatch):
    """Lets the person do what FastMCP asks of a browser; `opened` are the URLs. Returns the person."""
    person.opened = []

    def browse(url):
        # FastMCP's own listener answers at the other end.
        callback = person.authorize(url)
        for _ in range(200):
            try:
                return send("GET", callback.location.replace("//localhost:", "//127.0.0.1:"))
            except ConnectionRefusedError:
                threading.Event().wait(0.02)
        raise AssertionError(f"nobody listens at {callback.location}")

    def open_in_background(url, *_, **__):
        person.opened.append(url)
        threading.Thread(target=browse, args=(url,), daemon=True).start()
        return True

    monkeypatch.setattr(fastmcp.client.auth.oauth.webbrowser, "open", open_in_background)
    return person
