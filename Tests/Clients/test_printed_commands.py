"""The three commands that `claviger dev` prints work when they are pasted."""

import json
import subprocess

import pytest

from dev_server import ROOT, DevServer, environment
from sdk import Session


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
    assert server["url"] == claviger.mcp_url
    scheme, _, credential = server["headers"]["Authorization"].partition(" ")
    assert scheme == "Bearer"

    async def whoami(client):
        return await client.call_tool("whoami", {})

    result = Session(claviger, access_token=credential, url=server["url"]).run("auto", whoami)
    assert result.structured_content["auth_source"] == "api_key"
