"""The desk minds its own: a page is answered within minutes, and nobody waits past the word they were told."""

from __future__ import annotations

from datetime import timedelta

from evenkeel.cases.models import Case
from evenkeel.engine.sample import replies
from evenkeel.engine.sample.stage import Stage, Story
from evenkeel.engine.sample.thread import Thread
from evenkeel.promises.models import Promise

REACTS = {4: (2, 4.5), 3: (4, 13), 2: (9, 50), 1: (60, 200)}
NEXT_WORD = {4: (26, 30), 3: (110, 118), 2: (22 * 60, 23 * 60), 1: (44 * 60, 47 * 60)}
BEFORE = timedelta(minutes=6)
# By then the harm of these stories has stopped, and a lead says so.
CALMS_DOWN_AFTER = timedelta(hours=3)


class Watch:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._coming: set[int] = set()

    def __call__(self) -> None:
        self._answer_pages()
        self._write_in_time()

    def _answer_pages(self) -> None:
        for pk, level in Case.objects.filter(state__in=Case.LIVE, acknowledged_at=None).values_list("pk", "level"):
            thread = self.stage.threads.get(pk)
            if thread is not None and pk not in self._coming and not thread.ident.startswith("fresh"):
                self._coming.add(pk)
                self.stage.spawn(self._takes_up(thread, pk, level))

    def _takes_up(self, thread: Thread, pk: int, level: int) -> Story:
        yield min(self.stage.later(*REACTS[level]), self.stage.ends - timedelta(minutes=2))
        self._coming.discard(pk)
        if thread.case.is_live:
            thread.take_up()
            if self.stage.now - thread.case.opened_at > CALMS_DOWN_AFTER:
                thread.lower(2)

    def _write_in_time(self) -> None:
        soon = Promise.objects.filter(
            origin=Promise.Origin.CADENCE,
            state=Promise.State.MADE,
            due_at__lte=self.stage.now + BEFORE,
            due_at__gt=self.stage.now,
            case__state__in=(Case.State.OPEN, Case.State.STABLE),
        )
        for pk in set(soon.values_list("case", flat=True)):
            thread = self.stage.threads.get(pk)
            if thread is not None and not thread.ident.startswith("fresh"):
                self._writes(thread)

    def _writes(self, thread: Thread) -> None:
        thread.take_up()
        if self.stage.now - thread.case.opened_at > CALMS_DOWN_AFTER:
            thread.lower(2)
        following = self.stage.later(*NEXT_WORD[thread.case.level])
        thread.reply(self.stage.rng.choice(replies.PROGRESS), next_update=following, proposals=False)
        self.stage.post_goes()
