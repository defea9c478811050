"""Every command and configuration in the documentation and in Examples/ works."""

import json
import re
import socket
import subprocess
import sys

import pytest

from dev_server import BINARY, ROOT, DevServer, environment
from oauth_person import Person
from oauth_sdk import SignedInSession, whoami
from sdk import Session
from wire import access_token, bearer, post_json
from workos_server import Emulator

PAGES = sorted([ROOT / "README.md", *(ROOT / "Documentation").glob("*.md"), *ROOT.glob("*/README.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(language, body, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, (language, body) in enumerate(FENCE.findall(page.read_text()))
    if language != "text"
]


def run(command, **variables):
    return subprocess.run(
        ["bash", "-euc", command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        env={**environment(), **variables},
        cwd=ROOT,
    )


def check_shell(claviger, body):
    for line in filter(re.compile("make |pip |python ").match, body.splitlines()):
        if line.startswith("make "):
            assert run(line.replace("make ", "make -n ", 1)).returncode == 0, line
        else:
            # The example that these lines start is run below, with the packages that the tests have.
            assert line in ("pip install fastmcp", "python Examples/fastmcp_server.py &"), line
        body = body.replace(line + "\n", "")
    if not body.strip():
        return
    command = body.replace("http://127.0.0.1:4180", claviger.gateway).replace("http://127.0.0.1:4100", claviger.issuer)
    command = command.replace(".build/debug/claviger", str(BINARY))
    finished = run(command, CLIENT_SECRET=claviger.client_secret)
    assert finished.returncode == 0, finished
    assert '"error"' not in finished.stdout, finished
    assert finished.stdout.strip(), finished


def check_control(body):
    """What changes a server has one of its own."""
    with Emulator(seed={}) as server:
        finished = run(body.replace("http://127.0.0.1:4100", server.url))
        assert finished.returncode == 0, finished
        assert finished.stdout.strip() and '"error"' not in finished.stdout, finished


class Example(DevServer):
    """`claviger emulate` as it starts without a seed file."""

    command = ("emulate", "--json", "--port", "0")


def check_python(body):
    with Example() as server:
        finished = subprocess.run(
            [sys.executable, "-c", body.replace("http://127.0.0.1:4100", server.url)],
            capture_output=True,
            text=True,
            timeout=50,
            env=environment(),
        )
        assert finished.returncode == 0, finished


def check_seed(body, directory):
    seed = directory / "seed.yaml"
    seed.write_text(body)
    with DevServer("--seed", seed) as server:
        assert access_token(server)


@pytest.mark.parametrize("language, body", BLOCKS)
def test_a_block_of_the_documentation(language, body, claviger, tmp_path):
    if language == "sh" and "/_claviger" in body:
        check_control(body)
    elif language == "sh":
        check_shell(claviger, body)
    elif language == "yaml":
        check_seed(body, tmp_path)
    elif language == "python":
        check_python(body)
    else:
        raise AssertionError(f"no test runs blocks of {language or 'no language'}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_example_seed_file():
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    with DevServer("--seed", ROOT / "Examples/claviger-seed.yaml") as server:
        assert server.client_id == "client_acme_agent"
        assert access_token(server)
        for key, status in (("sk_test_acme_ci", 200), ("sk_test_globex_expired", 401), ("sk_test_default", 401)):
            assert post_json(server.mcp_url, initialize, bearer(key)).status == status, key
        person = Person(server, "ada@example.com", "correct horse battery staple", organization="org_acme")
        assert SignedInSession(server, person=person).run("auto", whoami)["subject"] == "user_ada"


def test_the_example_client_setting(claviger):
    setting = json.loads((ROOT / "Examples/mcp-client.json").read_text())
    (server,) = setting["mcpServers"].values()
    assert server == {"type": "http", "url": "http://127.0.0.1:4180/mcp"}
    person = Person(claviger, "user_development")
    assert SignedInSession(claviger, person=person).run("auto", whoami)["subject"] == "user_development"


def test_the_example_fastmcp_server_greets_the_caller_by_name():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    upstream = subprocess.Popen(
        [sys.executable, ROOT / "Examples/fastmcp_server.py"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), "PORT": str(port)},
    )
    try:
        assert any("Uvicorn running" in line for line in upstream.stderr), "the example ended"
        with DevServer("--upstream", f"http://127.0.0.1:{port}/mcp") as server:

            async def greet(client):
                return (await client.call_tool("greet", {})).content[0].text

            assert Session(server).run("auto", greet) == "Hello, client_development!"
    finally:
        upstream.terminate()
        upstream.communicate(timeout=20)
