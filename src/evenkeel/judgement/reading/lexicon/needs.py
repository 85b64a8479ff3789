"""A real deadline, or a state that gets worse while nobody acts."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import Frame, frame
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

DATED: Final[tuple[Frame, ...]] = (
    *frame(
        "dated_need",
        "The customer needs it by a named time.",
        (
            r"(?:need|needs|needed|must have|has to be|must be|have to have)~~(?:(?:by|before|until|till|within|no later than)~~(?:<time>|<n>|the|we|i|my|our|it|end)\b|(?:on|this|next) <time>\b|(?:today|tonight|tomorrow)\b)",
            r"(?:boarding|departs?|leaves|leaving|expires?|runs out|lapses)~~(?:(?:in|at|on|by) (?:<n>|<time>)\b|(?:today|tonight|tomorrow)\b)",
            r"(?:getting|growing|becoming|turning) (?:\w+ )?(?:worse|warmer|hotter|colder|bigger|louder|wetter|weaker|thinner)\b",
            r"(?:before it's too late|time[ -]critical|every (?:hour|day) (?:counts|matters|costs))\b",
        ),
        VOCABULARY,
        negatable=True,
    ),
    *frame(
        "dated_need",
        "Something is wrong, and a time is near.",
        (
            r"(?:before|by|until|till|within|no later than|at the latest|here (?:till|until))~~(?:<time>|the weekend|we open|i leave|they arrive|the \w+)",
            r"(?:today|tonight|tomorrow|this (?:morning|afternoon|evening|weekend))\b",
            r"(?:getting|gets|growing|spreading|rising|worse|worsening|leaking|weeping|dripping|flooding|rotting|running (?:low|out)|melting|thawing|every (?:hour|day|evening|night|minute))\b",
            r"(?:starts?|opens?|closes?|closing|begins?|ends?|due)~~(?:in|at|on|by|today|tonight|tomorrow) ?(?:<n>|<time>)",
            r"(?:hurry|asap|urgent|urgently|as soon as possible|immediately|right away|straight away)\b",
            r"(?:stuck|stranded|locked out|waiting) (?:for|since|at|here|<n>)",
            r"(?:on|this|next) <time>\b",
        ),
        VOCABULARY,
        needs_trouble=True,
    ),
)
