"""Ways in: links for people, tokens for programs. Only digests are kept."""

from __future__ import annotations

from django.db import models

from evenkeel.people.models.staff import User


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
