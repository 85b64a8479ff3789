"""Ordinary noise of a service desk: questions, thanks, dates, papers. And what customers write in the middle of a case."""

from __future__ import annotations

from evenkeel.engine.sample.letters import Letter

CALM = (
    Letter("Grease for the spindle", "Hi, which grease do you recommend for {m}? The sheet on the door has faded.", 1),
    Letter(
        "Change of address",
        "Please note that our accounts department has moved. New street, same town ({s}), same people.",
        1,
    ),
    Letter(
        "Holiday shutdown",
        "Our site is closed from the 20th to the 2nd. Could the yearly inspection of {m} take place in that time? No hurry.",
        1,
    ),
    Letter(
        "Thank you",
        "I just wanted to say that your colleague explained everything patiently and left the place cleaner than he found it. That is all. Have a good week.",
        1,
    ),
    Letter(
        "Quote for a second unit",
        "We are planning an extension and would like a quotation for a second unit like {m}. A rough number is enough for now.",
        1,
    ),
    Letter("Training", "Do you offer operator training for new staff? We would have three people in {s}.", 1),
    Letter("Manual in English", "Would you have the manual of {m} as a PDF? The paper one has met a coffee.", 1),
    Letter(
        "Wartungstermin",
        "Guten Tag, wann wäre die nächste Wartung fällig? Wir planen gerade das kommende Quartal. Danke!",
        1,
        "de",
    ),
    Letter(
        "New contact",
        "From Monday on I take over from my colleague for everything about {m}. Looking forward to working with you.",
        1,
    ),
    Letter(
        "Spare part number",
        "Can you confirm the part number of the inlet filter? I have 40-2217 written down, but the box says 40-2271.",
        1,
    ),
    Letter(
        "Little question about the display",
        "Since the update the display shows the clock in 12 hours. Nice, but can I have the 24 back?",
        1,
    ),
    Letter(
        "Insurance papers",
        "Our insurer asks for the last inspection certificate of {m}. Could you send me a copy whenever it suits you?",
        1,
    ),
    Letter("Consulta", "Hola, ¿me pueden indicar cada cuánto se cambia el filtro? Gracias y saludos.", 1, "es"),
    Letter(
        "Parking",
        "For your next visit: the yard at {s} is being paved, please park in the side street and ring the bell twice.",
        1,
    ),
    Letter(
        "Remote access window",
        "We would open the remote access for you on Wednesday between 9 and 11, does that suit your people?",
        1,
    ),
    Letter("Noise level", "Is 71 dB at one metre normal for {m}? Nobody complains, I only measure things.", 1),
    Letter(
        "Energy figures",
        "For our sustainability report I need last year's running hours of {m}. The counter says 6,412. Does that match yours?",
        1,
    ),
    Letter("Order of belts", "Please send two sets of belts with the next delivery. No rush at all.", 1),
)
CHATS = (
    (
        "Hi there, is the parts counter open on Saturday?",
        "Yes, 8 to 12. Shall I set anything aside for you?",
        "No thanks, just looking.",
    ),
    (
        "Where do I find the serial number of {m}?",
        "On the plate inside the left door, second line.",
        "Found it, cheers.",
    ),
    (
        "Can I change our inspection from Tuesday to Wednesday?",
        "Done: Wednesday at the same time.",
        "Perfect, thank you.",
    ),
    (
        "Is there an app for the fault codes?",
        "There is a page: type the code and it tells you what it means.",
        "Great.",
    ),
    ("Hallo, kann ich hier einen Filter bestellen?", "Ja, welcher Typ ist es?", "40-2217, zwei Stück bitte."),
    ("Are you open on the public holiday?", "The hotline is, the office is not.", "That is all I need."),
    ("Which oil goes into the gearbox?", "The one with the blue label, ISO VG 220.", "Thanks, we have that."),
    ("Do you have somebody who speaks Spanish?", "Yes, Lucía, from noon on.", "Wonderful, I will write again then."),
    (
        "What is the weight of the new control panel?",
        "84 kg with the door, 61 without.",
        "Then the small crane will do.",
    ),
    (
        "Kann ich die Wartungsprotokolle irgendwo selbst ansehen?",
        "Ja, in Ihrem Konto unter Dokumente.",
        "Gefunden, danke.",
    ),
    ("Is the training in March still on?", "It is, with four places left.", "Two for us please."),
    ("Do your people need safety shoes for the visit?", "They bring their own, thank you.", "Good, see you then."),
    ("Where do I send an empty crate back to?", "A label is in the lid, just call the carrier.", "Ah, there it is."),
    ("Do you also service older units?", "Back to 1994, yes.", "Good to know, ours is from 1999 and still smiling."),
)
ANSWERS_TO_CALM = (
    "Thank you for asking. The answer is yes, and the sheet is on our page under your account. Write any time.",
    "Noted, thank you for telling us. It is in your file now.",
    "Gladly. I have put it on the list for the planning team, there is nothing you need to do.",
    "That is normal for this type and nothing to worry about.",
)
FURTHER = (
    "Any news? It is getting loud here.",
    "Thank you for the quick answer. I have told the shift, they are holding on.",
    "I see your message. I would have preferred to see your technician, but I see your message.",
    "Ok.",
    "Just so that you know: my own boss is now reading along.",
    "The interim solution works so far. I don't trust it, but it works.",
    "Danke für die Rückmeldung. Wir warten.",
    "Please tell your people to use the north gate, the south one is locked.",
    "I attach great hopes, since I cannot attach the machine.",
    "Understood. We will keep two operators on it until you are here.",
)
AFTER_A_MISS = (
    "You said you would call. I waited. Nothing.",
    "And again the hour goes by without the call that you promised.",
    "I had it in my calendar in red. You promised, and nobody rang.",
    "No call, no mail, no pigeon. You did not keep your word.",
)
SOLVED = (
    "Yes, solved. Thank you, it has been running all morning.",
    "It works again, you can close it.",
    "Confirmed, fixed. Thanks.",
    "Ja, läuft wieder. Danke!",
    "Sí, está resuelto, gracias.",
    "Solved on our side. Please pass my thanks to the technician.",
    "Yes, it is solved.",
)
NOT_SOLVED = (
    "Thanks, but it stopped again an hour ago.",
    "No, it is not solved. It still fails every ten minutes.",
)
