"""Customers: the company, its people, their addresses."""

from __future__ import annotations

from django.db import models

from evenkeel.people.models.staff import Team
from evenkeel.people.models.zones import validate_zone


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
    calendar = models.ForeignKey(
        "people.Calendar",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
        help_text="Its hours and holidays; without one the days and hours above count.",
    )
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
