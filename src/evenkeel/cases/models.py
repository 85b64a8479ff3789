"""The case and everything that is held, decided and handed over on it."""

from __future__ import annotations

from django.db import models


class LevelPolicy(models.Model):
    """The rules in force from one instant on. Immutable: changed by superseding, and a case remembers which decided it."""

    version = models.IntegerField(unique=True)
    data = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "level policies"
        ordering = ("version",)

    def __str__(self) -> str:
        return f"level policy, version {self.version}"


class EscalationPolicy(models.Model):
    """The ladder that runs when nobody acknowledges. Immutable, versioned by team."""

    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, related_name="escalation_policies")
    version = models.IntegerField()
    steps = models.JSONField(help_text='[{"notify": ["owner"]}, {"notify": ["duty:second"]}, {"notify": ["lead"]}, …]')
    repeats = models.IntegerField(default=2, help_text="How often the whole ladder is climbed again.")
    last_resort_every = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        help_text="After the ladder; blank: 30 minutes, or the level's wait where that is longer.",
    )
    because = models.CharField(max_length=300, blank=True, default="", db_default="")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "escalation policies"
        ordering = ("team", "version")
        constraints = [models.UniqueConstraint(fields=["team", "version"], name="a_ladder_version_is_written_once")]

    def __str__(self) -> str:
        return f"ladder of {self.team}, version {self.version}"


class Case(models.Model):
    """What is being handled. Exactly one accountable owner, by constraint."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        STABLE = "stable", "Stable"
        RESOLVED = "resolved", "Resolved, waiting for the customer's word"
        CONFIRMED = "confirmed", "Closed, confirmed by the customer"
        UNCONFIRMED = "unconfirmed", "Closed without the customer's word"

    LIVE = (State.OPEN, State.STABLE, State.RESOLVED)
    CLOSED = (State.CONFIRMED, State.UNCONFIRMED)

    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="cases")
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, related_name="cases")
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, related_name="cases")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="owned_cases")
    owner_because = models.CharField(max_length=300)
    level = models.SmallIntegerField()
    level_generation = models.IntegerField(default=1)
    policy = models.ForeignKey(LevelPolicy, on_delete=models.PROTECT, related_name="cases")
    heat = models.SmallIntegerField(default=0)
    stakes = models.SmallIntegerField(default=0)
    affected = models.IntegerField(null=True, blank=True)
    quiet = models.BooleanField(default=False, help_text="Imported history: nobody was paged for it.")
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    acknowledgement_expires_at = models.DateTimeField(null=True)
    owner_told_at = models.DateTimeField(
        null=True, help_text="When the customer was first told who owns this owner's case."
    )
    legal_hold_at = models.DateTimeField(null=True)
    safety_hold_at = models.DateTimeField(null=True, help_text="Until the safety lead has acknowledged.")
    stable_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    check_back_at = models.DateTimeField(null=True)
    done_words = models.TextField(
        blank=True, help_text="What was done, as told to the customer when asking for their word."
    )
    asked_times = models.IntegerField(default=0, help_text="How often the customer was asked whether it is solved.")
    reopened = models.IntegerField(default=0)

    class Meta:
        ordering = ("-level", "opened_at")
        indexes = [models.Index(fields=["state", "level"]), models.Index(fields=["owner", "state"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="a_level_is_one_to_four"),
            models.CheckConstraint(
                condition=~models.Q(state="unconfirmed") | models.Q(check_back_at__isnull=False),
                name="silence_is_checked_back",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def number(self) -> int:
        """What people say aloud."""
        return self.pk

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE


class LevelDecision(models.Model):
    """Why a case has its level: by which version of the policy or by whom, with the words that showed it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="level_decisions")
    level = models.SmallIntegerField()
    before = models.SmallIntegerField(null=True)
    policy = models.ForeignKey(LevelPolicy, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80, blank=True)
    reasons = models.JSONField(default=list, help_text="[{code, because, message_id, span, quote}]")
    decided_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=500, blank=True, help_text="The person's own words, where a person decided.")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"level {self.level} of case {self.case_id}"


class Role(models.Model):
    """A role on a case, held from-to."""

    class Kind(models.TextChoices):
        OWNER = "owner", "Owner"
        DIAGNOSIS = "diagnosis", "Diagnosis"
        COMMUNICATION = "communication", "Communication"
        COORDINATION = "coordination", "Coordination"
        DECISION = "decision", "Decision maker"
        WATCHER = "watcher", "Watcher"

    SINGLE = (Kind.OWNER, Kind.DIAGNOSIS, Kind.COMMUNICATION, Kind.COORDINATION, Kind.DECISION)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=14, choices=Kind)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="roles")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=models.Q(until__isnull=True) & ~models.Q(kind="watcher"),
                name="a_role_is_held_by_one_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} of case {self.case_id}"


class Climb(models.Model):
    """One run up the ladder: the policy as it stood when the climb began."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="climbs")
    policy = models.ForeignKey(EscalationPolicy, on_delete=models.PROTECT, related_name="climbs")
    generation = models.IntegerField()
    rung = models.IntegerField(default=0, help_text="Counts on over repeats.")
    paged_at = models.DateTimeField(null=True, help_text="When it first told anybody.")
    chosen = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="Whose turn it was, by round, step and team: a repeat tells them.",
    )
    started_at = models.DateTimeField()
    because = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "generation"], name="a_climb_has_its_generation"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="a_case_climbs_one_ladder"
            ),
        ]

    def __str__(self) -> str:
        return f"climb {self.generation} of case {self.case_id}, rung {self.rung}"


class Turn(models.Model):
    """Who was last in turn in a team: the next climb goes on from there, whichever process runs it."""

    team = models.OneToOneField("people.Team", on_delete=models.CASCADE, related_name="turn")
    user = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.team}: {self.user} was last in turn"


class Step(models.Model):
    """One line of the plan: action, who, by when, and what if it fails."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=300)
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="steps")
    due_at = models.DateTimeField()
    fallback = models.CharField(max_length=300, blank=True)
    customer_visible = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_note = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True, help_text="Tried and failed, or missed: its fallback took over.")

    class Meta:
        ordering = ("due_at", "id")

    def __str__(self) -> str:
        return self.action


class Handoff(models.Model):
    """An act of two people. The giver stays owner until it is accepted."""

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handoffs")
    giver = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="handoffs_given")
    receiver = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="handoffs_received")
    recap = models.TextField(help_text="One sentence: what happened and where it stands.")
    why_this_person = models.CharField(max_length=300)
    notes = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, help_text="When the receiver opened the brief.")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("offered_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="offered"), name="a_case_is_offered_to_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.case_id}: {self.giver} to {self.receiver}, {self.state}"


class HandoffTick(models.Model):
    """The receiver took over this one promise, knowingly."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="ticks")
    promise = models.ForeignKey("promises.Promise", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handoff", "promise"], name="a_promise_is_ticked_once")]

    def __str__(self) -> str:
        return f"promise {self.promise_id} ticked"


class CustomerLink(models.Model):
    """The way to the customer's own page: unguessable, expiring, revocable."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, related_name="links")
    secret = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of case {self.case_id}"


class Confirmation(models.Model):
    """What the customer said to “is it solved?”, in their words and by which door."""

    class Answer(models.TextChoices):
        SOLVED = "solved", "Solved"
        NOT_SOLVED = "not_solved", "Not solved"
        UNCLEAR = "unclear", "Unclear: ask"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="confirmations")
    answer = models.CharField(max_length=10, choices=Answer)
    words = models.TextField(blank=True)
    because = models.CharField(max_length=300, blank=True)
    via = models.CharField(max_length=20, help_text="page, reply, call, api")
    message = models.OneToOneField("conversations.Message", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.answer} by {self.via}"


class BoundaryStep(models.Model):
    """A step of the ladder against abuse: respect asked for, condition named, contact ended."""

    class Kind(models.TextChoices):
        RESPECT = "respect", "Asked for respect"
        CONDITION = "condition", "Named the condition"
        END = "end", "Ended the contact"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="boundary_steps")
    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"
