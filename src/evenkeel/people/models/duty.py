"""Who answers for a team, and when."""

from __future__ import annotations

from django.db import models

from evenkeel.people.models.staff import Team, User


class Duty(models.Model):
    """Who answers for a team from one instant to another."""

    class Kind(models.TextChoices):
        FIRST = "first", "First to be told"
        SECOND = "second", "Backs the first"
        LEAD = "lead", "Lead on duty"
        SAFETY = "safety", "Takes safety and threats"
        LEGAL = "legal", "May answer legal matters"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="duties")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["team", "kind", "starts_at", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_duty_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.kind} of {self.team}, {self.starts_at:%a %d %b %H:%M} to {self.ends_at:%a %H:%M}"
