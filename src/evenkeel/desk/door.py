"""What every page shares: who asks, when it is, what was typed, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render as django_render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evenkeel.clock.reads import database_now
from evenkeel.clock.standing import trust
from evenkeel.intake import reads as intake
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused

View = Callable[..., Any]  # A page or a file.
STATUS = {"not_allowed": 403, "stale": 409, "gone": 410}
CARRIED = frozenset({"csrfmiddlewaretoken", "key", "climb", "read_text"})


class SignedIn(HttpRequest):
    """A request of one of our people: `page` and `act` let nobody else through."""

    user: User


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into the form that was refused, so that nobody types it again."""

    form: str = ""
    sentence: str = ""
    code: str = ""
    data: QueryDict = field(default_factory=QueryDict)

    def value(self, form: str, name: str, default: Any = "") -> Any:
        return self.data.get(name, default) if self.form == form else default

    def values(self, form: str, name: str, default: list[str] | None = None) -> list[str]:
        return self.data.getlist(name) if self.form == form else default or []

    def is_of(self, *forms: str) -> bool:
        return self.form in forms

    @property
    def was_typed(self) -> bool:
        """Whether the form held more than what it carries by itself."""
        return any(str(value).strip() for name, value in self.data.items() if name not in CARRIED)

    @property
    def status(self) -> int:
        return STATUS.get(self.code, 422) if self.sentence else 200


NOTHING_KEPT = Kept()


def page(view: View) -> View:
    """A page for signed-in people. What is not there is said as such."""
    return login_required(require_GET(never_cache(_found(view))))


def act(back: View) -> Callable[[View], View]:
    """One thing made by a signed-in person. Refused: the page it came from, with the sentence and what was typed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def acting(request: HttpRequest, **which: Any) -> HttpResponse:
            try:
                return view(request, **which)
            except Refused as refused:
                return back(request, kept=kept(request, refused), **which)

        return login_required(require_POST(never_cache(_found(acting))))

    return decorate


def kept(request: HttpRequest, refused: Refused) -> Kept:
    code = "not_allowed" if isinstance(refused, NotAllowed) else refused.code
    match = request.resolver_match
    name = match.url_name if match else ""
    pk = next(iter(match.kwargs.values()), "") if match else ""
    return Kept(f"{name}:{pk}", refused.sentence, code, request.POST)


def _found(view: View) -> View:
    @wraps(view)
    def looking(request: HttpRequest, **which: Any) -> HttpResponse:
        try:
            return view(request, **which)
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error

    return looking


def render(request: HttpRequest, template: str, context: dict[str, Any], *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    """Every page is drawn here: it knows its reader, the hour, and what was refused."""
    now: datetime = context.setdefault("now", database_now())
    signed_in = request.user.is_authenticated
    frame = {
        "now": now,
        "me": request.user if signed_in else None,
        "zone": getattr(request.user, "time_zone", "UTC"),
        "path": request.path,
        "kept": kept,
        "set_aside_count": intake.set_aside_count() if signed_in else 0,
        "trust_mark": trust(now)[0].answer if isinstance(request.user, User) and is_lead(request.user) else "",
    }
    return django_render(request, template, frame | context, status=kept.status)


def see(path: str) -> HttpResponseRedirect:
    """After something was made: look at it, by a request that may be repeated."""
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response
