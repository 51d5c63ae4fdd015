"""What is measured on: files and sessions, the same in each run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from skillfs.skills.settings import default_space_md

ABSENT_WORD = "zyzzyva"

_WORDS = [
    "timeout",
    "retry",
    "database",
    "migration",
    "deploy",
    "staging",
    "token",
    "latency",
    "cache",
    "schema",
    "index",
    "worker",
    "queue",
    "review",
    "rollback",
    "container",
    "network",
    "gateway",
    "proxy",
    "session",
    "cluster",
    "metric",
    "alert",
    "budget",
    "region",
    "service",
    "commit",
    "branch",
    "release",
    "test",
]
_NAMES = [
    "Alice",
    "Bruno",
    "Chen",
    "Dora",
    "Emil",
    "Farah",
    "Goran",
    "Hana",
    "Ivan",
    "Jun",
    "Kofi",
    "Lena",
    "Mira",
    "Nils",
    "Olga",
    "Priya",
    "Quinn",
    "Rosa",
    "Sven",
    "Tara",
]
_FAMILIES = [
    "Abbott",
    "Berger",
    "Cruz",
    "Dietz",
    "Engel",
    "Fuchs",
    "Garcia",
    "Huber",
    "Iwata",
    "Jansen",
    "Keller",
    "Lopez",
    "Meyer",
    "Novak",
    "Okoye",
    "Popov",
]
_LANGUAGES = ["TypeScript", "Python", "Rust", "Go", "Kotlin", "Elixir", "Haskell", "Swift", "Zig", "Scala"]
_COMPANIES = ["Acme", "Globex", "Initech", "Umbrella", "Hooli", "Vandelay", "Stark", "Wayne", "Wonka", "Cyberdyne"]


def _prose(random_: random.Random, characters: int) -> str:
    lines, length = [], 0
    while length < characters:
        line = " ".join(random_.choices(_WORDS, k=12)).capitalize() + "."
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:characters]


def skill_files(skills: int = 100, files_each: int = 100) -> dict[str, bytes]:
    """A space's files: `skills` skills with `files_each` Markdown files of 2 to 8 KB, the SKILL.md among them."""
    random_ = random.Random(1)
    files = {"SPACE.md": default_space_md("").encode()}
    for skill in range(skills):
        name = f"domain-{skill:03}"
        files[f"skills/{name}/SKILL.md"] = (
            f'---\nname: "{name}"\ndescription: "What is known of domain {skill}."\n---\n\n{_prose(random_, 2000)}\n'
        ).encode()
        for number in range(1, files_each):
            text = f"# Note {number}\n\n{_prose(random_, random_.randint(2000, 8000))}\n"
            files[f"skills/{name}/note-{number:03}.md"] = text.encode()
    return files


def sessions(count: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of sessions of 20 messages, each of another user, with facts, people, tool calls and an error."""
    random_ = random.Random(2)
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    for number in range(count):
        document = {
            "created_at": (start + timedelta(hours=number)).isoformat(),
            "messages": _conversation(random_, number),
        }
        yield f"session-{number:04}.json", json.dumps(document).encode()


def _conversation(random_: random.Random, number: int) -> list[dict[str, object]]:
    colleague = f"{random_.choice(_NAMES)} {random_.choice(_FAMILIES)}"
    service = f"{random_.choice(_WORDS)}-{number}"
    messages: list[dict[str, object]] = [
        {
            "role": "user",
            "content": f"I prefer {random_.choice(_LANGUAGES)} for {service}. {colleague} from"
            f" {random_.choice(_COMPANIES)}"
            f" asked me to fix the {random_.choice(_WORDS)} check of {service}. Please do it.",
        }
    ]
    for step in range(8):
        call = f"call_{step}"
        command = f"./check --target {service} --step {step}"
        failed = step == 3
        messages.append(
            {
                "role": "assistant",
                "content": f"Step {step}: I look at the {random_.choice(_WORDS)} of {service}.",
                "tool_calls": [
                    {
                        "id": call,
                        "type": "function",
                        "function": {"name": "bash", "arguments": json.dumps({"command": command})},
                    }
                ],
            }
        )
        result = f"error: {service} refused\nexit status 1" if failed else f"{_prose(random_, 600)}\nexit status 0"
        messages.append({"role": "tool", "tool_call_id": call, "content": result})
    return [
        *messages,
        {"role": "assistant", "content": f"The check of {service} passes now."},
        {"role": "user", "content": "Great, that works. Thanks!"},
        {"role": "assistant", "content": "You are welcome."},
    ]


def large_session(size: int) -> bytes:
    """One session of exactly `size` bytes: a chat with long tool results."""
    random_ = random.Random(3)
    page = _prose(random_, 50_000)
    messages: list[dict[str, object]] = [{"role": "user", "content": "Please read all the logs and name the slow one."}]
    closing = [
        {"role": "assistant", "content": "The gateway is the slow one."},
        {"role": "user", "content": "Great, that works. Thanks!"},
    ]
    turn = 0
    length = len(json.dumps({"messages": messages + closing}))
    while True:
        pair: list[dict[str, object]] = [
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": f"call_{turn}",
                        "type": "function",
                        "function": {"name": "bash", "arguments": json.dumps({"command": f"cat log-{turn}.txt"})},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": f"call_{turn}", "content": f"log {turn}\n{page}"},
        ]
        added = sum(len(json.dumps(message)) + 2 for message in pair)
        if length + added > size:
            return json.dumps({"messages": messages + closing}).encode().ljust(size)
        messages += pair
        length += added
        turn += 1
