"""What every call of the API shares: the moment, who asks, and what they name."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.security import HttpBearer
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from evenkeel.api.problems import NotFound, ScopeTooSmall, Unprocessable
from evenkeel.clock.reads import database_now
from evenkeel.people import tokens
from evenkeel.people.models import ApiToken, User
from evenkeel.people.reads import find_user
from evenkeel.refusal import NotAllowed

Row = TypeVar("Row", bound=Model)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|(?P<offset>[+-]\d\d:\d\d))?")
_LOST_PLUS = re.compile(r"([Tt][\d:.]+) (\d\d:\d\d)$")  # a “+” that a query string turned into a space
_NAIVE = "must say its offset, such as 2026-11-22T15:00:00+01:00 or …Z: a time without one is nobody's time"
_NO_TIME = "must be a time by RFC 3339, such as 2026-11-22T15:00:00+01:00"


def now() -> datetime:
    """Only doors read the clock; tests move it here."""
    return database_now()


def _read_instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError(_NO_TIME)
    said = _LOST_PLUS.sub(r"\1+\2", value.strip())
    if not _RFC3339.fullmatch(said):
        raise ValueError(_NO_TIME)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(_NO_TIME) from None
    if moment.tzinfo is None:
        raise ValueError(_NAIVE)
    if not 1970 <= moment.year <= 2200:
        raise ValueError("must lie between the years 1970 and 2200")
    return moment


SaidAt = Annotated[datetime, BeforeValidator(_read_instant, json_schema_input_type=datetime)]
Instant = Annotated[SaidAt, AfterValidator(lambda moment: moment.astimezone(UTC))]


def _read_ref(value: Any) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise ValueError("must be the id or e-mail address of one of our people")
    return value


UserRef = Annotated[
    int | str, BeforeValidator(_read_ref), Field(description="The id or e-mail address of one of our people.")
]


class Acting(BaseModel):
    """The body of a verb: who does it."""

    by: UserRef | None = Field(default=None, description="Who does this; only for a token that acts for no user.")


class Asked(HttpRequest):
    """A request whose token was found good."""

    auth: ApiToken


class Bearer(HttpBearer):
    """Reading calls want the scope read, all others write; a call may name another."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        key = tokens.find(token.strip())
        if key is None:
            return None
        needed = self.scope or ("read" if request.method in {"GET", "HEAD"} else "write")
        if not tokens.allows(key, needed):
            raise ScopeTooSmall(f"This token has the scope “{key.scope}”; this call needs “{needed}”.")
        tokens.mark_used(key, now())
        return key


class PlainJson(Parser):
    """JSON as it is written; what no database takes in a text (a null byte, half a character) is left out or marked."""

    def parse_body(self, request: HttpRequest) -> Any:
        return _storable(json.loads(request.body, parse_constant=_refuse))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value


def acting(request: Asked, by: int | str | None) -> User:
    """The user of the token; a token without one names the person."""
    user = acting_if_named(request, by)
    if user is None:
        raise Unprocessable(
            "by", "“by” is missing: this token acts for no user, so name who does this by id or e-mail address."
        )
    return user


def acting_if_named(request: Asked, by: int | str | None) -> User | None:
    """As `acting`, for what may happen without a person of ours."""
    named = person(by, "by") if by is not None else None
    own = request.auth.user
    if own is not None and named is not None and named.pk != own.pk:
        raise NotAllowed(f"This token acts for {own}: it cannot act for {named}.")
    user = own or named
    if user is not None and not user.is_active:
        raise NotAllowed(f"{user} no longer works here: name somebody else in “by”.")
    return user


def person(named: int | str, field: str) -> User:
    """Somebody of ours by id or address. Who has left is found by id, so that the verb can say so."""
    text = str(named).strip()
    number = int(text) if re.fullmatch(r"\d{1,18}", text) else None
    user = find_user(text) if number is None else User.objects.filter(pk=number).first()
    if user is None:
        raise Unprocessable(field, f"“{field}”: there is no user {text[:100]}; GET /users lists them.")
    return user


def get(rows: QuerySet[Row], pk: int, name: str) -> Row:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(f"There is no {name} {pk}.")
    return row


def idempotency_key(request: Asked, said: str, what: str) -> str:
    """Of one token and one deed on one case, so that the same key elsewhere meets nothing. None said: a fresh one."""
    if len(said) > 200:
        raise Unprocessable("Idempotency-Key", "“Idempotency-Key” has at most 200 characters.")
    return f"api:{request.auth.pk}:{what}:{said}" if said else f"api:{uuid4()}"
