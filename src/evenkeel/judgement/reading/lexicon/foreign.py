"""The core of danger, law, managers and a few more in six other languages, and cries of danger in many scripts."""

from __future__ import annotations

from typing import Final

import re2

from evenkeel.judgement.reading.lexicon.frames import Frame, frame

_SOURCES: Final[dict[str, tuple[str, str]]] = {
    "safety_threat": (
        "The message tells of danger to people.",
        (
            r"verletzt|lebensgefahr|gefahr fur|gefahrlich|es brennt|brennt|feuer|rauch|gasgeruch|riech\w+~~gas|gas~~(?:riech\w+|geruch|tritt|austritt|ausgetreten|stromt)|gasleck|in flammen|raucht|rauch(?:entwicklung|geruch|wolken?|schwaden)|verraucht|qualm|qualmt|krankenhaus|notarzt|krankenwagen|bewusstlos|stromschlag|bremsen? (?:versag\w*|defekt|ging\w*|funktion\w*)|vergiftet|allergische reaktion|umbringen|selbstmord|suizid|eingeklemmt|eingesperrt|explo\w+|blutet|atemnot|keine luft|funken|verbrannt|verletzt\w*|(?:bewohner\w*|patient\w*|kinder|senioren|kranke|alten)~frier\w+|frier\w+~~(?:bewohner\w*|patient\w*|kinder|senioren)|(?:pflegeheim|altenheim|seniorenheim|krankenhaus|klinik|hospiz|kita)~(?:ohne (?:strom|heizung|wasser)|ausgefallen|fallt aus)|(?:heizung|strom|sauerstoff|aufzug|kuhlung)~~(?:pflegeheim|altenheim|seniorenheim|krankenhaus|klinik|hospiz|kita)~?(?:ausgefallen|defekt|kaputt)|(?:impfstoff|insulin|medikamenten?|blut)\w*kuhlschrank|bringe \w+ um|schlag ?e? \w+ zusammen"
            r"|herid[oa]s?|peligro\w*|incendio|fuego|humo|(?:huel\w+|olemos|oler|olia|olor)~~gas|ard(?:e|en|iendo)|en llamas|lesionad[oa]s?|fuga de gas|hospital|ambulancia|inconsciente|descarga electrica|frenos (?:fall\w*|no)|intoxica\w+|reaccion alergica|matar\w*|suicid\w+|atrapad[oa]s?|sangr\w+|no puede respirar|quemad\w+|chispas|voy a hacer dano"
            r"|bless[ee]\w*|danger\w*|incendie|en feu|fumee|(?:sent|sens|sentons|sentez|senti|pue|odeur|odeurs)~~gaz|gaz~~(?:fuit|fuite|s'echappe)|(?:le|au|prend|pris) feu|en flammes|fuite de gaz|hopital|ambulance|inconscient\w*|electrocut\w+|freins? (?:ont|a|ne|lach\w*)|intoxi\w+|reaction allergique|tuer|suicid\w+|coince\w*|saigne\w*|respire\w* plus|brul\w+|etincelles|urgences"
            r"|ferit[oaie]|pericol\w+|incendio|fuoco|fumo|(?:odore|puzza|sentiamo|sento|sente|si sente)~~gas|gas~~(?:fuoriesc\w+|perd\w+)|perdita di gas|in fiamme|brucia\w*|fuga di gas|ospedale|ambulanza|svenut\w+|scossa|freni (?:non|rotti|guast\w*)|intossica\w+|reazione allergica|ammazz\w+|uccid\w+|suicid\w+|intrappolat\w+|sanguin\w+|non respira|scintille|ustion\w+"
            r"|ferid[oa]s?|perigo\w*|fogo|fumaca|fumo|(?:cheir\w+|sentimos)~~gas|em chamas|ardendo|a arder|incendio|vazamento de gas|fuga de gas|choque eletrico|travoes|freios|hospital|desmai\w+|intoxica\w+|reacao alergica|matar|pres[oa]s? no elevador|sangr\w+|nao respira|faiscas|queimad\w+"
            r"|gewond\w*|gevaar\w*|brand|rook|gaslucht|gaslek|(?:ruik\w*|ruiken|stinkt|rook)~~gas|gas~~(?:ruik\w*|lek\w*|ontsnapt)|staat in brand|in de fik|ziekenhuis|ambulance|bewusteloos|schok|remmen (?:doen|werken|weiger\w*)|vergiftig\w*|allergische reactie|vermoord\w*|zelfmoord|opgesloten|bloedt|ademt niet|vonken|verbrand\w*|koolmonoxide|kohlenmonoxid|monoxyde|monoxido|monossido"
        ),
    ),
    "legal_compliance": (
        "Law or an authority is brought in.",
        (
            r"anwalt\w*|rechtsanwalt\w*|klage\w*|verklag\w*|gericht(?:lich)?|rechtlich\w*|anzeige|dsgvo|datenschutz\w*|verbraucherzentrale|schlichtungsstelle|bundesnetzagentur|bafin|ombudsmann|gesundheitsamt|bauaufsicht|mahnbescheid|rechtsschutz|gewerbeaufsicht|polizei|abmahn\w*"
            r"|abogad[oa]s?|demanda\w*|denuncia\w*|juzgado|tribunal\w*|consumo|proteccion de datos|acciones legales|reclamacion oficial|hoja de reclamaciones|policia|inspeccion|ocu\b|via judicial"
            r"|avocat\w*|plainte|tribunal|justice|huissier|rgpd|cnil|mediateur|dgccrf|mise en demeure|prud'hommes|repression des fraudes|poursuites|juridique|police|inspection du travail"
            r"|avvocat\w*|denunci\w*|tribunale|querela|garante|vie legali|azioni legali|diffida|agcom|arera|codacons|giudice|polizia|carabinieri|asl\b|privacy"
            r"|advogad[oa]|processar|tribunal|queixa|livro de reclamacoes|procon|deco\b|anpd|cnpd|justica|acao judicial|medidas legais|policia|defesa do consumidor|asae|lgpd"
            r"|advocaat|rechtszaak|rechtbank|rechter|juridisch\w*|aangifte|avg\b|autoriteit persoonsgegevens|geschillencommissie|ombudsman|consumentenbond|dagvaard\w*|ingebrekestelling|deurwaarder|politie|kort geding|inspectie"
        ),
    ),
    "manager_request": (
        "The customer asks for somebody with more authority.",
        (
            r"vorgesetzt\w*|geschaftsfuhr\w*|ihren chef|chef sprechen|den chef|ihr chef|abteilungsleit\w*|filialleit\w*|teamleit\w*|jemand\w* mit entscheidung\w*|verantwortlichen sprechen|den verantwortlichen"
            r"|(?:el|su|al|un|con) (?:encargad[oa]|gerente|jefe|superior|supervisor|responsable|director)\w*|la encargada|hablar con (?:el|un|su) \w+ superior"
            r"|(?:votre|un|le|au|du|la) (?:responsable|superieur\w*|directeur|directrice|manager|chef|gerant\w*|hierarchie)"
            r"|(?:il|un|con|suo|vostro|al|col) (?:responsabile|direttore|capo|superiore|supervisore|titolare|dirigente)"
            r"|(?:o|um|com|seu|vosso|ao) (?:gerente|responsavel|superior|chefe|diretor|supervisor|encarregado)"
            r"|leidinggevende|uw manager|een manager|je baas|uw baas|de baas|teamleider|directeur|verantwoordelijke|filiaalmanager|de chef"
        ),
    ),
    "broken_promise": (
        "Something was announced, and it did not happen.",
        (
            r"sie (?:wollten|hatten) [^.?!]{0,40}(?:melden|anrufen|schicken|liefern|kommen|zuruckruf\w*|versprochen|zugesagt)|versprochen|zugesagt|niemand (?:ruft|meldet|hat|kam|kommt|ist)|keine (?:antwort|ruckmeldung)|keiner (?:meldet|kam|ruft)"
            r"|prometi\w+|prometid\w+|(?:nadie|ninguno) [^.?!]{0,20}(?:llama\w*|contesta\w*|respond\w*|vino|viene)|dijeron que|me dijo que|quedaron en|sin respuesta"
            r"|promis\b|promesse|aviez dit|m'avait dit|deviez|personne (?:ne|n'a)|aucune (?:reponse|nouvelle)|sans reponse|sans nouvelles"
            r"|promess\w+|avevate detto|dovevate|nessuno (?:ha|mi|risponde|chiama)|nessuna risposta"
            r"|prometer\w*|prometid\w*|disseram que|ninguem (?:liga|ligou|respond\w*|apareceu|veio)|sem resposta"
            r"|beloofd\w*|toegezegd|zouden? [^.?!]{0,30}(?:bellen|komen|leveren|mailen)|niemand (?:belt|komt|reageert|heeft)|geen (?:antwoord|reactie)"
        ),
    ),
    "repeated_failed_fix": (
        "The same trouble is back although it was worked on.",
        (
            r"schon wieder|zum (?:zweiten|dritten|vierten|funften|x-ten) mal|immer noch (?:defekt|kaputt|nicht)|wieder (?:kaputt|defekt|ausgefallen)|erneut"
            r"|otra vez|(?:segunda|tercera|cuarta|quinta) vez|de nuevo|sigue (?:sin funcionar|igual|roto|fallando)|encore (?:en panne|une fois|casse)|(?:deuxieme|troisieme|quatrieme|3e|3eme|2eme) (?:fois|panne|intervention)|de nouveau"
            r"|di nuovo|(?:seconda|terza|quarta) volta|ancora (?:rott\w+|guast\w+)|(?:segunda|terceira|quarta) vez|novamente|outra vez|alweer|(?:tweede|derde|vierde) keer|nog steeds (?:kapot|stuk|niet)|weer (?:kapot|stuk)"
        ),
    ),
    "money_at_risk": (
        "Money is named as lost, owed or at risk.",
        (
            r"(?:kostet|verlier\w*|schaden|vertragsstrafe\w*|abgebucht|mein geld|geld zuruck|ruckerstattung|erstattung|doppelt)[^.?!]{0,40}(?:\d|nicht|euro|immer noch|zuruck|berechnet|abgebucht)|vertragsstrafe\w*|doppelt (?:abgebucht|berechnet)"
            r"|(?:mi dinero|perdiendo|perdida|reembolso|devolu\w+|cobrado|penalizacion|cuesta)[^.?!]{0,40}(?:dinero|euros?|\d|dos veces|no|nada)|mi dinero|(?:mon argent|remboursement|perdons|perds|debite|preleve|penalites)[^.?!]{0,40}(?:euros?|\d|fois|toujours|pas|heure)|mon argent|penalites"
            r"|(?:i miei soldi|rimborso|perdendo|addebitat\w|penale|penali)|(?:meu dinheiro|reembolso|prejuizo|cobrad\w|multa)|(?:mijn geld|terugbetaling|schade|afgeschreven|boete|kost ons|verliezen)"
        ),
    ),
    "production_stopped": (
        "Work has stopped.",
        (
            r"(?:linien?|anlagen?|produktion|fertigung|montage|maschinen?|werk|band|bander|fliessband|kassen?|server|systeme?|betrieb|presse|fabrik)[^.?!]{0,40}(?:(?:steht|stehen)(?: schon| jetzt| wieder| komplett| nun| leider| heute)* (?:still|seit)|(?:steht|stehen)(?:[,.!]|$)|stillstand|ausgefallen|gestoppt|down|lahm|(?:lauft|laufen|geht|gehen) (?:nicht|nichts))|(?:steht|stehen)[^.?!]{0,25}(?:linien?|anlagen?|produktion|fertigung|maschinen?|band|bander|betrieb)[^.?!]{0,20}still|seit[^.?!]{0,30}(?:steht|stehen) (?:die|der|das|unsere?|hier)[^.?!]{0,12}(?:linien?|anlagen?|produktion|fertigung|maschinen?|werk|band|bander|kassen?|betrieb|presse)|(?:ausgefallen|gestoppt) (?:ist|sind)[^.?!]{0,15}(?:linien?|anlagen?|produktion|maschinen?|kassen?|server)|produktionsstillstand|stillstand"
            r"|(?:linea|produccion|planta|maquina|sistema|servidor|caja|fabrica)s?[^.?!]{0,25}(?:parad\w+|detenid\w+|caid\w+|no funcionan?|ferm\w+|bloccat\w+)|(?:esta|estan|sigue|tenemos|se ha|quedo)[^.?!]{0,12}(?:parad\w+|detenid\w+|caid\w+)[^.?!]{0,15}(?:linea|produccion|planta|maquina|sistema|servidor|caja|fabrica)s?|(?:ligne|production|usine|machine|systeme|serveur|caisse)s?[^.?!]{0,25}(?:arret\w*|en panne|bloque\w*|hors service)|(?:arret\w*|en panne|bloque\w*|hors service)[^.?!]{0,15}(?:ligne|production|usine|machine|systeme|serveur|caisse)s?|a l'arret"
            r"|(?:produzione|impianto|macchina|stabilimento|cassa|casse)[^.?!]{0,25}(?:ferm\w+|bloccat\w+)|(?:e|sono|abbiamo|resta|si e) (?:ferm\w+|bloccat\w+)[^.?!]{0,12}(?:produzione|impiant\w+|macchin\w+|stabilimento|cass[ae]|line[ae])|(?:esta|estao|temos|ficou)[^.?!]{0,12}parad\w+[^.?!]{0,15}(?:linha|producao|fabrica|maquina|sistema)s?|(?:ligt|liggen|staat|staan)[^.?!]{0,15}(?:lijn|productie|fabriek|machine|systeem|kassa)[^.?!]{0,12}(?:stil|plat|eruit)|(?:linha|producao|fabrica|maquina|sistema)[^.?!]{0,25}(?:parad\w+|parou|pararam|fora do ar)|(?:lijn|productie|fabriek|machine|systeem|kassa)[^.?!]{0,25}(?:ligt|staat|liggen|staan) [^.?!]{0,15}stil|(?:lijn|productie|fabriek|machine|systeem|kassa)[^.?!]{0,25}(?:stilgevallen|stilstand|plat|ligt eruit)"
        ),
    ),
    "vulnerable_person": (
        "A child, an old, ill or disabled person is affected.",
        r"pflegeheim|altenheim|seniorenheim|bewohner\w*|residencia de ancianos|maison de retraite|ehpad|casa di riposo|lar de idosos|verzorgingshuis|baby|saugling|neugeboren\w*|schwanger\w*|rollstuhl\w*|pflegebedurftig\w*|behindert\w*|dialyse|demenz|bebe|recien nacid\w*|embarazada|silla de ruedas|anciano|anciana|discapacitad\w*|nourrisson|enceinte|fauteuil roulant|handicap\w*|personne agee|neonato|incinta|sedia a rotelle|anzian[oa]|disabile|recem nascid\w*|gravida|cadeira de rodas|idos[oa]|rolstoel|zwanger|bejaard\w*|gehandicapt\w*|pasgeboren",
    ),
    "customers_customer": (
        "The customer's own customers feel it.",
        (
            r"(?:unsere?[mrn]?|mein\w*|der|die|ein|end) ?kunden?~~(?:wartet|warten|droht|drohen|beschwer\w+|springt ab|springen ab)|kunden? (?:wartet|wartend)|(?:wartet|warten)~~(?:unser|mein)\w* kunden?"
            r"|(?:mi|mis|nuestr[oa]s?|el|los) clientes?~~(?:espera|esperan|esperando|amenaza\w*|reclama\w*)|(?:mon|mes|notre|nos|le|les) clients?~~(?:attend|attendent|menace\w*|reclame\w*)"
            r"|(?:il|i|mio|miei|nostr[oi]|un) client[ei]~~(?:aspetta\w*|attende\w*|sta aspettando|minaccia\w*)|(?:meu|meus|nosso|nossos|o|os) clientes?~~(?:espera|esperam|a espera|esta a espera|aguarda\w*|ameaca\w*)|(?:mijn|onze|de|een) klant(?:en)?~~(?:wacht|wachten|dreig\w*|klaagt|klagen)"
        ),
    ),
    "churn_threat": (
        "The customer may leave.",
        r"kundig\w+|wechsel\w* (?:zu|den|wir|ich)|anderen anbieter|konkurrenz|cancelar (?:el contrato|mi)|me cambio a|competencia|dar de baja|resili\w+|concurren\w+|changer de (?:fournisseur|prestataire)|disdi\w+|concorrenza|cambio (?:fornitore|operatore)|rescindir|concorrencia|opzeg\w*|overstap\w*|concurrent\w*",
    ),
}
NOT_SO: Final = re2.compile(
    rb"(?:\b(?:kein\w*|nicht|ohne|pas|sans|sin|no hay|no es|non|nessun\w*|senza|nao|nao ha|sem|geen|niet|zonder)\s+(?:de |es |e )?|pas d')$"
)
FOREIGN: Final[tuple[Frame, ...]] = tuple(
    one
    for code, (because, source) in _SOURCES.items()
    for one in frame(code, because, (source,), {}, confidence=0.65, negatable=False)
)
CRIES: Final[tuple[str, ...]] = (
    "пожар",
    "горит",
    "газ",
    "скорая",
    "больниц",
    "убью",
    "покончить",
    "опасн",
    "пожежа",
    "допоможіть",
    "حريق",
    "غاز",
    "مستشفى",
    "انتحار",
    "خطر",
    "إسعاف",
    "אש",
    "שריפה",
    "סכנה",
    "בית חולים",
    "火事",
    "火災",
    "ガス漏れ",
    "救急",
    "危険",
    "自殺",
    "死にたい",
    "病院",
    "着火",
    "起火",
    "火灾",
    "煤气",
    "救护车",
    "危险",
    "自杀",
    "医院",
    "화재",
    "불이",
    "가스",
    "구급차",
    "위험",
    "자살",
    "병원",
    "आग",
    "खतरा",
    "अस्पताल",
    "φωτιά",
    "κίνδυνος",
    "νοσοκομείο",
    "pożar",
    "szpital",
    "karetka",
    "niebezpiecz",
    "wybuch",
    "yangın",
    "tehlike",
    "hastane",
    "ambulans",
    "intihar",
    "brinner",
    "sjukhus",
    "livsfara",
    "sykehus",
    "brand i",
    "sygehus",
    "tulipalo",
    "sairaala",
    "hengenvaara",
    "požár",
    "nemocnic",
    "nebezpeč",
    "tűz",
    "kórház",
    "veszély",
    "incendiu",
    "spital",
    "pericol",
)
