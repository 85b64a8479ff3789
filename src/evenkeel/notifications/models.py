"""Words owed, and the attempts to bring them."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models

from evenkeel.notifications.channels import CHANNELS, channel
from evenkeel.notifications.reaching import Circuit, Occasion, QuietHours, ReachRule

__all__ = [
    "HANDED_OVER",
    "RELATED",
    "Answer",
    "Circuit",
    "Delivery",
    "DeliveryAttempt",
    "Endpoint",
    "Notification",
    "Occasion",
    "QuietHours",
    "ReachRule",
    "Receipt",
]


class Endpoint(models.Model):
    """Where one of our people, or a team, is reached: a mailbox, a signed webhook, ..."""

    user = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.CASCADE, related_name="endpoints")
    team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="endpoints")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    secret = models.CharField(max_length=200, blank=True, help_text="For signing; never shown again.")
    broken_at = models.DateTimeField(null=True, blank=True)
    broken_because = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=60, blank=True, help_text="What its owner calls it.")
    verified_at = models.DateTimeField(null=True, blank=True)
    # While a code is out, nothing but the code is sent there. Empty: verified, or entered by an operator.
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, team__isnull=True)
                | models.Q(user__isnull=True, team__isnull=False),
                name="an_endpoint_reaches_a_user_or_a_team",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.user or self.team}"

    def clean(self) -> None:
        if self.channel not in CHANNELS:
            raise ValidationError(
                {"channel": f"There is no channel “{self.channel}”; use one of {', '.join(CHANNELS)}."}
            )
        if said := channel(self.channel).check_address(self.address, self.secret):
            raise ValidationError({"address": said})


class Notification(models.Model):
    """A word owed to somebody. The unique key makes saying it once a matter of the database."""

    class Audience(models.TextChoices):
        STAFF = "staff"
        CUSTOMER = "customer"

    class Urgency(models.IntegerChoices):
        """First pages go before everything else; inside a class the oldest first."""

        FIRST_PAGE = 0
        PAGE = 1
        BREACH = 2
        CUSTOMER = 3
        REMINDER = 4
        NOTE = 5

    key = models.CharField(max_length=200, unique=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.STAFF)
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="notifications")
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.PROTECT, related_name="notifications")
    message = models.ForeignKey(
        "conversations.Message",
        null=True,
        on_delete=models.PROTECT,
        related_name="notifications",
        help_text="The outgoing message this carries, where it carries one.",
    )
    subject = models.CharField(max_length=300)
    body = models.TextField()
    data = models.JSONField(default=dict)
    urgency = models.SmallIntegerField(choices=Urgency, default=Urgency.NOTE)
    generation = models.IntegerField(null=True, help_text="Of the climb that pages; a newer one makes it void.")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)
    passed_on_to = models.ForeignKey(
        "people.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who got it in their quiet hours.",
    )

    class Meta:
        indexes = [models.Index(fields=["user", "seen_at"])]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One attempt-line to bring a notification to one endpoint by one channel."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Handed over"
        DELIVERED = "delivered", "Arrived"
        READ = "read", "Read"
        FAILED = "failed", "Could not be delivered"
        UNKNOWN = "unknown", "We cannot tell whether it went out"
        CANCELLED = "cancelled", "No longer needed"
        HELD = "held", "Held until its time comes"

    class Held(models.TextChoices):
        RULE = "rule", "its turn comes later, by the person's rules"
        QUIET = "quiet", "quiet hours"
        THROTTLE = "throttle", "enough was sent there just now"

    WAITING = (State.PENDING, State.HELD)

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="Rides in the Message-ID or webhook id.")
    channel = models.CharField(max_length=20)
    endpoint = models.ForeignKey(Endpoint, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    address = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    urgency = models.SmallIntegerField(default=5)
    not_before = models.DateTimeField()
    lease_no = models.IntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=300, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    held_because = models.CharField(max_length=10, choices=Held, blank=True)
    provider = models.CharField(max_length=150, blank=True, help_text="Who carries it: a channel, or a host of one.")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    turn = models.IntegerField(default=0, help_text="Accounts take turns inside a class of urgency.")
    carried_by = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="carried", help_text="It went in one word with this."
    )

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel", "address"], name="one_delivery_per_place")
        ]
        indexes = [
            models.Index(
                fields=["urgency", "not_before", "id"], condition=models.Q(state="pending"), name="delivery_pending"
            ),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["sent_at"], condition=models.Q(sent_at__isnull=False), name="delivery_sent"),
            models.Index(
                fields=["urgency", "turn", "not_before", "id"],
                condition=models.Q(state__in=("pending", "held")),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["account", "urgency", "turn"],
                condition=models.Q(state__in=("pending", "held")),
                name="delivery_turns",
            ),
            models.Index(fields=["address", "sent_at"], name="delivery_by_place"),
            models.Index(
                fields=["channel", "provider_id"], condition=~models.Q(provider_id=""), name="delivery_by_provider_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} by {self.channel}: {self.state}"


class DeliveryAttempt(models.Model):
    """What happened once: append-only evidence."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="history")
    no = models.IntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"attempt {self.no}: {self.outcome}"


# Left the desk and did not come back: what counts as having been said.
HANDED_OVER = (Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.READ)
# What whoever sends a delivery, or writes down what became of it, reads with it.
RELATED = ("notification__case", "notification__user", "notification__contact", "notification__message", "endpoint")


class Receipt(models.Model):
    """What a provider said became of a message of ours. May come before we know of the message, twice, or in any order."""

    channel = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=300)
    outcome = models.CharField(max_length=10)
    seq = models.IntegerField(default=-1, help_text="The provider's own number; -1 where it gives none.")
    because = models.CharField(max_length=200, blank=True)
    heard_at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="receipts")
    applied = models.BooleanField(
        null=True, help_text="Empty: it waits for its delivery. False: kept, changed nothing."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "provider_id", "outcome", "seq"], name="a_receipt_is_heard_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.outcome}"


class Answer(models.Model):
    """What somebody answered to a page, from outside: each once, the ones we understood nothing of too."""

    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    sender = models.CharField(max_length=100)
    text = models.CharField(max_length=1600, blank=True)
    user = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+")
    heard_at = models.DateTimeField()
    reply = models.CharField(max_length=500, blank=True, help_text="What we said; a repeated answer hears the same.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="an_answer_is_heard_once")]

    def __str__(self) -> str:
        return f"{self.channel} of {self.heard_at:%Y-%m-%d %H:%M}"
