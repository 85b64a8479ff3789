"""From a customer's mail at our door to the page handed to SMTP: twenty a second, for half a minute.

A real `evenkeel up` with its mail receiver, on people who have never written before. `--escalating` says what part of the
mails is furious: each of those opens a case and pages; the others are ordinary questions, opened and read all the same. The
span runs from the first byte of the mail's SMTP conversation to the arrival of the page at the mail server. The baseline in
the same run is mails handed straight to that server.
"""

from __future__ import annotations

import argparse
import queue
import re
import smtplib
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ground import fresh_desk, in_ms, main

SENDERS = 8
QUESTION = (
    "Hello, could you tell me which sizes of the coupling you keep in stock, and what delivery to Leeds costs? Thanks."
)
MARK = re.compile(r"\bbench-(\d+)\b")


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    with fresh_desk(chosen.database) as ground:
        from evenkeel.clock.reads import database_now
        from harness.cast import HELP, open_desk
        from harness.smtp import SmtpSink

        open_desk(database_now())
        sink = SmtpSink().start()
        try:
            count = int(chosen.rate * chosen.seconds)
            straight = _send(sink.port, "ben@desk.example", count // 4, chosen.rate)
            ground.note("baseline: straight to the mail server", in_ms(_spans(sink, straight, count // 4, 10)))
            sink.messages.clear()
            ground.house.settings = {
                **ground.house.settings,
                "EVENKEEL_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            }
            ground.house.start("up", ready="/healthz")
            _send(ground.house.smtp_port, HELP, 3, 1.0, first=10_000_000)  # Readers are loaded, policies written.
            sink.expect_messages(3, within=60)
            time.sleep(chosen.settle)
            began = time.perf_counter()
            sent = _send(ground.house.smtp_port, HELP, count, chosen.rate, escalating=chosen.escalating)
            took = time.perf_counter() - began
            paging = {n: at for n, at in sent.items() if _escalates(n, chosen.escalating)}
            spans = _spans(sink, paging, len(paging), chosen.patience)
            ground.note("mails", {"sent": len(sent), "a_second": len(sent) / took, "paged": len(spans)})
            ground.note("mail to page", in_ms(spans))
            if len(spans) < len(paging):
                raise AssertionError(f"{len(paging) - len(spans)} mails led to no page within {chosen.patience} s")
        finally:
            sink.stop()
        return ground.figures


def _escalates(n: int, part: float) -> bool:
    """Spread evenly over the run."""
    return int(n * part) != int((n + 1) * part)


def _send(port: int, to: str, count: int, rate: float, first: int = 0, escalating: float = 1.0) -> dict[int, float]:
    """At a steady pace, by several senders, as the world does; when each began."""
    began, sent, todo = time.monotonic(), dict[int, float](), queue.Queue[int]()
    for n in range(first, first + count):
        todo.put(n)

    def sender() -> None:
        while True:
            try:
                n = todo.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0.0, began + (n - first) / rate - time.monotonic()))
            sent[n] = time.time()
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
                server.sendmail(f"p{n}@firm{n}.example", [to], _mail(n, to, furious=_escalates(n, escalating)))

    threads = [threading.Thread(target=sender) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def _mail(n: int, to: str, *, furious: bool) -> bytes:
    from harness.cast import FURIOUS, mail

    return mail(
        FURIOUS if furious else QUESTION,
        sender=f"Person <p{n}@firm{n}.example>",
        to=to,
        subject=f"Line bench-{n} again",
        message_id=f"<{n}@firm{n}.example>",
    )


def _spans(sink: Any, sent: dict[int, float], count: int, patience: float) -> list[float]:
    """By the mark that the page's words carry from the mail's subject; the first page of each case counts."""
    until = time.monotonic() + patience
    while True:
        arrived: dict[int, float] = {}
        for message in list(sink.messages):
            if found := MARK.search(message.subject) or MARK.search(message.text):
                arrived.setdefault(int(found[1]), message.arrived_at)
        spans = [arrived[n] - sent[n] for n in sorted(arrived) if n in sent]
        if len(spans) >= count or time.monotonic() > until:
            return spans
        time.sleep(0.2)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=float, default=20.0, help="mails a second")
    parser.add_argument("--escalating", type=float, default=1.0, help="what part of the mails opens a case and pages")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--settle", type=float, default=5.0, help="seconds that a desk which has just started is given")
    parser.add_argument("--patience", type=float, default=180.0)


if __name__ == "__main__":
    main(measure, "from a customer's mail to the page handed to SMTP", _options)
