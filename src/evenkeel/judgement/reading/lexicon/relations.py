"""What the customer does with the relation: asks for somebody higher, insults, leaves, goes public."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import Frame, frame, words
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

_V: Final = VOCABULARY | {
    "boss": words(
        "manager|managers|supervisor|superior|superiors|boss|team lead|team leader|shift lead|duty manager|general manager|service manager|store manager|branch manager|area manager|regional manager|director|managing director|head of|ceo|coo|cto|md|owner|vp|vice president|president|principal|practice manager|senior partner|partner in charge|chief|foreman|management|higher up|higher ups|escalation manager|escalations team|senior management|someone senior|somebody senior|someone more senior|someone higher|somebody higher|someone above you|somebody above you|someone above|person in charge|whoever is in charge|whoever's in charge|whoever runs|who runs this|somebody in charge|someone in charge|someone with authority|somebody with authority|someone who can decide|somebody who can decide|someone who can actually|somebody who can actually|someone who makes decisions|someone with a brain and authority|the top|your top|decision maker|next level|next level up|level up|account executive|executive|leadership|headmaster|matron|station manager|ward manager|chief of staff|superintendent|site manager"
    ),
    "ask": words(
        "want|wants|need|needs|demand|demands|insist|insists|insisting|like|get me|get us|give me|give us|put me|put us|put your|put the|put a|put on|put|pass me|pass this|transfer me|connect me|speak|speaking|talk|talking|ask for|asking for|asked for|asked to|request|requesting|requested|involve|see|have|let me|send me|send your|send this to|take this to|take it to|bring|fetch|find me|where is|where's|who is|who's|get|call from|callback from|call back from|hear from|rather|contact for|email of|number of|number for|name of|expect|escalate|forward|meet|meeting with|call with|waiting for|prefer|answer from|reply from|word with"
    ),
    "insult": words(
        "idiot|idiots|moron|morons|imbecile|imbeciles|cretin|cretins|halfwit|halfwits|half wit|half wits|dimwit|dimwits|muppet|muppets|clown|clowns|retard|retards|r\\*tard|r\\*tards|dumbass|dumbasses|dipshit|dipshits|jackass|asshole|assholes|arsehole|arseholes|a\\*\\*hole|a\\*\\*holes|bastard|bastards|b\\*stard|b\\*stards|bitch|bitches|b\\*tch|cunt|cunts|c\\*nt|c\\*nts|wanker|wankers|w\\*nker|w\\*nkers|twat|twats|tw\\*t|prick|pricks|dick|dicks|dickhead|dickheads|tosser|tossers|pillock|pillocks|plonker|plonkers|numpty|numpties|bellend|bellends|scum|scumbag|scumbags|vermin|parasites|leeches|pigs|swine|cow|slag|whore|slut|trash|garbage|rubbish people|loser|losers|cockroach|cockroaches|monkey|monkeys|donkey|donkeys|sheep|brain dead|braindead|brainless|clueless|gormless|spineless|useless|incompetent|pathetic|stupid|thick|dense|dumb|dimwitted|illiterate|worthless|subhuman|lowlife|lowlifes|lowlives|crooks|thieves|con artists|liar|liars|scammers|fraudsters|robbers|bunch of crooks|waste of space|waste of oxygen|waste of skin|fool|fools|simpleton|simpletons|peasant|peasants|sack of|piece of shit|pieces of shit|pos|ape|apes|goblin|rat|rats|snake|snakes|jerk|jerks|buffoon|buffoons|dunce|dunces|airhead|bimbo|freak|freaks|nazi|nazis"
    ),
    "hardinsult": words(
        "idiot|idiots|moron|morons|imbecile|imbeciles|cretin|cretins|halfwit|halfwits|muppet|muppets|retard|retards|r\\*tard|r\\*tards|retarded|dumbass|dumbasses|dipshit|dipshits|asshole|assholes|arsehole|arseholes|bastard|bastards|bitch|bitches|b\\*tch|cunt|cunts|c\\*nt|c\\*nts|wanker|wankers|twat|twats|prick|pricks|dickhead|dickheads|tosser|tossers|pillock|bellend|bellends|scum|scumbag|scumbags|whore|slut|f\\*ckwit|fuckwit|fuckwits|fuckers|fucker|motherfucker|motherfuckers|shithead|shitheads|faggot|fag|paki|nigger|chink|spastic|spaz|mong|tranny|gypsy scum|numbskull|numbskulls|cockwomble"
    ),
    "role": words(
        "you|you lot|you people|you guys|you all|ya|u|ur|your|your staff|your team|your people|your colleagues|your colleague|your engineer|your driver|your guy|your technician|your receptionist|your agents|your agent|your support|your company|the lot of you|every one of you|all of you|whoever|they|he|she|you're|youre|u r|ur all|people|staff|team|lot|bunch|company|guy|girl|woman|man|support|agents|driver|receptionist"
    ),
    "outlet": words(
        "twitter|tweet|tweeting|tweets|tweeted|x post|facebook|instagram|insta|tiktok|tik tok|youtube|reddit|linkedin|trustpilot|trust pilot|yelp|tripadvisor|trip advisor|google review|google reviews|glassdoor|g2|capterra|app store|play store|booking com|social media|socials|social|mastodon|bluesky|threads|whatsapp group|village group|neighbourhood group|neighborhood group|parents group|nextdoor|the forum|forums|a forum|the internet|online|press|the papers|papers|newspaper|newspapers|local paper|local news|the news|evening news|journalist|journalists|reporter|reporters|tv station|tv crew|television|radio|consumer programme|consumer show|watchdog show|bbc|cnn|media|the media|blog|my blog|my channel|podcast|my followers|followers|subscribers|my readers|everyone i know|public|publicly|hashtag|viral|a review|review|reviews|one star|1 star|1-star|the trade press|hacker news|product hunt|google maps|google|local radio|columnist|steam|discord|twitch|stream"
    ),
    "publish": words(
        "post|posting|posted|posts|share|sharing|shared|tweet|tweeting|publish|publishing|published|upload|uploading|uploaded|write|writing|written|put|putting|go|going|goes|gone|tell|telling|told|leave|leaving|left|review|send|sending|sent|take|taking|call|calling|called|contact|contacting|contacted|contacts|speak|speaking|spoken|talk|talking|talked|give|giving|run|running|name|naming|film|filmed|filming|record|recorded|recording|blast|blasting|everyone on|warn|warning|plaster|plastered|make|tagging|tag|tagged|expose|exposing|end up|ends up|hear|read|see|seen|know|up on|in front of|interested|asked|interview|live on|emailed|email|story|on to|onto|all over"
    ),
}
MANAGER: Final[tuple[Frame, ...]] = frame(
    "manager_request",
    "The customer asks for somebody with more authority.",
    (
        r"(?:<ask>)(?: [a-z']{1,10}){0,6} (?:your |the |a |an |my |to |with |somebody's |someone's )?(?:[a-z]{1,10} )?<boss>\b",
        r"<boss>(?:,)?(?: please| pls| now| to call| must call| needs to call| to ring| to contact| to phone| on the (?:phone|line)| has to| should call| calls me| involved| immediately| asap| today| call me| phone me| ring me| get in touch| get back to me|, now|\. now|!)",
        r"(?:who|whom) (?:is|do|can|should|would|'s)~~(?:your (?:manager|boss|supervisor|superior)|in charge|above you|you report to|i escalate (?:this |it )?to|i (?:talk|speak|complain) to (?:above|higher))",
        r"escalat(?:e|ing|ed|ion)(?: this| it| me| my (?:case|complaint|issue|ticket))?(?: now| today| immediately| please| further| up| higher| at once)?(?: to (?:someone|somebody|the next|a|your|management|whoever|senior|the top)|[.!?,]|$| now| immediately| today| please)",
        r"(?:please|must|want (?:this|it)|needs? to be|be|i'd like (?:this|it)|like this) escalated",
        r"(?:above your (?:head|pay ?grade)|over your head|go over your head|higher than you|above you|someone other than you who|anyone with (?:any )?(?:authority|power|seniority)|someone (?:with (?:some |any |the |real |actual )?(?:authority|seniority|clout|power)|senior|higher|in charge|who (?:can (?:actually |really )?(?:decide|sign|authori[sz]e|approve|make)|is allowed to|has (?:the )?(?:power|authority|the say)|makes (?:the )?decisions|runs))|somebody (?:with (?:some |any |the |real )?(?:authority|seniority|power)|senior|higher|in charge|who (?:can (?:actually |really )?(?:decide|sign|authori[sz]e|approve|make)|is allowed to|has (?:the )?(?:power|authority|the say)|makes (?:the )?decisions|runs))|a more senior|a senior (?:person|member|colleague|manager|engineer|partner|contact)|grown[ -]?up in charge|organ grinder)",
        r"(?:not|don't|won't|refuse)~~(?:talk|speak|deal|dealing|talking|speaking)~~(?:with )?(?:to )?(?:you|first line|level one|front line|a bot|the bot)~~(?:any ?more|again|get|manager|boss|supervisor|senior)",
        r"(?:can|could|may) (?:i|we|you) ~~(?:speak|talk|put me through|connect|have|get|pass)~~(?:manager|supervisor|boss|senior|director|in charge|team lead\w*)",
        r"(?:manager|supervisor|boss|director|team lead)(?:\?|!)",
        r"(?:copying in|cc'?ing|i have copied|i've copied|copied in|i'm copying) ?(?:in )?your (?:ceo|director|md|managing director|head|board|vp)",
        r"(?:my|our) (?:director|ceo|md|cfo|coo|board|vp|managing director|boss)~~(?:wants to (?:speak|talk|hear|meet)|wants a call|expects a call|will be calling|would like to (?:speak|talk|meet|hear))~~(?:your|yours|counterpart|with)?",
        r"(?:complain|complaint|complaining)~~(?:to|about you to) your (?:manager|boss|supervisor|superior|head office)",
    ),
    _V,
    confidence=0.8,
    negatable=True,
)
ABUSE: Final[tuple[Frame, ...]] = (
    *frame(
        "abuse",
        "A person is insulted, not the work.",
        (
            r"(?:you|you're|youre|u r|you are|ur|u|they're|he's|she's|is an?|are|your|you lot|you people|these)(?: (?:are|is|all|r|a|an|just|such|really|absolute|absolutely|complete|completely|total|totally|utter|utterly|bloody|fucking|f\*+ing|effing|stupid|bunch|lot|pack|load|of|the|people|lot|guys|clueless|dumb|lazy|useless|most|lying|little|dirty|filthy|fat|ignorant|arrogant|incompetent)){0,7} <hardinsult>\b",
            r"<hardinsult>(?:,|!|\.| )~~(?:you|your|all of you|every one|the lot of you)\b",
            r"(?:bunch|pack|load|shower|gang|den|nest|lot|team|company|circus) of (?:absolute |complete |total |utter |lying |useless |fucking |bloody |incompetent |lazy |clueless |stupid |thieving |overpaid )*<insult>\b",
            r"you (?:absolute |complete |total |utter |fucking |bloody |lazy |lying |little |stupid |clueless |useless |pathetic |incompetent |dumb |ignorant )+(?:<insult>|people|lot|woman|man|girl|boy|child|excuse|cow|person|bot|company|fool|liar|thing)\b",
            r"(?:you're|you are|youre|ur|u r|you lot are|you people are|you guys are|you all are|ur all|you're all|she's|he's|they're|your (?:staff|team|people|agents?|colleagues?|engineers?|driver|drivers|receptionist|guy|technician|support) (?:is|are))(?: all| just| a| an| so| such| really| absolutely| completely| totally| utterly| too| as| the| both| bloody| fucking| clearly| obviously| either| most| people i've ever met| lot of){0,4} (?:stupid|thick|dumb|clueless|useless|pathetic|brain[ -]?dead|brainless|worthless|retarded|spineless|gormless|scum|trash|garbage|vermin|a joke of a|a waste of (?:space|oxygen|skin|air)|liars?|thieves|crooks|idiotic|moronic|subhuman|disgusting people|parasites|incompetent (?:fools?|people|idiots?|cretins?)|illiterate|thick as)\b",
            r"(?:fuck|f\*+k|f\*ck|screw|sod|piss|f) (?:you|off|u|yourself|yourselves)\b|fuck (?:the lot of|all of) you|go to hell|rot in hell|burn in hell|drop dead|eat shit|kiss my (?:arse|ass)|shove it up|stick it up your|up yours|shut (?:the (?:fuck|hell) )?up\b|stfu|kys\b|kill yourself|hope you (?:die|get (?:cancer|fired|run over|sick)|rot|choke|lose your job)|hope your (?:kids?|children|mother|family)",
            r"(?:are you|r u|is she|is he|are they) (?:all |just |really |completely |that |this |actually |simply |fucking |bloody )*(?:stupid|thick|dumb|deaf|retarded|an idiot|idiots|morons?|a moron|brain[ -]?dead|mentally (?:ill|challenged)|illiterate|on drugs|slow in the head)\b",
            r"(?:brain|iq|intelligence|brains|mental age) (?:cells? )?(?:of|like|between|smaller than|the size) (?:a|an|you|the|them)",
            r"(?:couldn't|can't|could not) (?:organi[sz]e a piss ?up|find your (?:arse|ass|own)|tell your (?:arse|ass))|(?:thick as (?:mince|pig ?shit|two short planks|a plank|shit|bricks|thieves)|dumb as (?:a |rocks?|bricks?|dirt|a post)|few (?:sandwiches|cards) short)",
            r"(?:learn (?:some |to speak )?(?:proper )?english|speak (?:proper )?english|go back to (?:your|where)|your (?:kind|sort|lot)~~(?:always|never|country)|(?:dirty|filthy|bloody|fucking|damn) (?:foreigners?|immigrants?|indians?|poles?|arabs?|muslims?|jews?|blacks?|mexicans?|chinese)|in (?:a )?(?:proper|real) accent|some (?:indian|foreign|offshore) (?:monkey|idiot|moron))",
            r"(?:little|silly|stupid|fat|ugly|dumb|lazy|useless|dozy) (?:bitch|cow|girl|tart|bint|woman|slag|man|boy|prick|sod|git|witch|pig|twerp|brat|trollop|receptionist|secretary)\b",
            r"(?:sack|fire) (?:that|this|the) (?:idiot|moron|muppet|clown|useless|stupid|incompetent|stupid)",
            r"(?:some|an|the|that|this|another|which|what|by|with|of) (?:absolute |complete |total |utter |fucking |bloody |incompetent |stupid |lazy )*<hardinsult>\b",
            r"(?:halfwit|dimwit|f\*ckwit|fuckwit|r[e*]tards?|c[u*]nts?|tw[a*]ts?|w[a*]nkers?|assholes?|arseholes?|motherf\w+|dipshits?|dickheads?|scumbags?)",
        ),
        _V,
        confidence=0.85,
        needs_trouble=False,
        negatable=False,
    ),
)
CHURN: Final[tuple[Frame, ...]] = frame(
    "churn_threat",
    "The customer may leave: other suppliers, a renewal or an ending is named.",
    (
        r"(?:cancel|cancelling|canceling|terminate|terminating|end|ending|close|closing|withdraw|withdrawing|stop|stopping|pull|pulling|quit|quitting|drop|dropping|axe|scrap|void|exit|exiting|leave|leaving|ditch|ditching|bin|binning|discontinue|not renew|not renewing|not be renewing|won't renew|won't be renewing|end up cancelling|rescind|revoke)~~(?:(?:my|our|the|this|that|all (?:my|our)|entire|whole|every) (?:[a-z]{1,12} ){0,2}(?:contracts?|subscriptions?|accounts?|agreements?|memberships?|polic(?:y|ies)|plans?|services?|business|partnership|relationship|licen[cs]es?|seats|retainer|lease|tenancy|standing order|direct debit|framework|enrol?ment|season ticket|maintenance|warranty|cover|tariff)|with you|using you|your (?:service|company|contract|product|software|platform))",
        r"(?:take|taking|took|move|moving|moved|bring|shift|shifting|place|placing|switch|switching|put|spend|spending|going)~~(?:(?:my|our|the|all (?:my|our)|whole|her|his) (?:[a-z]{1,12} )?(?:business|custom|money|account|accounts|orders?|contract|volume|portfolio|fleet|data|workloads?|savings|policy|mortgage|patients|children|tender|spend|trade|print|freight|prescriptions?|pension|funds) )~~(?:elsewhere|else|away|to|over|somewhere|across|out)?",
        r"(?:go|going|goes|gone|look|looking|shop|shopping|buy|buying|book|booking|order|ordering|bank|banking|stay|staying) (?:somewhere else|elsewhere|to someone else|with someone else|to a (?:competitor|rival)|to your (?:competitors?|rivals?)|with your (?:competitors?|rivals?)|to the competition|next door|around for|at (?:other|alternative|different)|for (?:another|a new|a different|an alternative|other))",
        r"(?:i'm|we're|we are|i am|i'll be|we'll be|and i'm|then i'm|or i'm|or we're) (?:off|gone|out|done|finished|through|leaving|switching|moving on|walking|out of here|cancelling|canceling)\b(?: to| with| for|,|\.|!|$| tonight| tomorrow| today| as a| by| at)",
        r"(?:competitors?|competing (?:bid|offer|quote|vendor|product)s?|rival|rivals|alternative (?:supplier|provider|vendor|solution|quote)s?|alternatives|another (?:supplier|provider|vendor|company|firm|bank|carrier|agency|clinic|dentist|garage|insurer|broker|contractor|lawyer|law firm|hotel|school|gym|hosting|operator|partner|courier|printer|landlord|energy|shop|practice|platform|tool|haulier|dealer|accountant)|other (?:suppliers|providers|vendors|carriers|options|quotes|companies|offers|hotels|firms|bids|platforms|tools)|different (?:supplier|provider|vendor|company|firm|carrier|contractor|courier|insurer|bank))~?(?:quote|quoted|offer|offered|look|looking|demo|proposal|price|talking|meeting|approached|cheaper|already|lined|waiting|invit\w+|evaluat\w+|compar\w+|tender|trial|this week|next|instead|by|contact\w*|ready|would|can|has|have|is|are|does|do|who|at|for|from|\.|!|$|,)",
        r"(?:compare|comparing|compared|benchmark\w*|evaluat\w+|tender\w*|re[ -]?tender\w*|rfp|rfq|rebid|put(?:ting)? (?:it |this )?out to (?:tender|bid)|market test)~~(?:you|two|others|other|alternatives|suppliers?|options|vendors?|contract|against|service|again|this)",
        r"(?:renewal|renew|renews|renewing|extension|extend|contract end|contract ends|agreement ends|contract expires|break clause|notice period|exit clause|up for renewal|comes up|up for review|contract is up|contract runs|option to|five[ -]year|three[ -]year|multi[ -]year|framework)~(?:in (?:january|february|march|april|may|june|july|august|september|october|november|december|the (?:spring|summer|autumn|fall|winter)|q[1-4]|\d|two|three|six|a few)|next (?:month|quarter|year|spring|week)|this (?:month|quarter|spring|autumn|year)|decid\w+|discuss\w*|reconsider\w*|not|doubt|unlikely|board|question|think|bear|mind|due|date|soon|hard to|difficult|justify|recommend|coming)",
        r"(?:not|won't|unlikely to|don't see|can't|cannot|hesitate to|reluctant to|no reason to|think twice|reconsider\w*|rethink\w*|review(?:ing)?|question(?:ing)?|second thoughts about|wonder(?:ing)? (?:whether|if|why)|hard to justify|struggl\w+ to justify|consider(?:ing)? (?:our|my|whether)|weigh(?:ing)?)~~(?:renew\w*|extend\w*|order(?:ing)? (?:again|from you)|book(?:ing)? (?:again|with you)|stay(?:ing)?|continu\w+|(?:our|my|the|your) (?:options|relationship|partnership|contract|supplier|account|position|agreement|subscription|future|membership)|working with you|use you again|using you|come back|coming back|recommend\w*|be back|buy from you|do business|remain|keep paying|keep (?:the|our|my|this) (?:subscription|contract|account|service|membership)|we stay|we're still (?:with|paying))",
        r"(?:last|final) (?:order|time i|time we|chance|booking|invoice|straw|stay|year with|month with|season|warning|purchase|project)\b~?(?:with|from|you|use|order|before|buy|book|stay|get|ever|here|will)?",
        r"(?:the )?next (?:one|car|van|truck|machine|order|boiler|phone|tractor|system|printer|contract|booking|holiday|unit|job|policy|kitchen|pump|lift|fleet|project|mower|laptop)(?:'s|'ll be| is| will be| is going| goes| will go| won't be) (?:(?:a|an|from|going|to|with|not|one of|yours|somebody|someone) ?)+",
        r"(?:lose|losing|lost) (?:me|us|a customer|a client|my business|our business|this account|this customer|my custom|our custom|the account|the contract)(?: as)?\b",
        r"(?:never|not) (?:again|going to|gonna|be|will i|will we)?~~(?:use you|order from you|buy from you|book with you|shop (?:here|with you)|come back|deal with you|set foot|fly with you|stay (?:here|with you)|bank with you|using you|ordering from|buying from|flying with|booking with)",
        r"(?:port(?:ing)? (?:my|our|the) number|pac code|migration code|transfer code|export (?:all )?(?:our|my) data (?:and|before|so)|notice (?:to|of) (?:quit|termination|terminate|cancel\w*)|(?:hand|handing|handed|give|giving|gave|serve|serving) (?:in |you )?(?:our |my |you )?notice|exit (?:plan|strategy)|leaving you|we leave|i leave\b|i'll leave|we'll leave|i'd leave|walk away from (?:the|this|our)|walking away|sign(?:ing)? with (?:someone|somebody|another|your)|off to (?:[a-z]{3,14}) ?(?:tonight|tomorrow|instead|then|\.|!|$)|already (?:signed|talking|spoken|speaking|booked|ordered|looking)~~(?:with|to|from|elsewhere|at)|had enough of (?:you|your|this company)|done with (?:you|your|this company)|switch(?:ing)? (?:provider|providers|supplier|suppliers|vendor|vendors|bank|banks|carrier|carriers|to [a-z]{3,14}))",
        r"(?:cancel|cancelling|canceling|cancellation)(?: it| this| everything| the lot| immediately| today| now| straight away| right now| and refund| all of it)(?: |,|\.|!|$)|(?:i want|i'd like|want) to cancel\b|(?:i|we)(?:'ll|'m| will| am|'re| are)? (?:cancel(?:ling|ing)?)\b|or (?:i|we) cancel",
        r"(?:customer|client|with you|loyal|account|member|policyholder|tenant)~~(?:for|since) (?:over |nearly |almost |more than )?(?:\d+|[a-z]+) (?:years|decades)~(?:not (?:any ?more|for much longer)|last|over|end|leav\w+|elsewhere|think\w*|if this|reconsider\w*|why i|why we)",
        r"(?:vote with (?:my|our) feet|procurement~~(?:ask\w*|options|quotes|alternatives|looking|reviewing)|second[ -]source|dual[ -]source|de[ -]?list(?:ed|ing)?|contract~~in jeopardy|get (?:my|our) money'?s worth elsewhere|moving to (?:[a-z]{3,14})(?:\.|!|$| next| instead| if| unless)|(?:refund me and|refund and) (?:i'm|we're|i'll) (?:gone|off|leaving|done|go))",
    ),
    _V,
    confidence=0.75,
    needs_trouble=False,
)
PUBLIC: Final[tuple[Frame, ...]] = frame(
    "public_shaming",
    "The customer speaks in public or says they will.",
    (
        r"(?:i'll|i will|i'm going|im going|i am|i'm|we'll|we will|we're|we are|gonna|going to|about to|ready to|happy to|i've|i have|we've|we have|or i|or we|else i|then i|before i|want me to|i might|i may|i can|i shall|should i|tempted to|would hate to|plan to|planning to|let's see|let me|so i|my|have|has|already|just|and|will)~~<publish>~~<outlet>\b",
        r"(?:everyone|everybody|people|the world|all my|my \d[\d,.k]*|the whole (?:town|village|internet|industry)|other (?:customers|parents|residents|users)|the public|our members|my readers|my viewers)~~(?:will|should|deserve to|needs? to|is going to|are going to|going to|can|would|to) (?:know|hear|see|read|find out|be told|be warned)",
        r"(?:\d[\d,.]*k?|thousands of|million|my|our|all my) (?:\w+ )?(?:followers|subscribers|readers|viewers|listeners)\b",
        r"(?:go|going|goes|gone|went) (?:viral|public|to the (?:press|papers|media|news|newspapers?))",
        r"(?:one|1|zero|0|single|negative)[ -]stars?\b~?(?:review|coming|everywhere|from me|on|is)?",
        r"(?:the )?(?:press|local paper|newspaper|newspapers|papers|journalists?|reporters?|tv|television|radio|media|news)(?: \w+)?(?: is| are| has| have| will| would|'s|'ve)~~(?:asking|ask\w*|interested|coming|call\w*|ring\w*|contact\w*|got|hear|love|story|know|outside|here|on (?:its|their) way|running|filming|like to|told)",
        r"(?:contact(?:ed|ing)?|call(?:ed|ing)?|tell(?:ing)?|told|talk(?:ed|ing)? to|speak(?:ing)? to|spoke to|ring(?:ing)?|email(?:ed|ing)?|writ(?:e|ing|ten) to|got|know|took this to|send(?:ing)? (?:this|it|the photos|the video|everything) to|go(?:ing)? to|story to|interview with) (?:the |a |my |our )?(?:local |national |trade |consumer )?(?:press|papers?|newspapers?|journalists?|reporters?|tv|television|radio|news|media|bbc|cnn|columnist)\b",
        r"(?:screenshots?|video|videos|photos?|footage|recording|pictures|clip|story|thread|post)s?~~(?:go(?:es|ing)?|will be|is|are|up|posted|shared|online|ready to)~~(?:up|online|live|public|viral|out|posted|everywhere|on|to (?:the|my|all))",
        r"(?:bad|terrible|honest|scathing|public|negative|damning|nasty|awful|one[ -]line|horrible|detailed) (?:google |online |trustpilot |yelp |public )?(?:reviews?|ratings?|write[ -]up|publicity|press|feedback online)",
        r"(?:name and sham\w+|nam(?:e|ing) (?:you|your company|names) (?:publicly|online|in)|publicly (?:call|name|sham|say|state|ask)\w*|make (?:this|it) public|in public|social media storm|shitstorm|hashtag|#\w{3,}(?:fail|scam|ripoff|avoid|shame|sucks|joke)|avoid (?:this company|at all costs|like the plague)|hey twitter|retweet|rt this|please share|share this (?:post|widely)|trending|picket|protest outside|banner outside)",
        r"(?:trustpilot|tripadvisor|yelp|google review|facebook group|reddit|twitter|tiktok|linkedin|instagram|youtube|nextdoor|glassdoor)~~(?:here i come|next|it is|review|thread|post|video|will|tonight|by|if|unless|has|have|is|are|users|page|group)\b",
    ),
    _V,
    confidence=0.75,
    needs_trouble=True,
)
