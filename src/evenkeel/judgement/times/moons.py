"""Feasts of calendars that follow the moon: Diwali, Eid, Hanukkah, the Chinese New Year. Their tables are a library's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

_Rule = Callable[[int], date]


def _moon(calendar: str, method: str) -> _Rule:
    def rule(year: int) -> date:
        found = [day for day in _dates(getattr(_calendar(calendar), method)(year)) if day.year == year]
        if not found:
            raise ValueError(f"No table holds the {method} of {year}.")
        return min(found)

    return rule


@lru_cache(maxsize=8)
def _calendar(name: str) -> Any:
    """Loaded when a phrase first names such a feast: the tables take long to load, and few phrases do."""
    return getattr(import_module("holidays.calendars"), name)()


def _dates(found: Any) -> list[date]:
    """The library answers with a date, a date and whether it is estimated, or several of either."""
    if isinstance(found, date):
        return [found]
    if not isinstance(found, Iterable):
        return []
    return [day for one in found for day in _dates(one)]


# Days that hang on the sighting of the moon are right to a day or so, and are asked.
SIGHTED: tuple[tuple[str, _Rule], ...] = (
    (r"eid[- ](?:al|ul)[- ]adha|bakri? eid", _moon("_IslamicLunar", "eid_al_adha_dates")),
    (r"eid(?:[- ](?:al|ul)[- ]fitr)?", _moon("_IslamicLunar", "eid_al_fitr_dates")),
    (r"ramadan|ramzan", _moon("_IslamicLunar", "ramadan_beginning_dates")),
    (r"(?:islamic|hijri) new year", _moon("_IslamicLunar", "hijri_new_year_dates")),
    (r"ashura", _moon("_IslamicLunar", "ashura_dates")),
    (r"mawlid", _moon("_IslamicLunar", "mawlid_dates")),
)
RECKONED: tuple[tuple[str, _Rule], ...] = (
    (r"(?:chinese|lunar) new year(?:'s)?(?: day)?", _moon("_ChineseLunisolar", "lunar_new_year_date")),
    (r"dragon boat festival", _moon("_ChineseLunisolar", "dragon_boat_date")),
    (r"(?:mid-autumn|moon) festival", _moon("_ChineseLunisolar", "mid_autumn_date")),
    (r"diwali|deepavali", _moon("_HinduLunisolar", "diwali_india_date")),
    (r"dussehra", _moon("_HinduLunisolar", "dussehra_date")),
    (r"holi", _moon("_HinduLunisolar", "holi_date")),
    (r"hanukkah|chanukah", _moon("_HebrewLunisolar", "hanukkah_date")),
    (r"passover|pesach", _moon("_HebrewLunisolar", "passover_date")),
    (r"purim", _moon("_HebrewLunisolar", "purim_date")),
    (r"rosh hashanah?", _moon("_HebrewLunisolar", "rosh_hashanah_date")),
    (r"yom kippur", _moon("_HebrewLunisolar", "yom_kippur_date")),
    (r"shavuot", _moon("_HebrewLunisolar", "shavuot_date")),
    (r"sukkot", _moon("_HebrewLunisolar", "sukkot_date")),
)
MOON_WORDS = frozenset(
    "eid bakri bakr ramadan ramzan islamic hijri ashura mawlid chinese lunar dragon moon autumn diwali deepavali dussehra holi hanukkah chanukah passover"
    " pesach purim rosh yom shavuot sukkot".split()
)
