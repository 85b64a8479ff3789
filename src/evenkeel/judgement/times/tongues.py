"""Time phrases of German, French, Spanish and Portuguese in English words, so that one reader serves all."""

from __future__ import annotations

import re

_DAYS = {
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "pt": "segunda(?:-feira)? terça(?:-feira)? quarta(?:-feira)? quinta(?:-feira)? sexta(?:-feira)? sábado domingo",
}
_MONTHS = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto se(?:p)?tiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        (r"zwei", "2"),
        (r"drei", "3"),
        (r"vier", "4"),
        (r"fünf", "5"),
        (r"zehn", "10"),
        (r"zwanzig", "20"),
        (r"übermorgen", "day after tomorrow"),
        (r"morgen früh|morgen vormittag", "tomorrow morning"),
        (r"heute (?:abend|nacht)", "tonight"),
        (r"nachmittag", "afternoon"),
        (r"vormittag", "morning"),
        (r"abend", "evening"),
        (r"mittags?", "noon"),
        (r"mitternacht", "midnight"),
        (r"morgen", "tomorrow"),
        (r"heute", "today"),
        (r"sofort|umgehend|gleich|jetzt", "immediately"),
        (r"so bald wie möglich|schnellstmöglich|baldmöglichst|in kürze|bald", "as soon as possible"),
        (r"halb (\d{1,2})", r"half-\1"),
        (r"zwischen (\d{1,2}) und (\d{1,2})(?: uhr)?", r"between \1:00 and \2:00"),
        (r"(\d{1,2})(?:[:.](\d\d))? ?uhr(?: (\d\d))?", r"at \1:\g<2>\g<3>"),
        (r"bis(?: spätestens)?", "by"),
        (r"innerhalb(?: von| der nächsten)?|binnen|in den nächsten", "within"),
        (r"einer|einem|eine|einen", "1"),
        (r"stunden?", "hours"),
        (r"minuten?", "minutes"),
        (r"(?:werktagen?|arbeitstagen?)", "business days"),
        (r"tagen?", "days"),
        (r"wochen?", "weeks"),
        (r"nächste(?:n|r|s)? woche", "next week"),
        (r"diese(?:r)? woche", "this week"),
        (r"ende (?:der|dieser) woche", "end of the week"),
        (r"ende des tages|feierabend", "end of day"),
        (r"nächsten?", "next"),
        (r"um", "at"),
        (r"spätestens", "no later than"),
    ),
    "fr": (
        (r"après[- ]demain", "day after tomorrow"),
        (r"demain", "tomorrow"),
        (r"aujourd['’]hui", "today"),
        (r"ce soir", "tonight"),
        (r"(?:cet |l['’])?après[- ]midi", "afternoon"),
        (r"matin", "morning"),
        (r"midi", "noon"),
        (r"minuit", "midnight"),
        (r"fin de (?:la )?journée", "end of day"),
        (r"dès que possible|au plus vite|bientôt", "as soon as possible"),
        (r"tout de suite|immédiatement", "immediately"),
        (r"(\d{1,2}) ?h(?:eures?)? ?(\d\d)", r"\1:\2"),
        (r"entre (\d{1,2}) ?h? et (\d{1,2}) ?h", r"between \1:00 and \2:00"),
        (r"(?:dans|d['’]ici) (\d+|une) heures?", r"in \1 hours"),
        (r"à (\d{1,2}) ?h(?:eures?)?", r"at \1:00"),
        (r"avant (\d{1,2}) ?h(?:eures?)?", r"before \1:00"),
        (r"d['’]ici", "by"),
        (r"avant", "before"),
        (r"dans(?: les)?", "in"),
        (r"jours ouvr(?:és|ables)", "business days"),
        (r"jours?", "days"),
        (r"semaine prochaine", "next week"),
        (r"cette semaine", "this week"),
        (r"une", "1"),
        (r"deux", "2"),
        (r"trois", "3"),
        (r"à", "at"),
    ),
    "es": (
        (r"pasado mañana", "day after tomorrow"),
        (r"mañana por la mañana", "tomorrow morning"),
        (r"(?:por|de) la mañana|esta mañana", "this_morning"),
        (r"(?:por|de|esta) (?:la )?tarde", "afternoon"),
        (r"esta noche", "tonight"),
        (r"mañana", "tomorrow"),
        (r"hoy", "today"),
        (r"mediodía", "noon"),
        (r"medianoche", "midnight"),
        (r"final del día", "end of day"),
        (r"lo antes posible|cuanto antes|pronto|en breve", "as soon as possible"),
        (r"ahora mismo|enseguida|inmediatamente", "immediately"),
        (r"entre las (\d{1,2}) y las (\d{1,2})", r"between \1:00 and \2:00"),
        (r"a las? (\d{1,2})(?::(\d\d))?", r"at \1:\2"),
        (r"antes de las? (\d{1,2})(?::(\d\d))?", r"before \1:\2"),
        (r"antes del?", "before"),
        (r"dentro de|en", "in"),
        (r"horas?", "hours"),
        (r"minutos?", "minutes"),
        (r"días (?:hábiles|laborables)", "business days"),
        (r"días?", "days"),
        (r"semana que viene|próxima semana", "next week"),
        (r"esta semana", "this week"),
        (r"una?", "1"),
        (r"dos", "2"),
        (r"tres", "3"),
    ),
    "pt": (
        (r"depois de amanhã", "day after tomorrow"),
        (r"amanhã (?:de|pela) manhã", "tomorrow morning"),
        (r"amanhã", "tomorrow"),
        (r"hoje", "today"),
        (r"esta noite|hoje à noite", "tonight"),
        (r"(?:à|da|de|esta) tarde", "afternoon"),
        (r"manhã", "morning"),
        (r"meio-dia", "noon"),
        (r"meia-noite", "midnight"),
        (r"(?:final|fim) do dia", "end of day"),
        (r"o mais (?:rápido|breve) possível|em breve|logo", "as soon as possible"),
        (r"agora mesmo|imediatamente|já", "immediately"),
        (r"entre as (\d{1,2}) ?h? e as (\d{1,2}) ?h?", r"between \1:00 and \2:00"),
        (r"(?:às|as) (\d{1,2})(?:[:h](\d\d)|h)?", r"at \1:\2"),
        (r"até(?: às)?", "by"),
        (r"antes d[aeo]s?", "before"),
        (r"dentro de|em", "in"),
        (r"horas?", "hours"),
        (r"minutos?", "minutes"),
        (r"dias úteis", "business days"),
        (r"dias?", "days"),
        (r"próxima semana", "next week"),
        (r"esta semana", "this week"),
        (r"uma?", "1"),
        (r"duas|dois", "2"),
        (r"três", "3"),
    ),
}


def _table(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    names = zip(_DAYS[language].split(), _ENGLISH_DAYS, strict=True)
    months = zip(_MONTHS[language].split(), _ENGLISH_MONTHS, strict=True)
    rows = [*_WORDS[language], *names, *months]
    return tuple((re.compile(rf"(?<!\w)(?:{old})(?!\w)"), new) for old, new in rows)


_TABLES = {language: _table(language) for language in _WORDS}
_OPEN_MINUTES = re.compile(r"(\d{1,2}):(?!\d)")
_HALF = re.compile(r"half-(\d{1,2})")


def in_english(phrase: str, locale: str) -> str:
    """The phrase with its words of time in English; what it does not know it leaves."""
    table = _TABLES.get(locale.lower()[:2])
    if not table:
        return phrase
    text = phrase.lower()
    for pattern, new in table:
        text = pattern.sub(new, text)
    text = _OPEN_MINUTES.sub(r"\1:00", text)
    return _HALF.sub(lambda m: f"half past {(int(m[1]) - 1) % 12 or 12}", text).replace("this_morning", "morning")
