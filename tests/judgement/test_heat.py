from __future__ import annotations

from datetime import UTC, datetime, timedelta

from evenkeel.judgement.heat import TurnHeat, tension_is_building

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def mails(*turns: tuple[int, int, int, bool]) -> list[TurnHeat]:
    return [TurnHeat(START + timedelta(hours=hours), heat, copied, formal, 0) for hours, heat, copied, formal in turns]


def test_five_ever_icier_mails_alert_before_the_fifth() -> None:
    history = mails((0, 5, 0, False), (72, 8, 0, False), (120, 12, 1, False), (144, 16, 2, True), (150, 20, 3, True))
    assert tension_is_building(history[:4]).building
    assert "anger rises" in tension_is_building(history[:4]).because


def test_one_furious_mail_is_no_slope() -> None:
    assert not tension_is_building(mails((0, 95, 0, False))).building


def test_even_contacts_and_one_lone_sign_are_no_slope() -> None:
    assert not tension_is_building(mails((0, 20, 0, False), (24, 20, 0, False), (48, 20, 0, False))).building
    assert not tension_is_building(mails((0, 20, 0, False), (24, 18, 0, False), (48, 20, 1, False))).building
