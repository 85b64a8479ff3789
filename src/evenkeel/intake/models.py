"""What came in, raw, and the addresses it came to."""

from __future__ import annotations

from django.db import models


class Mailbox(models.Model):
    """An address of ours that customers write to."""

    address = models.CharField(max_length=320, unique=True)
    name = models.CharField(max_length=120)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="mailboxes")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address


class InboundItem(models.Model):
    """The raw thing received, kept before it is understood; understanding can be redone."""

    class State(models.TextChoices):
        RECEIVED = "received", "Waiting to be opened"
        OPENED = "opened", "In a conversation"
        SET_ASIDE = "set_aside", "Set aside"
        DISMISSED = "dismissed", "Dismissed by a person"

    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, help_text="mail, message")
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="items")
    raw = models.BinaryField()
    envelope = models.JSONField(default=dict)
    quiet = models.BooleanField(default=False, help_text="Imported history: opened without paging anybody.")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was set aside.")
    message = models.ForeignKey("conversations.Message", null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField()
    run_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="an_item_is_kept_once")]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=models.Q(state="received"), name="inbound_waiting"),
            models.Index(fields=["state", "received_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} from {self.source}: {self.state}"
