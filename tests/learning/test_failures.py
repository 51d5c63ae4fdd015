"""Which line of an output is quoted as the symptom, which runs are one action, and what changes something."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.safety import is_dangerous
from skillfs.learning.work.actions import action_of
from skillfs.learning.work.commands import only_looks
from skillfs.learning.work.failure_lines import is_refusal, says_failed
from skillfs.learning.work.symptoms import symptom_of


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
        (
            "pyproject.toml changed since the lock file was made.",
            "pyproject.toml changed since the lock file was made.",
        ),
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
        ("pytest -q", "uv run pytest -q", True),
        ("docker-compose up -d", "docker compose up -d", True),
        ("gradle build", "./gradlew build", True),
        ("uv pip install psycopg2==2.9", "uv pip install psycopg2-binary", True),
        ("pip install torch", "pip install --upgrade pip", False),
        ("npm run build", "npm run lint", False),
        ("mvn clean package", "mvn clean", False),
        ("kubectl apply -f web.yaml", "kubectl -n shop apply -f web.yaml", True),
        ("kubectl apply -f web.yaml", "kubectl apply -f crds.yaml", False),
        ("docker compose -f dev.yml up", "docker compose -f dev.yml down", False),
        ("docker build -t api ./api", "docker build -t web ./web", False),
        ("ssh web1 'sudo systemctl restart api'", "ssh -i k web1 'sudo systemctl restart api'", True),
        ("ssh web1 'systemctl restart api'", "ssh web1 'ls /srv'", False),
    ],
)
def test_runs_of_one_program_on_one_target_are_one_action(failing: str, passing: str, is_same: bool) -> None:
    first, second = action_of(failing), action_of(passing)
    assert first is not None and second is not None
    assert first.same_as(second) is is_same


@pytest.mark.parametrize(
    ("command", "looks"),
    [
        ("git status", True),
        ("cd /x && docker ps -a | head", True),
        ("journalctl -u nginx -n 5", True),
        ("gh run view 7 --log", True),
        ("gh run rerun 7", False),
        ("git stash", False),
        ("pip cache purge", False),
    ],
)
def test_asking_for_a_state_changes_nothing(command: str, looks: bool) -> None:
    assert only_looks(command) is looks


@pytest.mark.parametrize(
    "output",
    [
        "usb.c:3:10: fatal error: libusb.h: No such file or directory\ncompilation terminated.",
        "src/a.ts(1,21): error TS7016: Could not find a declaration file",
        "main.go:5:2: no required module provides package",
        "E   KeyError: 'SMTP_HOST'\n1 error in 0.80s",
        "3 examples, 2 failures",
        "CMake Error: unable to find a build program",
        " ERR_PNPM_OUTDATED_LOCKFILE  Cannot install",
        "PLAY RECAP\ndb1 : ok=3 changed=0 unreachable=1 failed=0",
        'psql:seed.sql:1: ERROR:  relation "products" does not exist',
        "│ Error: Inconsistent dependency lock file",
        "Oops! Something went wrong! :(",
        "Host key verification failed.",
    ],
)
def test_a_tool_says_in_its_own_words_that_it_failed(output: str) -> None:
    assert says_failed(output)


@pytest.mark.parametrize(
    "output",
    [
        "PLAY RECAP\ndb1 : ok=7 changed=2 unreachable=0 failed=0",
        "3 examples, 0 failures",
        "[ERROR] expected by a test\n[INFO] BUILD SUCCESS\n[INFO] Total time: 3 s",
        "error: expected `;`\ntest result: ok. 9 passed; 0 failed",
        "the parser handles error: tokens",
    ],
)
def test_words_of_failure_in_a_passing_output_are_no_verdict(output: str) -> None:
    assert not says_failed(output)


@pytest.mark.parametrize(
    ("response", "refused"),
    [
        ("HTTP/2 406\ncontent-type: a", True),
        ("HTTP/1.1 301 Moved\n\nHTTP/1.1 200 OK", False),
        ("see HTTP/2 404", False),
    ],
)
def test_the_last_status_of_a_response_counts(response: str, refused: bool) -> None:
    assert is_refusal(response) is refused


_RED = "E   ModuleNotFoundError: No module named 'roman'\n1 error in 0.1s"


def _skills(space: Space) -> dict[str, str]:
    return {path: text for path, text in space.files.items() if not path.startswith("daily-logs/")}


def test_a_test_written_first_makes_no_procedure(space: Space, conversation: type[Conversation]) -> None:
    talk = conversation().person("Roman numerals, test first.").edits("tests/test_roman.py", "x", "from roman import r")
    talk.runs("pytest -q", _RED, error=True).edits("roman.py", "x", "def r(n): ...").runs("pytest -q", "1 passed")
    before = _skills(space)
    space.learn(talk.agent("Red, then green."))
    assert _skills(space) == before


def test_a_configuration_repaired_after_a_test_was_written_is_a_fix(
    space: Space, conversation: type[Conversation]
) -> None:
    talk = conversation().person("Add a test for r.").edits("tests/test_roman.py", "x", "from roman import r")
    talk.runs("pytest -q", _RED, error=True).edits("pyproject.toml", "src", "lib").runs("pytest -q", "1 passed")
    space.learn(talk.agent("It is found now."))
    assert "edit `pyproject.toml`: `src` → `lib`" in space.files["python-environment/python.md"]


def test_own_changes_taken_back_make_no_procedure(space: Space, conversation: type[Conversation]) -> None:
    talk = conversation().person("Does the check catch a wrong lock file?").edits("pnpm-lock.yaml", "a", "b")
    talk.runs("pnpm install --frozen-lockfile", " ERR_PNPM_OUTDATED_LOCKFILE  Cannot install", error=True)
    talk.runs("git checkout pnpm-lock.yaml", "Updated 1 path").runs("pnpm install --frozen-lockfile", "Done")
    before = _skills(space)
    space.learn(talk.agent("Yes."))
    assert _skills(space) == before


def test_another_query_on_the_same_connection_fixes_nothing(space: Space, conversation: type[Conversation]) -> None:
    talk = conversation().person("How many users are there?")
    talk.runs("psql -d shop -c 'SELECT 1 FROM userz'", 'ERROR:  relation "userz" does not exist', error=True)
    talk.runs("psql -d shop -c 'SELECT 1 FROM users'", "42")
    before = _skills(space)
    space.learn(talk.agent("42."))
    assert _skills(space) == before


def test_a_fix_that_the_user_refutes_is_no_procedure(space: Space, conversation: type[Conversation]) -> None:
    talk = conversation().person("The build is broken.").runs("make", "make: *** No rule to make target", error=True)
    talk.edits("Makefile", "al:", "all:").runs("make", "cc -o app").agent("Fixed.")
    before = _skills(space)
    space.learn(talk.person("no, still broken here").edits("Makefile", "all:", "al:").agent("Undone."))
    assert _skills(space) == before


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
