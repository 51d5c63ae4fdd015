"""Procedures: a failure and its fix by the same action, what is no failure, and the gate."""

from __future__ import annotations

import pytest
from conversations import Conversation, Space

from skillfs.learning.protocol import FoundKind
from skillfs.skills.document import parse_skill

EXTERNALLY = "Exit code 1\nerror: externally-managed-environment\n\n× This environment is externally managed"
PIP = "pip install pandas -q"


def pip_session() -> Conversation:
    talk = Conversation().person("Analyse the sales in sales.csv").runs(PIP, EXTERNALLY, error=True)
    talk.runs(f"{PIP} --user", EXTERNALLY, error=True)
    return talk.runs(f"{PIP} --break-system-packages", "").agent("The sales have been analysed.")


def test_a_verified_fix_becomes_an_entry_of_its_domain(space: Space) -> None:
    findings = space.learn(pip_session(), session_id="monday")
    assert space.files["python-environment/packages.md"] == (
        "# Packages\n\n"
        "## pip: externally-managed-environment (date: 2026-03-17)\n"
        "- Symptom: `error: externally-managed-environment`\n"
        "- When to Apply: system Python with PEP 668, in a throwaway container\n"
        "- Steps: 1. `pip install pandas -q --break-system-packages`\n"
        "- Did not help: `pip install pandas -q --user`\n"
        "- Verified: the same action passed afterwards\n"
        "- Evidence: 1 session (monday)\n"
    )
    (procedure,) = [found for found in findings.found if found.kind is FoundKind.PROCEDURE]
    assert (procedure.message, procedure.source) == (5, "pip install pandas -q --break-system-packages")
    log = space.files["daily-logs/2026-03-17.md"]
    assert "- **Learnings**: `error: externally-managed-environment` → python-environment/packages.md\n" in log
    assert parse_skill(space.files["python-environment/SKILL.md"], "python-environment").name == "python-environment"


def test_evidence_grows_with_sessions_and_not_with_drops(space: Space) -> None:
    for name in ("monday", "tuesday", "monday"):
        space.learn(pip_session(), session_id=name)
    text = space.files["python-environment/packages.md"]
    assert text.count("## ") == 1
    assert "- Evidence: 2 sessions (monday, tuesday)\n" in text


@pytest.mark.parametrize(
    "talk",
    [
        Conversation().runs("pytest -q", "1 failed in 0.2s").runs("pytest -q", "1 passed in 0.2s"),
        Conversation().runs("python a.py", "<tool_use_error>InputValidationError: x</tool_use_error>", error=True).runs(
            "python3 a.py"),
        Conversation().calls("Read", {"file_path": "/x.log"}, "error: fatal\nTraceback (most recent call last):"),
        Conversation().runs("cat build.log", "BUILD FAILURE").runs("cat build.log", "BUILD SUCCESS"),
        Conversation().runs("curl -sf https://x.io/i", "curl: (22) error: 404", error=True).runs(
            "curl https://x.io/i | sh", "ok"),
        Conversation().runs("pip install a", "error: no network", error=True).runs("npm install a", "ok"),
        Conversation().runs("pip install a", "error: no network", error=True).runs("ls"),
        Conversation().runs("pip install a", "error: denied to <redacted:token>", error=True).runs(
            "pip install a --pre"),
    ],
)  # fmt: skip
def test_what_is_no_verified_fix_makes_no_procedure(space: Space, talk: Conversation) -> None:
    space.learn(talk.agent("The file has been installed."))
    assert [path for path in space.learnt if not path.startswith("daily-logs/")] == []


def test_an_edit_between_two_runs_is_the_fix(space: Space) -> None:
    talk = (
        Conversation()
        .person("Make the build pass")
        .runs("mvn package | tail -5", "[INFO] BUILD FAILURE\n[ERROR] /s/A.java:[3,1] ';' expected")
    )
    talk.calls("Edit", {"file_path": "/s/A.java"}, "updated")
    space.learn(talk.runs("mvn package | tail -5", "BUILD SUCCESS").agent("The build passes."))
    text = space.files["java-builds/builds.md"]
    assert "## mvn: A.java: ';' expected (date: 2026-03-17)\n" in text
    assert "- Steps: 1. edit `A.java` 2. `mvn package | tail -5`\n" in text


@pytest.mark.parametrize(
    "step", ["echo 'sdk.dir=/opt/android-sdk' > local.properties", "sed -i 's/8.0/8.5/' gradle/wrapper.properties"]
)
def test_words_put_into_a_file_between_two_runs_are_the_fix(space: Space, step: str) -> None:
    failing = "FAILURE: Build failed with an exception.\nSDK location not found. Define a valid SDK location."
    space.learn(
        Conversation().person("Run the unit tests.").runs("./gradlew test", failing, error=True)
        .runs(step).runs("./gradlew test", "BUILD SUCCESSFUL in 48s").agent("All pass.")
    )  # fmt: skip
    assert f"`{step}`" in space.files["java-builds/builds.md"]


@pytest.mark.parametrize("look", ["grep -r sdk . > found.txt", "echo done", "echo x > /dev/null", "sed -n 1,5p a.txt"])
def test_what_is_only_looked_at_between_two_runs_is_no_fix(space: Space, look: str) -> None:
    space.learn(
        Conversation().person("Run the unit tests.").runs("./gradlew test", "SDK location not found at all", error=True)
        .runs(look).runs("./gradlew test", "BUILD SUCCESSFUL in 48s").agent("All pass.")
    )  # fmt: skip
    assert "java-builds/builds.md" not in space.files


def test_a_failure_that_stays_is_logged_as_unsolved_only(space: Space) -> None:
    talk = Conversation().person("Install pandas").runs(PIP, EXTERNALLY, error=True)
    space.learn(talk.agent("I could not install pandas."))
    log = space.files["daily-logs/2026-03-17.md"]
    assert "- **Learnings**: unsolved: `error: externally-managed-environment`\n" in log
    assert [path for path in space.learnt if not path.startswith("daily-logs/")] == []


def test_a_session_creates_one_skill_and_names_the_rest(space: Space) -> None:
    talk = Conversation().runs("python a.py", "bash: python: command not found", error=True).runs("python3 a.py")
    talk.runs("git push", "fatal: no upstream branch", error=True).runs("git push -u origin main", "done")
    findings = space.learn(talk.agent("The script has been pushed."))
    assert [path for path in space.files if path.endswith("-operations/SKILL.md")] == []
    assert [skipped.why for skipped in findings.skipped] == [
        "a session may create 1 skill, and git-operations would be one more"
    ]


REFUSED = 'psql: error: connection to server at "127.0.0.1", port 5432 failed: Connection refused'


def test_it_fails_once(space: Space) -> None:
    first = Conversation().person("Run the check").runs("./check", f"Exit code 1\n{REFUSED}", error=True)
    first.runs("touch .pgpass", "").runs("./check", f"Exit code 1\n{REFUSED}", error=True)
    space.learn(first.runs("PGPORT=5544 ./check", "check passed").agent("The check passes."), session_id="act-1")
    path = "database-operations/databases.md"
    assert space.files[path] == (
        "# Databases\n\n"
        f"## check: {REFUSED} (date: 2026-03-17)\n"
        f"- Symptom: `{REFUSED}`\n"
        "- Steps: 1. `PGPORT=5544 ./check`\n"
        "- Did not help: `touch .pgpass`\n"
        "- Verified: the same action passed afterwards\n"
        "- Evidence: 1 session (act-1)\n"
    )
    second = (
        Conversation().person("Run the check").runs("PGPORT=5544 ./check", "check passed").agent("The check passes.")
    )
    findings = space.learn(second.person("Actually it's 5545"), session_id="act-2")
    assert "- Steps: 1. `PGPORT=5545 ./check`\n" in space.files[path]
    assert [found.text for found in findings.found if found.kind is FoundKind.CORRECTION] == [
        "Steps: 1. `PGPORT=5545 ./check`"
    ]


def test_a_number_that_fits_no_command_corrects_nothing(space: Space) -> None:
    space.learn(pip_session())
    before = space.files["python-environment/packages.md"]
    space.says("Actually it's 5545")
    assert space.files["python-environment/packages.md"] == before
