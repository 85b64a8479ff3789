"""The lines of the timeline."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from evenkeel.timeline.happenings import Happening, rebuild


class Event(models.Model):
    """One line of a timeline. Append-only: the database refuses an update, this class says so sooner."""

    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=60)
    at = models.DateTimeField(help_text="When it happened; an overdue event is dated when it fell due.")
    recorded_at = models.DateTimeField(help_text="When we noticed.")
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200, blank=True)
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="consequences")
    key = models.CharField(max_length=200, null=True, unique=True, help_text="Deterministic where it must happen once.")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["case", "at", "id"]), models.Index(fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def happening(self) -> Happening:
        return rebuild(self.kind, self.data)

    @property
    def sentence(self) -> str:
        return self.happening.sentence()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("A timeline is never edited: record what happened next instead.")
