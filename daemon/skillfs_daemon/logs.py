"""How the processes write their logs: lines for people, or JSON objects for programs; never a secret."""

from __future__ import annotations

import json
import logging
import os
import re
import time

from skillfs.sessions.redaction import redact

VARIABLE = "SKILLFS_LOG_FORMAT"
"""The environment variable that chooses: ``text``, the default, or ``json``."""
_CHATTY = ("openai", "httpx2", "httpcore2", "anyio")
_FIELD = re.compile(r"\b([a-z_]+)=(\S+)")


def configure(role: str, level: int | str, text_format: str) -> None:
    """Write the log of this process to stderr from `level` on; as text in this format of the logging module."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(role) if os.environ.get(VARIABLE) == "json" else RedactingFormatter(text_format))
    logging.basicConfig(level=level, handlers=[handler])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


class RedactingFormatter(logging.Formatter):
    """Lines of text without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))[0]


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, role, pid, logger, message, and what that says as key=value."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        message = redact(record.getMessage())[0]
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        values = {
            **dict(_FIELD.findall(message)),
            "time": f"{moment}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "role": self._role,
            "pid": record.process,
            "logger": record.name,
            "message": message,
        }
        if record.exc_info:
            values["traceback"] = redact(self.formatException(record.exc_info))[0]
        return json.dumps(values, ensure_ascii=False)
