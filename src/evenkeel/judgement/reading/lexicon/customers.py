"""Which of three kinds of difficult customer speaks: a guess about manner, never about level."""

from __future__ import annotations

from typing import Final

import re2

IMPATIENT: Final = re2.compile(
    rb"\b(?:hurry|asap|urgent(?:ly)?|right now|straight away|immediately|now[.!?]|quick(?:ly)? (?:pls|please)|how (?:much )?long(?:er)?|what's taking|yes or no|are you there|hello\?|anyone there|any(?:one|body) there|still waiting|been waiting|on hold for|tick(?:ing)? tock|clock is ticking|time is running|running out of time|no time"
    rb"|where(?:'s| is| are| the| tf|\. is)\b|(?:is|are) (?:he|she|they|it|you|anyone) (?:coming|going to)\b[^.!?]{0,20}\?|again,? (?:tech|your)|(?:no answer|no reply) to (?:any|my)|when exactly|in \d+ ?(?:min|mins|minutes|hours|hrs|h)\b|(?:need|want) (?:it|this|them|an answer|my \w+) (?:by|before|now|today|in)|i have to (?:leave|go|be)|need to know whether|need to know if|need to know when|just (?:tell|give) me|(?:leaves?|starts|opens|closes|boards|boarding|closing) (?:at|in) (?:six|five|seven|eight|nine|ten|noon|\d{1,2})\b|for an hour|(?:three|four|five|two|\d+) hours|third time today|again\?\s*$|come on|waiting (?:here|outside)|truck is waiting|update\?|any news)(?:\b|\W|$)"
)
GRIEVANCE_LIST: Final = re2.compile(
    rb"\b(?:where do i (?:start|begin)|and another thing|to top it (?:all )?off|on top of that|don't get me started|not to mention|while i'm at it|everything (?:is|was|about)|nothing (?:works|is right|was right)|one thing after another|whole thing's|the list goes on|let me count|as if that|i could go on|(?:first(?:ly)?|first it's|to begin)\b[^.!?]{3,80}\bthen\b)"
)
GRIEVANCE: Final = re2.compile(
    rb"(?:,|;|\band\b|\balso\b|\bthen\b|\.|\bplus\b|^)\s*(?:and |also |then |the |your |my |that |then the |somebody |it )*[^,;.]{2,70}\b(?:was|is|were|are|wrong|late|rude|cold|broken|missing|confusing|dirty|slow|doesn't|didn't|don't|won't|never|no|not|back|nonsense|cancelled|shut|again|logged|wants|keeps|too|different|lost|expensive|noisy|warm|smelly|small|messy|calls)\b"
)
ACCUSING: Final = re2.compile(
    rb"(?:\b(?:is this a joke|a joke\b|are you (?:kidding|serious|joking)|do you (?:people|lot|guys|even|have any)|you people|you lot|what the (?:hell|heck|f)|how dare|disgrace(?:ful)?|disgusting|shameful|pathetic|appalling|outrageous|unbelievable|ridiculous|unacceptable|useless|incompetent|shambles|rubbish|crap\w*|garbage|trash|worst|sick (?:and tired|to death)|fed up|had enough|bloody|damn(?:ed|it)?|fuck\w*|f\*+\w*|wtf|bullshit|bs\b|shit\w*|hell\b|piss\w*|who (?:pays|is on this|do you think)|don't you dare|last warning|or else|you.ve (?:frozen|ruined|wrecked)|scam(?:s|med|mers?)?|thieves|crooks|liars?|robbed|pay for this|furious|livid|angry|angrily|soggy|stop (?:lying|wasting)|explain yourselves|nobody (?:cares|ever)|what (?:kind|sort) of)(?:\b|\W|$)|\?\?+|!!+|\?!|!\?)"
)
