"""A task that an earlier run had to leave open is learnt when its session turns out to have ended."""

from __future__ import annotations

from conversations import Conversation, Space


def test_a_session_that_ends_in_silence_is_learnt_then(space: Space, conversation: type[Conversation]) -> None:
    talk = (
        conversation()
        .person("Get the tests to pass.")
        .runs("gradle test", "error: JAVA_HOME is not set", error=True)
        .runs("JAVA_HOME=/opt/jdk gradle test", "BUILD SUCCESSFUL")
        .agent("They pass.")
    )
    before = dict(space.files)
    live = space.learn(talk, ended=False)
    assert space.files == before
    assert [skipped.why for skipped in live.skipped] == ["the task is still open; it is logged when it ends"]
    messages = len(talk.session.messages)
    space.learn(talk, learnt_through=messages, earlier_tasks=tuple(live.tasks))
    assert "1. `JAVA_HOME=/opt/jdk gradle test`" in space.files["java-builds/builds.md"]
    assert "## Get the tests to pass\n" in space.files["daily-logs/2026-03-17.md"]
    learnt = dict(space.files)
    ended = space.learn(talk, learnt_through=messages)
    assert space.files == learnt
    assert [skipped.why for skipped in ended.skipped] == ["all of its messages were learnt from before"]
