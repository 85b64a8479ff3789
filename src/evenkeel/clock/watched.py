"""What the desk writes down about itself: audits, troubles that last, and timers that are long past."""

from __future__ import annotations

from django.db import models


class Audit(models.Model):
    """One look over everything that is owed. Kept short: the newest few hundred."""

    class Result(models.TextChoices):
        CLEAN = "clean", "Clean"
        TROUBLE = "trouble", "Found something"
        SLOW = "slow", "Not finished in time"

    at = models.DateTimeField(db_index=True)
    took = models.FloatField(help_text="Seconds.")
    result = models.CharField(max_length=8, choices=Result)
    findings = models.JSONField(default=list)
    process = models.CharField(max_length=80, blank=True)
    ping = models.CharField(max_length=200, blank=True, help_text="What became of the ping outside, where one was due.")
    pinged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"audit at {self.at:%Y-%m-%d %H:%M:%S}: {self.result}"


class Trouble(models.Model):
    """One kind of trouble while it lasts: told once, and again by a rhythm that widens."""

    code = models.CharField(max_length=60)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    says = models.CharField(max_length=500)
    told_at = models.DateTimeField(null=True)
    told = models.IntegerField(default=0)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(over_at__isnull=True), name="a_kind_of_trouble_lasts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} since {self.since:%Y-%m-%d %H:%M}"


class PastTimer(models.Model):
    """A timer that was done long ago, out of the clock's way. Plain numbers: it outlives what it was about."""

    id = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=200, db_index=True)
    case_id = models.BigIntegerField(null=True, db_index=True)
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    generation = models.IntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    attempts = models.IntegerField()
    armed_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
