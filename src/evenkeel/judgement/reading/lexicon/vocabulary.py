"""Kinds of words that many situations share: numbers, people, things that must run, ways of failing."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import words

_UNITS: Final = "two|three|four|five|six|seven|eight|nine"
_TEENS: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"

_RUNNERS: Final = (
    "line|lines|line one|machine|machines|machinery|plant|press|conveyor|conveyors|robot|robots|crane|cranes|hoist|forklift|forklifts|kiln|lathe|cnc"
    "|mill|extruder|packer|palletiser|labeller|filler|compressor|chiller|cold store|cold room|coldstore|freezer|freezers|fridges|walk in"
    "|oven|ovens|fryer|fryers|dishwasher|till|tills|pos|epos|card machine|card reader|card terminal|card terminals|terminals|checkout|checkouts|website|webshop|web shop"
    "|site|shop|store|stores|server|servers|system|systems|network|database|erp|crm|api|platform|booking engine|booking system|gateway"
    "|switchboard|phone system|warehouse|wms|sorter|kitchen|clinic|surgery|theatre|operating room|lab|laboratory|scanner|x ray|mri|ct|analyser|analyzer"
    "|milking parlour|parlour|milking robot|pump|pumps|irrigation|combine|tractor|harvester|baler|feeder|truck|trucks|lorry|lorries|fleet|rig|vessel|ferry"
    "|turbine|turbines|inverter|mixer|batching plant|production|assembly|operation|operations|factory|bottling|dispatch|printer fleet|press room|saw|sawmill"
    "|excavator|digger|dozer|dumper|generator|transformer|substation|reactor|centrifuge|autoclave|incubator|steriliser|sterilizer|bioreactor|loom|looms"
    "|payroll|payments|payment terminal|portal|app for our drivers|cluster|cluster nodes|cloud|tenant|backend|production environment|prod|mainframe|exchange server|mail server"
    "|cell|station|bay|shift|unit one|workshop|salon|bakery|restaurant|cafe|bar|depot|yard|quarry|port|terminal|airport|ski lift|carousel|ticket office|box office"
)
_STOPPED: Final = (
    "is down|are down|went down|has gone down|have gone down|gone down|been down|was down|still down|stays down|stay down|remains down|down since|down again|down for|down on all|down at all|is stopped|has stopped|have stopped"
    "|stopped dead|stands still|stand still|standing still|stood still|been standing|is standing|standstill|at a standstill|is idle|are idle|idle|idling|halted|ground to a halt|offline|went dark|gone dark"
    "|not running|isn't running|aren't running|won't start|won't run|doesn't start|out of action|out of service|is shut|shut since|is closed|had to close|seized|has failed|have failed|failed completely|crashed|keeps crashing"
    "|tripped|is not working|isn't working|not working|aren't working|is frozen|is locked|are locked|locked us out|is dead|are dead|went dead|dead on|dead since|died|packed up|packed in|given up|unreachable|not responding|won't turn|won't move|down all|down and|down,|down right now|down now|encrypted|is out|are out|shuts down|shut down|has shut down|keeps tripping|down$|down\\.|down!"
)
_OPERATE: Final = (
    "ship|serve|open|trade|invoice|dispatch|despatch|produce|operate|take payment|take payments|take orders|take a single order|take bookings|take cards|take card payments|process orders|process payments"
    "|load|unload|harvest|milk|print labels|dispense|scan|see patients|treat|pay our staff|pay staff|pay anyone|run payroll|sell|sell anything|deliver|fulfil|fulfill|manufacture|run the line|work|bake|brew|cook|cut|fly|sail|depart"
    "|log in|login|log on|access anything|bill|check in|check anyone in|issue|teach|operate on|finish the job|pour|start the shift|do anything|carry on|continue|do business"
)
_PEOPLE: Final = (
    "people|users|staff|employees|colleagues|workers|men|operators|customers|clients|guests|patients|residents|tenants|families|households|homes|houses|flats|apartments|students|pupils|children|kids|members|passengers|subscribers"
    "|drivers|nurses|teachers|parents|seats|sites|stores|shops|branches|locations|schools|wards|rooms|units|offices|outlets|restaurants|accounts|devices|machines|terminals|agents|attendees|delegates|policyholders|donors|learners|clinics|pharmacies|farms|villages|buildings|delegations|beneficiaries|participants|players|readers|voters|pensioners|crew|records|files|orders|tickets|parcels|deliveries|properties|streets|departments|warehouses|vehicles|vans"
)
VOCABULARY: Final[dict[str, str]] = {
    "n": rf"(?:\d{{1,7}}(?:[.,]\d{{1,3}})?k?|{_UNITS}|{_TEENS}|(?:{_TENS})(?:[ -](?:one|{_UNITS}))?|a dozen|dozens of|several|hundreds of|thousands of|a hundred|a thousand|half a dozen|couple of)",
    "many": rf"(?:\d{{2,7}}(?:[.,]\d{{3}})*|{_TEENS}|(?:{_TENS})(?:[ -](?:one|{_UNITS}))?|a dozen|dozens of|hundreds of|thousands of|a hundred|a thousand|hundreds|thousands|dozens)(?: (?:hundred|thousand|of our|of my|of the|or so|odd|more|other|different))?",
    "nth": words(
        "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|4th|5th|6th|7th|8th|umpteenth|hundredth|nth"
    ),
    "times": words(
        "twice|three times|four times|five times|six times|seven times|eight times|ten times|3 times|4 times|5 times|6 times|2 times|3x|4x|5x|several times|countless times|multiple times|many times"
    ),
    "money": r"(?:[$\x1c\x1d] ?\d[\d,.]*[km]?|\d[\d,.]*[km]? ?(?:euros?|eur|pounds?|gbp|dollars?|usd|quid|bucks|grand|francs|chf|kr|rupees|pln|zl)|\d[\d,.]*k (?:an|a|per)|(?:a|ten|twenty|thirty|forty|fifty|sixty|eighty|hundred|hundreds of|thousands of|several) (?:grand|thousand|pounds|dollars|euros|hundred))",
    "runner": words(_RUNNERS),
    "stopped": words(_STOPPED),
    "operate": words(_OPERATE),
    "people": words(_PEOPLE),
    "cant": words(
        "can't|cannot|can not|cant|unable to|not able to|couldn't|could not|impossible to|no way to|no longer able to|won't be able to|aren't able to|isn't able to"
    ),
    "nobody": words("nobody|no one|no-one|noone|none of|not one of|not a single|never|not once"),
    "reply": words(
        "called|calls|rang|rings|ring|phoned|replied|replies|answered|answers|responded|responds|come back|came back|comes back|got back|gets back|turned up|turns up|turn up|showed up|shown up|showed|shows up|came|been in touch|got in touch|contacted|call|write|wrote|written|returned|bothered to"
    ),
    "repairer": words(
        "tech|technician|techs|engineer|engineers|plumber|electrician|fitter|mechanic|repairman|repair man|contractor|contractors|installer|your guy|your guys|your man|your men|your lad|your people|your crew|service man|specialist|consultant|handyman|garage|workshop|dentist|team|support|bloke|field service|visit|visits|callout|call outs|callouts|appointment|appointments"
    ),
    "repair": words(
        "fix|fixes|fixed|repair|repairs|repaired|replacement|replacements|replaced|patch|patches|patched|hotfix|hot fix|update|service|serviced|visit|visits|treatment|treatments|treated|reset|resets|rebooted|reinstalled|reinstall|swap|swapped|changed|remake|remade|redo|redone|reprint|reprinted|refitted|adjusted|adjustment|sealed|resealed|calibrated|recalibrated|attempt|attempts|callout|call out|ticket|tickets|solution|workaround|correction|corrected|resent|part|exchange|exchanged|sorted|cleaned|unblocked|rebuilt|resolved|mended"
    ),
    "fault": words(
        "fault|faults|failure|failures|breakdown|breakdowns|problem|problems|issue|issues|error|errors|fault code|leak|defect|outage|outages|bug|crash|alarm|noise|smell|mistake|wrong one|wrong size|stoppage|jam|blockage|infestation|damp|mould|mold"
    ),
    "ordinal_unit": words(
        "time|visit|attempt|repair|replacement|failure|breakdown|fault|ticket|engineer|technician|tech|plumber|outage|unit|part|fix|case|complaint|contact|call|email|mail|message|stoppage|one|incident|remake|reprint|delivery|week in a row|month in a row|month running|week running|crown|callout|appointment|patch|return|device|board|router|boiler|pump|motor|compressor|set"
    ),
    "time": words(
        "noon|midday|lunch|lunchtime|midnight|end of day|eod|close of business|cob|close of play|tonight|today|tomorrow|yesterday|this morning|this afternoon|this evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next week|last week|last month|the weekend|the end of the week|the end of the month|christmas|easter|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|[0-9]{1,2}(?::[0-9]{2})?\\s?(?:am|pm|a.m.|p.m.|o'clock)|[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th)|[0-9]{1,2}|the [0-9]{1,2}(?:st|nd|rd|th)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    ),
}
