"""Rotations, version by version, and the secret addresses that a calendar program follows."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from evenkeel.people.models.duty import Duty
from evenkeel.people.models.staff import Team, User


class Rotation(models.Model):
    """One version of a rotation, never edited: a change ends it and begins the next, so yesterday stays as it was."""

    class Expected(models.TextChoices):
        ALWAYS = "always", "Somebody at every hour"
        WORKING = "working", "Somebody in the team's working hours"

    series = models.UUIDField(default=uuid4, help_text="The same for all versions of one rotation.")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rotations")
    kind = models.CharField(max_length=10, choices=Duty.Kind)
    name = models.CharField(max_length=120)
    layers = models.JSONField(
        help_text="[{people, zone, starts_on, handover, every, hours}], the first above the next."
    )
    expected = models.CharField(max_length=10, choices=Expected, default=Expected.ALWAYS)
    rank = models.SmallIntegerField(default=0, help_text="Of two rotations for one duty the lower number stands above.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="rotations_made")

    class Meta:
        ordering = ("rank", "id")
        indexes = [models.Index(fields=["team", "kind", "since"])]
        constraints = [
            models.UniqueConstraint(
                fields=["series"], condition=models.Q(until=None), name="a_rotation_has_one_open_version"
            ),
            # Equal where a version was superseded before it began: it never held.
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="a_rotation_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.kind} of {self.team}"


class DutyFeed(models.Model):
    """A secret address of a calendar: of a team, or of one person. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="duty_feeds")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="duty_feeds")
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds_made")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team__isnull=False, user__isnull=True)
                | models.Q(team__isnull=True, user__isnull=False),
                name="a_feed_is_of_a_team_or_a_user",
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.team or self.user}"
