"""Pages of a list: an opaque cursor says where the last page ended, so nothing is skipped or shown twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from pydantic import BaseModel, Field

from evenkeel.api.problems import Unprocessable

LONGEST = 200
Row = TypeVar("Row", bound=Model)


class Page(BaseModel):
    """Which part of a list."""

    cursor: str = Field("", description="“next_cursor” of the page before; empty for the first page.", max_length=500)
    limit: int = Field(50, ge=1, le=LONGEST, description="How many at most.")


def page_of(rows: QuerySet[Row], keys: Sequence[str], page: Page) -> dict[str, Any]:
    """One page by keyset. `keys` are the order, `-` for falling ones, the last of them unique."""
    rows = rows.order_by(*keys)
    if page.cursor:
        rows = rows.filter(_after(keys, _read(page.cursor, keys)))
    found = list(rows[: page.limit + 1])
    more = len(found) > page.limit
    found = found[: page.limit]
    return {"items": found, "next_cursor": _write(found[-1], keys) if more else None}


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b, c) > (x, y, z), spelt out, since the directions may differ."""
    wanted = Q()
    for n, key in enumerate(keys):
        same = Q(**{k.lstrip("-"): v for k, v in zip(keys[:n], values[:n], strict=True)})
        way = "lt" if key.startswith("-") else "gt"
        wanted |= same & Q(**{f"{key.lstrip('-')}__{way}": values[n]})
    return wanted


def _write(row: Model, keys: Sequence[str]) -> str:
    values = [getattr(row, key.lstrip("-")) for key in keys]
    said = [v.isoformat() if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps([list(keys), said]).encode()).decode().rstrip("=")


def _read(cursor: str, keys: Sequence[str]) -> list[Any]:
    try:
        names, said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_value(v) for v in said]
        if names != list(keys) or len(values) != len(keys):
            raise ValueError("a cursor of another list")
    except (ValueError, TypeError, RecursionError) as error:
        raise Unprocessable(
            "cursor", "“cursor” is none of ours for this list: send back “next_cursor” as it came."
        ) from error
    return values


def _value(said: Any) -> int | datetime:
    if isinstance(said, str):
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is None:
            raise ValueError("a moment without its offset")
        return moment
    if isinstance(said, int) and not isinstance(said, bool) and abs(said) < 2**63:
        return said
    raise TypeError("no value of ours")
