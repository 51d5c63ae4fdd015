"""What is read once is the same wherever it comes again, and takes little memory."""

from datetime import UTC, datetime

from skillfs.learning.english.human_text import statements
from skillfs.learning.english.recurring_texts import LONGEST, read_once
from skillfs.learning.user.facts import facts_in
from skillfs.sessions.messages import Message, Role, Text


def test_a_text_is_read_once_and_a_long_one_each_time() -> None:
    read: list[str] = []

    @read_once
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    short, long = "a" * LONGEST, "b" * (LONGEST + 1)
    assert [length(text) for text in (short, short, long, long)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert read == [short, long, long]


def test_what_is_said_again_is_of_the_message_that_says_it() -> None:
    times = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2)]
    for index, time in enumerate(times):
        message = Message(index, Role.USER, (Text("I live in Graz.  I prefer tabs."),), time, human=True)
        said = list(statements(message))
        assert [(statement.message, statement.time) for statement in said] == [(index, time)] * 2
        facts = [fact for statement in said for fact in facts_in(statement)]
        assert [(fact.message, fact.time, fact.source) for fact in facts] == [
            (index, time, "I live in Graz."),
            (index, time, "I prefer tabs."),
        ]


def test_the_same_words_with_another_spelling_keep_their_own_source() -> None:
    sources = ["I live in   Graz.", "I live in Graz."]
    said = [
        statement for source in sources for statement in statements(Message(0, Role.USER, (Text(source),), human=True))
    ]
    assert [fact.source for statement in said for fact in facts_in(statement)] == sources
