"""Who answers for a team, and when: shifts, what is laid over them, who is away, and shifts on offer."""

from __future__ import annotations

from django.db import models

from evenkeel.people.models.staff import Team, User


class Duty(models.Model):
    """Somebody answers for a team from one instant to another. A cover or a swap counts where the other would have."""

    class Kind(models.TextChoices):
        FIRST = "first", "First to be told"
        SECOND = "second", "Backs the first"
        LEAD = "lead", "Lead on duty"
        SAFETY = "safety", "Takes safety and threats"
        LEGAL = "legal", "May answer legal matters"

    class Source(models.TextChoices):
        SHIFT = "shift", "Entered by hand"
        IMPORTED = "imported", "From a calendar file"
        OVERRIDE = "override", "Put on duty, whoever it was"
        COVER = "cover", "Covers somebody"
        SWAP = "swap", "Took somebody's shift"

    ABOVE = (Source.OVERRIDE, Source.COVER, Source.SWAP)

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="duties")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source, default=Source.SHIFT)
    instead_of = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="duties_given_away"
    )
    because = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="duties_made")
    made_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True, help_text="Taken back; the row stays.")
    roster = models.CharField(max_length=200, blank=True, help_text="The calendar file it came from.")
    uid = models.CharField(max_length=300, blank=True, help_text="The entry in that file.")

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


class Absence(models.Model):
    """Somebody is away. Their shifts go to who stands in for them, or are gaps that are warned of."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    backup = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="stands_in_for")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="absences_made")
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "starts_at", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="an_absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} is away from {self.starts_at:%a %d %b %H:%M} to {self.ends_at:%a %d %b %H:%M}"


class SwapOffer(models.Model):
    """A shift on offer, to one person or to anyone in the team. The giver has it until it is taken."""

    class State(models.TextChoices):
        OFFERED = "offered"
        TAKEN = "taken"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn", "Taken back"
        EXPIRED = "expired"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="swap_offers")
    kind = models.CharField(max_length=10, choices=Duty.Kind)
    giver = models.ForeignKey(User, on_delete=models.CASCADE, related_name="swaps_offered")
    to = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="swaps_asked", help_text="Null: anyone in the team."
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # What the giver takes in return, where the two of them exchange.
    return_starts_at = models.DateTimeField(null=True)
    return_ends_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="swaps_answered")

    class Meta:
        indexes = [models.Index(fields=["team", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="an_offered_shift_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} offers {self.kind} of {self.team} from {self.starts_at:%a %d %b %H:%M}"
