"""`claviger validate`: what it prints, and how it ends."""

import json
import subprocess

from dev_server import BINARY, ROOT, environment

GOOD = "organizations: [{name: Acme}]\n"
BAD = "organizations:\n  - name: Acme\n    nmae: Acme\nusers:\n  - email: nobody\n"


def validate(*arguments, stdin=""):
    return subprocess.run(
        [BINARY, "validate", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=30,
    )


def test_the_example_is_good():
    finished = validate(ROOT / "Examples/claviger-seed.yaml")
    assert finished.returncode == 0 and finished.stdout.endswith(": good\n") and not finished.stderr


def test_every_problem_of_every_file_is_a_line(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD)
    bad.write_text(BAD)
    finished = validate(bad, good, tmp_path / "none.yaml")
    assert finished.returncode == 2 and not finished.stderr
    lines = finished.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{bad}:3", f"{bad}:5", f"{good}", f"{tmp_path}/none.yaml:1"]
    assert "did you mean 'name'" in lines[0] and "users[0].email" in lines[1]


def test_machines_read_json(tmp_path):
    finished = validate("--json", "-", stdin=BAD)
    assert finished.returncode == 2
    report = json.loads(finished.stdout)
    assert report["valid"] is False
    (file,) = report["files"]
    assert [(each["line"], each["key"]) for each in file["problems"]] == [
        (3, "organizations[0].nmae"),
        (5, "users[0].email"),
    ]
    finished = validate("--json", "-", stdin=GOOD)
    assert finished.returncode == 0
    assert json.loads(finished.stdout)["valid"] is True


def test_a_configuration_file_is_told_from_a_seed_file():
    finished = validate("-", stdin="server:\n  listen: 127.0.0.1:4100\n")
    assert finished.returncode == 2 and "configuration file" in finished.stdout


def test_no_file_is_a_usage_error():
    finished = validate()
    assert finished.returncode == 2 and not finished.stdout and finished.stderr.count("\n") == 1


def test_no_secret_is_printed():
    seed = "connectApplications: [{name: A, client_secret: [hunter2]}]\napiKeys: {pk_hunter2: {enviroment: hunter2}}\n"
    assert "hunter2" not in validate("-", stdin=seed).stdout
