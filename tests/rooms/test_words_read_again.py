"""A customer's words may be read again: what was read is replaced, what a person dismissed stays dismissed."""

from __future__ import annotations

import pytest

from evenkeel.conversations.models import Message, Signal
from evenkeel.conversations.verbs import dismiss_signal, read
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def message(desk):
    furious_case(desk)
    return Message.objects.get(direction=Message.Direction.IN)


def signs(message, **which):
    return sorted(message.signals.filter(**which).values_list("code", "start", "end"))


def test_words_read_twice_have_each_sign_once(message):
    before = signs(message)
    assert before
    found = read(message)
    assert signs(message) == sorted((s.code, s.start, s.end) for s in found.signals) == before


def test_what_a_person_dismissed_is_not_read_into_the_words_again(desk, message):
    wrong = message.signals.order_by("id").first()
    dismiss_signal(wrong, by=desk.ben, because="they quote our own advert", now=NOW)
    others = signs(message, dismissed_at=None)
    found = read(Message.objects.get(pk=message.pk))
    assert signs(message, dismissed_at=None) == others == sorted((s.code, s.start, s.end) for s in found.signals)
    [kept] = Signal.objects.exclude(dismissed_at=None)
    assert (kept.pk, kept.dismissed_by, kept.dismissed_because) == (wrong.pk, desk.ben, "they quote our own advert")
