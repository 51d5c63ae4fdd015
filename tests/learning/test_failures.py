"""Which line of an output is quoted as the symptom, which runs are one action, and what changes something."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.actions import action_of
from skillfs.learning.commands import only_looks
from skillfs.learning.safety import is_dangerous
from skillfs.learning.symptoms import symptom_of


@pytest.mark.parametrize(
    ("output", "symptom"),
    [
        ("/bin/sh: 1: python: not found", "python: not found"),
        ("E   ModuleNotFoundError: No module named 'x'\n1 error in 0.1s", "ModuleNotFoundError: No module named 'x'"),
        ('psql: error: FATAL: role "root" does not exist', 'psql: error: FATAL: role "root" does not exist'),
        ("curl: (22) The requested URL returned error: 406", "curl: (22) The requested URL returned error: 406"),
        ("Host key verification failed.\nrsync error: unexplained", "Host key verification failed."),
        ("[ERROR] BUILD FAILURE\n[ERROR] release 21 not supported", "[ERROR] release 21 not supported"),
        (" FAIL  a.test.ts\n  ● connect timeout\n\nTests: 1 failed, 2 total", "● connect timeout"),
        ("2 failed, 3 passed in 1.2s", "2 failed, 3 passed in 1.2s"),
        ("Exit code 1", ""),
    ],
)
def test_the_symptom_is_the_line_that_says_what_failed(output: str, symptom: str) -> None:
    assert symptom_of(output) == symptom


@pytest.mark.parametrize(
    ("failing", "passing", "is_same"),
    [
        ("psql shop -c 'select 1'", "psql -U shop shop -c 'select 1'", True),
        ("curl -f https://a.example/x", "curl -f -H 'Accept: b' https://a.example/x", True),
        ("python3 a.py in.csv", "python3 b.py in.csv", False),
        ("curl https://a.example/x", "curl https://a.example/y", False),
    ],
)
def test_runs_of_one_program_on_one_target_are_one_action(failing: str, passing: str, is_same: bool) -> None:
    first, second = action_of(failing), action_of(passing)
    assert first is not None and second is not None
    assert first.same_as(second) is is_same


@pytest.mark.parametrize(
    ("command", "looks"),
    [("git status", True), ("cd /x && docker ps -a | head", True), ("git stash", False), ("pip cache purge", False)],
)
def test_asking_for_a_state_changes_nothing(command: str, looks: bool) -> None:
    assert only_looks(command) is looks


@pytest.mark.parametrize(
    ("command", "dangerous"),
    [
        ("`rm -rf /`", True),
        ("rm -rf ~/", True),
        ("rm -rf /tmp/build", False),
        ("curl -fsSLk https://a", True),
        ("curl --insecure https://a", True),
        ("curl -K config https://a", False),
    ],
)
def test_what_is_never_recommended(command: str, dangerous: bool) -> None:
    assert is_dangerous(command) is dangerous


def test_waiting_and_looking_make_no_procedure(space: Space, conversation: type[Conversation]) -> None:
    failed = "Unable to connect to the server: dial tcp: i/o timeout"
    talk = conversation().person("Is the pod up?").runs("kubectl rollout restart web", failed, error=True)
    talk.runs("sleep 10").runs("kubectl get pod web-0", "web-0 Pending").runs(
        "kubectl rollout restart web", "restarted"
    )
    before = {path: text for path, text in space.files.items() if not path.startswith("daily-logs/")}
    space.learn(talk.agent("It is up."))
    assert {path: text for path, text in space.files.items() if not path.startswith("daily-logs/")} == before


def test_an_exit_status_in_the_last_line_is_a_failure(space: Space, conversation: type[Conversation]) -> None:
    talk = conversation().person("Run the notebook.").runs("python3 run.py", "ImportError: libGL.so.1\n\nExit code 1")
    talk.runs("apt-get install -y libgl1", "Setting up").runs("python3 run.py", "12 cells run")
    space.learn(talk.agent("All cells ran."))
    assert "- Steps: 1. `apt-get install -y libgl1` 2. `python3 run.py`" in space.files["python-environment/python.md"]


def test_a_fix_may_be_a_part_of_a_longer_command(space: Space, conversation: type[Conversation]) -> None:
    refused = "error: externally-managed-environment"
    talk = conversation().person("Install httpx.").runs("pip install httpx", refused, error=True)
    talk.runs("python3 -m venv .venv && .venv/bin/pip install httpx", "Successfully installed httpx-0.27.0")
    space.learn(talk.agent("It is in .venv."))
    assert "1. `python3 -m venv .venv && .venv/bin/pip install httpx`" in space.files["python-environment/packages.md"]


def test_a_short_edit_is_shown(space: Space, conversation: type[Conversation]) -> None:
    talk = (
        conversation().person("Build it.").runs("mvn package | tail", "[ERROR] release 21 not supported: BUILD FAILURE")
    )
    edit = {"file_path": "/x/pom.xml", "old_string": "<release>21", "new_string": "<release>17"}
    talk.calls("Edit", edit, "ok").runs("mvn package | tail", "BUILD SUCCESS")
    space.learn(talk.agent("It builds."))
    assert "1. edit `pom.xml`: `<release>21` → `<release>17`" in space.files["java-builds/builds.md"]
