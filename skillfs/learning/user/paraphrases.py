"""Other words for the same: what people say of themselves in a roundabout way, as a plain first-person clause.

"Nothing beats bouldering for me" says "I love bouldering", "Polish is my mother tongue" says "My mother tongue is
Polish", "Retired postman here" says "I'm a retired postman". The rules read the plain clauses; to teach another way of
saying something, add a paraphrase with its examples.
"""

from __future__ import annotations

from skillfs.learning.english.cues import CueIndex
from skillfs.learning.english.rephrasing import Paraphrase
from skillfs.learning.user.paraphrases_of_choices import paraphrases_of_choices
from skillfs.learning.user.paraphrases_of_self import paraphrases_around, paraphrases_of_self
from skillfs.learning.user.paraphrases_of_tastes import paraphrases_of_tastes
from skillfs.learning.user.stated_choices import stated_choices

_AROUND: tuple[Paraphrase, ...] = tuple(paraphrases_around())
_OF_CLAUSES: tuple[Paraphrase, ...] = (
    *paraphrases_of_self(),
    *stated_choices(),
    *paraphrases_of_tastes(),
    *paraphrases_of_choices(),
)
PARAPHRASES: tuple[Paraphrase, ...] = (*_AROUND, *_OF_CLAUSES)
_AROUND_BY_CUE, _OF_CLAUSES_BY_CUE = CueIndex(_AROUND), CueIndex(_OF_CLAUSES)


def plain_clauses(clause: str) -> list[str]:
    """The clause in plain words, as one clause or several; as it stands where there is nothing to put plainly."""
    return _first(_OF_CLAUSES_BY_CUE, clause)


def plain_sentences(sentence: str) -> list[str]:
    """The sentence without what is set before or after it, and what that says: "At Acme, we ship on Tuesdays"."""
    return _first(_AROUND_BY_CUE, sentence)


def _first(paraphrases: CueIndex[Paraphrase], text: str) -> list[str]:
    may_know = paraphrases.for_text(text)
    return next((clauses for paraphrase in may_know if (clauses := paraphrase.clauses(text))), [text])
