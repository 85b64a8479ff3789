"""People in danger, and people who are hit harder than others."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import Frame, frame, words
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

_V: Final = VOCABULARY | {
    "child": words(
        "baby|babies|newborn|new born|infant|toddler|child|children|kid|kids|little one|grandchild|grandson|granddaughter|premature|twins"
    ),
    "kin": words(
        "mother|father|mum|mom|dad|nan|gran|granny|grandma|grandmother|grandfather|grandad|grandpa|wife|husband|partner|son|daughter|brother|sister|uncle|aunt|girl|boy|man|woman|lady|gentleman|resident|patient|client|tenant|neighbour|neighbor|colleague|worker|employee|driver|customer|guest|member|operator|staff|student|pupil|passenger|he|she|i|we|they|someone|somebody|one of our|one of the|one of my|kids|children|everyone|people"
    ),
    "heat_source": words(
        "battery|charger|socket|outlet|plug|fuse box|fusebox|consumer unit|panel|breaker|cable|cables|wire|wires|wiring|adapter|adaptor|appliance|dryer|drier|washing machine|oven|toaster|heater|boiler|furnace|unit|machine|laptop|phone|scooter|e bike|ebike|inverter|transformer|motor|engine|device|kettle|meter|extension|power bank|fridge|freezer|dishwasher|car|van|bus|truck|switch|hob|cooker|pump|server|rack|ups|strip|lamp|light"
    ),
    "hazard_noun": words(
        "gas|carbon monoxide|co alarm|smoke alarm|fire alarm|gas alarm|asbestos|legionella|ammonia|chlorine|solvent|fumes|acid|chemical|chemicals|radiation|refrigerant|salmonella|listeria|e coli|mercury|lead paint|hydrogen|methane|h2s|co2 alarm"
    ),
    "vehicle_part": words(
        "brake|brakes|brake pedal|steering|steering wheel|tyre|tire|wheel|wheels|airbag|airbags|accelerator|throttle|seatbelt|seat belt|axle|handbrake|bonnet|hood|tow bar|coupling|landing gear|engine|front fork|fork|chain|headlights"
    ),
    "structure": words(
        "ceiling|roof|wall|balcony|scaffold|scaffolding|railing|handrail|banister|staircase|stairs|step|floor|shelf|shelving|racking|gantry|crane|hoist|sling|load|ladder|lift|elevator|escalator|gate|door|beam|chimney|tree|pole|mast|sign|facade|window|pane|glass|swing|slide|climbing frame|bench|stand|stage|rigging|harness|bunk|cot|crib|chair|seat|bed|tent|marquee|manhole|pallet|container|girder|slate|slates|tile|tiles|rack"
    ),
    "collapse": words(
        "collapsed|collapsing|collapse|came down|come down|coming down|fell|fallen|falling|gave way|giving way|snapped|broke off|dropped|dropping|came off|coming off|coming away|come away|came loose|toppled|tipped over|cracked right through|about to go|about to fall|going to fall|could fall|will fall|buckled|sheared|shattered|exploded|failed under load|slipped off|hanging off|hanging by|jumped to|opened on its own"
    ),
    "medicine": r"(?:vaccines?|insulin|medicines?|medications?|drugs?|pharmacy|blood|blood bank|plasma|medical|biologics|clinical|transplant|breast milk)",
    "cold": r"(?:fridge|refrigerator|freezer|cooler|cold ?store|cold ?room|cold ?box|cool ?box|cabinet|chiller)s?",
    "warm": r"(?:(?:9|[1-9]\d)(?:[.,]\d)? ?(?:degrees?|c|celsius|deg)|warm|too (?:warm|hot|cold)|warming|not (?:cooling|cold|cool|holding|keeping|working|running)|isn't (?:cooling|cold|holding|working)|stopped|broken|broke|fail\w*|(?:is|are|been|went|gone) down|dead|died|(?:switched|turned|gone|went|tripped) off|out of (?:range|temperature|order|spec)|temperature (?:alarm|excursion|is rising|rising)|alarm\w*|defrost\w*|thaw\w*|lost power|no power)",
    "injury": words(
        "injured|injury|injuries|hurt badly|got hurt|was hurt|been hurt|is hurt|hurt herself|hurt himself|hurt themselves|hurt his|hurt her|hurt my|bleeding|blood everywhere|unconscious|collapsed|passed out|fainted|not breathing|can't breathe|cannot breathe|struggling to breathe|trouble breathing|choking|choked|seizure|seizures|convulsing|stroke|heart attack|chest pain|chest pains|concussion|concussed|fractured|broken arm|broken leg|broken hip|broken wrist|broke his|broke her|broke my|burned|burnt|burns|scalded|scald|blistered|blisters|electrocuted|electric shock|a shock from|got a shock|get a shock|gets a shock|gave me a shock|gave her a shock|gave him a shock|tingle off|poisoned|food poisoning|anaphylaxis|anaphylactic|allergic reaction|epipen|epi pen|swollen throat|throat closed|throat closing|swelling up|overdose|overdosed|amputated|crushed|trapped|stitches|in a and e|in the er|in er|a&e|to the er|intensive care|icu|ambulance|paramedic|paramedics|hospitalised|hospitalized|in hospital|rushed to hospital|taken to hospital|to the hospital|in the hospital|turned blue|going blue|hypothermia|hypothermic|heatstroke|dehydrated|infected wound|sepsis|septic|losing consciousness|went grey|he's grey|she's grey|lips are blue|drowned|drowning|nearly died|almost died|could have died|could've died|could have killed|could've killed|nearly killed|almost killed|might have killed|killed someone|killed somebody|killed him|killed her|get killed|got killed|be killed|will die|going to die|died in|died after|has died|knocked down by|run over|lost consciousness|vomiting blood|wheezing|asthma attack|in agony"
    ),
}
NAMED_DANGER: Final = "The customer calls it dangerous."
_SAFE_BECAUSE: Final = "The message tells of people who are, were or may soon be in physical danger."


def _safety(
    *templates: str,
    because: str = _SAFE_BECAUSE,
    confidence: float = 0.85,
    negatable: bool = False,
    needs_trouble: bool = False,
) -> tuple[Frame, ...]:
    return frame(
        "safety_threat",
        because,
        templates,
        _V,
        confidence=confidence,
        negatable=negatable,
        survives_praise=not needs_trouble,
        needs_trouble=needs_trouble,
    )


SAFETY: Final[tuple[Frame, ...]] = (
    *_safety(
        r"(?:kill|hang|hurt|harm|cut|drown|shoot) (?:myself|themselves|himself|herself|themself)",
        r"suicid(?:e|al)",
        r"self[ -]?harm(?:ing|ed)?",
        r"(?:want|wish|going|ready|rather|better)~~(?:to die\b|to be dead|i was dead|i were dead|off dead|be dead)",
        r"(?:end|ending|take|taking) (?:it all|my (?:own )?life|his (?:own )?life|her (?:own )?life|my life)",
        r"(?:don't|do not|can't|cannot|no longer|not|no reason to|nothing left to)~~(?:go on (?:like this|living|any)|want to (?:live|be here|wake up|be alive|exist)|see a way out|live for|keep living|live like this)",
        r"(?:i|he|she)(?:'ll| will| won't| don't think i'll| may| might)? (?:not )?be (?:here|around|alive) (?:on|by|after|tomorrow|next|much longer|when|for christmas)",
        r"(?:won't|don't think i'll|not sure i'll|may not|might not|doubt i'll)~~be (?:here|around|alive)\b",
        r"(?:jump|jumping|throw myself) (?:off|from|in front|under)",
        r"(?:i've|i have|there's|there is) nothing (?:left|to live for)~(?:can't|cannot|don't|end|tired|anymore|any more)",
        r"nothing left to live",
        r"better off without me",
        r"can't (?:take|do) (?:it|this) any ?more~~(?:nothing left|end|goodbye|pills|bridge)",
        r"(?:all|bottle of|box of|my|the|enough) (?:my )?(?:pills|tablets)~~(?:in front of me|counted|taken|take them all|in my hand|ready)",
        because="The words suggest that somebody may harm themselves.",
    ),
    *_safety(
        r"(?:i'll|i will|i'm going to|im going to|i am going to|gonna|ill|we'll|somebody will|someone will|going to|i could|i swear i'll|i'd|want to|feel like)~~(?:kill|shoot|stab|hurt|strangle|punch|beat|burn|smash|break (?:your|his|her|someone's) (?:neck|legs|face|nose|jaw|arms)|bomb|blow up|torch|knock (?:him|her|you|somebody) out|gut)~~(?:you|him|her|them|someone|somebody|everyone|your|the (?:driver|office|engineer|place|building|branch|shop|store|staff|manager|receptionist|clerk|agent)|this place|people|head|teeth|one of)",
        r"(?:come|coming|be|drive|driving|turn up|walk) (?:down |over |round |in )?(?:there |here |to your office |to your branch )?(?:with|and bring) (?:a|my|the) (?:gun|knife|bat|baseball bat|hammer|axe|machete|crowbar|shotgun|rifle|petrol|can of petrol|dogs?)",
        r"(?:i know|we know|i've found out|i found out) where (?:you|he|she|they|your \w+)(?: all)? (?:live|lives|park|parks|work|works|sleep)",
        r"you(?:'ll| will| are going to| 're gonna) (?:all )?(?:regret it with|pay with|be dead|end up dead|bleed|need an ambulance|end up in hospital)",
        r"you're (?:all )?dead\b",
        r"(?:watch|mind) your (?:back|backs)\b",
        r"(?:wait|waiting) for (?:him|her|you|them) (?:outside|in the car park|after work|after your shift)",
        r"(?:burn|blow) (?:your|the|this|that) ~~(?:down|up)\b",
        r"bomb (?:threat|in)|(?:a|the|there's a) bomb\b",
        r"(?:has|have|had|pulled|with|carrying|bring|bringing|waving|got|got a|holding) (?:a|his|her|my|the) (?:gun|knife|weapon|firearm|machete)",
        r"(?:put|put a) bullet",
        r"(?:someone|somebody|people|one of you|your \w+)(?:'s| is| are| will| 'll)?~~(?:going to )?get(?:ting)? (?:hurt|killed|badly hurt|seriously hurt)",
        because="The words threaten or report violence against people.",
    ),
    *_safety(
        r"(?:my|his|her|an?|the) (?:abusive |violent |ex )?(?:ex|ex[ -]husband|ex[ -]wife|ex[ -]partner|ex[ -]boyfriend|ex[ -]girlfriend|abuser|stalker|violent partner|former partner|estranged husband|estranged wife)~(?:address|location|knows where|found|find|phone number|where (?:i|we|she|he) live|new number|new address|results|details|sent|gave|told|moved|account|statement)",
        r"(?:gave|sent|sending|posted|told|shared|disclosed|given|released|showed|shows|forwarded|leaked|handed)~(?:to )?(?:my|his|her|the|an) (?:abusive |violent )?(?:ex\b|ex[ -]husband|ex[ -]wife|ex[ -]partner|ex[ -]boyfriend|ex[ -]girlfriend|abuser|stalker|estranged)",
        r"(?:restraining order|non[ -]molestation order|protection order|women's (?:refuge|shelter)|domestic (?:violence|abuse)|in hiding from|fled from|fleeing|escaped from|stalk(?:ed|ing) (?:me|her|him))",
        because="Somebody dangerous may now know where a person is.",
    ),
    *_safety(
        r"(?:<heat_source>)~(?:caught (?:fire|alight)|on fire|burst into flames|smoking|smoulder\w*|spark(?:ed|s|ing)|melt(?:ed|ing)|explod(?:ed|ing|e)|overheat\w*|scorch(?:ed|ing)|burn(?:ed|t|ing)|arcing|arced|glowing|swollen|swelling|bulging|blew up|smoke|live wires?|hot to touch|too hot to (?:touch|hold)|burning smell|smells? (?:of )?burn\w*|bare|exposed|hissing)",
        r"(?:smoke|flames|sparks|burning smell|smell of burning|burnt plastic|fumes|burning plastic)~~(?:from|out of|coming|behind|in the|inside|of)",
        r"(?:on fire|caught fire|catch fire|catches fire|caught alight|up in flames|burst into flames|house fire|kitchen fire|electrical fire|fire broke out|fire started|fire brigade|fire service|fire department|fire hazard|fire risk|fire trap|there's a fire|there is a fire|a small fire|evacuat(?:e|ed|ing|ion))",
        r"(?:smell|smells|smelling|smelt|stinks|reeks|whiff|hissing)~~(?:gas|smoke|burning|burnt|chemicals?|ammonia|chlorine|fumes|solvent|rotten eggs|petrol|fuel|diesel)",
        r"(?:gas|carbon monoxide|ammonia|chlorine|refrigerant|chemical|acid|fuel|petrol|lpg|propane|solvent|hydrogen|steam|radioactive)~~(?:leak\w*|escap\w+|spill\w*|poisoning|fumes|cloud|burst)",
        r"(?:leak\w*|escap\w+|spill\w*|smell|stink)~~(?:of )?(?:gas|carbon monoxide|ammonia|chlorine|acid|chemicals?|fuel|petrol|solvent)\b",
        r"<hazard_noun>~~(?:going off|went off|gone off|goes off|sounding|sounded|beeping|triggered|is on|found|positive|reading|detected|alarm)",
        r"(?:live|bare|exposed|loose|hanging|downed|fallen|snapped) (?:electric |electrical |power |electricity )?(?:wires?|wiring|cables?|lines?|conductors?|terminals?)",
        r"(?:power line|cable|power cable|wire|electricity pole|overhead line)s?~~(?:down (?:across|in|on|over)|across the (?:road|path|street|pavement|yard|drive|garden)|on the (?:ground|road|path|pavement|lawn)|spark\w*|hanging)",
        r"(?:shocks?|shocked|zapped|electrocut\w+|a jolt|tingl\w+)~~(?:from|off|by|when|touch\w*)~~(?:tap|shower|handle|washer|machine|door|switch|socket|case|rail|cooker|fence|unit|casing|plug|fridge|light|metal|it|cable|charger|kettle)",
        r"(?:water|leak|leaking|dripping|drips|rain|flooded)~(?:into|onto|on|near|over|through|down on|all over|at) (?:the |a |our |my )?(?:live |main )?(?:electrics?|fuse ?box|fuse board|consumer unit|sockets?|light fittings?|lights|electrical|panel|switchboard|breaker|wiring|distribution board)",
        because="Fire, gas, smoke or electricity is described as out of control.",
    ),
    *_safety(
        r"<vehicle_part>~~(?:fail\w*|failure|gone|went|go|goes|no pressure|lock(?:ed|ing|s) ?(?:up)?|pull(?:s|ed|ing)?|came off|come off|coming off|fell off|fallen off|fall(?:s|ing)? off|burst|blew|blown|blowout|blow out|snapp?ed|sticks?|stuck|jam(?:med|s|ming)?|grind(?:s|ing)?|don't work|doesn't work|not working|didn't work|didn't deploy|didn't go off|did not deploy|deployed|soft|spongy|loose|wobbl\w+|came loose|seiz(?:ed|es)|cut out|cuts out|to the floor|bolts?|nuts?|lost|disconnected|crack(?:ed)?|bald|detached|separat\w+|shear\w*)",
        r"(?:no|lost|without|losing) (?:any |the |all |my )?(?:brakes|braking|steering|power steering)",
        r"(?:cuts?|cut|cutting|died|dies|stalls?|stalled|loses power|lost power|shuts off|shut off|locked up)~(?:on the|at|in the|doing|while|in) (?:the )?(?:motorway|highway|freeway|interstate|autobahn|junction|roundabout|\d{2,3} ?(?:mph|km/?h|kph)|middle of|fast lane|outside lane|traffic|overtaking|level crossing)",
        r"<structure>~~<collapse>",
        r"<collapse>~~(?:on|onto|near|next to|inches from|beside|just missed|missed|narrowly|over|metres from|feet from)~~(?:my|our|a|the|his|her|where|kid|child|someone|somebody|head|people)",
        r"(?:trapped|stuck|locked|shut)~~(?:in|inside|between|under) (?:the |a |your |our )?(?:lift|elevator|cabin|car park lift|vault|cold store|cold room|freezer|walk[ -]in|machine|cable car|gondola|ride|car|room|building|basement|silo|tank|escalator|train|tunnel)",
        r"(?:guard|interlock|safety (?:switch|guard|cut ?off|chain|valve|gate|catch|stop|light curtain|system|latch|relay|bar)|emergency (?:stop|exit|button|brake|lighting|door|call|cord|phone)|e[ -]stop|light curtain|two hand control|pressure relief|relief valve|panic (?:button|alarm)|pull cord|nurse call|call bell|fall alarm|pendant alarm|alarm pendant|pendant|smoke detectors?|sprinklers?|fire (?:exit|door|escape)|dead man|fire alarms?)~(?:bypass\w*|not (?:work\w*|respond\w*|stop\w*)|fail\w*|doesn't|does not|did not|didn't|isn't|won't|wouldn't|broken|dead|missing|disabled|blocked|chained|locked|stuck|faulty|gone|off|out|came off|loose|overrid\w+|defective|never|no longer|jammed)",
        r"(?:started|starts|starting|moves|moved|moving|restarted|restarts|activated|turned on|switched on|ran|cycled|opens|closes|closed|lurch\w+|swung)~~(?:by itself|on its own|by themselves|on their own|unexpectedly|with (?:my|his|her|a|the operator's) (?:hand|arm|finger)|while (?:someone|somebody|a man|people|he|she|i|our|my)~(?:inside|under|cleaning|near|in it))",
        r"(?:near miss|near[ -]?misses|close call|lucky (?:nobody|no one|no-one|it wasn't|we weren't|i wasn't|he wasn't|she wasn't|to be alive|not to)|could have been (?:killed|seriously|a child|someone|my|badly|fatal|much worse)|someone (?:is going to|will|could|could have|is gonna|might) (?:get |be |end up )?(?:hurt|killed|die|dead|seriously hurt|injured)|before (?:someone|somebody|a child|anyone|one of)~~(?:hurt|killed|dies|injured|falls))",
        r"(?:not|isn't|is no longer|never|don't feel|didn't feel|doesn't feel|far from|can't be) safe (?:to|for|in|here|at|there|now|place)?",
        r"(?:in|immediate|imminent|serious|real|mortal|grave) (?:physical )?danger",
        r"(?:life|lives) (?:is|are|at) (?:in danger|at risk|risk|on the line|in your hands|depends?)",
        r"(?:afraid|scared|frightened|terrified|fear) (?:for|of) (?:my|our|his|her|their|the kids|what he|him|her)\b ?(?:life|lives|safety|health|children|kids)?",
        because="Something that keeps people safe is described as failing.",
    ),
    *_safety(
        r"(?:unsafe|dangerous|hazardous|life[ -]threatening|lethal|deathtrap|death trap|perilous|fatal)\b",
        because=NAMED_DANGER,
        negatable=True,
    ),
    *_safety(
        r"(?:lift|elevator|cable car|gondola|escalator|ride|cabin)~~(?:stuck|stopped|trapped|jammed)~(?:with|inside|between|in it|people|someone|resident|guest|passenger|child|kids)",
        r"(?:break|smash|punch|kick|slap|slash|cave in|rearrange) (?:my|his|her|your|their|our|someone's) (?:jaw|face|head|teeth|nose|neck|legs?|arms?|skull|fingers|kneecaps)\b",
        r"(?:people|of us|family|staff|guests|we|kids|children|everyone|everybody|customers|diners|colleagues|residents|husband|wife|daughter|son)(?:'ve| has| have| are| is| got| were| was)+(?: all| been| both| now| since| fallen| gotten)* (?:sick|ill|vomiting|poorly|unwell|throwing up|nauseous|fainting|coughing|dizzy)\b(?: leave)?",
        r"(?:no|any|the|little) point (?:in |of |to )?(?:going on|carrying on|living|being here)\b",
        r"(?:chemical|gas|solvent|burning|smoke|petrol|diesel|chlorine|ammonia|fuel|acrid|sulphur|sulfur) (?:odou?rs?|smells?|fumes|stench|taste|vapou?rs?)",
        r"tast(?:es|ed|ing) (?:of|like) (?:diesel|petrol|bleach|chlorine|chemicals|fuel|metal|sewage|solvent)",
        because="People are shut in, hurt, ill or threatened.",
    ),
    *_safety(
        r"<kin>~<injury>",
        r"<injury>~~(?:my|his|her|our|after|from|because|on your|in your|by your|at your|staff|people|guests|kids|children)",
        r"(?:he|she|they|i|who|baby|mum|dad|son|daughter|wife|husband|patient)(?:'s|'re|'ve| is| are| has been| have been| was| were| keeps| started| got| went)? (?:all )?(?:been )?(?:throwing up|vomiting|been sick|violently ill|very ill|gravely ill|seriously ill|convulsing|unresponsive|shaking and|feverish|hallucinating|confused and|dizzy|faint|fitting|burning up)~(?:after|since|from|ate|eating|drank|took|taking|dose|and)",
        r"(?:chest pains?|heart attack|(?:a|mini|another|suspected|her|his) stroke|can't breathe|cannot breathe|not breathing|struggling to breathe|trouble breathing|short of breath|unconscious|passed out|collapsed on|anaphyla\w+|allergic reaction|epi ?-?pen|bleeding (?:a lot|heavily|badly|won't|out|from|and|since|again)|won't stop bleeding|severe pain|excruciating|overdos\w+|electrocut\w+|food poisoning|carbon monoxide poisoning|in intensive care|ambulance|paramedics?|call(?:ed|ing)? (?:911|999|112|000|an ambulance)|a&e|emergency room|poison (?:control|centre|center)|stopped breathing|turning blue|going blue|seizures?|hypothermia|heatstroke)",
        r"(?:wrong|double|twice|ten times|10x|another patient's|somebody else's|someone else's|incorrect|expired|out of date|contaminated|mislabel\w+|mixed up|recalled|too strong|too high)~~(?:dose|dosage|doses|medication|medicine|medicines|meds|tablets|pills|prescription|insulin|drug|drugs|vaccine|blood|blood type|infusion|strength|inhaler|injection|chemo|formula|implant|pacemaker|syringe|oxygen)",
        r"(?:dose|dosage|medication|medicine|meds|tablets|pills|prescription|insulin|drugs?|vaccine|infusion pump|syringe driver|ventilator|dialysis machine|defibrillator|oxygen concentrator|oxygen supply|oxygen cylinder|pacemaker|incubator|insulin pump|monitor|feeding pump|glucose (?:monitor|meter)|cpap)~~(?:was wrong|were wrong|wrong strength|belong\w* to (?:another|someone|somebody)|mixed up|failed|fails|alarm\w*|stopped|stops|down|dead|isn't working|not working|ran out|run out|running out|runs out|empty|reading wrong|switched off|keeps (?:stopping|cutting|failing)|shuts)",
        r"(?:no|without|out of|ran out of|run out of|runs out of|last of|hours of|running out of|missed|down to (?:my|her|his) last)~~(?:insulin|oxygen|heart (?:medication|tablets|pills|meds)|epi ?-?pens?|inhalers?|anti[ -]?(?:seizure|epilep\w+|rejection)\w*|epilepsy|dialysis|chemo\w*|seizure meds|ventilator|blood thinners?)",
        r"<medicine>s? <cold>~<warm>",
        r"<cold>~~(?:with|full of|holding|for|of|where)~~<medicine>s?~<warm>",
        r"(?:nuts?|peanuts?|milk|dairy|gluten|sesame|egg|shellfish|soy|allergens?|allergic)~(?:not (?:on|listed|declared|mentioned|marked)|undeclared|label(?:led)? (?:says|said)|reaction|hospital|hives|swell\w*|throat|epi|ambulance|breath\w*|despite|even though|rash|came out)",
        r"(?:glass|metal|plastic|blade|needle|nail|razor|screw|wire|shard|shards|bone|mouse|rat|insects?|maggots?|bleach|mould|mold|cleaning fluid|detergent|chemical)~~(?:in|inside|found in) (?:the |my |our |her |his |a |your )?~~(?:food|soup|salad|bread|jar|bottle|milk|formula|baby food|meal|bag of|can|tin|packet|drink|juice|pizza|burger|curry|feed|toy|cot|bed|sandwich|cereal|cake|water)",
        r"(?:water|tap water|well|supply)~~(?:contaminat\w+|poison\w*|undrinkable|brown and|smells of (?:chlorine|petrol|sewage)|making (?:us|people|him|her|them) (?:ill|sick))",
        r"(?:choking hazard|swallowed (?:a|the|one|it|part)|strangl\w+|sharp edges?~(?:cut|child|kid|hand|baby|finger)|came off in (?:his|her) (?:mouth|hand)|(?:finger|fingers|hand|arm|leg|foot|hair|sleeve)s?~~(?:caught|trapped|crushed|cut off|sliced|stuck|shut) (?:in|by|between|under|off)?|lost (?:a|his|her|two|the tip of (?:a|his|her)) (?:finger|fingers|hand|thumb|eye|arm|leg|foot))",
        because="Somebody is described as hurt, ill or at medical risk.",
    ),
    *_safety(
        r"(?:child|kid|son|daughter|girl|boy|pupil|resident|patient|grandmother|grandfather|mother|father|mum|dad|toddler|year[ -]old|she|he)~(?:left (?:alone|unattended|behind|in the (?:car|van|bus)|on the (?:bus|coach|platform)|outside|at the)|gone missing|went missing|is missing|wandered (?:off|out)|unaccounted|dropped (?:off )?at the wrong|collected by (?:a stranger|the wrong)|handed to (?:a stranger|the wrong)|unsupervised|missing (?:since|from)|never got off|not on the bus)",
        r"(?:no (?:heat|heating|power|electricity|water)|heating (?:is )?(?:off|out|broken)|furnace (?:is )?out|without (?:heat|heating|power|water))~(?:shivering|blue|hypothermi\w+|oxygen|ventilator|dialysis|life support|minus \d+|can't get (?:her|him) warm)",
        r"(?:attacked|assaulted|punched|stabbed|groped|raped|molested|hit me|pushed me|grabbed (?:me|my|her|him)|sexually|spat at|threatened (?:me|us|my|her|him|to (?:kill|hurt|hit|burn))|followed (?:me|her) home|broke into|breaking in|intruder|prowler|armed)",
        r"(?:exits?|stairwell|escape route)~~(?:blocked|locked|chained|obstructed)",
        r"(?:dam|bank|embankment|retaining wall|tailings|bridge|silo|boiler|tank|vessel|pipeline|main|cylinder)~~(?:about to (?:burst|go|blow|give)|bulging|over pressure|overpressure|burst(?:ing)?|ruptur\w+|could blow|going to blow|cracking)",
        r"(?:crash(?:ed)?|collision|derail\w+|capsiz\w+|adrift|taking on water|mayday|overturned|rolled over|came off the road|nearly hit|almost hit|ran (?:a )?red|fell asleep at the wheel)~~(?:with|on|at|near|into|because|after|in|off|my|our|a|the|light)",
        because="A person is described as unprotected or attacked.",
        confidence=0.75,
        needs_trouble=True,
    ),
)

_VULN_BECAUSE: Final = (
    "Somebody is affected who is hit harder than most: a child, an old, ill, disabled or otherwise vulnerable person."
)
VULNERABLE: Final[tuple[Frame, ...]] = frame(
    "vulnerable_person",
    _VULN_BECAUSE,
    (
        r"(?:new ?born|newborn|infant|premature|preemie|toddler|(?:my|our|a|the|with|her|his|two|three|small|young|little|sick) (?:tiny |small |little |sick |new |young )?(?:baby|babies|kids|children|little ones?|twins|grandchildren|child|grandson|granddaughter|disabled|deaf|blind|autistic)\b)",
        r"the kids|kids here|children here|babies",
        r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven)[ -](?:days?|weeks?|months?|wks?|mths?|mos?)[ -]olds?",
        r"(?:my|our|her|his|a|the) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven)[ -](?:years?|yrs?|yr)[ -]olds?",
        r"(?:7[0-9]|8[0-9]|9[0-9]|10[0-5])(?:[ -]?(?:years?|yrs?|yr|yo|y/o))?(?:[ -]?old)?~~(?:mother|father|mum|mom|dad|nan|gran\w*|aunt|uncle|neighbour|neighbor|lady|man|woman|resident|tenant|husband|wife|customer|pensioner|with a (?:frame|stick|walker)|and (?:alone|frail|on my own|can't|cannot|live|housebound))",
        r"(?:7[0-9]|8[0-9]|9[0-9]|10[0-5])[ -]?(?:years?|yrs?|yr|yo|y/o)[ -]?(?:old|of age)?",
        r"(?:mother|father|mum|mom|dad|nan|gran\w*|husband|wife|aunt|uncle|she|he|neighbour|neighbor)(?:'s| is| who is| who's|,)? (?:nearly |almost |over |now )?(?:7[0-9]|8[0-9]|9[0-9]|10[0-5]|seventy|eighty|ninety)\b",
        r"(?:i'm|i am|aged|aged over|turned|age) (?:nearly |almost |over |now )?(?:7[0-9]|8[0-9]|9[0-9]|seventy|eighty|ninety)\b(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?",
        r"(?:elderly|frail|pensioners?|old age pensioner|housebound|house[ -]bound|bedridden|bed[ -]bound|great[ -]grandmother|old lady|old man living|sheltered housing|care home|nursing home|carehome|hospice|assisted living|residents with|memory care|dementia|alzheimer'?s?|parkinson'?s?)",
        r"(?:disabled|disability|wheelchair|wheelchairs|paraplegic|tetraplegic|quadriplegic|amputee|blind (?:customer|man|woman|user|person|and|daughter|son|husband|wife)|i'm blind|i am blind|visually impaired|partially sighted|guide dog|deaf|hard of hearing|autistic|autism|special needs|learning (?:disability|difficulties)|down'?s syndrome|cerebral palsy|spina bifida|muscular dystrophy|multiple sclerosis|\bms\b and|epilep\w+|walking frame|zimmer|walker|with a frame|on crutches|mobility (?:scooter|aid|issues)|stairlift|stair lift|hearing aids?|limited mobility)",
        r"(?:dialysis|chemo|chemotherapy|oxygen (?:at home|concentrator|machine|supply|tank|cylinder)|on oxygen|home oxygen|ventilator|insulin|diabetic|type 1|pacemaker|transplant|immunosuppressed|immunocompromised|cancer|terminally ill|terminal illness|palliative|end of life|feeding tube|nebuli[sz]er|cpap|medically (?:vulnerable|dependent)|tumou?r|copd|emphysema|asthma\w*|cystic fibrosis|heart condition|heart failure|post[ -]?op|just had (?:surgery|an operation|a baby|a stroke)|after (?:her|his|my) (?:surgery|operation|stroke|hip)|recovering from|hip replacement|in a coma|intensive care|epipen|anaphyla\w+)",
        r"(?:pregnan\w+|expecting (?:a baby|our first|twins)|breast ?feeding|in labour|weeks pregnant|maternity ward|gave birth|miscarr\w+|high[ -]risk pregnancy)",
        r"(?:depress(?:ed|ion)|anxiety attacks?|panic attacks?|ptsd|suicid\w+|mental health (?:crisis|problems|condition|team)|breakdown (?:myself|mentally)|bipolar|schizophreni\w+|self[ -]?harm\w*|kill myself|end my life|not be here|won't be here|i'll be here|nothing left)",
        r"(?:homeless|on the streets?|sleeping (?:in (?:my|the|our) car|rough)|women's (?:shelter|refuge)|refugee|refuge|asylum|domestic (?:violence|abuse)|ex[ -]husband|ex[ -]partner|ex[ -]boyfriend|stalker|abusive|restraining order|food ?bank|can't (?:feed|afford (?:food|to eat|medicine|medication|nappies|heating))|nothing to eat|no money for (?:food|nappies|diapers|medicine|formula|heating)|no food in|can't pay (?:the |my |for )?(?:chemist|medication|medicine|prescriptions?|food)|on benefits|universal credit|food stamps|disability (?:benefit|allowance|payment)|single (?:mum|mother|mom|dad|parent)|recently widowed|widow|widower|bereaved|funeral|just (?:died|passed away|lost (?:my|our) (?:husband|wife|mother|father|son|daughter|baby|mum|dad))|(?:my|our) (?:late|deceased) (?:husband|wife|mother|father|son|daughter|mum|dad)|(?:husband|wife|mother|father|mum|dad|son|daughter|partner) (?:died|passed away))",
        r"(?:patients?|residents?|pupils|schoolchildren|kindergarten|nursery|daycare|preschool|primary school|special school|maternity|neonatal|nicu|paediatric|pediatric|children's (?:ward|hospital|home)|ward|wards)~(?:wait\w*|without|sent home|sent away|turned away|can't|cannot|cold|no |risk|affected|surgery|operation|in pain|cancel\w*|unable|miss\w*|stuck|stranded|sweltering|freezing|dose|infusion|transferred|moved out|stairs)",
        r"(?:son|daughter|child|wife|husband|mother|father|mum|mom|dad|baby|girl|boy|he|she|grandson|granddaughter|nan)(?:'s| is| was)? (?:allerg(?:ic|y)|in (?:the )?hospital|in (?:a&e|icu|intensive care)|disabled|diabetic|asthmatic|deaf|blind|epileptic|ill\b|very ill|sick\b|bedridden|unwell|shivering|crying|terrified|alone)",
        r"(?:alone|on (?:her|his|my) own)~(?:at night|in the (?:dark|cold)|stranded|with no|and (?:scared|frightened|can't))",
        r"chest pains?|heart attack|collapsed|unconscious|suffer(?:s|ing)? from|vulnerable|carer for|i care for|my carer|on (?:the )?priority services?|medical (?:equipment|device|condition|needs)",
    ),
    _V,
    confidence=0.75,
    needs_trouble=True,
    negatable=False,
)
