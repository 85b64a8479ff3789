"""A web server that plays whoever we call: real HTTP on loopback, keeping requests, answering as programmed."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Request:
    """One call as it came in; header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    arrived_at: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to say: a status, after so many seconds. Status 0 hangs up without a word."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    after: float = 0.0


@dataclass
class WebhookSink:
    """`.requests` is all that came, answered well or not. `answer_next` queues answers; `answer_always` sets the rest."""

    host: str = "127.0.0.1"
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    _next: list[Answer] = field(default_factory=list)
    _always: Answer = field(default_factory=Answer)
    _server: ThreadingHTTPServer | None = field(default=None, repr=False)
    _news: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def answer_next(
        self, *statuses: int, retry_after: str | int | None = None, after: float = 0.0, body: bytes = b""
    ) -> None:
        """One answer per status, in order, before `answer_always` holds again."""
        self._next += [_answer(status, retry_after, after, body) for status in statuses]

    def answer_always(
        self, status: int, *, retry_after: str | int | None = None, after: float = 0.0, body: bytes = b""
    ) -> None:
        self._always = _answer(status, retry_after, after, body)

    def expect_requests(self, count: int = 1, within: float = 10.0) -> list[Request]:
        """Waits until that many have come, and fails saying how many did."""
        with self._news:
            if self._news.wait_for(lambda: len(self.requests) >= count, within):
                return list(self.requests)
        message = f"{len(self.requests)} of {count} requests came within {within} s: {[r.path for r in self.requests]}"
        raise AssertionError(message)

    def start(self) -> WebhookSink:
        sink = self

        class Handler(_Handler):
            def take(self, request: Request) -> Answer:
                return sink._take(request)

        self._server = ThreadingHTTPServer((self.host, 0), Handler)
        self._server.daemon_threads = True
        # A slow answer must not hold up the end of the test.
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _take(self, request: Request) -> Answer:
        with self._news:
            self.requests.append(request)
            self._news.notify_all()
            return self._next.pop(0) if self._next else self._always


def _answer(status: int, retry_after: str | int | None, after: float, body: bytes) -> Answer:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Answer(status, headers, body, after)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def take(self, request: Request) -> Answer:
        raise NotImplementedError

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.take(Request(self.command, self.path, headers, body, time.time()))
        time.sleep(answer.after)
        self.close_connection = True
        if not answer.status:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

    def log_message(self, *_args: object) -> None:
        """Says nothing: the requests are kept."""
