"""From the name of a thing (a person, a project) to the name of its file."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_FILENAME_BYTES = 200

_SPELLED_OUT = str.maketrans({"+": "plus", "#": "sharp", "&": " and ", "'": None, "’": None, "ʼ": None})
_SEPARATORS = re.compile(r"[^0-9a-z\x80-\U0010ffff]+")
_DIGEST_LENGTH = 8


def file_stem(name: str, max_bytes: int = MAX_FILENAME_BYTES) -> str:
    """The name in lower case, hyphens between its words, letters of every script kept: ``zoë-obrien``.

    Safe as a file name: only letters, marks, digits and single inner hyphens, at most `max_bytes` of UTF-8. A longer
    name is cut and ends in a digest of the whole, so that two long names stay two. Raises `ValueError` for a name
    without any letter or digit.
    """
    spelled = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower().translate(_SPELLED_OUT))
    letters = "".join(char if unicodedata.category(char)[0] in "LNM" else "-" for char in spelled)
    stem = _SEPARATORS.sub("-", letters).strip("-")
    if not stem:
        raise ValueError(f"{name!r} has no letter or digit to name a file by")
    if len(stem.encode()) <= max_bytes:
        return stem
    digest = hashlib.sha256(stem.encode()).hexdigest()[:_DIGEST_LENGTH]
    head = stem.encode()[: max_bytes - _DIGEST_LENGTH - 1].decode("utf-8", "ignore").rstrip("-")
    return f"{head}-{digest}"
