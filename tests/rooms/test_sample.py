"""The sample desk is what it claims to be: true ledgers, every state there is, and nothing that floods at the first turn."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)
STATES = {"open", "stable", "resolved", "confirmed", "unconfirmed"}
PROMISES = {
    "detected", "dismissed", "waiting", "made", "kept", "broken", "kept_late", "renegotiated", "withdrawn", "released",
}  # fmt: skip


pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]


def test_the_sample_desk_is_what_it_claims_to_be():
    """One load, which takes most of a minute, and everything that is claimed of it."""
    from evenkeel.engine.sample import load

    said: list[str] = []
    load(NOW, said.append)
    there_is_a_company_with_customers_in_four_zones(said)
    every_state_level_and_fate_is_there()
    nothing_is_late_and_no_post_waits()
    every_case_is_owned_and_watched()
    the_two_planted_policies_can_be_found()


def there_is_a_company_with_customers_in_four_zones(said):
    from evenkeel.cases.verbs.duty import lacks
    from evenkeel.intake.models import Mailbox
    from evenkeel.people.models import Account, Team, User
    from evenkeel.people.reads import on_duty

    assert (Team.objects.count(), User.objects.count(), Account.objects.count()) == (3, 12, 40)
    assert Account.objects.values("time_zone").distinct().count() == 4
    assert Mailbox.objects.order_by("pk").values_list("address", flat=True)[0] == "help@desk.example"
    assert all(u.email.endswith("@desk.example") and not u.has_usable_password() for u in User.objects.all())
    assert 1 <= User.objects.filter(is_superuser=True).count() <= 2  # the founder, and whoever is busiest
    for team in Team.objects.all():
        assert all(on_duty(team, kind, NOW) for kind in ("first", "second", "lead", "safety", "legal"))
    gaps = [lack for team in Team.objects.all() for lack in lacks(team, NOW, NOW + timedelta(days=14))]
    assert [(lack.team.name, lack.kind) for lack in gaps] == [("Field Service", "first")]
    assert len(said) == 8


def every_state_level_and_fate_is_there():
    from evenkeel.cases.models import Case, Handoff, LevelDecision
    from evenkeel.conversations.models import Conversation
    from evenkeel.intake.models import InboundItem
    from evenkeel.promises.models import Promise
    from evenkeel.reviews.models import Review

    assert Conversation.objects.count() == 120
    assert set(Case.objects.values_list("state", flat=True)) == STATES
    assert set(Case.objects.values_list("level", flat=True)) == {1, 2, 3, 4}
    assert set(LevelDecision.objects.values_list("level", flat=True)) == {1, 2, 3, 4}
    assert set(Promise.objects.values_list("state", flat=True)) >= PROMISES
    assert set(Handoff.objects.values_list("state", flat=True)) >= {"offered", "accepted", "declined", "expired"}
    assert Conversation.objects.filter(case=None).count() >= 15
    assert {"email", "chat", "phone", "sms"} <= set(Conversation.objects.values_list("channel", flat=True))
    assert InboundItem.objects.filter(state="set_aside").count() >= 2
    assert Review.objects.filter(state="open").count() >= 5
    assert Case.objects.filter(state="unconfirmed", check_back_at__gt=NOW).exists()


def nothing_is_late_and_no_post_waits():
    from evenkeel.cases.models import Case
    from evenkeel.clock.models import Timer
    from evenkeel.intake.models import InboundItem
    from evenkeel.notifications.models import Delivery

    assert not Timer.objects.filter(state="armed", run_at__lte=NOW).exists()
    assert not Timer.objects.filter(state="parked").exists()
    assert not Timer.objects.exclude(last_error="").exists()
    assert not Delivery.objects.filter(state__in=("pending", "sending"), not_before__lte=NOW).exists()
    assert not Delivery.objects.exclude(state__in=("sent", "cancelled")).exists()
    assert not InboundItem.objects.filter(state="received").exists()
    soon = Timer.objects.filter(state="armed", run_at__lte=NOW + timedelta(minutes=30)).count()
    assert soon <= 12
    assert Case.objects.filter(state__in=Case.LIVE, acknowledged_at=None).count() <= 2


def every_case_is_owned_and_watched():
    from evenkeel.cases.models import Case

    for case in Case.objects.all():
        owners = list(case.roles.filter(kind="owner", until=None).values_list("user", flat=True))
        assert owners == [case.owner_id], case
        if case.state in Case.LIVE:
            assert case.timers.filter(state="armed").exists(), case
        told = [(e.at, e.recorded_at) for e in case.events.order_by("id")]
        assert all(at <= recorded <= NOW for at, recorded in told), case
        assert [r for _, r in told] == sorted(r for _, r in told), case


def the_two_planted_policies_can_be_found():
    from evenkeel.conversations.models import Conversation
    from evenkeel.engine.sample import PLANTED

    found = Counter(
        {
            name: Conversation.objects.filter(messages__external_id__contains=ident).distinct().count()
            for name, ident in PLANTED.items()
        }
    )
    assert found["arrival_window"] >= 10
    assert found["call_out_fee"] >= 10
