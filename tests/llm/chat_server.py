"""A chat-completions endpoint on a loopback socket that plays scripted and misbehaving models."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from skillfs.learning.llm.configuration import LlmSettings

Request = dict[str, Any]
KEY = "sk-test-0123456789abcdefghij"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request. `drop`: close the connection instead; `cut`: send that many bytes fewer
    than Content-Length says."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    drop: bool = False
    cut: int = 0


Model = Callable[[Request], Reply]


def answer(
    *calls: tuple[str, object], text: str | None = None, ids: Sequence[str | None] | None = None, **message: object
) -> Reply:
    """An answer with these tool calls; arguments that are no dict are sent as they are."""
    requested = [
        {
            "id": ids[number] if ids else f"id-{number}",
            "type": "function",
            "function": {"name": name, "arguments": args if isinstance(args, str) else json.dumps(args)},
        }
        for number, (name, args) in enumerate(calls)
    ]
    whole = {"role": "assistant", "content": text, **({"tool_calls": requested} if calls else {}), **message}
    return body({"choices": [{"index": 0, "message": whole, "finish_reason": "tool_calls" if calls else "stop"}]})


def body(values: Mapping[str, object]) -> Reply:
    """A response with usage of 100 prompt tokens, 10 of them cached, and 20 completion tokens."""
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 10}}
    return Reply(json.dumps({"id": "x", "object": "chat.completion", "model": "m", "usage": usage, **values}).encode())


def error(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI's endpoint has it."""
    content = {"error": {"message": message, "type": "invalid_request_error", "code": code}}
    return Reply(
        json.dumps(content).encode(), status, {name.replace("_", "-"): value for name, value in headers.items()}
    )


FINISH = answer(("finish", {}))


def stage_of(request: Request) -> str:
    """The stage that asks, told from its tools."""
    names = {tool["function"]["name"] for tool in request.get("tools", [])}
    for stage, name in (("tasks", "insert_task"), ("lessons", "skip_learning"), ("writing", "create_skill")):
        if name in names:
            return stage
    return "other"


@dataclass
class Script:
    """A model that plays back replies by stage, in order; afterwards it finishes, or skips the lesson.

    A reply may be a function of the request.
    """

    tasks: list[Reply | Model] = field(default_factory=list)
    lessons: list[Reply | Model] = field(default_factory=list)
    writing: list[Reply | Model] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        queue: list[Reply | Model] = getattr(self, stage_of(request))
        if queue:
            reply = queue.pop(0)
            return reply if isinstance(reply, Reply) else reply(request)
        return answer(("skip_learning", {"reason": "trivial"})) if stage_of(request) == "lessons" else FINISH


def steadily(script: Script) -> Model:
    """A model that gives the same answer to the same conversation, however often it is held: the n-th of its stage."""

    def model(request: Request) -> Reply:
        stage = stage_of(request)
        replies: list[Reply | Model] = getattr(script, stage)
        number = sum(message["role"] == "assistant" for message in request["messages"])
        if number < len(replies):
            reply = replies[number]
            return reply if isinstance(reply, Reply) else reply(request)
        return answer(("skip_learning", {"reason": "trivial"})) if stage == "lessons" else FINISH

    return model


def by_subject(models: Mapping[str, Model]) -> Model:
    """A model that plays another one for each subject: the first whose words stand in the request."""

    def model(request: Request) -> Reply:
        text = request["messages"][1]["content"]
        return next(played for words, played in models.items() if words in text)(request)

    return model


@dataclass
class ChatServer:
    """A running server: where it is, and every request so far with its headers."""

    url: str
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def settings(self, **values: Any) -> LlmSettings:
        """The settings of a learner that asks it, with short patience."""
        defaults = {"model": "scripted", "api_key": KEY, "base_url": self.url, "retries": 2, "timeout_seconds": 5}
        return LlmSettings.model_validate({**defaults, **values})

    def of_stage(self, stage: str) -> list[Request]:
        return [request for request in self.requests if stage_of(request) == stage]

    def tool_answers(self) -> list[str]:
        """What tools answered, in the last request."""
        return [message["content"] for message in self.requests[-1]["messages"] if message["role"] == "tool"]

    def sent(self) -> str:
        """All that was ever sent, as text."""
        return "\n".join(json.dumps(request, ensure_ascii=False) for request in self.requests)


@contextmanager
def serving(model: Model) -> Iterator[ChatServer]:
    """Serve a model until the block ends."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                server.requests.append(request)
                server.headers.append({name.lower(): value for name, value in self.headers.items()})
                server.times.append(time.monotonic())
                reply = model(request)
            time.sleep(reply.seconds)
            if reply.drop:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            if reply.cut:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is part of the game."""

    http = Server(("127.0.0.1", 0), Handler)
    server = ChatServer(f"http://127.0.0.1:{http.server_address[1]}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
