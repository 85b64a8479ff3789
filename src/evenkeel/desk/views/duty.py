"""The roster: the coming weeks drawn, what is mine, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evenkeel.cases.verbs import duty
from evenkeel.clock.reads import database_now
from evenkeel.desk import lanes, typed
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.people import duty_feeds, ical
from evenkeel.people.models import Absence, Duty, Rotation, SwapOffer, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.people.rosters import Shift, kinds_watched, people_of, roster, rotations_in_force, teams_of
from evenkeel.refusal import Refused

WEEKS = 3
MINE = 6
LAYERS = 3


def show(request: SignedIn, *, kept: Kept = NOTHING_KEPT, feed: str = "", **_which: object) -> HttpResponse:
    me, now = request.user, database_now()
    teams = list(Team.objects.select_related("last_resort"))
    team = _chosen(request, teams)
    context: dict[str, Any] = {"now": now, "teams": teams, "team": team, "feed": feed}
    if team is not None:
        context |= _roster(team, me, now) | _changes(team, me, now) | _mine(me, now)
    return render(request, "duty.html", context, kept=kept)


def _chosen(request: SignedIn, teams: Sequence[Team]) -> Team | None:
    wanted = request.POST.get("team") or request.GET.get("team", "")
    of_mine = request.user.memberships.values_list("team", flat=True).order_by("id").first()
    for pk in (int(wanted) if wanted.isdigit() else 0, of_mine):
        for team in teams:
            if team.pk == pk:
                return team
    return teams[0] if teams else None


def _roster(team: Team, me: User, now: Any) -> dict[str, Any]:
    zone = me.time_zone
    midnights = lanes.days_from(now, zone, WEEKS)
    start, end = midnights[0], midnights[-1]
    watched = kinds_watched(team, start, end)
    kinds = [kind for kind in Duty.Kind.values if kind in watched]
    tiles = {kind: lanes.joined(lane) for kind, lane in roster(team, start, end, kinds).items()}
    lacks = duty.lacks(team, now, end, kinds) if kinds else []
    lacking = {kind: [(lack.starts_at, lack.ends_at) for lack in lacks if lack.kind == kind] for kind in kinds}
    return {
        "weeks": lanes.draw(tiles, lacking, me, now, zone, WEEKS) if kinds else [],
        "lines": [line for line in lanes.listed(tiles, lacking, me, zone) if line.ends_at > now],
        "lacks": [(lack, lack.sentence(zone)) for lack in lacks],
        "on_now": [
            (
                Duty.Kind(k).label,
                next((t.user for t in tiles[k] if isinstance(t, Shift) and t.starts_at <= now < t.ends_at), None),
            )
            for k in kinds
        ],
        "width": lanes.WIDTH,
        "label": lanes.LABEL,
        "lane": lanes.LANE,
        "bar": lanes.BAR,
    }


def _changes(team: Team, me: User, now: Any) -> dict[str, Any]:
    offers = SwapOffer.objects.filter(team=team, state=SwapOffer.State.OFFERED, ends_at__gt=now)
    above = Duty.objects.filter(team=team, source__in=Duty.ABOVE, voided_at=None, ends_at__gt=now)
    rotations = rotations_in_force(team, now)
    people = User.objects.in_bulk({pk for rotation in rotations for pk in people_of(rotation)})
    return {
        "kinds": Duty.Kind.choices,
        "people": sorted(User.objects.filter(is_active=True), key=lambda user: (user.pk != me.pk, str(user))),
        "lead": is_lead(me),
        "offers": offers.select_related("giver", "to").order_by("starts_at"),
        "above": above.select_related("user", "instead_of").order_by("starts_at", "id")[:30],
        "away": Absence.objects.filter(user__memberships__team=team, voided_at=None, ends_at__gt=now)
        .select_related("user", "backup")
        .order_by("starts_at")[:30],
        "rotations": [(rotation, [_layer(layer, people) for layer in rotation.layers]) for rotation in rotations],
        "layer_numbers": range(LAYERS),
    }


def _layer(layer: dict[str, Any], people: dict[int, User]) -> dict[str, Any]:
    names = [str(people[pk]) if pk in people else "somebody who is gone" for pk in layer["people"]]
    return layer | {"names": names, "addresses": ", ".join(people[pk].email for pk in layer["people"] if pk in people)}


def _mine(me: User, now: Any) -> dict[str, Any]:
    ahead = now + timedelta(days=60)
    found = [
        tile
        for team in teams_of(me, now)
        for lane in roster(team, now, ahead, list(kinds_watched(team, now, ahead))).values()
        for tile in lanes.joined(lane)
        if isinstance(tile, Shift)
    ]
    mine = sorted((s for s in found if s.user.pk == me.pk), key=lambda s: s.starts_at)
    return {"mine": [(s, Duty.Kind(s.kind).label) for s in mine[:MINE]]}


roster_page = page(show)


def _team(request: HttpRequest) -> Team:
    pk = request.POST.get("team", "")
    return Team.objects.select_related("last_resort").get(pk=int(pk) if pk.isdigit() else 0)


def _back(request: HttpRequest) -> HttpResponse:
    team = request.POST.get("team", "")
    return see(f"/duty/?team={team}" if team.isdigit() else "/duty/")


def _span(request: SignedIn) -> dict[str, Any]:
    zone = request.user.time_zone
    return {
        "start": typed.needed_moment(request.POST, "starts_at", zone, "Say from when."),
        "end": typed.needed_moment(request.POST, "ends_at", zone, "Say until when."),
        "by": request.user,
        "now": database_now(),
    }


@act(show)
def override(request: SignedIn) -> HttpResponse:
    data = request.POST
    duty.put_on_duty(
        _team(request),
        data.get("kind", ""),
        user=typed.user(data, "user"),
        because=data.get("because", ""),
        **_span(request),
    )
    return _back(request)


@act(show)
def cover(request: SignedIn) -> HttpResponse:
    data = request.POST
    duty.cover(
        _team(request),
        data.get("kind", ""),
        user=typed.user(data, "user"),
        instead_of=typed.user(data, "instead_of"),
        because=data.get("because", ""),
        **_span(request),
    )
    return _back(request)


@act(show)
def withdrawal(request: SignedIn, pk: int) -> HttpResponse:
    duty.take_back(Duty.objects.select_related("team").get(pk=pk), by=request.user, now=database_now())
    return _back(request)


@act(show)
def absence(request: SignedIn) -> HttpResponse:
    data = request.POST
    backup = typed.user(data, "backup") if data.get("backup") else None
    duty.go_away(typed.user(data, "user"), backup=backup, **_span(request))
    return _back(request)


@act(show)
def absence_ending(request: SignedIn, pk: int) -> HttpResponse:
    duty.come_back(Absence.objects.select_related("user").get(pk=pk), by=request.user, now=database_now())
    return _back(request)


@act(show)
def swap(request: SignedIn) -> HttpResponse:
    data = request.POST
    to = typed.user(data, "to") if data.get("to") else None
    giver = typed.user(data, "giver") if data.get("giver") else request.user
    duty.offer_swap(
        _team(request), data.get("kind", ""), giver=giver, to=to, because=data.get("because", ""), **_span(request)
    )
    return _back(request)


def _offer(pk: int) -> SwapOffer:
    return SwapOffer.objects.select_related("team", "giver", "to").get(pk=pk)


@act(show)
def swap_acceptance(request: SignedIn, pk: int) -> HttpResponse:
    duty.take_swap(_offer(pk), by=request.user, now=database_now())
    return _back(request)


@act(show)
def swap_declination(request: SignedIn, pk: int) -> HttpResponse:
    duty.decline_swap(_offer(pk), by=request.user, now=database_now())
    return _back(request)


@act(show)
def swap_withdrawal(request: SignedIn, pk: int) -> HttpResponse:
    duty.withdraw_swap(_offer(pk), by=request.user, now=database_now())
    return _back(request)


@act(show)
def rotation(request: SignedIn) -> HttpResponse:
    data = request.POST
    series = data.get("series", "")
    try:
        known = UUID(series) if series else None
    except ValueError as error:
        raise Refused("There is no such rotation: make a new one.") from error
    duty.save_rotation(
        _team(request),
        kind=data.get("kind", ""),
        name=data.get("name", ""),
        layers=[layer for n in range(LAYERS) if (layer := _typed_layer(request, n))],
        expected=data.get("expected", ""),
        since=typed.moment(data, "since", request.user.time_zone),
        series=known,
        by=request.user,
        now=database_now(),
    )
    return _back(request)


def _typed_layer(request: SignedIn, n: int) -> dict[str, Any] | None:
    data = request.POST
    people = [one.strip() for one in data.get(f"people_{n}", "").split(",") if one.strip()]
    if not people and n:
        return None
    hours = {part: data.get(f"{part}_{n}", "").strip() for part in ("days", "opens", "closes")}
    return {
        "people": [_named(one).pk for one in people],
        "zone": data.get(f"zone_{n}", "").strip(),
        "starts_on": data.get(f"starts_on_{n}", "").strip(),
        "handover": data.get(f"handover_{n}", "").strip(),
        "every": data.get(f"every_{n}", "").strip() or 1,
        "hours": [{k: v for k, v in hours.items() if v}] if any(hours.values()) else [],
    }


def _named(said: str) -> User:
    """By address or name, as people write it; a first name is enough where only one has it."""
    active = User.objects.filter(is_active=True)
    for found in (
        active.filter(email__iexact=said),
        active.filter(name__iexact=said),
        active.filter(name__istartswith=f"{said} "),
    ):
        users = list(found[:2])
        if len(users) == 1:
            return users[0]
    raise Refused(f"“{said[:80]}” is not one of our people, or several: write their mail address.")


@act(show)
def rotation_ending(request: SignedIn, pk: int) -> HttpResponse:
    found = Rotation.objects.select_related("team").get(pk=pk)
    duty.end_rotation(found, by=request.user, now=database_now())
    return _back(request)


@act(show)
def feed(request: SignedIn) -> HttpResponse:
    """The secret is shown once, on the page that answers."""
    team = _team(request) if request.POST.get("of") == "team" else None
    secret = duty_feeds.make_feed(by=request.user, team=team, now=database_now())
    return show(request, feed=f"{settings.PUBLIC_URL}/duty/feeds/{secret}.ics")


@act(show)
def feed_revocation(request: SignedIn) -> HttpResponse:
    duty_feeds.revoke_feeds(by=request.user, now=database_now())
    return _back(request)


@require_GET
@never_cache
def calendar(_request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program fetches: nobody signs in, the address is the key."""
    found = duty_feeds.find_feed(secret)
    if found is None:
        raise Http404("There is no such calendar, or its address was taken back.")
    now = database_now()
    made = (
        ical.calendar_of_team(found.team, now)
        if found.team
        else ical.calendar_of_user(found.user or found.made_by, now)
    )
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")
