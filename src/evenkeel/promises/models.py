"""The ledger of promises and the evidence for them."""

from __future__ import annotations

from django.db import models


class Promise(models.Model):
    """What our side led the customer to rely on. `broken` is entered by the clock only, and never left unsaid."""

    class State(models.TextChoices):
        DETECTED = "detected", "Read, waiting for a person's word"
        DISMISSED = "dismissed", "Not a promise"
        WAITING = "waiting", "Waits for its condition"
        MADE = "made", "Open"
        KEPT = "kept", "Kept"
        BROKEN = "broken", "Broken"
        KEPT_LATE = "kept_late", "Broken, then kept late"
        RENEGOTIATED = "renegotiated", "Moved in time, customer told"
        WITHDRAWN = "withdrawn", "Taken back, customer told"
        RELEASED = "released", "The customer no longer needs it"
        LAPSED = "lapsed", "Its condition never came"

    class Origin(models.TextChoices):
        TEXT = "text", "Read in a message"
        HAND = "hand", "Typed by hand"
        API = "api", "Through the API"
        CADENCE = "cadence", "The update this level owes"

    OPEN = (State.MADE, State.WAITING)
    BROKEN_STATES = (State.BROKEN, State.KEPT_LATE)

    case = models.ForeignKey("cases.Case", null=True, on_delete=models.CASCADE, related_name="promises")
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.PROTECT, related_name="promises")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="promises")
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.PROTECT, related_name="promises")
    origin = models.CharField(max_length=10, choices=Origin)
    state = models.CharField(max_length=14, choices=State)
    quote = models.TextField(help_text="The exact words.")
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    actor = models.CharField(max_length=80, default="agent")
    action = models.CharField(max_length=20)
    what = models.CharField(max_length=300)
    type = models.CharField(max_length=12, default="promise")
    due_kind = models.CharField(max_length=20, default="by")
    due_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    due_local = models.CharField(max_length=32, blank=True)
    due_zone = models.CharField(max_length=64, blank=True)
    approximate = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    asks = models.JSONField(default=list, help_text="What must still be asked, such as no_time.")
    confidence = models.FloatField(default=1.0)
    because = models.CharField(max_length=300, blank=True, help_text="Why this reading.")
    told_at = models.DateTimeField(null=True, help_text="When the customer heard it; null is an internal intention.")
    detected_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        "people.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose click it was; null: made by itself, being clear and sure enough.",
    )
    broken_at = models.DateTimeField(null=True, help_text="Its due instant, not when we noticed.")
    settled_at = models.DateTimeField(null=True)
    predecessor = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="successor", help_text="The promise this one moved."
    )
    generation = models.IntegerField(default=0)

    class Meta:
        ordering = ("due_at", "id")
        indexes = [models.Index(fields=["state", "due_at"]), models.Index(fields=["case", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["broken", "kept_late"]) | models.Q(broken_at__isnull=False),
                name="broken_has_its_instant",
            ),
            # Never un-broken: once the instant is written no other state is possible.
            models.CheckConstraint(
                condition=models.Q(broken_at__isnull=True) | models.Q(state__in=["broken", "kept_late"]),
                name="broken_stays_broken",
            ),
            models.UniqueConstraint(fields=["message", "start", "end"], name="words_are_proposed_once"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}: {self.action}, {self.state}"

    @property
    def moves(self) -> int:
        """How often the date was moved to reach this one."""
        count, earlier = 0, self.predecessor
        while earlier is not None:
            count, earlier = count + 1, earlier.predecessor
        return count


class Evidence(models.Model):
    """An act that may keep a promise, and whether it does."""

    class Kind(models.TextChoices):
        MESSAGE = "message"
        CALL = "call"
        VISIT = "visit"
        DOCUMENT = "document"
        REFUND = "refund"
        ESCALATION = "escalation"
        NOTE = "note", "A person's word, listed apart"

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField(help_text="When the act happened.")
    channel = models.CharField(max_length=20, blank=True)
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.PROTECT, related_name="+")
    recording = models.ForeignKey("conversations.Recording", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    keeps = models.BooleanField(help_text="Whether the act matches what was promised.")
    because = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    # The mail that kept it came back: a person says whether it counts all the same.
    bounced_at = models.DateTimeField(null=True)
    bounced_because = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    @property
    def is_in_question(self) -> bool:
        return self.bounced_at is not None and self.decided_at is None

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=["promise", "message"], name="a_message_is_evidence_once"),
            models.UniqueConstraint(fields=["promise", "recording"], name="a_call_is_evidence_once"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.kind} at {self.at:%Y-%m-%d %H:%M}: {'keeps' if self.keeps else 'does not keep'} {self.promise_id}"
        )
