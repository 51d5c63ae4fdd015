"""Failures that stay: warnings once they are seen again or are to be remembered; retries; placement."""

from __future__ import annotations

from conversations import Conversation, Space

from skillfs.learning.protocol import FoundKind

DENIED = "Error response from daemon: pull access denied for acme/web"
PATH = "container-operations/containers.md"


def denied(then: str = "OK, leave it.") -> Conversation:
    talk = Conversation().person("Start the web container").runs("docker compose up -d web", DENIED, error=True)
    return talk.agent("I could not start it. The cause was that nobody is logged in to the registry.").person(then)


def test_a_failure_that_stays_twice_becomes_a_warning(space: Space) -> None:
    space.learn(denied(), session_id="monday")
    assert PATH not in space.files
    findings = space.learn(denied(), session_id="tuesday")
    assert space.files[PATH] == (
        "# Containers\n\n"
        f"## docker: {DENIED} (date: 2026-03-17)\n"
        f"- Symptom: `{DENIED}`\n"
        "- Root Cause: The cause was that nobody is logged in to the registry.\n"
        "- Evidence: 2 sessions (2026-03-17, tuesday)\n"
    )
    assert [(found.text, found.message) for found in findings.found if found.kind is FoundKind.WARNING] == [
        (f"docker: {DENIED}", 1)
    ]
    space.learn(denied(), session_id="wednesday")
    assert "- Evidence: 3 sessions (2026-03-17, tuesday, wednesday)\n" in space.files[PATH]
    assert space.files[PATH].count("## ") == 1


def test_a_failure_that_is_to_be_remembered_is_a_warning_at_once(space: Space) -> None:
    space.learn(denied("Remember this for next time. You should have run docker login first. Never pull as root."))
    lines = space.files[PATH].splitlines()
    assert "- Correct Approach: Run docker login first" in lines
    assert "- Prevention: Never pull as root" in lines


def test_a_verified_fix_takes_the_place_of_a_warning(space: Space) -> None:
    space.learn(denied("Remember this."), session_id="monday")
    talk = Conversation().person("Start the web container").runs("docker compose up -d web", DENIED, error=True)
    talk.runs("docker login registry.acme.dev", "Login Succeeded").runs("docker compose up -d web", "Started")
    space.learn(talk.agent("The container is up."), session_id="tuesday")
    assert space.files[PATH] == (
        "# Containers\n\n"
        f"## docker: {DENIED} (date: 2026-03-17)\n"
        f"- Symptom: `{DENIED}`\n"
        "- Steps: 1. `docker login registry.acme.dev` 2. `docker compose up -d web`\n"
        "- Verified: the same action passed afterwards\n"
        "- Evidence: 2 sessions (monday, tuesday)\n"
    )


def test_a_procedure_goes_into_the_skill_that_shares_its_domain(space: Space) -> None:
    space.files["our-images/SKILL.md"] = (
        '---\nname: "our-images"\ndescription: "How we run docker here. Read it when one fails."\n---\n# Images\n'
    )
    space.learn(denied("Remember this."))
    assert "our-images/containers.md" in space.files
    assert "container-operations/SKILL.md" not in space.files


def test_a_retry_makes_one_lesson_that_contrasts(space: Space) -> None:
    talk = Conversation().person("Fix the crash for empty files").agent("I raised the timeout to 30 seconds.")
    talk.person("It still crashes").agent("The parser now returns an empty list for 0 bytes.")
    space.learn(talk.person("Great, it works now"))
    assert (
        "- **Learnings**: first try, which did not hold: I raised the timeout to 30 seconds; what did: The parser now "
        "returns an empty list for 0 bytes\n"
    ) in space.files["daily-logs/2026-03-17.md"]
