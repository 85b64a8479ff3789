"""Two policies of our own that break a little trust every week, told in the words of many different customers.

The arrival window: dispatch says "morning", the tour plan says "by the end of the second slot", which is at two.
The call-out fee: waived on the telephone, charged by the billing run, because nobody sets the flag in the contract.
"""

from __future__ import annotations

from evenkeel.engine.sample.letters import Letter

WINDOW = (
    Letter(
        "Morning?",
        "Your dispatcher promised a technician in the morning. He walked in at twenty to two. In {s} that is called afternoon. You broke your word and I had two fitters standing next to {m} since six.",
    ),
    Letter(
        "Appointment on site",
        'Hello,\n\nwe were told "tomorrow morning" for {m}. I moved the staff meeting, I opened the gate at seven, and your colleague arrived at 12:50. He was very polite about it, which is nice, but he also said his tour sheet never had us before noon. So who promised the morning? This is the second time you did not come when you said you would.\n\nRegards',
    ),
    Letter("nobody here yet", "11:45, no technician. You said morning. Still waiting at {m}. Where is he?"),
    Letter(
        "A question about your clock",
        'Could somebody explain to me which time zone your "between eight and eleven" is in? Your man came at a quarter past one and had the nerve to tell me he was early. You promised the morning and you did not keep it.',
    ),
    Letter(
        "Re-arranged the whole shift for you",
        'We stopped {m} at 7 so it would be cold when your technician came "first thing". First thing turned out to be 2 pm. That is seven hours of no production that nobody is going to give back to me, because you did not come when you promised. I am not shouting, I am only tired.',
    ),
    Letter(
        "Terminzusage nicht eingehalten",
        "Guten Tag,\n\nuns wurde der Techniker für heute Vormittag fest zugesagt. Gekommen ist er um 13:25 Uhr. Das ist nun schon das zweite Mal, dass Sie Ihre Zusage nicht einhalten. Unser Hausmeister in {s} hat dafür seinen freien Tag geopfert.\n\nMit freundlichen Grüßen",
        language="de",
    ),
    Letter(
        "Visit of yesterday",
        'The repair itself was fine. What was not fine: your office said the morning window, I stood at the loading dock from 7:30, and at ten past twelve somebody rang to say he was "just leaving the previous customer". You said morning. You broke that promise before you even left the house.',
    ),
    Letter(
        'Is "AM" a suggestion?',
        "Dear Norrhall team, the confirmation says AM. The doorbell rang at 12:35 PM. I would let it pass but it was the same in spring, the same in summer, and my tenants in {s} are beginning to think that I make the appointments up. Please stop promising a morning you cannot keep.",
    ),
    Letter(
        "worried about Thursday",
        "I do not want to be a nuisance, but the last two visits that were promised for the morning happened at 1 pm and at half past two. On Thursday we have auditors in the house and {m} must be looked at before noon. You did not come as promised twice. Can I rely on it this time?",
    ),
    Letter(
        "Kept waiting again",
        "Promised: before 10. Arrived: 14:05. Apologies: none. {M} was idle all that time. Please note that in your records as a promise you did not keep, I have noted it in mine.",
    ),
    Letter(
        "Ventana de llegada",
        'Buenos días: nos prometieron al técnico por la mañana y llegó a las dos menos cuarto. No cumplieron lo prometido. Perdimos medio turno en {s} esperando. ¿Quién nos explica por qué dicen "por la mañana" si no es verdad?',
        language="es",
    ),
    Letter(
        "Your technician was great, your planning is not",
        'Full marks to the young man who fixed {m}. But he told me himself that "morning" in your system ends at 14:00. Nobody tells the customer that! You promised us the morning, we waited until one o\'clock, and the bakery van left without us. That is a broken promise however well he solders.',
    ),
    Letter(
        "Half a day, gone",
        "I run a site with nine people. Five of them waited for your morning appointment until 12:20 because the confirmation said 8 to 12 and nobody rang. You did not keep the appointment and you did not tell us. Please do not send me a survey about it.",
    ),
)
FEE = (
    Letter(
        "Invoice with call-out fee",
        'Your Ms. on the telephone promised that the call-out fee would be waived because it was your own part that failed. On the invoice it is: 185.00, "call-out". You broke your promise. Please take it off.',
    ),
    Letter(
        "185 reasons to be annoyed",
        "We agreed, in writing, no call-out fee for the return visit. And there it sits on line 1 of the bill, fresh as a daisy. You charged us although you promised not to. What exactly is your word worth at Norrhall, apart from 185?",
    ),
    Letter(
        "Billing error, again",
        "Good morning. Second invoice in a row where the fee that was waived comes back from the dead. Last month you promised a credit note, it never came. We will not pay the fee and I would like somebody to explain where in your house a promise goes to die.",
    ),
    Letter(
        "Anfahrtspauschale",
        "Sehr geehrte Damen und Herren,\n\nbeim letzten Einsatz in {s} wurde uns zugesagt, dass die Anfahrtspauschale entfällt, weil es Gewährleistung war. Nun steht sie doch auf der Rechnung. Sie haben Ihre Zusage nicht eingehalten. Bitte korrigieren.\n\nFreundliche Grüße",
        language="de",
    ),
    Letter(
        "please check this charge",
        'Hi, maybe it is only a mistake, but the engineer who looked at {m} said the trip would be free of charge, "don\'t worry about the call-out". Our accounts department now has a reminder with a late fee on it. I vouched for it internally because you promised. Could you look?',
    ),
    Letter(
        "Waived means waived",
        "Waived: to refrain from demanding. Charged: what you did. You promised to waive the call-out, then you billed it, then you sent a dunning letter. Which of the three shall I frame?",
    ),
    Letter(
        "Dispute of invoice",
        'We dispute the position "emergency attendance". Your coordinator told Curtis on the phone that it would not be charged, since your own update had taken the controller down. That promise was not kept. We are withholding the whole invoice until it is corrected.',
    ),
    Letter(
        "Money for nothing",
        "So let me get this right. You come, you do not have the part, you go, you promise that the useless trip costs nothing, and two weeks later I get a bill for the useless trip. You promised. It is money at the end of the day, and it is ours.",
    ),
    Letter(
        "Fee on the March job and the one before",
        'To whom it may concern: on both work orders it says "no charge for travel, agreed", signed by your technician. Both invoices charge for travel. You did not do what you promised, twice, and the contract renewal is on my table this very week.',
    ),
    Letter(
        "accounts team asks",
        "Our auditor wants to know why we paid a call-out fee that, according to the mail of your own support desk, was waived. I want to know too. You promised it and billed it anyway. Please send a credit note.",
    ),
    Letter(
        "Cargo indebido",
        "Estimados: nos prometieron que no cobrarían el desplazamiento y apareció en la factura. No es la primera vez que no cumplen lo prometido. Pido la nota de crédito por favor.",
        language="es",
    ),
    Letter("call-out", "Fee was to be waived. Fee was charged. You promised. Fix it."),
)
