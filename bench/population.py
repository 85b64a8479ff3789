"""Rows in bulk: thousands of cases on a climb, with promises, as the verbs would have left them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

WAITED = timedelta(minutes=5)


def open_cases(desk: Any, count: int, now: datetime) -> Sequence[Any]:
    """Live, owned, unacknowledged, each of an account of its own in hundreds; their first page went out long ago."""
    from evenkeel.cases.ladders.versions import ladder
    from evenkeel.cases.models import Case, Climb, LevelDecision, Role
    from evenkeel.cases.policies import in_force
    from evenkeel.conversations.models import Conversation
    from evenkeel.people.models import Account, Contact, ContactAddress

    policy, steps, opened = in_force(now), ladder(desk.team, now), now - WAITED
    accounts = Account.objects.bulk_create(
        Account(name=f"Firm {n}", team=desk.team, mail_domain=f"firm{n}.example", created_at=opened) for n in range(100)
    )
    contacts = Contact.objects.bulk_create(
        Contact(account=accounts[n % 100], name=f"Person {n}", created_at=opened) for n in range(count)
    )
    ContactAddress.objects.bulk_create(
        ContactAddress(contact=c, channel="email", address=f"p{n}@firm{n % 100}.example")
        for n, c in enumerate(contacts)
    )
    cases = Case.objects.bulk_create(
        (
            Case(
                title=f"Line {n} stands still",
                account=contact.account,
                contact=contact,
                team=desk.team,
                owner=desk.ben,
                owner_because="on duty",
                level=3,
                policy=policy,
                opened_at=opened,
            )
            for n, contact in enumerate(contacts)
        ),
        batch_size=2000,
    )
    Role.objects.bulk_create((Role(case=c, kind="owner", user=desk.ben, since=opened) for c in cases), batch_size=2000)
    LevelDecision.objects.bulk_create(
        (LevelDecision(case=c, level=3, policy=policy, because="as read", at=opened) for c in cases), batch_size=2000
    )
    Conversation.objects.bulk_create(
        (
            Conversation(
                case=c,
                account=c.account,
                contact=c.contact,
                team=desk.team,
                channel="email",
                subject=c.title,
                source="bench",
                external_id=str(c.pk),
                started_at=opened,
                last_message_at=opened,
            )
            for c in cases
        ),
        batch_size=2000,
    )
    Climb.objects.bulk_create(
        (
            Climb(case=c, policy=steps, generation=1, started_at=opened, because=f"{c.title}: it stands still")
            for c in cases
        ),
        batch_size=2000,
    )
    return cases


def rungs_fall_due(cases: Sequence[Any], due: datetime, now: datetime) -> None:
    """The second rung of each case's climb, all at the same instant."""
    from evenkeel.cases.models import Climb
    from evenkeel.clock.models import Timer

    climbs = dict(Climb.objects.filter(ended_at=None).values_list("case_id", "pk"))
    Timer.objects.bulk_create(
        (
            Timer(
                key=f"climb:{climbs[c.pk]}/rung:1",
                case=c,
                kind="escalation_step",
                subject_id=climbs[c.pk],
                generation=1,
                due_at=due,
                run_at=due,
                priority=0,
                armed_at=now,
            )
            for c in cases
        ),
        batch_size=2000,
    )


def promises_fall_due(cases: Sequence[Any], kind: str, due: datetime, now: datetime) -> None:
    """One promise of each, with the one timer of it that is due: `promise_remind` or `promise_due`."""
    from evenkeel.clock.models import Timer
    from evenkeel.promises.models import Promise

    falls = due if kind == "promise_due" else due + timedelta(hours=1)
    promises = Promise.objects.bulk_create(
        (
            Promise(
                case=c,
                owner=c.owner,
                contact=c.contact,
                origin="hand",
                state="made",
                quote="",
                action="visit",
                what="send the technician",
                due_at=falls,
                due_zone="UTC",
                told_at=now,
                detected_at=now,
                made_at=now,
            )
            for c in cases
        ),
        batch_size=2000,
    )
    late = "skip_to_latest" if kind == "promise_remind" else "fire"
    Timer.objects.bulk_create(
        (
            Timer(
                key=f"promise:{p.pk}/gen:0/{'due' if kind == 'promise_due' else 'remind:first'}",
                case=p.case,
                kind=kind,
                subject_id=p.pk,
                due_at=due,
                run_at=due,
                priority=2 if kind == "promise_due" else 4,
                late=late,
                armed_at=now,
            )
            for p in promises
        ),
        batch_size=2000,
    )
