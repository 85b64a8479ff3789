"""Customers and our people: accounts, contacts, users, teams, duty, keys."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    if name not in _zones():
        raise ValidationError(f"“{name}” is no time zone; use a name such as Europe/Berlin.")


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


class Account(models.Model):
    """The customer company. Facts about the contract and the place; never a judgement of its people."""

    class Tier(models.TextChoices):
        STANDARD = "standard"
        KEY = "key", "Key account"
        STRATEGIC = "strategic"

    name = models.CharField(max_length=200)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.STANDARD)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    language = models.CharField(max_length=10, default="en")
    country = models.CharField(max_length=2, blank=True, help_text="For its public holidays.")
    industry = models.CharField(max_length=60, blank=True)
    days = models.CharField(max_length=40, default="Mon-Fri")
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts")
    mail_domain = models.CharField(max_length=255, blank=True, db_index=True)
    renews_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(
        max_length=64, blank=True, validators=[validate_zone], help_text="Blank: the account's."
    )
    language = models.CharField(max_length=10, blank=True)
    preferred_channel = models.CharField(max_length=20, default="email")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name or f"contact {self.pk}"

    @property
    def zone(self) -> str:
        return self.time_zone or self.account.time_zone


class ContactAddress(models.Model):
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=320)

    class Meta:
        verbose_name_plural = "contact addresses"
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="an_address_is_one_contact")]

    def __str__(self) -> str:
        return self.address


class SignInLink(models.Model):
    """A one-time way in: only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user} until {self.expires_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A key to the API: only its digest is kept."""

    class Scope(models.TextChoices):
        READ = "read"
        WRITE = "write"
        ADMIN = "admin"

    name = models.CharField(max_length=80, unique=True)
    scope = models.CharField(max_length=5, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="api_tokens", help_text="On whose behalf it acts."
    )
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.scope})"
