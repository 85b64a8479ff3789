"""What counts as the sender's own words."""

import time

import pytest

from evenkeel.intake.mail.visible import visible_text

ANGRY = "The export is broken again.\nThis is the third time."
QUOTE = "> We fixed it.\n> Ben"

ATTRIBUTIONS = [
    "On Mon, 3 Apr 2026 at 4:19 PM, Ben <ben@example.com> wrote:",
    "On Mon, 3 Apr 2026 at 4:19 PM, Ben\n<ben@example.com>\nwrote:",
    "Am 03.04.2026 um 16:19 schrieb Ben <ben@example.com>:",
    "Am Fr., 3. Apr. 2026 um 16:19 Uhr schrieb Ben\n<ben@example.com>:",
    "Le ven. 3 avr. 2026 à 16:19, Ben <ben@example.com> a écrit :",
    "El vie, 3 abr 2026 a las 16:19, Ben (<ben@example.com>) escribió:",
    "Il giorno ven 3 apr 2026 alle ore 16:19 Ben <ben@example.com> ha scritto:",
    "Op vr 3 apr 2026 om 16:19 schreef Ben <ben@example.com>:",
    "Em sex., 3 de abr. de 2026 às 16:19, Ben <ben@example.com> escreveu:",
    "pt., 3 kwi 2026 o 16:19 Ben <ben@example.com> napisał(a):",
    "Den fre 3 apr. 2026 kl 16:19 skrev Ben <ben@example.com>:",
    "pá 3. 4. 2026 v 16:19 odesílatel Ben <ben@example.com> napsal:",
    "пт, 3 апр. 2026 г. в 16:19, Ben <ben@example.com>:\nпт, 3 апр. 2026 г. в 16:19, Ben <ben@example.com> написал:",
    "2026年4月3日(金) 16:19 Ben <ben@example.com>:",
    "Ben <ben@example.com> 于2026年4月3日周五 16:19写道：",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS[:12] + ATTRIBUTIONS[13:])
def test_what_stands_under_an_attribution_is_not_the_customers(attribution: str) -> None:
    assert visible_text(f"{ANGRY}\n\n{attribution}\n\n{QUOTE}\n") == ANGRY
    assert visible_text(f"{ANGRY}\n\n{attribution}\n\nWe fixed it.\nBen\n") == ANGRY


OLDER_MAILS = [
    "-----Original Message-----\nFrom: Ben\nSent: Monday\nTo: Ada\nSubject: Export",
    "-----Ursprüngliche Nachricht-----\nVon: Ben\nGesendet: Montag\nAn: Ada\nBetreff: Export",
    "________________________________\nVon: Ben <ben@example.com>\nGesendet: Montag, 3. April\nAn: Ada\nBetreff: Export",
    "From: Ben <ben@example.com>\nSent: Monday\nTo: Ada\nSubject: Export",
    "*De :* Ben <ben@example.com>\n*Envoyé :* lundi\n*À :* Ada\n*Objet :* Export",
    "De: Ben\nEnviado: lunes\nPara: Ada\nAsunto: Export",
    "Da: Ben\nInviato: lunedì\nA: Ada\nOggetto: Export",
    "Van: Ben\nVerzonden: maandag\nAan: Ada\nOnderwerp: Export",
    "Od: Ben\nWysłano: poniedziałek\nDo: Ada\nTemat: Export",
    "---------- Forwarded message ---------\nFrom: Ben\nDate: Monday\nSubject: Export",
]


@pytest.mark.parametrize("older", OLDER_MAILS)
def test_an_older_mail_below_is_not_the_customers(older: str) -> None:
    assert visible_text(f"{ANGRY}\n\n{older}\n\nDear Ada, we fixed it.\n") == ANGRY


def test_answers_between_the_quotes_are_all_kept() -> None:
    text = "On 3 Apr 2026 at 4:19 PM, Ben wrote:\n> Is it fixed?\nNo!\n\n> Since when?\nSince Friday.\n"
    assert visible_text(text) == "No!\n\nSince Friday."


@pytest.mark.parametrize("signature", ["-- \nAda\nHead of Ops, Acme", "Sent from my iPhone", "Von meinem iPhone gesendet", "--\nAda",
                                       "Kind regards,\nAda Lovelace\nAcme Ltd.", "Mit freundlichen Grüßen\nAda Lovelace"])  # fmt: skip
def test_signatures_go(signature: str) -> None:
    assert visible_text(f"{ANGRY}\n\n{signature}\n") == ANGRY


@pytest.mark.parametrize(
    "words",
    [
        "On 3 May your colleague wrote:\nWe will refund you within a week.\nThat was a month ago!",
        "From: Berlin\nTo: Paris\nDate: 3 May\n\nMy train never came.",
        "Best regards\nAda\nPS: If this is not fixed by Friday we cancel.",
        "Thanks,\nbut it still does not work.",
        "Our list:\n- one\n- two",
        "Hello\n\n-----------------------\nIt is still broken.\nWe leave if it stays so!",
        "Sent from my desk, is much easier than my mobile phone.",
        "And here is a fix -- this is not a signature.",
    ],
)
def test_in_doubt_the_customers_words_stay(words: str) -> None:
    assert visible_text(words) == words


def test_a_mail_that_is_all_quote_is_shown_whole() -> None:
    assert visible_text("> It is broken.\n> Ada") == "It is broken.\nAda"
    forwarded = "---------- Forwarded message ---------\nFrom: Ada\nDate: Monday\nSubject: Broken\n\nIt is broken."
    assert visible_text(forwarded) == forwarded


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, ("x" * 100_000 + "\n") * 10, "> quoted\n" * 10_000, "\n" * 500_000, "On 1 x\n" * 100_000,
     ("On " + "1 <a@b> schrieb " * 18 + ":x:\n") * 2_000, "> a\nb\n" * 80_000, "From: a\n" * 60_000],
    ids=["one word", "long lines", "quotes", "nothing", "openers", "verbs", "turns", "labels"],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    visible_text(text)
    assert time.process_time() - started < 5
