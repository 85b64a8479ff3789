"""The operator's rooms. What has a gate is read here and changed on the desk: there is no path around a verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest

from evenkeel.cases import models as cases
from evenkeel.cases.verbs.duty import keep_watch
from evenkeel.cases.verbs.duty.guarding import must_be_able
from evenkeel.clock import models as clock
from evenkeel.clock.reads import database_now
from evenkeel.conversations import models as conversations
from evenkeel.intake import models as intake
from evenkeel.notifications import models as notifications
from evenkeel.notifications.reads import why_unreachable
from evenkeel.people import models as people
from evenkeel.promises import models as promises
from evenkeel.refusal import Refused
from evenkeel.reviews import models as reviews
from evenkeel.timeline.models import Event

admin.site.site_header = "Evenkeel, the operator's rooms"
admin.site.site_title = "Evenkeel"


class ReadOnly(admin.ModelAdmin):
    """To look at. Every change goes through its verb, so that its rules, timers and timeline are never passed by."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class NeverDeleted(admin.ModelAdmin):
    """May be changed; others may point at it, so it stays."""

    list_per_page = 50

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


READ_ONLY: tuple[type[Model], ...] = (
    cases.Case,
    cases.LevelDecision,
    cases.LevelPolicy,
    cases.EscalationPolicy,
    cases.Role,
    cases.Climb,
    cases.Turn,
    cases.Step,
    cases.Handoff,
    cases.Confirmation,
    cases.BoundaryStep,
    clock.Timer,
    clock.Pulse,
    people.Calendar,
    people.CalendarDay,
    people.CalendarVersion,
    conversations.Conversation,
    conversations.Message,
    conversations.Recording,
    conversations.Signal,
    conversations.Attachment,
    intake.InboundItem,
    notifications.Notification,
    notifications.Delivery,
    notifications.DeliveryAttempt,
    notifications.Receipt,
    notifications.Answer,
    promises.Promise,
    promises.Evidence,
    reviews.Review,
    Event,
)
admin.site.register(READ_ONLY, ReadOnly)


@admin.register(cases.CustomerLink)
class CustomerLinkAdmin(ReadOnly):
    """The secret is the customer's key: nobody reads it here."""

    exclude = ("secret",)


@admin.register(people.User)
class OurUserAdmin(UserAdmin):
    """Somebody leaves by handing over what they own, never by being deleted; `is_active` changes with that."""

    list_display = ("name", "email", "time_zone", "is_active", "is_staff")
    ordering = ("name",)
    readonly_fields = ("is_active", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("name", "email", "username", "password")}),
        ("At work", {"fields": ("time_zone", "phone", "may_answer_legal")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("name", "email", "username", "time_zone", "password1", "password2")}),)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = people.Membership
    extra = 1


class AddressInline(admin.TabularInline):
    model = people.ContactAddress
    extra = 1


def warn_of_unreachable(request: HttpRequest, user: Any) -> None:
    """Where somebody is given what they must be reached for."""
    if sentence := why_unreachable(user):
        messages.warning(request, sentence)


@admin.register(people.Team)
class TeamAdmin(NeverDeleted):
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        warn_of_unreachable(request, obj.last_resort)

    list_display = ("name", "time_zone", "last_resort")
    inlines = (MembershipInline,)


class DutyForm(forms.ModelForm):
    class Meta:
        model = people.Duty
        fields = ("team", "kind", "user", "starts_at", "ends_at")

    def clean_user(self) -> people.User:
        user: people.User = self.cleaned_data["user"]
        try:
            must_be_able([user])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused
        return user


@admin.register(people.Duty)
class DutyAdmin(admin.ModelAdmin):
    form = DutyForm
    list_display = ("team", "kind", "user", "source", "starts_at", "ends_at", "voided_at")
    list_filter = ("team", "kind", "source")
    list_select_related = ("team", "user")

    def save_model(self, request: HttpRequest, obj: people.Duty, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        keep_watch(obj.team, database_now())


@admin.register(people.Account)
class AccountAdmin(NeverDeleted):
    list_display = ("name", "tier", "time_zone", "team")
    list_select_related = ("team",)
    search_fields = ("name", "mail_domain")


@admin.register(people.Contact)
class ContactAdmin(NeverDeleted):
    list_display = ("name", "account", "time_zone")
    list_select_related = ("account",)
    search_fields = ("name", "addresses__address")
    autocomplete_fields = ("account",)
    inlines = (AddressInline,)


@admin.register(intake.Mailbox)
class MailboxAdmin(NeverDeleted):
    list_display = ("address", "name", "team", "closed_at")


class EndpointForm(forms.ModelForm):
    secret = forms.CharField(
        required=False,
        widget=forms.PasswordInput,
        help_text="For signing. Never shown again; empty keeps the one there is.",
    )

    class Meta:
        model = notifications.Endpoint
        fields = ("user", "team", "channel", "address", "secret")

    def clean_secret(self) -> str:
        return self.cleaned_data["secret"] or (self.instance.secret if self.instance.pk else "")


@admin.register(notifications.Endpoint)
class EndpointAdmin(admin.ModelAdmin):
    form = EndpointForm
    list_display = ("__str__", "channel", "broken_at", "broken_because")
    list_select_related = ("user", "team")
