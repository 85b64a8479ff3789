"""Who is speaking: a person, a machine answering, a server returning our mail, or ourselves.

A machine taken for a person starts a loop of answers; a person taken for a machine is a customer nobody hears. So every
sentence here needs a header that only machines write; a mailing list is people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evenkeel.intake.mail.bounces import bounced_by_report, bounced_by_words, delivery_report

if TYPE_CHECKING:
    from evenkeel.intake.mail.headers import Headers
    from evenkeel.intake.mail.parts import Part
    from evenkeel.intake.mail.values import BouncedMail

LOOP_HEADER: Final = "X-Evenkeel-Loop"
_AUTO_HEADERS: Final = (
    "x-autoreply",
    "x-auto-reply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-mail-autoreply",
)
_SERVERS: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
_RETURNED: Final = re.compile(
    r"undeliver|undelivered|returned mail|delivery (?:status|failure|has failed)|mail delivery failed|failure notice|unzustellbar"
    r"|delivery problem|could not be delivered|nicht zugestellt|non remis|no entregado|mancato recapito|niet bezorgd",
    re.IGNORECASE,
)
_AUTO_SUBJECT: Final = re.compile(
    r"(?:automatic reply|auto(?:-| )?reply|autoreply|out of office(?: auto-?reply)?|automatische (?:antwort|nachricht)|abwesenheitsnotiz"
    r"|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|resposta automática"
    r"|automatyczna odpowiedź|autosvar|automatisk svar|automatická odpověď|автоответ|自動応答|自动回复|자동 회신)\s?[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kind:
    kind: str
    because: str
    bounced: BouncedMail | None = None


def kind_of(head: Headers, content_type: str, parts: list[Part], sender_email: str, text: str) -> Kind:
    """First ourselves, then bounces (they carry auto-reply headers too), then what RFC 3834 says, then the subject."""
    if head.has(LOOP_HEADER.lower()):
        return Kind("our_own_loop", f"It carries our own {LOOP_HEADER} header, so it is a mail of ours come back.")
    found = _as_bounce(head, parts, sender_email, text)
    found = found or _as_report(head, content_type)
    if found is None and (because := _auto_because(head)):
        found = Kind("auto_reply", because)
    return found or Kind("human", "Nothing says that a machine wrote it.")


def _as_bounce(head: Headers, parts: list[Part], sender_email: str, text: str) -> Kind | None:
    report = delivery_report(parts)
    if report and report.action in ("delivered", "relayed", "expanded"):
        return Kind("auto_reply", f"A mail server reports that a mail was {report.action}.")
    if report:
        return Kind("bounce", "A mail server's delivery report.", bounced_by_report(report, parts, head))
    by_server = bool(_SERVERS.match(sender_email)) or _null_return_path(head)
    if head.has("x-failed-recipients") or (by_server and _RETURNED.search(head.first("subject"))):
        return Kind("bounce", "A mail server returned a mail, in its own words.", bounced_by_words(text, parts, head))
    return None


def _as_report(head: Headers, content_type: str) -> Kind | None:
    """Read receipts and abuse reports; a delivery report without its machine-readable part too."""
    if content_type != "multipart/report":
        return None
    declared = head.undecoded("content-type").lower()
    if "disposition-notification" in declared:
        return Kind("auto_reply", "It is a read receipt.")
    return Kind("auto_reply", "It is a report that a machine wrote (multipart/report).")


def _auto_because(head: Headers) -> str:
    """Empty when no header says so. X-Auto-Response-Suppress only asks for no answers; people's mails carry it too."""
    submitted = _first_word(head, "auto-submitted")
    if submitted and submitted != "no":
        return f"Its Auto-Submitted header says {submitted[:40]} (RFC 3834)."
    for name in _AUTO_HEADERS:
        if head.has(name) and _first_word(head, name) not in ("no", "false"):
            return f"It carries the header {name}."
    if _first_word(head, "precedence") in ("auto_reply", "auto-reply"):
        return "Its Precedence header says that it is an automatic reply."
    if _first_word(head, "precedence") in ("bulk", "junk") and not _from_people(head):
        return "Its Precedence header says that it is sent in bulk, and it belongs to no list and no thread."
    if _null_return_path(head):
        return "Its return path is empty: the server that sent it wants no answer."
    if _AUTO_SUBJECT.match(head.first("subject")):
        return "Its subject is one that only automatic replies have."
    return ""


def _from_people(head: Headers) -> bool:
    """A list that people write to names where to post, or the mail answers another; a newsletter does neither."""
    return any(head.has(name) for name in ("list-post", "in-reply-to", "mailing-list"))


def _null_return_path(head: Headers) -> bool:
    return any(value.strip() == b"<>" for value in head.raw("return-path"))


def _first_word(head: Headers, name: str) -> str:
    return head.first(name).split(";")[0].split("(")[0].strip().lower()
