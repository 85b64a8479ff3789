"""The law and the money."""

from __future__ import annotations

from typing import Final

from evenkeel.judgement.reading.lexicon.frames import Frame, frame, words
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

_V: Final = VOCABULARY | {
    "counsel": words(
        "lawyer|lawyers|solicitor|solicitors|attorney|attorneys|barrister|counsel|legal counsel|legal team|legal department|our legal|my legal|legal adviser|legal advisor|general counsel|in house counsel|law firm|legal aid|legal representative|legal representation|union rep|union lawyer|legal people|legal dept"
    ),
    "files": words(
        "data|details|records?|orders|invoices|bills|statements|payslips|prescriptions|results|files|documents|letters|messages|chats|bookings|addresses|phone numbers|names|contracts|claims|policies|payments|transactions|balances|appointments|photos|accounts|passports|medical|salaries|emails|cards|tickets"
    ),
    "others": words(
        "customers?|patients?|people|clients?|users?|tenants?|members?|companies|families|students?|pupils?|employees?|residents?|passengers?|policyholders?|subscribers?|households?|strangers|persons|guests?|donors?|applicants?|businesses|firms"
    ),
    "sees": r"(?:i|we|me|us|he|she|they|who|anyone|everyone|anybody|everybody|customers|users|members|staff|(?:my|our|the|your) (?:[a-z]{1,12} )?(?:account|portal|app|login|dashboard|page|site|website|system|inbox|screen|profile|export|list))(?: (?:can|could|am|are|is|was|keeps?|now|even|still|suddenly|also|just|able to)|'m|'re)* (?:see|sees|seeing|saw|view|viewing|read|open|download|access|show|shows|showing|shown|display|displays|displaying|list|lists|listing|get|getting|got|find|found|received?)(?: (?:me|us))?",
    "authority": words(
        "ombudsman|ombudsmen|ombudsperson|ombuds|regulator|regulators|trading standards|consumer protection|consumer affairs|consumer council|consumer authority|consumer court|citizens advice|better business bureau|bbb|attorney general|ftc|fcc|fca|cfpb|finra|sec filing|ofcom|ofgem|ofsted|ofwat|cqc|care quality commission|mhra|fda|ema|bafin|ico|information commissioner|data protection authority|data protection officer|data protection commissioner|dpa|dpo|cnil|aepd|garante|supervisory authority|competent authority|health and safety executive|hse|riddor|osha|epa|environment agency|environmental health|health inspector|health inspectors|health department|public health|food standards|food safety authority|food inspector|fsa|usda|housing ombudsman|housing association regulator|rent tribunal|housing inspector|building control|building inspector|fire marshal|fire inspector|labor board|labour inspectorate|labour inspector|labor department|works council|equality commission|eeoc|human rights commission|civil aviation authority|caa|faa|easa|aviation authority|department of transportation|bar association|law society|legal ombudsman|sra|medical board|medical council|general medical council|gmc|dental council|dental board|nursing council|pharmacy council|licensing board|licensing authority|state board|insurance commissioner|insurance ombudsman|banking ombudsman|financial ombudsman|financial services ombudsman|pensions regulator|charity commission|gambling commission|tribunal|employment tribunal|arbitration|arbitrator|adjudicator|mediator|conciliation|national authority|the authority|the authorities|authorities|accreditation body|certification body|notified body|tax authority|hmrc|irs|customs authority|border agency|home office|immigration|school board|education authority|department of education|ministry|minister|my mp|congressman|senator|councillor|city council|council officer|food agency|vet inspector|veterinary office|port authority|harbour master|rail regulator|transport authority|dvsa|nhtsa|ntsb|coroner|police|police report|crime number|crime reference|action fraud|fraud squad|bailiff|bailiffs|consumer agency|consumer ombudsman|arbitration board|standards body|standards agency|advertising standards|competition authority|privacy commissioner|state regulator|federal regulator|inspectorate"
    ),
    "statute": words(
        "gdpr|dsgvo|uk gdpr|hipaa|ccpa|ferpa|coppa|pci|pci dss|sox|sarbanes oxley|consumer rights act|consumer protection act|sale of goods act|equality act|ada|americans with disabilities act|data protection act|data protection law|data protection|fair housing|fair credit|fdcpa|fcra|landlord and tenant act|tenancy law|housing act|section 75|section 11|section 21|lemon law|eu261|eu 261|uk261|regulation 261|261 2004|montreal convention|package travel|consumer law|contract law|employment law|health and safety law|food safety law|lone worker|cooling off|right to withdraw|statutory|subject access request|dsar|sar request|freedom of information|foi request|right to be forgotten|right to erasure|article 15|article 17|article 33|nis2|dora|iso 13485|gmp|gxp|haccp|reach regulation|machinery directive|limitation period|statute of limitations|consumer credit act|mifid|kyc|aml|money laundering|sanctions|whistleblower|export control"
    ),
}
LEGAL: Final[tuple[Frame, ...]] = (
    *frame(
        "legal_compliance",
        "Law, an authority or a duty to report is brought in.",
        (
            r"(?:my|our|a|the|your|an|with|to|by|through|via|from|get|got|get a|hire|hiring|hired|instruct\w*|consult\w*|call\w*|seek\w*|engag\w+|ask\w*|brief\w*|involv\w+|retain\w*|see) (?:[a-z]{1,10} )?<counsel>\b",
            r"<counsel> (?:is|are|has|have|will|would|says|say|wants?|advised|letter|contact\w*|involved|instructed|ready|asks?|next|now)",
            r"(?:legal|court|civil|enforcement|formal legal|class) (?:action|proceedings?|steps|recourse|route|remed(?:y|ies)|claim|advice|matter|letter|notice|case|order|hearing|date|threat|consequences|obligations?|requirement|requirements|duty|deadline|team|department|review|liability|hold|rights|options|representation|expenses|insurance|grounds|breach|side|position)",
            r"(?:sue|suing|sued|litigat\w+|lawsuit|law suit|small claims|county court|high court|magistrates|see you in court|in court|to court|court (?:date|order|case|claim|papers|hearing|action)|a judge|writ|injunction|subpoena|summons|letter before action|letter before claim|pre[ -]action|cease and desist|class action|damages claim|claim (?:for )?damages|statutory (?:demand|right|rights|notice|deadline|declaration|interest|duty)|press charges|criminal charges|criminal complaint|prosecut\w+|indict\w+|affidavit|without prejudice|reserve (?:all )?(?:my|our) rights|rights reserved|in writing under|formal complaint (?:to|under|with)|legally (?:required|obliged|bound|binding|entitled|liable|responsible|have to|must|obligated))",
            r"(?:is|isn't|it's|be|was|that's|this is|plainly|simply|possibly|probably|likely|actually|potentially|sure|clearly|breaking the|against the|illegal|illegally|unlawful\w*|what you)~~(?:illegal|unlawful|against the law|breaking the law|break the law|not legal|a crime|criminal offence|criminal offense|unlawfully|fraudulent|negligence|negligent|gross negligence|discriminat\w+|a breach of (?:the|data|privacy|confidentiality|my|our|trust law|gdpr))",
            r"<authority>\b~?(?:know|told|inform\w*|notif\w+|report\w*|contact\w*|complain\w*|complaint|case|reference|visit\w*|inspect\w*|ask\w*|audit\w*|fil\w+|write|written|letter|hear\w*|involv\w+|investigat\w+|hours|deadline|statement|need\w*|want\w*|require\w*|will|would|is|are|has|have|today|tomorrow|next|by|on|about|if|unless|,|\.|!|$)",
            r"(?:report\w*|complain\w*|complaint|write|writing|written|wrote|contact\w*|inform\w*|notif\w+|go\w*|gone|took|taking|take|filed?|filing|lodg\w+|hear\w* from|call\w*|referr\w+|refer|raise\w*|escalat\w+|tell\w*|told|speak\w*|spoken|cc|copy\w*|copied|involv\w+|bring\w*|answer\w*|explain\w*|open\w*|visit from|inspect\w* by|under|by)~~(?:to |with |by |from |the |my |our |your |a |an |your local |at )+(?:[a-z]{1,12} ){0,2}<authority>\b",
            r"(?:my|our|your|the) (?:dpo|data protection officer|compliance (?:officer|team|department|lead|manager|people)|auditors?|internal audit|regulator|privacy (?:officer|team|counsel)|safety officer|quality (?:authority|unit)|responsible person|mlro|company secretary|insurers?' lawyers?|union)\b",
            r"(?:under|per|pursuant to|according to|violat\w+|breach\w* (?:of )?|in breach of|contrary to|cite|citing|invok\w+|exercis\w+|my rights? under|rights under|by|comply with|compliant with|within|of|is a|this is|request under|demand under) (?:the |my |our |your |an? |article \d+ (?:of )?(?:the )?)?<statute>\b",
            r"<statute>~~(?:breach\w*|violat\w+|complaint|request|deadline|rights?|says|require\w*|entitle\w*|fine|issue|obligation|applies|days|hours|ends|expires|lapses|claim|report\w*|incident|compensation|notification)",
            r"(?:consumer|statutory|legal|tenant|tenant's|tenants'|passenger|patient|contractual|data protection|employee) rights\b",
            r"(?:data|privacy|confidentiality|security|gdpr|hipaa|regulatory|compliance|safety) (?:breach\w*|leak\w*|violation\w*|incident report\w*|failure to comply|non[ -]?compliance|infringement)",
            r"(?:someone else's|somebody else's|another (?:customer|patient|user|person|tenant|client|student|family|employee)'?s|a stranger's|strangers?'|each other's|other people's|my colleagues'|everyone's|every other|complete strangers?)~~(?:personal )?(?:data|details|records?|results|file|files|medical|statement|statements|bank (?:details|statement)|address(?:es)?|prescriptions?|invoices?|phone numbers?|payslips?|passport|account(?:s)?|information|x[ -]?rays?|claims?|letters?|test|email addresses|salary|salaries|photos|chats?|messages|orders|documents|policies|appointments)",
            r"(?:personal|patient|customer|medical|health|payroll|salary|bank|card|employee|student|client|confidential|sensitive|private|children's|our|my|member) (?:data|details|records?|information|files?|numbers?|addresses|results|documents|photos|notes|letters?|history)~~(?:exposed|leaked|visible|public|accessible|sent to|shared with|disclosed|in the open|unencrypted|stolen|published|sold|emailed to|posted to|went to|gone to|on the web|to anyone|to everyone|to the wrong|lost|in the bin|in a skip|searchable|downloadable|breach\w*|compromised|all over|online|without (?:my|our) (?:consent|permission|knowledge))",
            r"(?:sent|send|sending|posted|emailed|mailed|gave|given|disclosed|shared|forwarded|shown|showed|told|handed|released|published|put|passed|sold)~~(?:my|our|his|her|their|patient|personal|medical|confidential|the) (?:[a-z]{1,12} )?(?:results?|records?|details|data|files?|diagnosis|statements?|medical|x[ -]?rays?|salary|payslips?|address|bank|passport|documents|personal|test results|number|information|prescription|claim|letters?)~~(?:to|with|on) (?:the wrong|my ex\w*|his ex|her ex|another|a stranger|strangers|someone|somebody|my (?:employer|boss|neighbour|neighbor|landlord|old|former|previous|mother|father|husband|wife|sister|brother|colleagues?|competitor)|a third party|third parties|everyone|all|other|the (?:whole|entire|neighbour|neighbor|internet|web)|our competitor|a competitor|an old|a different|facebook|marketing)",
            r"(?:other|all|every|all the|all your) (?:[a-z]{1,8} )?(?:patients|customers|clients|recipients|parents|members|tenants|users|residents|students|employees|donors|applicants)~~(?:in (?:the )?cc|cc field|cc line|cc'?d|in copy|visible to|email addresses|in the to field|openly)|(?:can|could|able to) (?:now )?(?:see|view|read|access|download|open) (?:each other's|other (?:people's|customers?'?|patients?'?|users?'?|tenants?'?|families'?|students'?|parents'?|companies'?)|someone else's|somebody else's|another (?:customer|patient|user|company|tenant|person|family|student)'?s?|everyone's|everybody's|all (?:the|our) (?:salaries|records|files)|my (?:medical|bank|private)|strangers')",
            r"(?:must|have to|has to|obliged to|required to|need to|due to|duty to|legally|going to have to|will have to|supposed to|we're to|are to|am to)~~(?:report|notify|disclose|file|declare|submit|inform|self[ -]?report)~~(?:to|the|it|this|within|by|under|with|a|as)~~(?:authorit\w+|regulator|fda|mhra|agency|within|72|24|48|hours|notified|board|inspectorate|police|commission\w*|breach|incident|officer|hse|osha|council|ministry|exchange|customers)",
            r"(?:tax|vat|filing|court|tribunal|regulatory|statutory|limitation|submission|appeal|visa|compliance|audit|annual return|customs) (?:deadline|period|return|filing|fine|penalt\w+|hearing|inspection|inspector|auditors?|due date|date|window|submission|claim)~~(?:ends?|expires?|lapses?|miss\w*|today|tomorrow|friday|monday|tuesday|wednesday|thursday|tonight|on the|in two|in three|hours|due|passes|passed|this week|next week|at risk|because|will be|was|is)",
            r"(?:auditors?|inspectors?|inspection|audit)~~(?:arrive\w*|coming|comes|here|on site|tomorrow|monday|tuesday|wednesday|thursday|friday|found|finding|failed|flagged|asked|asking|are asking|raised|next week|this week|due|wants?|need|non[ -]?conform\w+|major)",
            r"(?:product|batch|safety|voluntary|mandatory|formal) recall|recall(?:ed|ing)? (?:the|all|every|our|this|\d)|adverse event|reportable (?:incident|event|breach)|non[ -]?conformance|deviation report|field safety|serious incident|chain of custody|quarantin\w+",
            r"(?:evict(?:ed|ion|ing)?|repossess\w+|unfair dismissal|wrongful|discriminat\w+|harass\w+|negligen\w+|malpractice|misconduct|misdiagnos\w+|mis-?sold|mis-?selling|misrepresent\w+|false advertising|defamation|libel|slander|copyright infringement|trademark|patent|embezzl\w+|forg(?:ed|ery)|identity theft|bribe\w*|unlicen[cs]ed|uninsured|without (?:my|our) consent|never consented|never gave (?:you )?(?:my )?(?:consent|permission)|withdraw my consent|accessib\w+ law|disability discrimination|how this is reported|who this is reported to|liab(?:le|ility))",
            r"(?:file|filing|filed|lodge|lodging|lodged|submit\w*|make|making|made|bring|bringing|raise|raising|open\w*|start\w*|issue|issuing) (?:a |an |my |our |the )?(?:formal |official |legal |criminal |insurance |police )?(?:claim against|complaint (?:with|to|against|under)|dispute with|charge against|report (?:with|to)|case against|proceedings|suit|lawsuit|grievance|police report|request under)",
            r"(?:file|filing|report|complain|apply|appeal|submit)\w*(?: it| this| that)? (?:with|to) (?:the )?(?:[a-z]{1,12} )?(?:authorit\w+|court|tribunal|regulator|police|commission\w*|agency|inspectorate|ombuds\w+|council|ministry|bureau|board)\b",
            r"(?:licen[cs]e|permit|certificate|certification|accreditation|registration)~~(?:revoked|suspended|at risk|lose|losing|withdrawn|lapses?|in danger|could be taken|will be taken)",
            r"(?:to|get|gets?) (?:the )?(?:police|cops)\b|call(?:ed|ing)? the police|police (?:report|involved|complaint|are|have|case)",
        ),
        _V,
        confidence=0.75,
        negatable=True,
    ),
)
_OTHERS_FILES: Final = (
    r"<sees>~(?:other|different|unknown|all the other) (?:[a-z]{1,12} )?<others>(?:'s|'|s')? (?:[a-z]{1,12} )?<files>",
    r"<sees>~<files> (?:[a-z]{1,12} )?(?:of|from|for|belonging to) ~~other (?:[a-z]{1,12} )?<others>",
    r"<sees>~<files> (?:[a-z]{1,12} )?(?:of|from|for|belonging to) (?:about |over |nearly |around |all |some )?<many> (?:[a-z]{1,12} )?(?:strangers|people)~(?:not|don't|never|i do not)",
    r"other (?:[a-z]{1,12} )?<others>(?:'s|'|s')? (?:[a-z]{1,12} )?<files>~~(?:are|is|appear|appears|show|shows|showing|turn up|came up|visible|listed)~~(?:in|under|on|inside) (?:my|our) (?:[a-z]{1,12} )?(?:account|portal|app|login|dashboard|page|inbox|screen|profile|export)",
)
EXPOSED: Final[tuple[Frame, ...]] = (
    *frame(
        "legal_compliance",
        "Other people's records are seen where they should not be.",
        _OTHERS_FILES,
        _V,
        negatable=False,
    ),
    *frame("wide_impact", "Records of other people are seen, not of one.", _OTHERS_FILES, _V, negatable=False),
)
_UNPAID: Final = r"(?:did not|didn't|does not|doesn't|has not|hasn't|have not|haven't|was not|wasn't|were not|weren't|is not|isn't|are not|aren't|won't|will not|cannot|can't|could not|couldn't|not|never|failed|fails|failing|stuck|stopped|rejected|missing|late)"
UNPAID: Final[tuple[Frame, ...]] = (
    *frame(
        "money_at_risk",
        "Wages were not paid.",
        (
            r"(?:payroll|pay ?run|wage run|wages|salary run|salaries|paychecks|pay ?slips)~<unpaid>\b~~(?:run|runs|go|gone|went|paid|pay|processed|process|sent|submitted|complete|completed|arrive|arrived|through|out|transferred|released|credited|been)?",
            r"<unpaid>~~(?:run|pay|process|send|submit|complete|release|transfer)~~(?:payroll|the pay ?run|wages|salaries)",
        ),
        _V | {"unpaid": _UNPAID},
        negatable=False,
    ),
    *frame(
        "wide_impact",
        "Many people were not paid.",
        (
            r"(?:payroll|pay ?run|wage run|wages|salaries|paychecks)~<many> (?:[a-z]{1,12} )?<people>~<unpaid>",
            r"<unpaid>~~(?:run|pay|process|send|submit|complete|release|transfer|paid)~(?:payroll|wages|salaries|staff|paid)~~<many> (?:[a-z]{1,12} )?<people>",
            r"<many> (?:[a-z]{1,12} )?(?:people|staff|employees|workers|colleagues|drivers|nurses|teachers|crew)~<unpaid>~~(?:been )?(?:paid|get paid|their (?:pay|wages|salary|salaries))",
        ),
        _V | {"unpaid": _UNPAID},
        negatable=False,
    ),
)
MONEY: Final[tuple[Frame, ...]] = frame(
    "money_at_risk",
    "The customer names money they are losing, owed or about to lose.",
    (
        r"(?:cost(?:s|ing|ed)?|los(?:e|es|ing|t)|paying|paid|penalt\w+|fine[ds]?|damages|liable|charg(?:e|ed|es|ing)|bill(?:ed|ing)?|overcharg\w+|debited|withdrew|withdrawn|took|taken|taking|deducted|out of pocket|short|missing|refund(?:ed)?|return|reimburse\w*|bleeding|burning|worth of|at stake|exposure|hit of|deposit|forfeit\w*|wasted|spent|transferred|sent|stolen|stole|gone|disappeared|vanished|held|stuck|frozen|hold(?:ing)?|blocked|down by|compensat\w+)~~<money>(?:~~(?:per|a|an|each|every) (?:hour|day|minute|week|shift|night|month))?",
        r"<money>~~(?:(?:a|an|per|each|every) (?:hour|minute|day|week|shift|night)|in (?:penalt\w+|fines?|lost|charges|fees|damages|sales|stock|overdraft|wasted|late|interest|revenue|rent)|penalt\w+|of (?:stock|product|food|meat|milk|revenue|lost|goods|material|orders|wages|damage|my money|our money|vaccines?|produce|fish|flowers)|gone|missing|lost|stolen|taken|left my account|vanished|disappeared|short|overdrawn|out of pocket|down the drain|payment i (?:don't|didn't|never)|(?:was|were|been) (?:taken|charged|debited|deducted)|charged|debited|refund(?:ed)?~~(?:not|never|still|where|hasn't|nowhere)|fraud\w*|i (?:didn't|never|don't) (?:make|authori[sz]e|recogni[sz]e|approve|spend)|i don't owe|i do not owe|not mine|too much|more than|instead of|twice|stuck|held|frozen|still (?:not|hasn't)|back\b|deposit|for nothing|wasted|unpaid|outstanding)",
        r"(?:costing|costs|cost) (?:me|us|our|the (?:business|company|farm|school|hotel))~~(?:<n>|a fortune|money|thousands|hundreds|sales|business|revenue|orders|every|dear|per|a day|an hour|by the|wages|more)?",
        r"(?:los(?:e|ing|t)|lose|missing|missed|miss|forfeit\w*|wast(?:e|ed|ing)|giving up|throwing away) (?:out on )?(?:our |my |the |a |an |all |any |\w+ hours? of |another |half a |a whole |two |three |days? of |more |in )*(?:money|sales|revenue|income|wages|pay|business|turnover|takings|deposits?|margin|profits?|earnings|rent|commission|a fortune|thousands|stock|crop|harvest|bookings|orders|fees|the sale|the deal|the house|the contract|the tender|trading|day's (?:pay|work|trade|takings)|shift|jobs?|savings|mortgage (?:offer|rate)|the rate|discount|tax refund|grant|funding|bonus|contract|tender|job|house|sale|deal|mortgage|purchase)\b",
        r"(?:charged|billed|debited|paid|invoiced|took|taken|deducted)~~(?:twice|two times|three times|double|again|in error|by mistake|wrongly|for nothing|without|too much|the wrong amount|someone else's|for something|for a service|after (?:i|we) (?:cancel\w+|left|closed|returned)|the full|for months|for (?:the )?(?:whole|entire) time)",
        r"(?:double|over|wrong\w*|mis)[ -]?(?:charg\w+|bill(?:ed|ing)|debit\w*|invoiced?)|overbilled|overpaid|overpayment",
        r"(?:overdrawn|overdraft|insufficient funds|bounced|bounce|bank charges|bank fees|late fees?|late payment (?:fee|charge|penalty)|interest charges|returned unpaid|rent(?:'s| has| is| was)? (?:gone back|bounced|due|overdue|late|unpaid|not paid)|mortgage (?:payment)?~~(?:bounced|missed|due|late|unpaid)|can't (?:pay|make) (?:the |my |our )?(?:rent|mortgage|bills?|wages|staff|suppliers|payroll|salaries|food|chemist)|couldn't pay|wages (?:haven't|have not|not|are late|unpaid|aren't)|salary (?:hasn't|has not|not|is late|missing|never|short)|pay(?:check|slip|cheque|day)~~(?:missing|short|wrong|late|nothing|nobody)|not been paid|haven't been paid|hasn't been paid|payroll~~(?:fail\w*|late|wrong|short|missing|can't|twice))",
        r"(?:account|accounts|card|cards|funds|money|savings|payout|payouts|deposit|wallet|pension|benefit|benefits|salary|wages|payment|balance|refund|claim|transfer)(?:'s| is| are| has been| have been| was| were)?~~(?:frozen|blocked|locked|held|on hold|withheld|suspended|stuck|missing|gone|emptied|drained|cleaned out|stopped|garnish\w*|seized|not arrived|disappeared|hacked|cloned|lost|trapped|tied up)\b|(?:frozen|froze|freezing|blocked|locked|emptied|drained|withheld|withholding|holding|sitting on|kept|keeping|stopped) ~~(?:my|our) (?:account|accounts|card|money|funds|payouts?|deposit|wages|savings|benefits?|pension|refund|cash|payment)",
        r"(?:collections? (?:agenc(?:y|ies)|letter|notice|department|firm|people)|(?:in|to|into|with) collections|debt collect\w+|bailiffs?|final demand|credit (?:score|rating|file|record)|default notice|repossess\w*|court fees|red letter|late payment marker|disconnection notice)",
        r"(?:dispute|disputing|disputed|contest\w*|querying|don't owe|do not owe|never owed|not owe|wrong|incorrect|estimated|inflated|huge|impossible)~~(?:bill|bills|invoice|charge|charges|fee|fees|payment|transaction|debt|amount|balance)\b",
        r"(?:bill|invoice|charge|fee|payment|transaction|debit|withdrawal|transfer|direct debit|purchase)s?~~(?:i|we)(?:'m|'ve| am| are| have)? ?(?:never|don't|didn't|do not|did not|disput\w+|not)~~(?:recogni[sz]e|owe|made|make|authori[sz]ed?|approve\w*|agree\w*|sign\w*|order\w*|receiv\w*)?",
        r"(?:unauthori[sz]ed|fraudulent|unrecogni[sz]ed|unknown|suspicious|strange) (?:payments?|transactions?|charges?|withdrawals?|transfers?|purchases?|debits?)|scammed|been defrauded|stolen card|card (?:was|got|has been) (?:stolen|skimmed|used|cloned)|identity (?:theft|stolen)",
        r"(?:who|you)(?:'s|'ll| is| will| are| going to| gonna)? ?(?:going to )?(?:pays?|paying|compensat\w+|reimburs\w+|cover(?:s|ing)?|foots?) (?:for )?(?:this|that|the (?:bill|loss|damage|cost|costs|difference|reprint|hotel|lost|wasted|stock|hire)|it|me|us|my|our)\b",
        r"(?:penalt\w+|late delivery (?:charges?|penalt\w+)|liquidated damages|demurrage|detention charges|storage (?:charges|fees)|chargebacks?|contractual fines?|line[ -]?down charges|default fees|cancellation fees?|rush (?:fee|freight|charge)|air ?freight(?:ing)?)\b~?",
        r"(?:paying|pay|paid|renting|hiring|rent|rented|hire|hired|funding|stuck paying|still paying|forking out|shelling out)~~(?:for )?(?:a |the |my |our )?(?:hire (?:car|van)|rental|hotel|hotels|replacement|temporary|taxis?|takeaways?|launderette|storage|crane|skip|scaffold\w*|generator|agency staff|overtime|second|subcontractors?|courier|out of (?:my|our) own pocket|two (?:rents|mortgages|subscriptions)|bed and breakfast|labou?r|staff to|men to|people to|crew|standing time|wages for)",
        r"(?:refund|money back|reimburse\w*|deposit|compensation|payout|credit note|claim|settlement|cashback|my money|our money)~~(?:still (?:not|hasn't|haven't|waiting|missing|nothing|no sign|outstanding|pending)|never (?:came|arrived|appeared|paid|reached|received)|hasn't (?:arrived|come|been|appeared|reached|shown)|not (?:arrived|been|received|paid|come|appeared)|nowhere|weeks|months|since|overdue|outstanding|refus\w+|denied|for (?:\w+ )?(?:weeks|months|days))",
        r"(?:waiting|waited|chasing|owed|still owe|owe me|owe us|asking|begging|want|where is|where's)~~(?:for )?(?:my|our|the|a) (?:[a-z]{1,10} )?(?:refund|money|deposit|payout|commission|payment|reimbursement|settlement|wages|salary|benefit|invoice to be paid)~(?:weeks|months|days|since|for|ages|\d+|already|nothing|owe\w*)",
        r"(?:stock|product|produce|food|crop|crops|milk|vaccines?|samples|flowers|fish|meat|goods|harvest|embryos|seedlings)~~(?:spoil\w*|ruin\w*|rott\w+|rot\b|melting|melted|thaw\w*|defrost\w*|written off|write off|perish\w*|lost|wast(?:ed|ing)|binned|destroyed|wilt\w*|dying|scrapped|gone off|unsellable)",
        r"(?:go(?:ing)?|put(?:ting)?|drive|driving|be|send(?:ing)?) (?:me |us |you )?(?:bust|bankrupt|insolvent|under|into debt|out of business|to the wall)|bankrupt(?:cy)?|can't afford|cannot afford|cash ?flow|life savings|last of my savings|nest egg|worthless now|cut off on|(?:supply|power|gas|electricity|line|service|phone)~~(?:will be|is going to be|being|about to be|gets) (?:cut|disconnected|cut off|switched off)~(?:bill|payment|debt|over|arrears|unpaid|disput\w*)",
        r"charg(?:e|es|ing) (?:us|me)~~(?:for|per|every|each|by the) ~~(?:hours?|day|minute|week|pallet|delay)|who pays\b|out of pocket|at (?:my|our) (?:own )?expense|financial (?:loss|hardship|damage|harm|impact)|(?:revenue|sales|takings|income) (?:is |are |has |have )?(?:down|dropped|falling|stopped|lost|bleeding|gone|zero)|(?:no|zero|without) (?:income|revenue|sales|takings|wages)|(?:every|each) (?:hour|minute|day) (?:costs|is|we lose|counts in money)|fixed[ -]penalty|lost (?:revenue|sales|income|wages|earnings|business|profit|rent)",
    ),
    _V,
    confidence=0.7,
    needs_trouble=False,
)
