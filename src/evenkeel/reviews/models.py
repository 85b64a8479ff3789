"""What is to be learned from a case."""

from __future__ import annotations

from django.db import models


class Review(models.Model):
    """What is to be learned from a case: opened by rule when it is stable, owned and due."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="review")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="reviews")
    because = models.JSONField(default=list, help_text="The rules that opened it, one sentence each.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"review of case {self.case_id}"
