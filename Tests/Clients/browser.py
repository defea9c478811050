"""Chromium without a window, driven through chromedriver: the W3C WebDriver protocol and the standard library."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

# https://www.w3.org/TR/webdriver2/#elements
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# https://www.w3.org/TR/webdriver2/#keyboard-actions
KEYS = {"tab": "\ue004", "enter": "\ue007", "space": " ", "shift": "\ue008"}
WAIT = 10.0


class WebDriverError(Exception):
    pass


class Chromedriver:
    """The driver as a process; each `browser()` is a browser of its own, with its own cookies."""

    def __init__(self):
        program = shutil.which("chromedriver")
        assert program, "chromedriver is missing: Scripts/setup clients installs it"
        self.home = tempfile.TemporaryDirectory(prefix="claviger-chromium-")
        self.process = subprocess.Popen(
            [program, "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HOME": self.home.name, "TMPDIR": self.home.name},
        )
        for line in self.process.stdout:
            if port := re.search(r"started successfully on port (\d+)", line):
                self.url = f"http://127.0.0.1:{port[1]}"
                return
        raise AssertionError(f"chromedriver ended with code {self.process.wait()}")

    def browser(self, **look):
        return Browser(self.url, **look)

    def close(self):
        self.process.terminate()
        self.process.wait(WAIT)
        self.process.stdout.close()
        self.home.cleanup()


class Element:
    def __init__(self, browser, reference):
        self.browser = browser
        self.path = "/element/" + reference[ELEMENT]

    def click(self):
        self.browser.call("POST", self.path + "/click", {})

    def type(self, text):
        self.browser.call("POST", self.path + "/value", {"text": text})

    @property
    def text(self):
        return self.browser.call("GET", self.path + "/text")

    @property
    def name(self):
        """What a screen reader calls it (ARIA accessible name)."""
        return self.browser.call("GET", self.path + "/computedlabel")

    @property
    def role(self):
        return self.browser.call("GET", self.path + "/computedrole")

    def property(self, name):
        return self.browser.call("GET", f"{self.path}/property/{name}")

    def attribute(self, name):
        return self.browser.call("GET", f"{self.path}/attribute/{name}")


class Browser:
    """One browser: `dark` and the sizes are how it looks, `scripts` whether pages may run any, `insecure` whether it
    takes certificates that nobody vouches for."""

    def __init__(self, driver, dark=False, width=1000, height=900, scripts=True, insecure=False):
        self.driver, self.session = driver, ""
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        wanted["acceptInsecureCerts"] = insecure
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = "/session/" + made["sessionId"]
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.call("DELETE", "")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.driver + self.session + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{method} {path}: {value['error']}: {value['message']}") from None

    def command(self, name, **parameters):
        """One command of the Chrome DevTools Protocol."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def back(self):
        self.call("POST", "/back", {})

    def reload(self):
        self.call("POST", "/refresh", {})

    @property
    def url(self):
        return self.call("GET", "/url")

    @property
    def title(self):
        return self.call("GET", "/title")

    @property
    def cookies(self):
        return {cookie["name"]: cookie for cookie in self.call("GET", "/cookie")}

    def all(self, selector):
        found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, reference) for reference in found]

    def one(self, selector):
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} of {selector} at {self.url}"
        return found[0]

    def button(self, words):
        """The button that a screen reader calls by these words."""
        found = [button for button in self.all("button") if words in button.name]
        assert len(found) == 1, f"{len(found)} buttons are called {words!r} at {self.url}"
        return found[0]

    @property
    def text(self):
        return self.one("body").text

    @property
    def focused(self):
        return Element(self, self.call("GET", "/element/active"))

    def press(self, *keys):
        """Presses and releases keys of `KEYS`, or characters, one after the other; `+` holds: `shift+tab`."""
        actions = []
        for key in keys:
            held = [KEYS.get(part, part) for part in key.split("+")]
            actions += [{"type": "keyDown", "value": part} for part in held]
            actions += [{"type": "keyUp", "value": part} for part in reversed(held)]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def write(self, text):
        self.press(*text)

    def script(self, text, *arguments):
        return self.call("POST", "/execute/sync", {"script": text, "args": list(arguments)})

    def wait(self, condition, what, within=WAIT):
        deadline = time.monotonic() + within
        while not (value := condition()):
            assert time.monotonic() < deadline, f"not within {within} s: {what}; {self.url}: {self.log()}"
            time.sleep(0.05)
        return value

    def log(self):
        """What the console got since the last call; the messages of errors and of violated policies among it."""
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path):
        """The whole page, also what is below the window's edge."""
        # Taken in the middle of a navigation it would never come; this waits for the end of one.
        self.one("body")
        taken = self.command("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))
