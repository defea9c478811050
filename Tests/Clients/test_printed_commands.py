"""The three commands that `claviger dev` prints work when they are pasted."""

import json
import subprocess

import pytest

from dev_server import ROOT, DevServer, environment
from oauth_person import Person
from oauth_sdk import SignedInSession, whoami


def paste(command, directory):
    finished = subprocess.run(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        env=environment(),
        cwd=directory,
    )
    assert finished.returncode == 0, finished
    return finished.stdout


@pytest.fixture
def commands(claviger):
    return getattr(claviger, "try")


def test_the_curl_lists_the_tools(commands):
    output = paste(commands["curl"], ROOT)
    for tool in ("whoami", "countdown", "set_greeting"):
        assert f'"name":"{tool}"' in output


def test_the_smoke_run_is_green(commands):
    assert paste(commands["smoke"], ROOT).strip()


HOSTILE_SEED = """
organizations: [{name: A}]
connectApplications:
  - {name: x, organization: A, client_id: "c'; touch PWNED; '", client_secret: "a+b%20c'd $(touch PWNED)", scopes: [mcp]}
apiKeys: [{name: k, organization: A, value: "sk_'; touch PWNED; '", permissions: [mcp]}]
"""


def test_whatever_a_seed_file_says_a_pasted_command_runs_nothing_else(tmp_path):
    (tmp_path / "seed.yaml").write_text(HOSTILE_SEED)
    with DevServer("--seed", tmp_path / "seed.yaml") as server:
        commands = getattr(server, "try")
        assert '"name":"whoami"' in paste(commands["curl"], tmp_path)
        assert "10 of 10" in paste(commands["smoke"], tmp_path)
        assert json.loads(paste(commands["mcp_client"], tmp_path))
    assert not (tmp_path / "PWNED").exists()


def test_the_setting_for_clients_lets_one_in(claviger, commands, tmp_path):
    setting = json.loads(paste(commands["mcp_client"], tmp_path))
    (server,) = setting["mcpServers"].values()
    # The URL and nothing else: the client registers itself and signs the person in.
    assert server == {"type": "http", "url": claviger.mcp_url}
    caller = SignedInSession(claviger, person=Person(claviger, "user_development")).run("auto", whoami)
    assert (caller["subject"], caller["auth_source"]) == ("user_development", "oauth_local")


SEEDS_WITHOUT_A_MACHINE_THAT_HAS_A_SECRET = {
    "a public application": """
connectApplications:
  - {name: Desktop, type: oauth, client_id: client_desktop, uses_pkce: true, redirect_uris: ["http://127.0.0.1/callback"]}
""",
    "an application with a secret": """
connectApplications:
  - {name: Web, type: oauth, client_id: client_web, redirect_uris: ["https://web.example.com/callback"]}
""",
    "people alone": "users: [{email: ada@example.com}]",
}


@pytest.mark.parametrize(
    "seed",
    SEEDS_WITHOUT_A_MACHINE_THAT_HAS_A_SECRET.values(),
    ids=SEEDS_WITHOUT_A_MACHINE_THAT_HAS_A_SECRET.keys(),
)
def test_the_commands_work_when_the_seed_has_no_machine_with_a_secret(seed, tmp_path):
    (tmp_path / "seed.yaml").write_text(seed)
    with DevServer("--seed", tmp_path / "seed.yaml") as server:
        assert server.client_id == "client_development"
        commands = getattr(server, "try")
        assert '"name":"whoami"' in paste(commands["curl"], tmp_path)
        assert "10 of 10" in paste(commands["smoke"], tmp_path)


def test_the_commands_are_for_the_machine_wherever_it_stands_in_the_seed(tmp_path):
    (tmp_path / "seed.yaml").write_text(
        SEEDS_WITHOUT_A_MACHINE_THAT_HAS_A_SECRET["a public application"]
        + """
  - {name: Agent, organization: A, client_id: client_agent, client_secret: short, scopes: [mcp]}
organizations: [{name: A}]
"""
    )
    with DevServer("--seed", tmp_path / "seed.yaml") as server:
        assert (server.client_id, server.client_secret) == ("client_agent", "short")
        assert '"name":"whoami"' in paste(getattr(server, "try")["curl"], tmp_path)
