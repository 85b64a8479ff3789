"""How mail programs introduce what is not the sender's own words, in the languages of the desk.

Every pattern is tried on one short line (or on a few joined), so none can be slow. Beside the ten languages we promise
(en de fr es it nl pt pl cs, Nordic) stand those our customers' programs often speak (ru ja zh ko tr fi).
"""

import re
from typing import Final


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(alternatives) + ")", re.IGNORECASE)


#: The first words of "On … wrote:", where it may run over several lines.
ATTRIBUTION_OPENS: Final = _any(
    r"\W{0,4}(?:on|am|le|el|il|op|em|dnia|w dniu|dne|den|på|a|at|от)\s",
    r"\W{0,4}\d{1,4}[./年년-]",
    r"\W{0,4}(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|tir|ons|tor|fre|lør|søn)"
    r"[a-zø]{0,8}[.,]?\s",
)
#: Its last words. What is before them must hold a digit or an address, or it is a sentence of the sender.
ATTRIBUTION_ENDS: Final = _any(
    r"(?:\b|(?<=>))(?:wrote|writes|wrote the following)\s{0,3}:\s*$",
    r"\bschrieb\b[^!?]{0,120}:\s*$",
    r"\ba [ée]crit\b.{0,60}:\s*$",
    r"\bescribi[óo]\s{0,3}:\s*$",
    r"\bha scritto\s{0,3}:\s*$",
    r"\bschreef\b.{0,120}:\s*$",
    r"\bescreveu\b.{0,60}:\s*$",
    r"\b(?:napisał|nadesłał|pisze)(?:\(a\)|a)?\s{0,3}:\s*$",
    r"\b(?:skrev|skreiv)\b.{0,120}:\s*$",
    r"\bnapsal(?:\(a\)|a)?\s{0,3}:\s*$",
    r"\b(?:написал|написала|пишет|писал)(?:\(а\))?\s{0,3}:\s*$",
    r"写道\s{0,3}[:：]\s*$",
    r"(?:님이 작성|작성하였습니다|님이 쓴 글).{0,20}[:：]\s*$",
    r"yazdı\s{0,3}:\s*$",
    r"kirjoitti\b.{0,80}:\s*$",
    r"\d{4}年\d{1,2}月\d{1,2}日.{0,120}<[^<>]{3,200}>\s{0,3}[:：]\s*$",
)
#: "-----Original Message-----" and its kin.
ORIGINAL_FOLLOWS: Final = _any(
    r"\s{0,4}-{2,}\s{0,3}(?:original message|original appointment|forwarded message|forwarded by .{1,80}"
    r"|ursprüngliche nachricht|urspruengliche nachricht|originalnachricht|weitergeleitete nachricht"
    r"|message d'origine|message original|message transféré|mensaje original|mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|mensagem original"
    r"|mensagem encaminhada|oryginalna wiadomość|wiadomość przekazana dalej|oprindelig meddelelse"
    r"|ursprungligt meddelande|opprinnelig melding|původní zpráva|исходное сообщение|пересылаемое сообщение"
    r"|alkuperäinen viesti|orijinal mesaj|原始邮件|元のメッセージ|원본 메시지)\s{0,3}-{2,}\s*$",
    r"\s{0,4}(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado)\s{0,3}:\s*$",
    r"[\s#*-]{0,12}(?:please )?(?:type|write) your (?:reply|answer) above this line.{0,20}$",
)
#: The labels of the header block that Outlook puts over the older mail.
BLOCK_FROM: Final = _any(
    r"[\s*_>]{0,6}(?:from|von|de|da|van|från|fra|od|от|lähettäjä|kimden|差出人|发件人|보낸 사람)\s?[*_]{0,2}\s?[:：]"
)
BLOCK_OTHER: Final = _any(
    r"[\s*_>]{0,6}(?:sent|date|to|cc|subject|gesendet|datum|an|kopie|betreff|envoyé|date|à|objet|enviado(?: el)?|fecha|para"
    r"|asunto|inviato|data|a|oggetto|verzonden|aan|onderwerp|enviada?(?: em)?|assunto|wysłano|do|temat|dw|skickat|till|ämne"
    r"|sendt|til|emne|kopi|odesláno|komu|předmět|kopie|отправлено|дата|кому|тема|lähetetty|vastaanottaja|aihe"
    r"|gönderildi|kime|konu|送信日時|宛先|件名|发送时间|收件人|主题|抄送|보낸 날짜|받는 사람|제목|참조)\s?[*_]{0,2}\s?[:：]"
)
BLOCK_SUBJECT: Final = _any(
    r"[\s*_>]{0,6}(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|ämne|emne|předmět|тема|aihe|konu|件名|主题"
    r"|제목)\s?[*_]{0,2}\s?[:：]"
)
#: A line that a phone or a program adds; at most a few words and no sentence.
SENT_FROM: Final = _any(
    r"\W{0,3}(?:sent (?:from (?:my|a|the|mail for|outlook)|with|via|using)|get outlook for)\b[^.,!?]{0,60}(?:https?://\S{1,200}|[^.,!?]{0,20})$",
    r"\W{0,3}(?:(?:von meinem|vom) [^.,!?]{1,40} gesendet|gesendet (?:von|mit|über)\b[^,!?]{0,60})\.?$",
    r"\W{0,3}envoyé (?:depuis|de|à partir de)\b[^.,!?]{0,60}\.?$",
    r"\W{0,3}enviado (?:desde|do|a partir|de)\b[^.,!?]{0,60}\.?$",
    r"\W{0,3}inviato da\b[^.,!?]{0,60}\.?$",
    r"\W{0,3}(?:verzonden|verstuurd) (?:vanaf|vanuit|met)\b[^.,!?]{0,60}\.?$",
    r"\W{0,3}(?:skickat från|sendt fra|hent outlook)\b[^.,!?]{0,60}\.?$",
    r"\W{0,3}(?:wysłan[oe] z|odesláno z|отправлено (?:с|из)|lähetetty)\b[^.,!?]{0,60}\.?$",
    r"(?:.{0,20}から送信|发自我的.{0,30}|从我的.{0,30}发送|나의 .{0,30}에서 보냄)$",
)
#: A closing formula alone on its line. Thanks are not among them: they mean something here.
CLOSING: Final = _any(
    r"\W{0,2}(?:(?:with )?(?:best|kind|warm|many|kindest|warmest)\s(?:regards|wishes)|regards|best|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|cheers|mit freundlichen grüßen|mit freundlichem gruß|mit besten grüßen|freundliche grüße|(?:viele|beste|liebe|schöne) grüße"
    r"|mfg|vg|lg|bien (?:cordialement|à vous)|cordialement|(?:sincères |meilleures )?salutations|(?:un )?(?:cordial )?saludos?|saludos cordiales"
    r"|atentamente|(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?|mvg|atenciosamente|cumprimentos"
    r"|z poważaniem|pozdrawiam|med venlig hilsen|venlig hilsen|(?:med )?vänliga hälsningar|(?:med )?vennlig hilsen|mvh|s pozdravem"
    r"|с уважением|saygılarımla|ystävällisin terveisin|此致|敬礼)\s{0,2}[,.!]?\s*$",
)
#: What is said after the closing and is no signature.
POSTSCRIPT: Final = _any(r"\W{0,2}p\.?\s?s\.?\b")
