"""When a desk works: named calendars, their own days, and every version of them as it was reckoned with."""

from __future__ import annotations

from django.db import models

from evenkeel.people.models.zones import validate_zone


class Calendar(models.Model):
    """Hours and holidays that teams, accounts and policies share. Changed by verbs only: each change is a new version."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    hours = models.CharField(max_length=500, default="Mon-Fri 09:00-17:00", help_text="As people write them.")
    country = models.CharField(max_length=2, blank=True, help_text="For its public holidays.")
    region = models.CharField(max_length=10, blank=True, help_text="The part of the country, such as BY or CA.")
    feed_url = models.URLField(max_length=500, blank=True, help_text="Where its days off were read from, as iCal.")
    feed_read_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0, help_text="The newest; each is kept.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day, or several, that differ from the week: shut, or with hours of their own."""

    class Source(models.TextChoices):
        OWN = "own", "Ours"
        FEED = "feed", "From the feed"

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="own_days")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day of it.")
    name = models.CharField(max_length=120)
    hours = models.CharField(max_length=200, blank=True, help_text="Blank: shut.")
    source = models.CharField(max_length=4, choices=Source, default=Source.OWN)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="a_day_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.starts_on}"


class CalendarVersion(models.Model):
    """A calendar as it stood. Immutable: what was reckoned with it can be reckoned again, whatever changed since."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    data = models.JSONField(help_text='{"zone", "hours", "days": {"2026-12-25": ["Christmas Day", ""]}}')
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    tzdata = models.CharField(max_length=20, blank=True, help_text="The edition of the zone tables.")
    applied_at = models.DateTimeField(null=True, help_text="When what was armed by the version before was looked at.")

    class Meta:
        ordering = ("calendar", "number")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="a_calendar_version_is_written_once")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(applied_at__isnull=True), name="calendar_version_to_apply")
        ]

    def __str__(self) -> str:
        return f"{self.calendar}, version {self.number}"
