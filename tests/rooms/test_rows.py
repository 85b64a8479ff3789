"""Rows written and looked up in bulk: what the ORM would have written and found, and nothing cut or invented."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DataError, connection

from evenkeel.clock.models import Timer
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.rows import by_id, insert_many, insert_plain
from harness.cast import NOW

pytestmark = pytest.mark.django_db


def _word(n: int) -> Notification:
    return Notification(key=f"word/{n}", kind="page", subject="Line 2", body="b", data={"n": [n, "ä"]}, created_at=NOW)


def _delivery(word: Notification, **values: object) -> dict[str, object]:
    return {"notification_id": word.pk, "channel": "mail", "address": "a@b.example", "not_before": NOW} | values


def test_plain_rows_are_those_the_orm_would_have_written() -> None:
    [word] = insert_many(Notification, [_word(1)])
    insert_plain(Delivery, [_delivery(word, channel="sms"), _delivery(word, state=Delivery.State.HELD, urgency=2)])
    by_the_orm = Delivery.objects.create(
        notification=word, channel="slack", address="a@b.example", not_before=NOW, state=Delivery.State.HELD, urgency=2
    )
    first, plain = Delivery.objects.exclude(pk=by_the_orm.pk).order_by("pk")
    of_each = [
        {
            f.attname: getattr(d, f.attname)
            for f in Delivery._meta.concrete_fields
            if f.attname not in {"id", "key", "channel"}
        }
        for d in (plain, by_the_orm)
    ]
    assert of_each[0] == of_each[1]
    assert isinstance(first.key, UUID)
    assert first.key != plain.key, "what is made anew for each row is made anew"
    assert first.state == Delivery.State.PENDING


def test_a_column_that_does_not_exist_is_refused_by_name() -> None:
    [word] = insert_many(Notification, [_word(1)])
    with pytest.raises(TypeError, match="chanel"):
        insert_plain(Delivery, [_delivery(word, chanel="mail")])
    assert not Delivery.objects.exists()


def test_many_rows_keep_their_values_and_their_order() -> None:
    words = insert_many(Notification, [_word(n) for n in range(700)])
    found = by_id(Notification.objects.all(), [w.pk for w in words])
    assert [found[w.pk].data for w in words] == [{"n": [n, "ä"]} for n in range(700)]
    assert {w.created_at for w in found.values()} == {NOW}


def test_a_row_whose_key_stands_there_already_is_left_as_it_is() -> None:
    def timer(generation: int) -> Timer:
        at = datetime(2027, 1, 4, 9, tzinfo=UTC)
        return Timer(key="t", kind="cadence", due_at=at, run_at=at, armed_at=NOW, generation=generation)

    insert_many(Timer, [timer(1)], unless="key")
    insert_many(Timer, [timer(2)], unless="key")
    assert list(Timer.objects.values_list("generation", flat=True)) == [1]


def test_looking_among_finds_what_looking_in_finds() -> None:
    words = insert_many(Notification, [_word(n) for n in range(5)])
    keys = [f"word/{n}" for n in (0, 3)] + ['no such "word"', "'; --"]
    assert set(Notification.objects.filter(key__among=keys)) == set(Notification.objects.filter(key__in=keys))
    assert set(Notification.objects.filter(pk__among={w.pk for w in words[:2]})) == set(words[:2])
    assert not Notification.objects.filter(case__among=[1, 2]).exists()
    assert not Notification.objects.filter(pk__among=[]).exists()


def test_what_is_too_long_is_refused_or_whole_and_never_cut() -> None:
    word = _word(1)
    word.kind = "k" * 41
    if connection.vendor == "postgresql":
        with pytest.raises(DataError, match="too long"):
            insert_many(Notification, [word])
    else:  # SQLite holds no column to its length.
        insert_many(Notification, [word])
        assert Notification.objects.get().kind == word.kind
