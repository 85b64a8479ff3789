"""The customer's own business: what has stopped, who waits further down, how wide it reaches, what the contract says."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import Frame, frame, words
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

_V: Final = VOCABULARY | {
    "downstream": words(
        "customer|customers|client|clients|end customer|end customers|end users|end user|consumers|buyer|buyers|diners|shoppers|brides|bride|groom|patients|congregation|audience|delegates|wholesaler|wholesalers|retailer|retailers|supermarket|supermarkets|distributor|dealers|dealer|oem|policyholders|policy holders|subscribers|readers|donors|students|learners|passengers|tenants|residents|families we serve|members|hospital|hospitals|pharmacies|restaurants we supply|stores we supply|bookings|reservations|covers|party|wedding|weddings|couple|bidders|players|viewers|listeners|visitors|theatregoers|ticket holders|guests"
    ),
    "owned": words(
        "my|our|their own|the end|the|my own|our own|our biggest|our largest|my biggest|my best|our best|a|one of our|one of my|all our|two of our|our hospital|paying|angry"
    ),
    "suffer": words(
        "waiting|wait|waits|walking out|walk out|walked out|walking away|leaving|calling me|calling us|ringing me|ringing us|ringing|phoning|asking|shouting|screaming|yelling|complaining|furious|angry|livid|chasing me|chasing us|chasing|threatening|refusing|refused|cancelling|canceling|cancelled|canceled|stranded|stuck|without|can't|cannot|queue|queueing|queuing|queues|turned away|turning away|sent home|sent away|empty handed|let down|on my back|on our backs|arrive|arrives|arriving|expects|expecting|expect|opens|need it|needs it|need them|needs them|depend|depends|rely|relies|has stopped|have stopped|runs dry|stands still|is down|are down|is short|run out|runs out|out of stock|penalise|penalises|penalty|charge us|charges us|charging us|fine us|blame us|blaming us|blames us|got the wrong|received the wrong|received|sees|see|unable|abandoning|gone cold|get married|gets married|starts|launch|launches|demanding|demands|demand|being told|hold us|holding us|pulled|pulling|pull|dropped us|drop us|threatened|has threatened|losing patience|on hold|affected|miss|missing|missed|complained|at the door|at the counter|in the lobby|in reception|on site|in the dark|in the cold|no hot water|not paid|unpaid|standing"
    ),
}


def _stopped(*templates: str, confidence: float = 0.8) -> tuple[Frame, ...]:
    return frame(
        "production_stopped",
        "Work that the customer's business lives on has stopped or cannot start.",
        templates,
        _V,
        confidence=confidence,
        needs_trouble=False,
    )


STOPPED: Final[tuple[Frame, ...]] = (
    *_stopped(
        r"<runner>(?: (?:two|three|four|five|six|one|\d{1,3}|[a-f]|main|our|in|at|on|of|for|all|both|over|is|at all|[a-z]{1,12})){0,5}(?:,)? <stopped>",
        r"(?:the|our|my|both|all|whole|entire|every|main|your|only|everything's|everything|\d{1,3}|two|three) (?:[a-z]{1,12} ){0,2}<runner>(?:'s|'ve| (?:is|are|has|have|was|were))? ?(?:now |been |just |all |completely |totally |still |suddenly |stone )?(?:down|dead|idle|offline|stopped|halted|frozen|crashed|stationary|out|shut|locked|encrypted|paralysed|paralyzed|at a stop|silent|failed)\b",
        r"(?:whole|entire|complete|all of the|half the|half of the) (?:[a-z]{1,12} )?(?:line|plant|site|factory|bay|floor|shop|office|department|kitchen|production|warehouse|operation|yard|ward|fleet|shift|crew|team|company|business|school|building|clinic|workshop|hall|cell|facility|depot|store|restaurant|hotel|port|mine|farm|team|studio)(?:'s| is| are| has| have)?~~(?:down|stopped|idle|dead|standing|shut|halted|offline|at a stand|can't|cannot|not working|locked out|closed|sent home|sitting|waiting|stuck)\b",
        r"(?:stopped|halted|stop|shut|closed|shutting|stopping|suspended|pulled|had to stop|have to stop|having to stop|taken down|isolated|halt|close)~~(?:whole|entire|all|the|our) ~~(?:bay|line|lines|production|plant|site|operation|operations|shift|kitchen|warehouse|works|factory|assembly|job|lifting|clinic|surgery|theatre|restaurant|shop|store|loading|packing|harvest|build|network|trading|branch|salon|print run|filming|shoot)\b",
        r"(?:we|we're|i|i'm|they|shop|staff|crews?|drivers?|operators?|technicians?|nobody|no one|none of (?:us|our [a-z]+|the [a-z]+|my [a-z]+)|not one of (?:us|our [a-z]+)|our (?:[a-z]+ )?(?:team|staff|people|drivers|agents|teachers|nurses|cashiers|tills|shops|stores|branches|warehouse|factory|office|clinic|restaurant|clinicians|doctors|crews?|pickers|depot|guys|lads)|everyone|everybody|all (?:\d+|of us|staff))~~(?:<cant>|can|unable to) (?:even |still |now )?(?:ship|serve|open up|open the (?:shop|store|doors|clinic|restaurant|office|kitchen)|trade|dispatch|despatch|produce|operate|take (?:a |card |any |a single |new |online )*(?:payments?|orders?|bookings?|cards)|process (?:any |a single |new |card )?(?:orders?|payments?|claims?|admissions)|load|unload|harvest|print (?:labels|tickets|prescriptions)|dispense|see (?:any )?patients|pay (?:our |my |the |any )?staff|run payroll|sell (?:anything|tickets|a thing)?|manufacture|run (?:the line|production|the kitchen)|work\b|log ?in|log on|sign in|access (?:anything|any of|the system|our)|bill (?:anyone|anybody|clients)|check (?:anyone|guests|anybody|patients|people) in|trade at all|bake|brew|milk|pour|start (?:the )?(?:shift|production|surgery|clinic|work)|carry on|do business|do anything|admit|discharge|issue (?:tickets|prescriptions)|weigh|launch|land|sail|depart|invoice)",
        r"(?:nothing|not a single (?:order|parcel|pallet|truck|unit|ticket|payment|plate))~~(?:moving|leaving|shipping|going out|coming off|running|working here|getting out|going through|leaves|moves|runs|printed|can be (?:shipped|sold|served))",
        r"<n> (?:[a-z]{1,10} )?(?:people|men|staff|workers|guys|lads|crew|operators|employees|drivers|agents|lorries|trucks|colleagues|engineers|pickers|subcontractors|tradesmen|cashiers|builders|vans)~~(?:idle|standing (?:around|about|by|still|there|here)|stood (?:around|about|here|there|doing)|sat (?:around|doing|here|there|waiting)|sitting (?:around|idle|here|doing)|doing nothing|sent home|twiddling|on full pay|can't work|cannot work|with nothing to do|unable to work|locked out|with nothing to lift|waiting (?:on|for) (?:you|the|your))",
        r"ransom(?:ware)?(?: note| demand| message)?|(?:encrypted|wiped) (?:all )?(?:our|the|every|all) (?:files|servers|data|systems|machines)|pulled the network|(?:been|got|were|we're) hacked~~(?:everything|all|systems?|servers?|down|offline)",
        r"(?:production|manufacturing|operations?|assembly|trading|milking|harvest|harvesting|dispatch|shipping|surgery|surgeries|theatre list|print run|the pour|concrete pour|broadcast|transmission|service)(?:'s| has| have| is| are)? (?:now )?(?:been )?(?:stopped|halted|suspended|stands|at a (?:standstill|stop|halt)|on hold|interrupted|ceased|abandoned|come to a (?:stop|halt|standstill)|ground to a halt)",
        r"(?:had to|have to|having to|forced to|we've had to) (?:close|shut|send everyone home|send (?:the )?(?:staff|crew|shift|people|kids|pupils|children) home|turn (?:people|customers|patients|guests|everyone) away|cancel (?:all|the|today's|every|tonight's|this morning's) (?:[a-z]+ )?(?:appointments|surgeries|operations|clinics?|flights|sailings|service|shift|lessons|classes|performances?|shows?|deliveries|orders|list|theatre list|bookings)|stop (?:work|production|trading|serving|the (?:line|job|pour|press)|everything|selling))",
        r"(?:(?:building )?(?:site|job|kitchen|yard) (?:with no|without a?)|workshop with no|clinic with no|shift with no) (?:crane|power|gas|concrete|water|materials?|scaffold\w*|pump|digger|excavator|steel|bricks|tools|system|staff|refrigeration|oven)",
        r"(?:throwing|threw|thrown|binning|dumping|pouring|poured|chucking) (?:out |away )?(?:the |all (?:our |the )?|our |a )?(?:food|stock|milk|meat|fish|product|vaccines?|samples)~~(?:out|away|down|as we|fridge|freezer|because|since|off)?",
        r"(?:complete|total|full|major|nationwide|company[ -]?wide|site[ -]?wide|system[ -]?wide|ongoing) (?:system |production |network |service |platform |power )?(?:outage|shutdown|blackout|standstill|stoppage|line stop)",
        r"(?:line[ -]stop|line stoppage|production stop|plant stop|unplanned (?:stop|shutdown|downtime|outage)|stop the line|machine down|aog|aircraft on ground)\b",
        r"(?:sev|severity|priority|p|prio)[ -]?(?:1|one)\b~~(?:outage|down|incident|since|open|still|hours)",
        r"(?:plane|aircraft|ship|vessel|train|ferry|truck|lorry|bus|fleet)s?~~(?:grounded|stuck in port|can't (?:leave|depart|sail|take off)|won't (?:leave|start)|off the road|laid up)",
        r"<runner>~(?:it|they)(?:'s|'re| is| are| has been| have been) (?:still |now |again |completely |all |just )*(?:down|dead|stopped|idle|offline|standing still|out of (?:action|service|order))",
        r"ours (?:has been|have been|is|are|went) (?:down|dead|stopped|offline|idle|standing)",
        r"(?:everything|everyone|all work|all our work|the whole thing|business)(?:'s| is| has) (?:now |completely |just )?(?:stopped|at a standstill|down|frozen|offline|stood still|on hold|halted|dead|ground to a halt)",
    ),
)
DOWNSTREAM: Final[tuple[Frame, ...]] = frame(
    "customers_customer",
    "The customer's own customers feel it or are about to.",
    (
        r"<owned> (?:own |end |biggest |largest |best |main |key |paying |other |hospital |wholesale |retail |trade |corporate |patient |online |business )?<downstream>(?:'s|s'|'| (?:are|is|has|have|was|were|will|keeps?|just|who|now|already|both|all|there|then|can))?~~<suffer>",
        r"(?:my|our) (?:[a-z]{2,12} )?(?:customer|client|buyer|end customer|retailer|distributor|dealer|oem)(?:'s|s') (?:[a-z]{2,14} ?){1,3}",
        r"<suffer>~~(?:my|our) (?:[a-z]{1,12} )?(?:customers?|clients?|buyers?|end users?|diners|shoppers|passengers|patients|distributors?|retailers?|subscribers)\b",
        r"(?:customers|clients|diners|shoppers|patients|passengers|guests|people)(?: are|'re| keep| were| have been| is)? (?:now |already |all |literally |just )?(?:walking (?:out|away|off)|leaving (?:the|without|empty|in)|queu(?:e|ing|eing)|lining up|waiting (?:at|in|outside|for their|on their|to be)|turned away|shouting at|complaining to (?:me|us)|cancell?ing on (?:me|us)|sitting (?:at|in) (?:the|my|our)|demanding (?:their|refunds)|asking (?:us|me|for their|where)|ringing (?:me|us)|calling (?:me|us)|being turned|at the (?:door|counter|tills?))",
        r"(?:with|have|got|and|we've|there are|over|seating) (?:nearly |about |almost |over )?<many> (?:people |guests |diners |covers )?(?:booked|bookings|covers|reservations|coming (?:tonight|in)|tables|arriving|due (?:tonight|in|at)|checking in|in the dining room|expected)",
        r"(?:truck|lorry|container|shipment|trailer|order|pallet|pallets|load|delivery|consignment|wagon|collection|carrier|van)s? (?:is |are )?(?:due |waiting |booked |goes |going |leaves |leaving |out |promised )?(?:to|for|from) (?:our |my |a |the )?(?:customers?|clients?|bmw|ford|toyota|volkswagen|vw|audi|bosch|airbus|boeing|amazon|walmart|tesco|ikea|siemens|nhs|volvo|tesla|aldi|lidl|costco|target|carrefour|hospital|oem|supermarket|stellantis|john deere|caterpillar|nestle|unilever|rewe|edeka|export)\b",
        r"(?:wedding|bride|funeral|couple|party of|christening|banquet|conference|gala|birthday party|festival|opening night|premiere)~(?:tomorrow|today|tonight|on saturday|this (?:saturday|weekend|afternoon)|in (?:two|three|\d+) (?:hours|days)|crying|tears|starts)~?(?:my|our|i|we)?",
        r"(?:i|we) (?:have|had) to (?:explain|tell|ring|call|apologi[sz]e to|refund|face) (?:it to )?(?:my|our|all (?:my|our)|\d+|every) (?:[a-z]{1,10} )?(?:customers?|clients?|patients|guests|tenants|members|passengers|subscribers|couples?|end users)",
        r"(?:refund(?:ing|ed)?|compensat(?:e|ing|ed)|apologi[sz](?:e|ing|ed) to|losing|lost|lose|letting down|let down|turn(?:ing|ed)? away|failing|disappointing) (?:all )?(?:my|our|\d+|two|three|four|five|six|several|a (?:big|major|key|good)|an important|every)~~(?:customers?|clients?|guests|diners|patients|passengers|buyers|members|brides?|subscribers|accounts?)\b",
        r"(?:penalt(?:y|ies)|chargebacks?|fines?|claims?) from (?:my|our|the) (?:customers?|clients?|retailers?|oem|buyers?|supermarkets?)",
        r"(?:my|our) (?:end )?(?:customer|client|patient|tenant|guest|passenger|buyer|supermarket|retailer|distributor|hospital|dealer|landlord's tenant)s? (?:customers? )?(?:is|are|has|have|was|were|can't|cannot|won't|will|don't|doesn't|didn't|now|want|wants|opens|need|needs|got|keep|keeps|saw|say|says|rang|called|goes|go)\b",
    ),
    _V,
    confidence=0.7,
    needs_trouble=True,
    negatable=False,
)
WIDE: Final[tuple[Frame, ...]] = frame(
    "wide_impact",
    "Many people, sites or records are affected, not one.",
    (
        r"<many> (?:of (?:our|my|the|your|their) )?(?:[a-z]{1,12} )?(?:[a-z]{1,12} )?<people>(?: (?:are|is|have|has|had|were|was|who|can|in|on|at|now|all|with|affected|across|without|of|from))?~?(?:affected|without|still|unable|can't|cannot|couldn't|idle|locked out|no (?:hot |running )?(?:water|heating|heat|power|internet|access|service|signal|lights?|gas|phones?)|had no|have no|got the wrong|charged|down|offline|out|exposed|leaked|visible|waiting|impacted|fail\w*|stranded|missing|stuck|in the dark|cold|wrong|recall\w*|lost|duplicated|double|not received|never received|not paid|unpaid|sick|ill|sent home|blocked|error|see each other|broken|dead|stopped|late|cancelled|complain\w*|evacuated|turned away|hit|suffering|hurt|defective|faulty)",
        r"(?:affect(?:s|ed|ing)?|impact(?:s|ed|ing)?|hit(?:s|ting)?|leaves?|left|leaving|exposed?|exposing|leaked|stranded|locked out|charged|recall(?:ed|ing)?|across|for|over|lost|to|wrong|blocking|emailed|sent to)(?: out)? (?:all |about |around |over |roughly |at least |more than |nearly |some |another )?(?:of )?(?:our |my |the )?<many>(?: or so| plus|\+)? (?:of our |of my )?(?:[a-z]{1,12} ){0,2}<people>\b",
        r"(?:all|every|each|both|whole|entire|most|half|none) (?:of )?(?:our|my|the|your|their)? ?(?:\d{1,6} )?(?:one of our )?(?:[a-z]{1,12} )?(?:branch|store|shop|clinic|location|office|classroom|ward|depot|restaurant|stores|shops|sites|branches|locations|offices|users|customers|clients|staff|employees|residents|tenants|patients|guests|schools|classrooms|terminals|tills|devices|vehicles|drivers|wards|households|homes|flats|apartments|street|village|town|estate|block|building|neighbourhood|neighborhood|school|campus|company|team|department|office|floor|region|country|city|valley|fleet|hotel|hospital|tower|area|county|households|cohort|class|subscribers|members|postcode|accounts|chain|restaurants|practices|clinics|pharmacies|depots|warehouses|site)\b~?(?:down|without|dark|out|affected|offline|can't|cannot|couldn't|has no|have no|had no|no (?:water|power|heat|heating|internet|access|service)|lost|locked out|is out|are out|fail\w*|stopped|complain\w*|blocked|wrong|sick|ill|got|see|error|exposed|leaked|frozen|waiting|stuck|idle|charged|evacuated|cold)",
        r"(?:it'?s|is|are|this is|affecting|hits|hitting|affects|across|down (?:on|at|in|for|across)|out (?:on|at|in|for|across)|for|in|on|at) (?:for )?(?:all|every|everyone in|everybody in|the whole|the entire|whole|entire|most|half) (?:of )?(?:our|my|the|your)? ?(?:\d{1,6} )?(?:[a-z]{1,10} )?(?:stores|shops|sites|branches|locations|offices|users|customers|clients|staff|employees|residents|tenants|patients|schools|street|village|town|estate|block|building|neighbourhood|neighborhood|school|campus|company|team|department|office|region|country|city|fleet|hotel|hospital|tower|area|county)\b",
        r"(?:nationwide|country[ -]?wide|company[ -]?wide|region[ -]?wide|site[ -]?wide|city[ -]?wide|system[ -]?wide|across (?:all|the|every|several|multiple|\d+) (?:our |the )?(?:country|region|sites?|stores?|branches|locations|offices|schools|campuses|hotels|clinics|plants|warehouses|states|cities)|en masse|mass (?:outage|exposure|leak|recall))",
        r"(?:hundreds|thousands|dozens|scores|millions) of (?:our |my |your |other )?(?:[a-z]{1,12} )?(?:people|users|customers|clients|patients|families|residents|passengers|households|orders|records|accounts|employees|students|parcels|units|pieces|tenants|homes|students|pupils|invoices|packs|guests|others)",
        r"(?:everyone|everybody|all of us|the neighbou?rs too|neighbou?rs)~~(?:in (?:the|our|my) (?:building|office|street|block|company|team|village|department|school|hotel|road|area)|on (?:the|our|my) (?:street|floor|road|estate|site|train|flight)|(?:too|as well|is affected|are affected|have the same|has the same|without))",
        r"(?:whole|entire) (?:[a-z]{1,10} )?(?:street|village|town|estate|block|building|neighbourhood|neighborhood|school|campus|company|department|region|country|city|valley|hotel|hospital|tower|flight|cohort|ward|floor|network|office|class|batch|fleet)",
        r"\d{3,7} (?:units|pieces|packs|bottles|cans|doses|records|customer records|emails|accounts|letters|invoices|payslips|statements|files|cartons|vehicles|cars|devices|meters)~(?:recall\w*|contaminat\w+|exposed|leaked|wrong|defective|faulty|affected|in the field|on the market|already (?:shipped|sold|out|delivered)|sent)",
    ),
    _V,
    confidence=0.7,
    needs_trouble=True,
)
SLA: Final[tuple[Frame, ...]] = frame(
    "sla_breach",
    "The customer holds a time or level in the contract against us.",
    (
        r"\bslas?\b~(?:breach\w*|broken|missed|miss|exceed\w*|violat\w+|failed|blown|past|over|expired|outside|long gone|not met|hours|says|states|credits?|was|is|four|4|gone|ago|out of)",
        r"(?:breach|breached|breaching|breaches|missed|miss|violat\w+|outside|exceed\w*|over|past|failed|blown|broke|breaks|out of|in breach of|not met|under|per|against|gold|our|the|your) (?:of )?(?:the |our |your |its |agreed |contractual |contracted |platinum |gold |premium |support )*(?:\bslas?\b|service level|service levels|service credits?|response time|resolution time|response window|uptime (?:guarantee|commitment|target)|restoration time|fix time|repair time|turnaround time|contractual (?:response|deadline|delivery|time|window|repair))",
        r"service[ -]levels?~~(?:agreement|breach\w*|miss\w*|target|credit|not met|fail\w*|guarantee)",
        r"service credits?",
        r"(?:contract|agreement|contractual|contracted|service agreement|maintenance contract|support contract|msa|framework|terms|policy|plan|guarantee|guaranteed|care plan|cover)~(?:says|states|specif\w+|guarantee\w*|promises|requires|commits|gives|provides|entitles|stipulates|calls for|includes|is|with|of|has|defines|obliges|allows|sets|you to)~~(?:\d{1,3}|one|two|three|four|six|eight|twelve|same|next|twenty[ -]four)[ -]?(?:hours?|hrs?|h\b|minutes?|mins?|business|working|days?|day|%|per ?cent)",
        r"(?:\d{1,3}|one|two|three|four|six|eight|twelve|twenty[ -]four|same|next)[ -](?:hours?|hrs?|hr|h|minutes?|min|business[ -]day|working[ -]day|day)[ -]?(?:s )?(?:response|resolution|callout|call[ -]out|on[ -]?site|restoration|fix|repair|turnaround|service|guarantee|replacement|attendance|delivery guarantee|window|commitment|recovery|answer)~?(?:contract\w*|agreement|guarantee\w*|agreed|sla|in the|we pay|i pay|paid|passed|expired|ago|missed|long|premium|gold|platinum|commit\w*|outside|over|since|hours|was|is)",
        r"(?:paying|pay|paid|signed|contracted|bought) (?:you )?(?:extra )?(?:for )?(?:a |the )?(?:guaranteed |priority |premium |gold |platinum )?(?:\d{1,2}|one|two|three|four|six|eight|same|next|24)[ -](?:hour|hr|day|h)",
        r"(?:sev|severity|priority|prio|p)[ -]?(?:1|2|one|two)\b~(?:contract\w*|hours?|hrs|resolution|response|sla|agreed|\d+ ?h)",
        r"(?:9[0-9](?:\.\d+)?) ?(?:%|per ?cent) (?:uptime|availability|on[ -]time|fill rate|otif)",
        r"(?:uptime|availability|otif|fill rate|delivery performance)~~(?:below|under|dropped|fell|at|guarantee|commitment|target|only)",
        r"(?:in|material|fundamental|clear|serious|repeated) breach of (?:the |our |your )?(?:contract|agreement|terms|section|clause|maintenance|service)",
        r"(?:liquidated damages|formal notice (?:under|of breach|pursuant)|notice of (?:breach|default)|under (?:clause|section|paragraph|schedule|annex|article) \d|clause \d+~~(?:contract|agreement|entitles|requires|hours))",
        r"(?:outside|beyond|past|over) (?:the |our |your )?(?:agreed|contractual|contracted|guaranteed|committed|promised) (?:\d+[ -]hours? |response |delivery |repair |restoration |resolution )?(?:window|time|times|limit|period|deadline|hours|term|lead time)",
    ),
    _V,
    confidence=0.75,
    needs_trouble=False,
)
