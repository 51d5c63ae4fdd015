"""The twelve transcripts as the model gets to see them: whole, within the budget, and quickly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from skillfs.learning.llm.content_rules import ContentRules
from skillfs.learning.llm.elision import CHARACTERS_PER_TOKEN
from skillfs.learning.llm.rendering import Transcript
from skillfs.learning.llm.sources import HumanSources
from skillfs.learning.recalled import Recalled
from skillfs.sessions.messages import Role
from skillfs.sessions.reading import read

SESSIONS = Path(__file__).parents[3] / "shared" / "sessions"
FILES = sorted(SESSIONS.glob("*.jsonl"))
TOKENS = 4000

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/sessions is missing")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_every_message_is_shown_once_within_the_budget(file: Path) -> None:
    began = time.process_time()
    (named,) = read(file.read_bytes(), lines=True, name="x").sessions
    recalled = Recalled(named.session, lambda line: False)
    transcript = Transcript(named.session, recalled)
    batches = list(transcript.batches(transcript.indexes(), TOKENS))
    texts = [transcript.text(batch, TOKENS) for batch in batches]
    rules = ContentRules([named.session], [])
    rules.check("", "# A title\n- a line\n", "", lambda text: False)

    shown = [index for batch in batches for index in batch]
    assert shown == sorted(set(shown))
    assert all(f"[{index}] " in text for batch, text in zip(batches, texts, strict=True) for index in batch)
    hidden = [message for message in named.session.messages if message.index not in shown]
    assert all(message.role is Role.SYSTEM or not message.text.strip() or not message.human for message in hidden)
    # What the marks, headings and the least that is shown of each part take comes on top.
    assert max(map(len, texts)) < 2 * TOKENS * CHARACTERS_PER_TOKEN
    assert HumanSources(named.session, recalled).of_text("The user prefers anything", least=0.0) is None
    assert time.process_time() - began < 10
