"""A person at a browser without a window: reads the pages as they are served, signs in, chooses, agrees or refuses."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from wire import post_form, send


class Form:
    def __init__(self, action):
        self.action = action
        self.fields = {}
        self.buttons = []

    @property
    def purpose(self):
        return urlsplit(self.action).path.rsplit("/", 1)[-1]


class Page(HTMLParser):
    """A page with its forms; `kind` is what its first form is for, or `message` without one."""

    def __init__(self, answer):
        super().__init__()
        self.answer, self.status = answer, answer.status
        self.forms, self.text, self.open_tag = [], "", ""
        self.feed(answer.body.decode())

    def handle_starttag(self, tag, attributes):
        attributes, self.open_tag = dict(attributes), tag
        if tag == "form":
            self.forms.append(Form(attributes["action"]))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[attributes["name"]] = attributes.get("value") or ""
        elif tag == "button" and self.forms and "name" in attributes:
            self.forms[-1].buttons.append((attributes["name"], attributes["value"]))

    def handle_data(self, data):
        if self.open_tag != "style":
            self.text += data

    def handle_endtag(self, tag):
        self.open_tag = ""

    def __repr__(self):
        return f"{self.kind} page, {self.status}: {' '.join(self.text.split())[-600:]}"

    @property
    def kind(self):
        return self.forms[0].purpose if self.forms else "message"

    def form(self, purpose, button=None):
        """The form for a purpose, and where there are several the one with the button."""
        found = [form for form in self.forms if form.purpose == purpose]
        found = [form for form in found if button is None or button in form.buttons]
        assert found, f"no form for {purpose} with {button} on {self!r}"
        return found[0]


class Callback:
    """Where the browser was sent at the client, with the parameters of the authorization response."""

    def __init__(self, location):
        self.location = location
        self.redirect_uri, _, query = location.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
        self.parameters = dict(pairs)
        assert len(self.parameters) == len(pairs), f"a parameter came twice: {location}"
        assert "#" not in location, location

    def __repr__(self):
        return self.location

    def __getitem__(self, name):
        return self.parameters[name]

    @property
    def error(self):
        return self.parameters.get("error")

    @property
    def code(self):
        assert self.error is None, self.location
        return self.parameters["code"]


class Person:
    """Signs in as `user` by picking it, or with a password where one is given; `seen` are the kinds of pages so far.

    `source` is the address that the browser is at.
    """

    def __init__(self, server, user="user_ada", password=None, organization=None, source=None):
        self.issuer = server.issuer
        self.user, self.password, self.organization = user, password, organization
        self.source = source
        self.cookies = {}
        self.seen = []

    def request(self, method, url, form=None, headers=None):
        """One request, without following where it leads."""
        headers = dict(headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            # What browsers say of a form's origin.
            headers = {"Origin": self.issuer, "Sec-Fetch-Site": "same-origin", **headers}
            answer = post_form(url, form, headers, self.source)
        else:
            answer = send(method, url, headers=headers, source=self.source)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self.keep(value)
        return answer

    def keep(self, header):
        pair, *attributes = [part.strip() for part in header.split(";")]
        name, _, value = pair.partition("=")
        if "max-age=0" in [attribute.lower() for attribute in attributes]:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def follow(self, answer, url):
        """The page or the callback that an answer ends in."""
        for _ in range(10):
            location = answer.header("Location")
            if location is None:
                page = Page(answer)
                self.seen.append(page.kind)
                return page
            assert answer.status in (302, 303), answer
            url = urljoin(url, location)
            if not url.startswith(self.issuer + "/"):
                return Callback(location)
            answer = self.request("GET", url)
        raise AssertionError(f"too many redirects, the last to {url}")

    def open(self, url):
        return self.follow(self.request("GET", url), url)

    def submit(self, page, purpose, button=None, **fields):
        form = page.form(purpose, button)
        url = urljoin(self.issuer, form.action)
        chosen = dict([button]) if button else {}
        return self.follow(self.request("POST", url, {**form.fields, **chosen, **fields}), url)

    def sign_in(self, page):
        if self.password is None:
            # The page shows the first few people, and takes any.
            return self.submit(page, "sign-in", user=self.user)
        form = next(form for form in page.forms if "password" in form.fields)
        url = urljoin(self.issuer, form.action)
        fields = {**form.fields, "email": self.user, "password": self.password}
        return self.follow(self.request("POST", url, fields), url)

    def until(self, url, kind):
        """Opens a URL and does what is asked until a page of this kind comes."""
        shown = self.open(url)
        for _ in range(5):
            if isinstance(shown, Callback) or shown.kind == kind or shown.kind not in ("sign-in", "organization"):
                break
            shown = self.step(shown)
        assert isinstance(shown, Page) and shown.kind == kind, shown
        return shown

    def step(self, page, approve=True):
        if page.kind == "sign-in":
            return self.sign_in(page)
        if page.kind == "organization":
            return self.submit(page, "organization", ("organization_id", self.organization))
        if page.kind == "consent":
            return self.submit(page, "consent", ("decision", "approve" if approve else "deny"))
        return page

    def decide(self, url, approve=True):
        """Goes from an authorization request to the callback, or to the page that it ends on."""
        shown = self.open(url)
        for _ in range(5):
            if isinstance(shown, Callback) or shown.kind == "message":
                break
            shown = self.step(shown, approve)
        return shown

    def authorize(self, url, approve=True):
        """The same, where only a callback will do."""
        shown = self.decide(url, approve)
        assert isinstance(shown, Callback), shown
        return shown
