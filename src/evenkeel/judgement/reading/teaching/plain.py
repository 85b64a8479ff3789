"""Plain sentences that stay what they are. They stand beside a desk's lines in every fit, so that what is dismissed is told apart
from what a code is for; and no desk can teach its reader to be silent on one that the shipped reader hears.
"""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.teaching.values import Line, Mark

_PLAIN: Final = {
    "abuse": (
        "You are all useless idiots and your boss is a liar.",
        "What a bunch of morons. You stupid people cannot do anything right.",
        "Shut up and do your job, you incompetent clown.",
    ),
    "broken_promise": (
        "You promised to call me back yesterday and nobody called.",
        "The engineer was booked for nine this morning and nobody came.",
        "You said it would be delivered on Tuesday. It is Friday and nothing is here.",
    ),
    "churn_threat": (
        "I am cancelling my contract and moving to another supplier.",
        "If this is not sorted out we will take our business to your competitor.",
        "We are leaving you for another provider, cancel our contract.",
    ),
    "customers_customer": (
        "Our own customers are complaining to us because your delivery did not arrive.",
        "My client is waiting and will cancel the order with us because of your mistake.",
        "We cannot serve our guests because your system is down.",
    ),
    "legal_compliance": (
        "My lawyer will be writing to you, we are taking you to court.",
        "This is a breach of the data protection law and I will report you to the regulator.",
        "You will hear from our solicitor, we are going to sue for damages.",
    ),
    "manager_request": (
        "I want to speak to your manager now.",
        "Get me your supervisor, I am not talking to you any longer.",
        "Put me through to somebody in charge, I want to complain.",
        "Let me talk to the manager, nobody here helps me.",
    ),
    "money_at_risk": (
        "We are losing thousands every hour because of this outage.",
        "You charged my card twice and my rent payment has bounced.",
        "This delay will cost us the contract and a penalty of fifty thousand.",
    ),
    "production_stopped": (
        "Our production line is standing still since this morning.",
        "The whole system is down and nobody can work.",
        "The plant has stopped, we cannot produce anything.",
    ),
    "public_shaming": (
        "I will post this on Twitter so that everybody knows how you treat people.",
        "I am going to the newspaper with this story.",
        "I will write a one star review about you on Google.",
    ),
    "repeated_failed_fix": (
        "This is the third time you have repaired it and it has broken again.",
        "Two engineers have been here and the fault is back again.",
        "You fixed it last week and now the same problem is here again.",
    ),
    "safety_threat": (
        "There is a smell of gas in the house.",
        "The battery is smoking and hot, somebody may get hurt.",
        "My husband had an electric shock from your machine and is in hospital.",
        "There is a fire in the kitchen.",
    ),
    "sla_breach": (
        "Our contract says a response within four hours and you took two days.",
        "You have breached the service level that we agreed.",
        "The guaranteed uptime in our agreement was not kept this month.",
    ),
    "vulnerable_person": (
        "My mother is eighty five, lives alone and has no heating.",
        "My grandmother is 92, bedridden and alone at home without any heating.",
        "We have a newborn baby in the house and no hot water.",
    ),
    "wide_impact": (
        "All of our two hundred employees cannot log in.",
        "The whole building is without water.",
        "Every one of our branches in the country is affected.",
    ),
}

PLAIN: Final = tuple(
    Line(text, f"plain {code} {n}", {code: Mark(so=True)})
    for code, texts in _PLAIN.items()
    for n, text in enumerate(texts)
)
