"""What our people write back. {when} is a time of the customer's clock, said so that the reader of promises finds it."""

from __future__ import annotations

FIRST = {
    4: (
        "I am {me} and I own this from now on. {M} stands, and every hour of it costs you: that is understood, you need not explain it again.",
        "{M} is down and your people are waiting. I have the history of the last visits open in front of me.",
        "You have my full attention, {c}. I have pulled the technician who is nearest to {s} off his other job.",
        "Thank you for locking it out, that was right. Please leave it off until we have spoken.",
    ),
    3: (
        "You should not have had to ask more than once, and you will not have to explain it again: I have read everything from the first day on.",
        "I am {me}, and this is mine until you say that it is solved. Two of us work on it: one looks for the cause, I talk to you.",
        "You are right about the dates; I have checked them against our own records. Here is what happens now.",
        "Thank you for writing it down so clearly. I have taken it to our service director, who knows about it as of now.",
    ),
    2: (
        "You had two repairs and still have the same fault. That is on us, and I take it over from here.",
        "I have read the whole history, so that you need not tell it again. Something was missed at the last visit and I think I know what.",
        "That you had to chase this is our mistake. I am {me} and I stay with it.",
        "I have looked it up: what you were told and what we did are two different things. I am sorry for that.",
        "Thank you for your patience with {m}; it has been asked too much of.",
    ),
}
PROMISES = {
    "call": ("I will call you {when}.", "I'll call you {when}, whatever we know until then."),
    "report": ("I will send you the written report {when}.", "I will send you the signed service report {when}."),
    "visit": ("I will be at your site with the part {when}.",),
    "credit": ("I will refund the fee {when}.", "I will refund the call-out fee {when}."),
    "update": ("I will send you an update {when}.",),
}
CONDITION = (
    "As soon as the spare part is here, I will send a technician.",
    "Once the supplier confirms, I will call you with the date.",
)
VAGUE = ("We will look into it and keep you posted.", "We will check the parameters as well.")
PROGRESS = (
    "Where it stands: the technician is on site, the cause is narrowed down to the drive, the spare part is on its way.",
    "Short word in between: we have reproduced the fault here. No repair yet, but we know now where to look.",
    "Nothing new from the supplier, which I find as unsatisfying as you do. We keep at it.",
    "The temporary bridge holds; please keep to half speed until the part is in.",
    "Our specialist has compared the logs of both nights. It is the same pattern, so it is one cause and not two.",
    "The new part is built in and the trial run is going on. I watch it from here.",
)
OWN_THE_MISS = (
    "I promised you a call and it did not come in time. No excuse: I was late, and that is the last thing you needed from us.",
    "I said a time and missed it. Here is what I know, and here is a time that I can stand behind.",
)
MOVED = (
    "I have to move what I promised, and I tell you before it is due: the part is held at customs. The new time is {when}.",
    "It will be later than I said; I would rather tell you now. The new time is {when}.",
)
TAKEN_BACK = ("I have to take one promise back: the visit does not make sense before the part is there. I am sorry.",)
DONE = (
    "The drive of {m} was replaced and the parameters were restored; it has run through a full shift.",
    "The seal and the shaft behind it were exchanged: the shaft had worn the seal all along.",
    "The update was rolled back and the fault cleared; we have blocked it for your site until it is corrected.",
    "The cable run was moved away from the heat source, and the connector was exchanged.",
    "The missing report was sent, signed, with the measurements of both visits.",
    "The bearing, its seat and the coupling were replaced together this time.",
    "Both pumps were rebuilt, and the alarm now reaches our desk before it reaches you.",
)
DONE_WINDOW = (
    "The visit was made up for, and for your site we now confirm an hour instead of a window.",
    "We have spoken with dispatch: your appointments are confirmed by telephone the evening before.",
)
DONE_FEE = (
    "The call-out fee was taken off and a credit note was sent.",
    "The invoice was corrected, and travel is marked as waived in your contract.",
)
STABLE = (
    "it has run without a fault since the part was exchanged",
    "the temporary bridge holds and output is back",
    "the customer is up again and under watch",
)
LOWERED = (
    "the harm has stopped; what is left is the cause",
    "running again, the rest is ordinary work",
    "we are only waiting for the customer's word",
)
STEPS = (
    ("Exchange the drive module", "Bring the loan unit from the depot"),
    ("Compare the logs with the last failure", "Ask the maker's engineer"),
    ("Technician on site with both seals", "Send the evening shift"),
    ("Correct the invoice in billing", "Let the lead approve the credit by hand"),
    ("Restore the parameters from the backup", "Re-enter them from the commissioning sheet"),
)
RECAP = (
    "Third failure of the same part; the customer was promised a call and the part is ordered.",
    "The harm has stopped, the cause is open; the customer is calm but watches closely.",
    "The remote fix did not hold, so it needs hands on site; everything is written in the notes.",
)
WHY = (
    "knows this machine from the commissioning",
    "is nearest to the site and speaks the language",
    "has authority over the part that is missing",
)
NOTES = (
    "Spoke with the depot: one drive on the shelf, reserved.",
    "Careful: this is the same customer as in spring. Read the old case first.",
    "The operator on the night shift knows more than the log does. Ask for him by name.",
)
