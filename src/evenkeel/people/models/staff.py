"""Our people, and the groups they work in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from evenkeel.people.models.zones import validate_zone


class User(AbstractUser):
    """One of our people. Signs in by e-mail address."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    phone = models.CharField(max_length=40, blank=True)
    # Only these may answer a customer on a case under legal hold.
    may_answer_legal = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.username:
            self.username = self.email.lower()
        super().save(*args, **kwargs)


class Team(models.Model):
    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    days = models.CharField(max_length=40, default="Mon-Fri")
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    calendar = models.ForeignKey(
        "people.Calendar",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="teams",
        help_text="Its hours and holidays; without one the days and hours above count.",
    )
    # Who is told when nobody is on duty: a person, never a group box.
    last_resort = models.ForeignKey(User, on_delete=models.PROTECT, related_name="last_resort_of")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    class Position(models.TextChoices):
        MEMBER = "member"
        LEAD = "lead"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    position = models.CharField(max_length=10, choices=Position, default=Position.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
