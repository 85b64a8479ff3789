"""What can happen to a case, one idea a file. The doors call these and nothing else."""

from evenkeel.cases.verbs.acknowledging import acknowledge
from evenkeel.cases.verbs.answering import answer_is_it_solved
from evenkeel.cases.verbs.answering_pages import answer_page, pass_on
from evenkeel.cases.verbs.boundaries import set_boundary
from evenkeel.cases.verbs.closing import close, close_without_answer, mark_stable
from evenkeel.cases.verbs.confirming import confirm_proposal, dismiss_proposal
from evenkeel.cases.verbs.customers_page import link_for, revoke_link, use_link
from evenkeel.cases.verbs.declining import decline_page
from evenkeel.cases.verbs.handing_over import (
    accept_handoff,
    decline_handoff,
    offer_handoff,
    open_brief,
    withdraw_handoff,
)
from evenkeel.cases.verbs.hearing import hear_from_page
from evenkeel.cases.verbs.hearing_answers import hear_press, hear_text
from evenkeel.cases.verbs.levels import lift_hold, set_affected, set_level
from evenkeel.cases.verbs.opening import consider, open_by_hand
from evenkeel.cases.verbs.planning import finish_step, plan_step, step_failed
from evenkeel.cases.verbs.promising import promise
from evenkeel.cases.verbs.replying import log_call, note, reply
from evenkeel.cases.verbs.roles import deactivate_user, leave_role, reassign, step_in, take_role

__all__ = [
    "accept_handoff",
    "acknowledge",
    "answer_is_it_solved",
    "answer_page",
    "close",
    "close_without_answer",
    "confirm_proposal",
    "consider",
    "deactivate_user",
    "decline_handoff",
    "decline_page",
    "dismiss_proposal",
    "finish_step",
    "hear_from_page",
    "hear_press",
    "hear_text",
    "leave_role",
    "lift_hold",
    "link_for",
    "log_call",
    "mark_stable",
    "note",
    "offer_handoff",
    "open_brief",
    "open_by_hand",
    "pass_on",
    "plan_step",
    "promise",
    "reassign",
    "reply",
    "revoke_link",
    "set_affected",
    "set_boundary",
    "set_level",
    "step_failed",
    "step_in",
    "take_role",
    "use_link",
    "withdraw_handoff",
]
