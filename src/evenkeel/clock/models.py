"""Moments the product owes something."""

from __future__ import annotations

from django.db import models


class Timer(models.Model):
    """A moment the product owes something: armed in the transaction of its cause, fired once."""

    class State(models.TextChoices):
        ARMED = "armed"
        DONE = "done"
        SUPERSEDED = "superseded", "Superseded"
        CANCELLED = "cancelled"
        PARKED = "parked", "Parked after failing too often"
        HELD = "held", "Held after a restore, until a person says go"

    class Late(models.TextChoices):
        """What a timer does when the desk slept past its instant."""

        FIRE = "fire", "Fires, dated when it fell due"
        SKIP_TO_LATEST = "skip_to_latest", "Of its family only the latest that is due fires"

    # A family: the same kind, subject and generation.
    ONLY_THE_NEWEST = (Late.SKIP_TO_LATEST,)

    key = models.CharField(max_length=200, unique=True, help_text="Deterministic: arming twice is arming once.")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="timers")
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, help_text="The row it is about, by kind.")
    generation = models.IntegerField(default=0)
    due_at = models.DateTimeField(help_text="Never changes: lateness is measured against it.")
    due_local = models.CharField(max_length=32, blank=True, help_text="The wall-clock intent, where there is one.")
    due_zone = models.CharField(max_length=64, blank=True)
    rule = models.JSONField(
        null=True,
        help_text="What the instant was reckoned from: {from, span, calendar, version}; null where it was named.",
    )
    late = models.CharField(max_length=20, choices=Late, default=Late.FIRE)
    run_at = models.DateTimeField(help_text="When the clock visits; pushed on by back-off.")
    priority = models.SmallIntegerField(default=5)
    state = models.CharField(max_length=12, choices=State, default=State.ARMED)
    attempts = models.IntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    armed_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True, help_text="Why it was superseded, or what it did.")

    class Meta:
        indexes = [
            models.Index(
                fields=["run_at", "priority", "id"], condition=models.Q(state="armed"), name="timer_armed_by_run_at"
            ),
            models.Index(fields=["kind", "subject_id"]),
            models.Index(fields=["fired_at"], condition=models.Q(fired_at__isnull=False), name="timer_fired"),
            models.Index(fields=["state"], condition=models.Q(state__in=["held", "parked"]), name="timer_set_aside"),
        ]

    @property
    def subject(self) -> int:
        """The id of the row it is about; 0, which no row has, where it is about none."""
        return self.subject_id or 0

    def __str__(self) -> str:
        return f"{self.key} due {self.due_at:%Y-%m-%d %H:%M:%S} {self.state}"


class Pulse(models.Model):
    """The last time a loop of the engine went round: what readiness and the auditor look at."""

    loop = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    process = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.loop} at {self.at:%H:%M:%S}"


from evenkeel.clock.watched import Audit, PastTimer, Trouble  # noqa: E402, F401  # the desk's words about itself
