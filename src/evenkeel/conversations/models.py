"""Threads, messages, calls and the signals read in them."""

from __future__ import annotations

from django.db import models


class Conversation(models.Model):
    """The thread with a customer, on one channel."""

    case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="conversations")
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.PROTECT, related_name="conversations")
    team = models.ForeignKey("people.Team", null=True, on_delete=models.SET_NULL, related_name="conversations")
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=300)
    mailbox = models.CharField(max_length=320, blank=True, help_text="The address of ours that it is held with.")
    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="a_thread_is_known_once")]
        indexes = [models.Index(fields=["-last_message_at"])]

    def __str__(self) -> str:
        return self.subject or f"conversation {self.pk}"


class Message(models.Model):
    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"
        NOTE = "note", "Internal note: never leaves the desk"

    class Kind(models.TextChoices):
        HUMAN = "human"
        AUTO_REPLY = "auto_reply"
        BOUNCE = "bounce"
        BOT = "bot"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HUMAN)
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=500)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="messages")
    to = models.JSONField(default=list)
    copied = models.JSONField(default=list)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(help_text="As a person would read it, quotes and all.")
    visible_text = models.TextField(help_text="The sender's own words: what is read and judged.")
    html = models.TextField(blank=True, help_text="Sanitised.")
    language = models.CharField(max_length=10, blank=True)
    heat = models.SmallIntegerField(null=True, help_text="How angry, 0 to 100, as read; no part of the level.")
    troubles = models.JSONField(default=list, help_text="What had to be mended to read it.")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    message_id = models.CharField(max_length=500, blank=True, db_index=True, help_text="RFC 5322, with brackets.")
    references = models.JSONField(default=list)

    class Meta:
        ordering = ("sent_at", "id")
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="a_message_is_known_once")]
        indexes = [models.Index(fields=["conversation", "sent_at", "id"])]

    def __str__(self) -> str:
        return f"message {self.pk} ({self.direction})"


class Attachment(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256; names the file on disk.")
    content_id = models.CharField(max_length=300, blank=True)
    inline = models.BooleanField(default=False)
    set_aside = models.CharField(max_length=300, blank=True, help_text="Why the content was not kept.")

    def __str__(self) -> str:
        return self.filename


class Recording(models.Model):
    """A call: what was tried, whether a person was reached, and its transcript turns."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Spoke with the customer"
        VOICEMAIL = "voicemail", "Left a voicemail"
        NO_ANSWER = "no_answer", "No answer"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="recordings")
    user = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="recordings")
    direction = models.CharField(max_length=4, choices=[("in", "in"), ("out", "out")])
    started_at = models.DateTimeField()
    seconds = models.IntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome)
    key = models.CharField(max_length=300, null=True, unique=True, help_text="The same key again is the same call.")
    turns = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"call of {self.seconds} s, {self.outcome}"


class Signal(models.Model):
    """Something read in a message. A person may dismiss it with a reason; it stays."""

    PERSON = "person"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="signals")
    code = models.CharField(max_length=40)
    start = models.IntegerField(help_text="Character offsets in the visible text.")
    end = models.IntegerField()
    quote = models.TextField()
    confidence = models.FloatField()
    because = models.CharField(max_length=300)
    read_by = models.CharField(max_length=20, default="rule")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("start", "id")
        indexes = [models.Index(fields=["message", "code"])]

    def __str__(self) -> str:
        return f"{self.code} in message {self.message_id}"


class SecondReading(models.Model):
    """A language model is asked, or was, about a message on which the reader abstained: once, however often it is tried."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be asked, or asked again"
        ANSWERED = "answered"
        GIVEN_UP = "given_up", "Given up, with a reason"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="second_reading")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    wanted_at = models.DateTimeField()
    run_at = models.DateTimeField(help_text="When it is asked; while it is being asked, when somebody else may.")
    attempts = models.IntegerField(default=0)
    model = models.CharField(max_length=120, blank=True, help_text="Which model was asked last.")
    because = models.CharField(max_length=300, blank=True, help_text="What went wrong.")
    thrown_away = models.IntegerField(default=0, help_text="Proposals with an invented quote or an unknown code.")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at", "id"], condition=models.Q(state="waiting"), name="second_reading_waiting")
        ]

    def __str__(self) -> str:
        return f"second reading of message {self.message_id}: {self.state}"


class ProposedSignal(models.Model):
    """What a language model read. It is no signal, and counts for nothing, until a person confirms it."""

    reading = models.ForeignKey(SecondReading, on_delete=models.CASCADE, related_name="proposals")
    code = models.CharField(max_length=40)
    start = models.IntegerField(help_text="Character offsets in the visible text.")
    end = models.IntegerField()
    quote = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    signal = models.OneToOneField(Signal, null=True, on_delete=models.SET_NULL, related_name="proposal")
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("start", "id")

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.dismissed_at is None

    def __str__(self) -> str:
        return f"{self.code} proposed in {self.reading}"
