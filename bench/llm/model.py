"""A chat-completions endpoint on a loopback socket that takes its time and notes who asked when."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_SAID = re.compile(r"I like (thing [\w-]+) in (space-\d+)\.")
_GIVEN = re.compile(r"^- (The user likes thing [\w-]+ in (space-\d+)) \(date: (\d{4}-\d\d-\d\d)\)$", re.MULTILINE)


@dataclass
class Exchange:
    """One call: the space it was for, when it came and when it was answered (time.monotonic)."""

    space: str
    began: float
    ended: float = 0.0


@dataclass
class SlowModel:
    """A model that takes `seconds` for each answer; records what people like, and appends it to one file a space."""

    seconds: float
    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)

    def answer(self, request: dict[str, Any]) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
        """The space that asks, and the calls of the answer."""
        text = request["messages"][1]["content"]
        if any(tool["function"]["name"] == "insert_task" for tool in request["tools"]):
            (what, space), *_ = _SAID.findall(text)
            return space, [
                ("submit_user_preference", {"preference": f"The user likes {what} in {space}"}),
                ("finish", {}),
            ]
        given = _GIVEN.findall(text)
        lines = "".join(f"- {line} (date: {date})\n" for line, _, date in given)
        place = {"skill_name": "user-general-facts", "file_path": "goals.md"}
        calls = [
            ("get_skill", {"skill_name": "user-general-facts"}),
            ("create_skill_file", {**place, "content": "# Goals\n"}),
            ("append_skill_file", {**place, "content": lines}),
            ("finish", {}),
        ]
        return given[0][1], calls


@contextmanager
def serving(model: SlowModel) -> Iterator[SlowModel]:
    """Serve the model until the block ends."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body are two writes: with Nagle's algorithm the second waits 40 ms for the first one's ACK.
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            began = time.monotonic()
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            space, calls = model.answer(request)
            exchange = Exchange(space, began)
            with lock:
                model.exchanges.append(exchange)
            time.sleep(max(0.0, model.seconds - (time.monotonic() - began)))
            exchange.ended = time.monotonic()
            body = _body(calls)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """No access log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """The learner hangs up when it ends."""

    server = Server(("127.0.0.1", 0), Handler)
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _body(calls: list[tuple[str, dict[str, Any]]]) -> bytes:
    requested = [
        {"id": f"call-{number}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for number, (name, arguments) in enumerate(calls)
    ]
    message = {"role": "assistant", "content": None, "tool_calls": requested}
    usage = {"prompt_tokens": 100, "completion_tokens": 20}
    return json.dumps({"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": usage}).encode()
