"""How a person wants to be reached, and what is known of those who carry our words."""

from __future__ import annotations

from django.db import models

from evenkeel.judgement.quiet import Quiet
from evenkeel.people.models.zones import validate_zone


class Occasion(models.TextChoices):
    """Pages and breaches are important; reminders and notes are ordinary."""

    IMPORTANT = "important", "Pages and breaches"
    ORDINARY = "ordinary", "Reminders and notes"


class ReachRule(models.Model):
    """One place of a person, tried so long after the word was owed, unless it was seen by then."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="reach_rules")
    occasion = models.CharField(max_length=10, choices=Occasion)
    endpoint = models.ForeignKey("notifications.Endpoint", on_delete=models.CASCADE, related_name="rules")
    after_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("after_minutes", "id")
        constraints = [
            models.UniqueConstraint(fields=["user", "occasion", "endpoint"], name="one_rule_per_place_and_occasion")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.occasion}: {self.endpoint_id} after {self.after_minutes} min"


class QuietHours(models.Model):
    """When a person is left alone. Ordinary words are held until it ends; important ones are held or passed on."""

    class Then(models.TextChoices):
        PASS_ON = "pass_on", "goes to the next person at once"
        HOLD = "hold", "is held; the ladder climbs on by itself"

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="quiet_hours")
    zone = models.CharField(max_length=64, validators=[validate_zone])
    days = models.CharField(max_length=20, help_text="The days it begins on, Monday is 0: “0,1,2,3,4”.")
    starts = models.TimeField()
    ends = models.TimeField(help_text="At or before the start: of the next day.")
    then = models.CharField(max_length=10, choices=Then, default=Then.PASS_ON)

    class Meta:
        verbose_name_plural = "quiet hours"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user}: quiet {self.starts:%H:%M} to {self.ends:%H:%M} ({self.zone})"

    def value(self) -> Quiet:
        return Quiet(self.zone, frozenset(int(d) for d in self.days.split(",") if d), self.starts, self.ends)


class Circuit(models.Model):
    """Somebody who carries our words is in trouble: they are left alone until then, and asked with one word first."""

    provider = models.CharField(max_length=150, unique=True)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    since = models.DateTimeField()
    because = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.provider}: {self.failures} failures"
