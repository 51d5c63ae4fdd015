"""Ways of saying who somebody is and does that no rule was written for word by word, and their near misses."""

from __future__ import annotations

import pytest

from skillfs.learning.english.human_text import statements
from skillfs.learning.third_parties.people import remarks_in
from skillfs.sessions.messages import Message, Role, Text

SAID = [
    ("Ask Maya Ortiz, who heads compliance.", [("Maya Ortiz", "responsibility", "heads compliance")]),
    ("Loop in Maya Ortiz who heads up compliance at Globex", [("Maya Ortiz", "responsibility", "heads up compliance at "
        "Globex")]),
    ("Please cc Maya Ortiz, who oversees procurement, on this", [("Maya Ortiz", "responsibility",
        "oversees procurement")]),
    ("Maya Ortiz looks after payroll", [("Maya Ortiz", "responsibility", "looks after payroll")]),
    ("Maya Ortiz chairs the ethics board", [("Maya Ortiz", "responsibility", "chairs the ethics board")]),
    ("Maya Ortiz is the one who runs procurement", [("Maya Ortiz", "responsibility", "runs procurement")]),
    ("Jules Moreau is on vacation. They're our illustrator.", [("Jules Moreau", "role", "illustrator")]),
    ("I met Jules Moreau. They are a data analyst and prefer email.", [("Jules Moreau", "role", "data analyst"),
        ("Jules Moreau", "preference", "prefers email")]),
    ("Jules Moreau (they/them) is our data analyst", [("Jules Moreau", "pronouns", "they/them"),
        ("Jules Moreau", "role", "data analyst")]),
    ("Talked to Jules Moreau; they work at Globex", [("Jules Moreau", "company", "Globex")]),
    ("Talked to Jules Moreau, they lead accessibility", [("Jules Moreau", "responsibility", "leads accessibility")]),
    ("Talked to Jules Moreau, they live in Lyon", [("Jules Moreau", "location", "Lyon")]),
    ("Omar Said has been our accountant since 2019", [("Omar Said", "role", "accountant")]),
    ("Omar Said works as a paramedic", [("Omar Said", "role", "paramedic")]),
    ("Omar Said serves as our treasurer", [("Omar Said", "role", "treasurer")]),
    ("Omar Said is employed at Globex", [("Omar Said", "company", "Globex")]),
    ("Omar Said resides in Cork", [("Omar Said", "location", "Cork")]),
    ("Omar Said can't bear small talk", [("Omar Said", "preference", "can't bear small talk")]),
    ("Omar Said would rather get emails", [("Omar Said", "preference", "would rather get emails")]),
    ("Omar Said is a big fan of early meetings", [("Omar Said", "preference", "is a big fan of early meetings")]),
    ("Omar Said is not keen on phone calls", [("Omar Said", "preference", "is not keen on phone calls")]),
    ("Omar Said sticks to written updates", [("Omar Said", "preference", "sticks to written updates")]),
    ("Omar Said belongs to the search team", [("Omar Said", "team", "search")]),
    ("My colleague Omar Said works on the search team", [("Omar Said", "relationship", "the user's colleague"),
        ("Omar Said", "team", "search")]),
    ("My sister's name is Lena Vogt", [("Lena Vogt", "relationship", "the user's sister")]),
]  # fmt: skip

NOT_SAID = [
    "Maya Ortiz heads home at five",
    "Maya Ortiz who left early",
    "Does Maya Ortiz head compliance?",
    "Maya Ortiz led compliance back then",
    "Maya Ortiz looks after this bug",
    "Maya Ortiz owns that ticket",
    "If Maya Ortiz were our CFO, we would be fine",
    "Jules Moreau sent two files. They are a mess.",
    "Jules Moreau broke the tests. They work at times.",
    "Jules Moreau and Omar Said came. They are our lawyers' interns' files",
    "Omar Said works as expected",
    "Omar Said works on the login page",
    "Omar Said is a fan of the second option",
    "Omar Said sticks to the plan",
    "Omar Said would rather wait",
    "Omar Said would rather not do this",
    "Omar Said has been waiting since noon",
    "Omar Said has been our bottleneck since May",
]


def _remarks(text: str) -> list[tuple[str, str, str]]:
    message = Message(0, Role.USER, (Text(text),), human=True)
    return [(remark.name, remark.attribute, remark.value) for remark in remarks_in(statements(message))]


@pytest.mark.parametrize(("text", "remarks"), SAID)
def test_a_frame_of_a_known_class_is_a_remark(text: str, remarks: list[tuple[str, str, str]]) -> None:
    assert _remarks(text) == remarks


@pytest.mark.parametrize("text", NOT_SAID)
def test_a_near_miss_is_no_remark(text: str) -> None:
    assert _remarks(text) == []
