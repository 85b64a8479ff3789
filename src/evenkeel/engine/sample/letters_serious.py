"""Letters that need somebody with authority: machines that stand, people at risk, law, managers, the third failure."""

from __future__ import annotations

from evenkeel.engine.sample.letters import Letter

STOPPED = (
    Letter(
        "{M} down", "{M} is down since 5:10. The whole line is stopped. Forty people are standing around. Call me.", 4
    ),
    Letter(
        "Production stopped",
        "Good morning,\n\nI would like to inform you, with all the politeness I can still find, that {m} stopped at the start of the shift and that production stands still. We have done the reset your manual suggests, four times. The fifth time I shall do it with a hammer. Who is coming and when?",
        4,
    ),
    Letter(
        "URGENT no output",
        "No output from {m}, production is stopped, our customer's truck is at the ramp in {s} and leaves empty in two hours. Third failure this month.",
        4,
    ),
    Letter(
        "Everything stands",
        "I know everybody writes urgent. This is: {m} has tripped, the main line is down, we are losing about nine thousand an hour, and the fault code is not in the book you gave us.",
        4,
    ),
    Letter(
        "Linie steht",
        "Seit 6 Uhr steht die Produktion in {s} komplett still. Störung wie am Montag, nur diesmal hilft kein Neustart. Wir verlieren jede Stunde Geld. Bitte sofort zurückrufen!",
        4,
        "de",
    ),
    Letter(
        "controller frozen",
        "Hello, me again, sorry. After your remote update last night the panel of {m} is frozen and the plant has stopped. I do not know whether I may switch it off. The night shift has already gone home. Please, somebody who knows this.",
        4,
    ),
    Letter(
        "Goods warming up",
        "The temperature is at minus 9 and rising. {M} is down, the operation has stopped, and we hold product for three supermarket chains. If it reaches minus 5 all of it is waste.",
        4,
    ),
    Letter(
        "lucky us",
        "What a day to be your customer: {m} is dead, the line is down, and your hotline played me the whole of the Four Seasons. I am now in winter. Could a human being ring me?",
        4,
    ),
    Letter(
        "Parada total",
        "La producción está parada desde las siete. Tenemos un camión de nuestro cliente esperando y nadie contesta. Necesito un técnico hoy mismo en {s}.",
        4,
        "es",
    ),
    Letter(
        "Second stop in one night",
        "02:40 stop, 03:15 running, 04:05 stop and now it will not start any more. Production is stopped. The operator says {m} smells of hot varnish. We have locked it out. Need you here.",
        4,
    ),
)
SAFETY = (
    Letter(
        "Smoke at {m}",
        "There is smoke coming from the cabinet of {m} and one of our operators got an electric shock when he touched the frame. He is with the doctor. We have evacuated the hall. What do we do?",
        4,
    ),
    Letter(
        "gas smell in the plant room",
        "We have a gas smell in the room with {m}. Two people feel dizzy and are outside. The fire brigade is on its way. I need to hear from you NOW what to shut first.",
        4,
    ),
)
MANAGEMENT = (
    Letter(
        "Your manager, please",
        "This is the third repair of the same fault on {m} and the third time I explain it from the beginning. I want to speak to your manager. Today, not some day.",
        3,
    ),
    Letter(
        "Formal notice",
        "Dear Sirs, our solicitor has advised us to put you on formal notice of breach of contract concerning {m} at our {s} site. We reserve our rights to claim damages. Kindly confirm receipt.",
        3,
    ),
    Letter(
        "Residents without hot water",
        "Our residents are between 78 and 99 years old and have had no hot water since yesterday. I have been patient, I have been friendly, I have been on hold. Mrs. Abernathy is 94 and washes in cold water. Please, we need this today.",
        3,
    ),
    Letter(
        "Response time in the contract",
        "The service agreement says four hours. It is now eleven. We are outside the SLA and I shall claim the penalty for every hour from here. {M} is still not repaired.",
        3,
    ),
    Letter(
        "What our customers say",
        "Because {m} delivers rubbish since your last maintenance, our own customers are sending back their pallets. Two of the big ones have called me personally. This is no longer a matter between you and me.",
        3,
    ),
    Letter(
        "I will write about it",
        'I have 40,000 readers in the trade association\'s newsletter and a free column next week. At present the working title is "How Norrhall lost {s}". You may still help me to change it. {M} fails every night.',
        3,
    ),
    Letter(
        "Beschwerde, Geschäftsleitung",
        "Ich möchte bitte umgehend mit Ihrem Vorgesetzten sprechen. Dreimal repariert, dreimal wieder ausgefallen, und jedes Mal fange ich am Telefon von vorn an. So geht man mit einem Kunden nicht um.",
        3,
        "de",
    ),
    Letter(
        "Who is in charge over there?",
        "I asked for a supervisor on Monday, I asked on Tuesday. I am asking now in writing: who is in charge, and why does that person not call me? {M} runs at half speed and so do your replies.",
        3,
    ),
    Letter(
        "Inspection by the authority",
        "The health authority was here and has recorded the state of {m} as a violation. They set us a deadline. The missing certificate is the one you owe us since your last visit. This is a compliance matter now, and not our fault.",
        3,
    ),
    Letter(
        "penalty clause",
        "We missed the contracted response again, SLA breach number two this quarter. Besides the penalty I want your service director on the phone.",
        3,
    ),
    Letter(
        "Patients",
        "We treat dialysis patients. {M} went into alarm twice this morning, and we had to send four people home and reschedule them. They are frightened and so am I. Who takes care of this?",
        3,
    ),
    Letter(
        "Idiots",
        "Are you complete idiots? I said NOT to touch the parameters of {m}, and what did your remote people do? You useless clowns owe me a night's work. Put your boss on.",
        3,
    ),
    Letter(
        "escalate this",
        "Please escalate to your management. {M}, case open for nine days, four different names, no plan. I do not want a fifth name.",
        3,
    ),
)
SUPPORT = (
    Letter(
        "It failed again",
        "You repaired {m} last week. It failed again last night with the same code. I would have liked one quiet week.",
        2,
    ),
    Letter(
        "same fault, third visit",
        'Bearing noise at {m} is back. Your technician was here twice for it, it was "fixed" twice, and it is still not working properly.',
        2,
    ),
    Letter(
        "Considering other offers",
        "I will be open with you: another company has made us an offer for the maintenance of everything at {s}. If {m} keeps behaving like this we will switch at the end of the year.",
        2,
    ),
    Letter(
        "You said you'd call",
        "You promised to call back yesterday by noon about {m}. You didn't. I sat next to the phone like a teenager.",
        2,
    ),
    Letter(
        "Costs",
        "Every day that {m} runs in manual costs us about 1,400 in overtime. I have attached nothing because I have no time to attach anything. We are losing money. When is the part coming?",
        2,
    ),
    Letter(
        "Needed by Friday",
        "We need {m} back before Friday 12:00, that is when the inspection is. After that there is no point any more. Please tell me honestly whether you can make it.",
        2,
    ),
    Letter(
        "Ersatzteil",
        "Das Ersatzteil war für letzten Dienstag versprochen und ist bis heute nicht da. Keiner meldet sich. Das ist das zweite gebrochene Versprechen in diesem Monat.",
        2,
        "de",
    ),
    Letter(
        "A long story",
        "Dear team, let me begin at the beginning, because I seem to be the only one who still remembers it. In the first week the display of {m} went dark; your hotline advised a restart. In the second week it went dark again and a technician exchanged the display. In the third week the new display went dark, and another technician, who had not heard of the first, exchanged the cable. This morning, and I am sure that you will have guessed it, the display went dark. It is the same problem still. I remain, in the dark, yours",
        2,
    ),
    Letter(
        "no report",
        "You promised the service report for {m} by Monday. It is Thursday. Without it I cannot release the machine and my boss asks me every hour.",
        2,
    ),
    Letter(
        "Do you still want us?",
        "Three tickets, no answer, one very expensive contract. I ask sincerely whether you still want us as a customer, since we are thinking of cancelling the contract.",
        2,
    ),
    Letter(
        "All terminals",
        "Since this morning none of the operator terminals at {s} can log in to {m}, about 60 people are affected. We work with paper. It works, but nobody is happy.",
        2,
    ),
    Letter("it leaks. again.", "It leaks again. Same seal. Same place. Same bucket.", 2),
    Letter(
        "Technician without parts",
        "Third visit, and the third technician without the right part. I begin to know them by name, they are nice people. {M} is still not fixed.",
        2,
    ),
    Letter(
        "No cumplieron",
        "Nos prometieron la pieza para el lunes y no llegó. Nadie llamó. Es la segunda vez que no cumplen lo prometido y estamos pensando en cambiar de proveedor.",
        2,
        "es",
    ),
    Letter(
        "Guests are asking",
        "The repair of {m} did not hold, it failed again on Saturday evening with a full house. I gave away eleven free dinners. I would rather not do that each weekend.",
        2,
    ),
    Letter(
        "I worry about the weekend",
        "Forgive me if I am over-careful: {m} makes the noise that it made before the last breakdown, and we have a dated delivery on Saturday at 6:00. If it fails again we lose the order. Could somebody look before that?",
        2,
    ),
    Letter(
        "Kündigung",
        "Wenn die Störung bis Ende der Woche nicht behoben ist, kündigen wir den Wartungsvertrag. Das ist kein Ärger, das ist eine Entscheidung.",
        2,
        "de",
    ),
    Letter(
        "drive fault",
        "Drive fault F-113 came back two days after your repair. It is the same fault as last time. Please send somebody who has read the history.",
        2,
    ),
)
