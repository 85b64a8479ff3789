"""The one page that says what follows from what: who answers for each timer, and who follows each happening."""

from __future__ import annotations

from evenkeel.cases.happenings import CaseStable
from evenkeel.cases.verbs import (
    acknowledging,
    alarms,
    climbing,
    closing,
    confirming,
    following,
    handing_over,
    passing_on,
    planning,
    rederiving,
    safety,
)
from evenkeel.cases.verbs.duty import changing, swaps, watching
from evenkeel.clock.happenings import ClockJumped, TimerParked
from evenkeel.clock.verbs import when
from evenkeel.conversations.happenings import SignalsProposed
from evenkeel.notifications import set_back
from evenkeel.notifications.happenings import Delivered, DeliveryUncertain, NotDelivered, PassedOn
from evenkeel.people.happenings import CalendarChanged
from evenkeel.promises import falling_due
from evenkeel.promises.happenings import PromiseBroken, PromiseEnded, PromiseKept, PromiseReminded
from evenkeel.reviews import verbs as reviews
from evenkeel.timeline.verbs import follow


def register() -> None:
    # When its moment comes …                 … this is done.
    when("promise_remind", falling_due.remind, falling_due.remind_many)
    when("promise_due", falling_due.fall_due)
    when("promise_lapse", falling_due.lapse)
    when("escalation_step", climbing.escalation_step, climbing.escalation_steps)
    when("hold_end", climbing.hold_end)
    when("safety_unanswered", safety.safety_unanswered)
    when("acknowledgement_expiry", acknowledging.acknowledgement_expiry)
    when("manager_request_due", alarms.manager_request_due)
    when("two_people_due", alarms.two_people_due)
    when("imported_look", alarms.imported_look)
    when("step_due", planning.step_due)
    when("handoff_due", handing_over.handoff_due)
    when("handoff_look_back", handing_over.handoff_look_back)
    when("answer_due", closing.answer_due)
    when("check_back", closing.check_back)
    when("review_due", reviews.review_due)
    when("duty_watch", watching.duty_watch)
    when("duty_gap", watching.duty_gap)
    when("shift_change", changing.shift_change)
    when("swap_due", swaps.swap_due)

    # When this has happened …                … this follows, in the same transaction.
    follow(PromiseReminded, following.promise_was_reminded, following.promises_were_reminded)
    follow(PromiseBroken, following.promise_was_broken)
    follow(PromiseKept, following.promise_was_settled)
    follow(PromiseEnded, following.promise_was_settled)
    follow(Delivered, following.word_was_delivered)
    follow(NotDelivered, following.word_was_not_delivered)
    follow(DeliveryUncertain, following.delivery_is_uncertain)
    follow(TimerParked, following.timer_was_parked)
    follow(ClockJumped, set_back.clock_jumped)
    follow(CalendarChanged, rederiving.calendar_was_changed)
    follow(SignalsProposed, confirming.signals_were_proposed)
    follow(PassedOn, passing_on.word_was_passed_on)
    follow(CaseStable, reviews.open_by_rule)
