"""The kinds of words that strain, anger and relief are told by. Each kind is one sign, however many words it has.

The words are general English, of messages and speech alike; how much a kind counts is fitted (`training/course.py`), so
no word has a weight of its own.
"""

from __future__ import annotations

from typing import Final

_UNIT = r"(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|evenings?|nights?|mornings?)"
_COUNT = r"(?:\d+|an?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|many|couple of|several)"

# code: (what it is, in a sentence that stands beside the quote; the pattern over folded text)
KINDS: Final[dict[str, tuple[str, str]]] = {
    "insult": (
        "This accuses or belittles.",
        r"\b(?:useless|pathetic|incompeten\w+|idiot\w*|stupid\w*|morons?|clowns?|crooks?|liars?|thie(?:f|ves)|scam\w*|fraud\w*|rip-?offs?|ripped off|robbery|theft|steal\w*|stole|lying|lied?|lies|jokes?|disgrac\w*|sham(?:e|eful|bles)|asham\w*|trash\w*|garbage|rubbish|crap\w*|junk|bullshit|bs|suck\w*|fail(?:s|ed|ure)?|cheat\w*|rude\w*|dishonest\w*|greedy|shameless|impertinen\w+)\b",
    ),
    "swearing": (
        "This is strong language.",
        r"\b(?:f+u+[ckq]+\w*|f\*+\w*|shit\w*|damn\w*|dammit|hell|bloody|wtf|wth|ffs|omfg|for (?:god|christ|heaven)'?s? sake|ass|arse|piss\w*|bitch\w*|goddam\w*|effing|freaking|frigging|smh|ugh+|argh+|grr+)\b",
    ),
    "fury": (
        "This is a word of outrage.",
        r"\b(?:worst|terribl[ey]|awful\w*|horribl[ey]|horrendous\w*|disgust\w*|appall\w*|atrocious|unacceptable|ridiculous\w*|unbelievabl[ey]|outrag\w*|shocking\w*|abysmal\w*|dreadful\w*|insane|absurd\w*|nightmare|hate|furious\w*|livid|angry|insult\w*|ruin\w*|wreck\w*|stranded|inexcusabl[ey]|hopeless|unheard of|scandal\w*|excuse me|out of your minds?|extraordinary|how dare)\b",
    ),
    "displeasure": (
        "This names displeasure.",
        r"\b(?:disappoint\w*|frustrat\w*|annoy\w*|irritat\w*|upset\w*|unhappy|not (?:happy|impressed|cool|okay|ok|amused|good enough|acceptable|right)|fed up|(?:sick|tired) of|poor\w*|bad|badly|worse|let down|inconvenien\w*|confus\w*|unimpressed|wast(?:e|ed|ing)|suffer\w*|patience|had enough|worr(?:y|ied|ying)|cross with|very cross|stress\w*|no longer believe|lost? (?:all )?(?:faith|trust|confidence)|losing (?:faith|trust|patience))\b",
    ),
    "again": (
        "This says that it has happened before or goes on.",
        r"\b(?:still|again|already|yet another|every (?:time|day|single|week|month)|each time|over and over|keeps?|kept|constantly|always|continu\w+|repeated\w*|multiple|several|(?:second|third|fourth|fifth|sixth|2nd|3rd|\d+th) (?:time|day|date|week|month|call|mail|visit|attempt)|twice|same|back and forth|in circles|round in|thrown back|passed (?:round|around|on)|another)\b",
    ),
    "how_long": (
        "This says how long it lasts.",
        rf"\b(?:{_COUNT} ?(?:\+ )?{_UNIT}|for (?:ages|ever|days|weeks|months|hours|years)|since|all (?:day|week|morning|night|weekend)|forever|(?:days|weeks|months|hours) (?:later|now|ago)|how long|too long)\b",
    ),
    "unanswered": (
        "This says that nobody answers, comes or helps.",
        r"\b(?:wait(?:ing|ed)?|on hold|no (?:reply|response|answer|help|resolution|luck|update|one|body|call|message|date|name)|(?:haven't|have not|hasn't) (?:heard|received|got\w*|been)|never (?:got|received|came|arrived|happened|heard|called|answered|replied|rang)|(?:not|\w+n't) (?:respond\w*|reply|replied|answer\w*|help\w*|call\w*|car(?:e|ing)|listen\w*|read\w*|understand)|ignor\w+|nobody|no-?one|none of|unanswered|any (?:word|news|update)|hello\?)",
    ),
    "fault": (
        "This tells of something that does not work or went wrong.",
        r"\b(?:(?:not|isn't|doesn't|don't|never|stopped) work\w*|won't|can't|cannot|couldn't|unable|brok(?:en?|e)|crash\w*|freez\w*|froze\w*|glitch\w*|slow\w*|stuck|down|errors?|bugs?|lag\w*|drain\w*|dead|dying|kill\w*|drop(?:s|p\w+)?|stopp?ed|issues?|problems?|incorrect\w*|wrong\w*|missing|miss(?:ed|es)|lost|late|delay\w*|cancel\w*|damaged?|stolen|faulty|defective|leak\w*|impossible|nothing|failing|outage|barely|tripped|locked out|didn't (?:come|arrive|happen|work))\b",
    ),
    "denial": ("This says no to something.", r"\b(?:not|never|no|none|nothing|without|nor|[a-z]+n't|cannot)\b"),
    "money": (
        "This is about money.",
        r"(?:[$\x1c\x1d]\s?\d|\d\s?[$\x1c\x1d]|\b(?:charg(?:e|ed|es|ing)|refund\w*|paid|pay(?:ing)?|money|bill(?:ed|ing)?|overcharg\w*|compensat\w*|bucks|invoic\w+|eur(?:o|os)?|pounds|quid)\b)",
    ),
    "you": ("This speaks of us.", r"\b(?:you(?:'ve|'re|r|rs)?|u|ur|y'all)\b"),
    "you_did": (
        "This says what we did or failed to do.",
        r"\b(?:you|u|y'all|they|your \w+) (?:guys |people |lot |all |just |even |really |still |now )?(?:have|had|are|were|keep|can't|could|should|don't|didn't|won't|never|do not|did not|need|lost|made|make|said|told|took|let|charged?|broke|lied?|promis\w*|cancel\w*|refus\w*|want me|call that)\b",
    ),
    "your_word": (
        "This reminds us of our own words.",
        r"\b(?:(?:you|they|he|she|somebody|someone) (?:just |already |clearly |had |have |literally )?(?:said|promised|told|swore|assured|confirmed|agreed)|you've (?:said|promised|told)|(?:i|we)(?:'ve| have)? (?:just |already |literally )*(?:told|said|asked|explained|typed|written|sent)|as i (?:said|wrote|told)|(?:read|scroll|look at) (?:my|what i|up|it)|did you (?:hear|read|even)|do you even|are you (?:reading|even|listening))\b",
    ),
    "higher": (
        "This asks for somebody above or elsewhere.",
        r"\b(?:supervisors?|managers?|boss|director|head of|owner|corporate|management|somebody (?:else|who)|someone (?:else|who)|a (?:real )?(?:person|human)|whoever|in charge|ombudsman|complaints?|lawyers?|attorney|solicitors?|legal\w*|counsel|court|judge|sue|council|trading standards|consumer (?:advice|protection)|inspector|bbb|fcc|dispute|report (?:you|this|it)|reporting|newspaper|the paper|review|reddit|chargeback|charge it back|bank)\b",
    ),
    "leaving": (
        "This speaks of leaving.",
        r"\b(?:leaving|switch(?:ing)?|cancel(?:l?ing)? (?:my|it|the|our|everything)|cancel it|never (?:again|buy|use|fly|order|shop)|last time|lost (?:me|a customer)|(?:going|go|back) (?:to|with) (?:a|another|your) (?:competitor|\w+)|won't (?:be )?(?:back|renew|use|buy|fly|shop|order|return)|no longer (?:want|use|a customer)|delet\w+|uninstall\w*|done with (?:you|this)|forget it|money back|take (?:my|our) (?:business|custom)|close my account|somebody else|no next)\b",
    ),
    "rhetoric": (
        "This is a question that reproaches.",
        r"(?:\b(?:why (?:is|are|do|does|can't|won't|has|have|did|didn't|isn't|am|on earth|the|would|you|should)|how (?:is (?:this|that|it)|can (?:you|it|they|this)|come|dare|hard|many times)|what(?:'s| is) (?:going on|wrong|the point|happening)|what (?:kind|sort) of|seriously|come on|are you (?:kidding|serious|joking)|is this (?:a joke|how)|(?:who|what) (?:do|am|are) (?:you|i) (?:think|supposed|paying)|so (?:i|it's|nobody|a|he's|she's|you)|or what)\b|\?\?|\?!|!\?)",
    ),
    "irony": (
        "This may be meant the other way round.",
        r"(?:\bthank(?:s| you) for (?:nothing|ruin\w*|making|letting|wast\w*|the (?:lack|delay))|\bthanks a lot\b|\b(?:great|good|nice|brilliant|fantastic|lovely) (?:job|work|service|customer service)\b|\bso much for\b|\bgood luck with\b|\blove how\b|\byay\b|\bapparently\b|\bsupposed(?:ly)?\b|\bof course\b|\bway to go\b|\bwith (?:all due )?respect\b|\bi (?:note|find it)\b|\bkindly\b|\boh (?:brilliant|great|good|wonderful|lovely)\b)",
    ),
    "stress": (
        "This is stressed.",
        r"\b(?:so|very|really|too|absolutely|completely|totally|extremely|literally|honestly|frankly|utterly|at all|whatsoever|even|just|ever|only|clearly|obviously)\b",
    ),
    "demand": (
        "This demands something.",
        r"\b(?:fix|sort (?:it|this)|respond|explain|stop|tell me|give me|get me|put me|let me (?:talk|speak)|do something|send me|call me|need|want|now|today|immediately|at once|yes or no|hurry)\b",
    ),
    "but": (
        "This contradicts.",
        r"\b(?:but|however|yet|although|though|instead|even though|despite|supposed to|should have|then why)\b",
    ),
    "thanks": (
        "This is thanks.",
        r"\b(?:thank(?:s|x|yo)?|thx|ty|tysm|cheers|ta|appreciat\w*|grateful|bless you|kind of you)\b",
    ),
    "relief": (
        "This says that it is well or is getting well.",
        r"\b(?:great|perfect|awesome|amazing|lov(?:e|ed|ely|ing)|excellent|brilliant|best|happy|fun|cool|nice|good|glad|excited|wonderful|fantastic|enjoy\w*|lucky|marvellous|beautiful|sweet|congrat\w*|friendl\w+|helpful|helps|pleased|impressed|works? (?:now|great|fine|again)|worked|working (?:again|now)|resolved|solved|sorted|fixed|no (?:worries|problem|problems|rush)|all (?:good|right)|fair enough|fine|ok(?:ay)? (?:then|thanks)|got it|will do|that's (?:kind|clear|quick|better|fine)|phew|wow|finally someone|sorry for)\b",
    ),
    "laughs": ("This laughs.", r"\b(?:(?:ha){2,}h?|(?:he){2,}|lol|lmao|xd)\b"),
    "asks": (
        "This asks, as one asks for information.",
        r"^[\s.,!]*(?:(?:hi|hey|hello|good (?:morning|evening|afternoon|day)|morning)\b[\s\w,!.]{0,20}?)?\b(?:can|could|do|does|is|are|will|would|when|where|what|which|who|any chance|any idea)\b",
    ),
    "greets": (
        "This begins with a greeting.",
        r"^[\s.,]*(?:hi|hey|hello|hiya|dear|good (?:morning|evening|afternoon|day)|morning)\b",
    ),
    "please": ("This is said politely.", r"\b(?:please|pls|plz|could you|would you|grateful|help)\b"),
}
ANGRY_FACES: Final = "[😠😡🤬😤👿👺💢🖕🙄😒🤦😑🤥😾👎]|[:;]-?[(/|]"
HAPPY_FACES: Final = "[😊🙂😀😃😄😁😂🤣😍🥰👍❤💗🙌👏😎🤗😉🎉🙏😋😅😹]|[:;]-?[)D]"
