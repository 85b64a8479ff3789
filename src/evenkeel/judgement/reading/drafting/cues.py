"""The turns of phrase by which an agent's sentence shows what it does: shared by the checker and the reader of conversations."""

from __future__ import annotations

import re

from .finding import phrases

_SORRY = r"(?:sorry|apolog(?:y|ies|i[sz]e[sd]?|i[sz]ing)|regret)"
APOLOGY = phrases(_SORRY + r"\b", r"s+o+r+y+\b", r"so{2,}rry", r"forgive (?:me|us)", r"pardon (?:me|us)")

STOCK_STRONG = phrases(
    r"any inconvenience", r"(?:understand|appreciate|acknowledge|share|hear) (?:your|the) (?:\w+ )?(?:frustration|concerns?|feelings?|disappointment|upset)\b",
    r"(?:understand|know|appreciate|imagine)(?: exactly)? how (?:(?:\w+ )?(?:you|this)(?:'re| are)? (?:must )?(?:feel\w*|be\b)|(?:frustrat|upset|annoy|difficult|disappoint|stress)\w+)",
    r"(?:you|your|customers?|members?|guests?|patients?)\b.{0,30}(?:is|are|is always|are always) (?:very |so |extremely |really )?(?:important|our (?:top|number one|highest|first|main) priority)",
    r"(?:top|number one|highest|utmost) (?:priority|importance)", r"(?:value|appreciate|cherish) (?:your|you as|our) (?:\w+ )?(?:feedback|business|loyalty|custom\b|customers?|valued|a (?:valued )?customer|comments)",
    r"take (?:this|these|such|your|all|\w+) (?:\w+ ){0,3}(?:very |extremely |really )seriously", r"rest assured", r"(?:want to |wish to )?assure you (?:that )?(?:we|i)\b",
    r"here to (?:help|assist|support) you", r"(?:totally|completely|fully|absolutely|really) (?:get|hear|understand) (?:it|that|you|this)\b",
    r"(?:i|we) (?:do |really )?(?:hear|feel) (?:you|ya|your pain)\b", r"strive to (?:provide|offer|deliver|give)", r"pride ourselves",
    r"committed to (?:providing|delivering|offering|your|excellence)", r"your (?:satisfaction|happiness|comfort|experience) (?:is|means|matters)",
)  # fmt: skip
STOCK_WEAK = phrases(
    r"appreciate your (?:patience|understanding|cooperation|co-operation)", r"do(?:ing)? (?:all|everything|our (?:very )?best)(?: that)? (?:we|i) can",
    rf"{_SORRY} (?:to hear|for|about|that)(?: about)?(?: (?:the|this|that|your|any|all|these))?(?: \w+)?(?: (?:delay|trouble|inconvenience|experience|issues?|problems?|situation|disappointment|hassle|upset))?\s*[.!,]",
    rf"{_SORRY} (?:for|about) (?:the|this|that|any|your) (?:\w+ )?(?:delay|trouble|inconvenience|experience|issues?|problems?|situation|disappointment|hassle|upset)\b",
    rf"{_SORRY}.{{0,12}} you (?:had to |have to |are |were |feel |felt )(?:go(?:ing)? through|experienc\w+|feel\w*|that way|upset|disappointed|unhappy)",
    r"must be (?:so |very |really |incredibly )?(?:frustrating|annoying|upsetting|difficult|hard|stressful)",
    r"(?:can |can only |could only )imagine", r"understand this (?:is|must be|can be)",
)  # fmt: skip

BECAUSE = phrases(
    r"because\b", r"(?:from time to time|now and then|once in a while)\b", r"unfortunately\b", r"i'm afraid\b", r"(?:applies|apply|applied|happens|occurs|arises?|issued|triggered|charged|shown) (?:where|when|whenever|automatically|if)\b", r"due to\b", r"owing to\b", r"the reason\b", r"(?:was|were|is|are|been) caused by", r"it turn(?:s|ed) out", r"what happen(?:s|ed) is",
    r"(?:the way|how) (?:it|this|that|the system) works", r"(?:which|that)(?: i|')s why", r"(?:this|that|it) (?:is|was) (?:a )?known (?:issue|bug|problem|regression|fault|limitation)",
    r"as a result of", r"so (?:i|we|they) (?:did ?n[o']t|could ?n[o']t|were ?n[o']t|haven't|had to)", r"(?:there was|there were|we had|i had) (?:nothing|no (?:news|update|one|staff|stock|parts?))\b",
    r"(?:we're|we are|we have been|we've been|i've been|i'm) (?:\w+ )?(?:swamped|busy|short[- ]staffed|understaffed|overwhelmed|backed up|snowed under|under (?:a lot of )?pressure|inundated|rushed)",
    r"(?:high|unusually high|large|unprecedented) (?:\w+ )?(?:volumes?|demand|numbers?)\b", r"(?:is|are|was|were) (?:automatic(?:ally)?|automated|generated|done automatically)",
    r"(?:not|n't) (?:the )?(?:same|related|connected|linked)\b", r"(?:was|were|is) a (?:different|separate|new) ", r"(?:there's|there is|there has been) a (?:long|bit of a|whole) (?:history|story|background)",
    r"for (?:your|security|safety|everyone's|our customers') (?:own )?(?:protection|security|safety|reasons|benefit|sake)", r"(?:usually|normally|typically|generally|in most cases|most (?:of our )?(?:customers|people|users|clients|guests))\b",
    r"you (?:have to|need to|must) (?:understand|appreciate|remember|realise|realize) that", r"bear in mind", r"please (?:note|be aware|be advised|understand)",
    r"after (?:every|each|a|the) (?:release|update|deployment|migration)\b", r"(?:it|this|that|they|he|she) (?:\w+ ){0,2}(?:crashed|malfunctioned|timed out|went down|got stuck|ran out|didn't sync)",
    r"our (?:system|records?|logs?|data|scan|tracking|screen|notes?|supplier|carrier|warehouse|driver)\S* (?:\S+ )?(?:shows?|says?|indicates?|confirms?|states?|suggests?|was|were|had|has)",
)  # fmt: skip
PLAIN_STATEMENT = re.compile(
    r"^(?!your\b|you\b|that's\b|this\b)[a-z]+(?:s|ing) (?:can|may|sometimes|often|always|usually|are|take|do|must) \w+|"
    r"^(?:(?:well|so|hello|hi|yes|ok|unfortunately|basically|right|as such|currently|at the moment)[,! ]+)*(?:hi there, )?(?!your\b|you\b|that(?:'s| is| must)\b|this is (?:not|no)\b)"
    r"(?:(?:the|our|these|this|all|a|an|it|they|there|we|some|his|her|\w+s) )(?:[\w'’-]+ ){0,4}?"
    r"(?:is|are|was|were|has|have|had|does|do|did|can|cannot|can't|may|must|[a-z]+(?:'s|’s)|[a-z]{3,}(?:ed|es|s))\b",
    re.IGNORECASE,
)
POLICY = phrases(
    r"(?:reminded|stated|set out|written|mentioned|explained|listed|laid down|published) (?:\w+ )?(?:in|on) (?:the|our|your)\b",
    r"(?:terms|conditions|rules|small print) (?:\w+ )?(?:say|state|explain|require|mean|provide|specify|allow|exclude)\b", r"(?:as|per|under|by|in) (?:our|the|your) (?:\w+ )?(?:terms|conditions|contract|agreement|policy|rules|tariff|guidelines)\b", r"(?:customers|applicants|members|guests|patients|tenants|users|passengers|claimants) (?:are|must|should|have to|need to) (?:\w+ )?(?:advised|asked|required|expected|apply|book|give|pay|wait|contact|provide|notify)\w*",
    r"(?:(?:our|the|company|store|shop|house|standard|current|returns?|refund|privacy|cancellation|booking|fair use) ){1,4}(?:policy|policies|procedures?|guidelines?|protocols?)\b",
    r"(?:policy|policies|procedures?|guidelines?|protocols?|regulations?) (?:is|are|was|were|says?|states?|requires?|does(?: not|n't)|do(?: not|n't)|only|allows?|prevents?|dictates?|clear)\b",
    r"(?:as )?per (?:the|our|your|section|clause|paragraph|article|company)\b", r"(?:in accordance|in line|in compliance) with (?:the|our|your)\b",
    r"(?:according|pursuant|subject) to (?:the|our|your|section|clause|company|store) (?:\w+ ){0,3}(?:terms?|polic\w+|contract|agreement|tariff|rules?|guidelines?|conditions?|regulations?|t&cs?)",
    r"terms (?:and|&|of) (?:conditions?|service|use|sale|carriage|business)", r"\bt(?:erms )?(?:&|and )cs?\b", r"(?:section|clause|paragraph|article) \d",
    r"(?:the |your |our |rental |loan |service |membership |tenancy |purchase ){1,4}(?:contract|agreement|tariff|small print|fine print|warranty|lease|sla)(?: \w+){0,3} (?:says|states?|clearly|requires?|excludes?|specif\w+|pauses?|covers?|allows?|provides?|does)\b",
    r"reserves? the right", r"(?:it|that|this) (?:\w+ )?(?:says|states) (?:so )?(?:on|in) (?:the|your|our)\b",
    r"(?:you|the (?:customer|patient|tenant|guest|member)) (?:\w+ )?(?:signed|agreed to|accepted) (?:the|our|these|this|to|it|when)", r"(?:is|are|isn't|aren't|not) (?:\w+ )?(?:responsible|liable|eligible|entitled|covered|refundable|permitted|allowed) (?:for|to|under|after|once|by|in|without|unless|as)\b",
    r"non-?refundable", r"(?:the|our|those are the|company) rules?\b", r"(?:only|just) (?:deal|deals|handle|handles|get involved|authori[sz]ed?) (?:with|in|when|if)\b",
    r"(?:refunds?|claims?|requests?|complaints?|applications?|replacements?|returns?|investigations?|cases|tickets|enquir\w+) (?:\w+ )?(?:take|takes|require|requires|are processed|are handled|are answered|are dealt with|must be|have to be|need to be)\b",
    r"(?:we|i)(?:'re| are|'m| am) (?:not allowed|not permitted|not able|unable|only allowed|only able) to (?:\w+ ){0,6}(?:without|until|unless|under|after|once)\b",
    r"(?:require|requires|need|needs) (?:\w+ ){0,2}(?:days?|weeks?|months?|hours?)'?[’]? (?:written )?notice",
)  # fmt: skip
POLICY_SPARED = phrases(
    r"(?:regardless|whatever|despite|no matter what|beyond|forget|ignor\w+|never mind|aside|hide behind|quot\w+|waiv\w+|exception to|bend\w*|overrul\w+|instead of|rather than|changing|wrong|unfair|set aside|outside)\b.{0,30}(?:policy|rules?|terms|procedure|script)",
    r"(?:policy|rules?|terms|procedure)\b.{0,25}(?:allows? (?:me|us|you)|lets? (?:me|us|you)|is (?:wrong|unfair|on your side)|gives? you|entitles? you|doesn't apply|does not apply|shouldn't)",
)  # fmt: skip

DEFENCE = phrases(
    r"technically", r"so (?:we|i)(?:'re| are|'m) (?:within|not|fine)", r"within (?:target|terms|our rights|the rules)"
)

VAGUE = phrases(
    r"(?:get|getting|be) (?:back )?in touch\b", r"let me (?:check|see|look)(?: (?:on|into) (?:it|this|that))?\s*[.,!]", r"stay tuned",
    r"(?:as )?soon as (?:possible|we can|i can|we have|i have|we know|i know|there(?:'s| is))", r"a\.?s\.?a\.?p\b", r"in due course", r"shortly\b", r"at (?:the|our|their) earliest (?:convenience|opportunity)",
    r"(?:keep|keeping) you (?:\w+ )?(?:posted|updated|informed|in the loop)", r"(?:look|looking|looked|check|checking) into (?:it|this|that|the|your)\b",
    r"get back to you\b", r"be in touch\b", r"(?:will|'ll|to|and) (?:contact|reach out to|follow up with|update|notify|respond to|write to|call|let) you\b",
    r"(?:will|'ll) (?:try|see what|do (?:our|my) best|chase|look at|monitor|investigate|sort|get (?:it|this|that|someone|somebody)|provide (?:an|you|more|further)|follow up)", r"(?:be|being) (?:looked (?:at|into)|reviewed|investigated|processed|dealt with|handled|actioned|attended to)\b",
    r"(?:passed|forwarded|escalated|sent|raised|flagged|relayed|shared) (?:this|it|that|your|the)\b.{0,40}(?:to|with) (?:the |our |a )?(?:\w+ ){0,2}(?:team|department|colleagues?|management|office|people|engineers|specialists?|depot|warehouse)\b",
    r"(?:doing|do) (?:all|everything|our best|my best)(?: that)? ?(?:we|i)? ?can?", r"(?:hope|hoping|expect|aim|aiming) to (?:have|get|resolve|fix|be|hear)", r"(?:working|work) on (?:it|this|that|a fix|a solution)\b", r"when (?:we|i) (?:have|know|hear|get) (?:more|something|anything|further|news)",
    r"(?:more|further) (?:information|details|news)? ?(?:will|to) (?:follow|come)", r"bear with (?:me|us)", r"at some point", r"sometime\b", r"in the (?:near|coming) future", r"(?:brief|short|quick) hold\b", r"noted\b.{0,20}(?:will|and)",
)  # fmt: skip
TIME = re.compile(
    r"\b(?:\d{1,2}(?::\d{2}|\.\d{2})|\d{1,2} ?[ap]\.?m\b|noon|midday|midnight|today|tonight|tomorrow|tmrw|tomoz|2moro|(?:mon|tues?|weds?|thurs?|fri)\b|half (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"this (?:morning|afternoon|evening)|end of (?:the )?(?:day|week|play)|(?:half|quarter|five|ten|twenty|twenty-five) (?:past|to)\b|"
    r"(?:within|in|inside|next|about|every|takes|under|another)(?: the| an?| about| roughly| around)?(?: next)? ?(?:[\w-]+ )?(?:minutes?|mins?|hours?|hour|hrs?|moment)\b|"
    r"(?:by|at|before|until|around|from|past|till|for) (?:\d{1,2}(?!\d| ?(?:years|months|weeks|days|%|people|of))|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|close|lunch|lunchtime|then)\b|"
    r"(?:on )?the \d{1,2}(?:st|nd|rd|th)|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}|(?:right )?(?:now|straight ?away)|immediately|this minute|same (?:day|morning|afternoon|evening)|next (?:week|month))\b"
    r"|\b(?:\d+|two|three|four|five|ten|fifteen|twenty|thirty|forty|half an|an)(?:-\w+)? (?:minutes|mins|hours?|hrs)\b",
    re.IGNORECASE,
)  # fmt: skip
FORWARD = re.compile(
    r"(?:'ll|’ll)\b|\b(?:will|shall|going to|is booked|are booked|booked|is scheduled|scheduled|reserved|arranged|arrives?|comes?|starts?|leaves?|reach(?:es)?|returns?|collects?|collected|calls?|takes over|joins?|sees?|finishes|ends|opens|ships?|goes|due|on (?:his|her|the|their|my) way|"
    r"i(?:'m|’m| am| have|'ve|’ve)|we(?:'re|’re| are)|i (?:check|call|ring|write|look|send|phone|text|come|go)|being|be with you|be there|with you|bringing)\b",
    re.IGNORECASE,
)  # fmt: skip
FUTURE = re.compile(r"(?:'ll|’ll)\b|\b(?:will|shall|going to|try(?:ing)? (?:to )?get)\b", re.IGNORECASE)
TRANSFER = phrases(
    r"(?:pop|popping|send|sending|bounce|switch|switching|bring|take) you (?:\w+ )?(?:over|across|on|back) to\b", r"(?:put|putting) you through\b",
    r"transfer(?:ring|red)? (?:you|this|your|the call)", r"(?:put|putting|pass|passing|patch|patching) you (?:\w+ )?(?:through|over|on to|onto|to)\b",
    r"(?:pass|passing|hand|handing|move|moving|redirect|redirecting|refer|referring|forward|forwarding|route|routing) (?:you|your (?:case|call|ticket|request|complaint)) (?:on |over |across )?(?:to|onto)\b",
    r"connect(?:ing)? you (?:to|with)", r"(?:that|this|it)(?:'s| is| would be) (?:for )?(?:a |an |the )?(?:different|another|other|\w+'s|billing|technical|sales) (?:department|team|desk|line|office|section|queue)",
    r"(?:not|isn't) (?:my|our) (?:department|area|team|desk)", r"(?:you(?:'ll| will)? (?:need|have) to|please|you should) (?:speak|talk|contact|call|ring|go|reach out) (?:to|with)? ?(?:the |our )?(?:\w+ ){0,2}(?:department|team|desk|line|office)\b",
)  # fmt: skip
WHEN_PAST = re.compile(
    r"\b(?:(?:in|back in|since|last|by|on|until|till) )?(?:january|february|march|april|june|july|august|september|october|november|december|(?:19|20)\d\d|(?:last|previous) (?:year|month|spring|summer|autumn|winter|week))\b|\b(?:in|last) may\b|\b(?:originally|previously|back then|before that|after that|at first|years? ago|months? ago|weeks? ago|at the time|and then|then (?:the|it|we|they|there|came|in|you|karl|he|she)|later on|earlier (?:on|this))\b",
    re.IGNORECASE,
)
WEIGHS = re.compile(
    r"\b(?:isn't|isn’t|is not|wasn't|aren't) (?:fair|right|ok|okay|acceptable|good enough|care|safe|how|what|something)\b|\b(?:that(?:'s|’s| is| was| must)|this (?:is|was)|it(?:'s|’s| is| was)|is|was|are) (?:\w+ ){0,2}?(?:a (?:long|bad|hard|horrible|terrible|dreadful|rotten|worrying|lot|real|serious|frightening|big|painful|awful|poor|wretched)|no (?:way|small|good|joke|fun)|not (?:what|how|acceptable|safe|good|something|ok|okay|fair|right|on|a)|far too|too (?:long|much|many)|the last thing|more than|enough|exactly (?:what|the)|hard|horrible|terrible|frightening|worrying|unsafe|awful|dreadful|serious|alarming|painful|unacceptable|infuriating|maddening|exhausting|humiliating|embarrassing|scary|costly|wrong)\b",
    re.IGNORECASE,
)
