"""Classes of sentences that bring in people, each with a few of its kind, and their near misses."""

from __future__ import annotations

import pytest

from skillfs.learning.english.human_text import statements
from skillfs.learning.third_parties.people import remarks_in
from skillfs.sessions.messages import Message, Role, Text

SAID: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("Kirsten Dahl? She's our auditor. Send her the ledger.", [("Kirsten Dahl", "role", "auditor")]),
    ("For anything legal talk to Amadou Diop.", [("Amadou Diop", "note", "is the person to ask about anything legal")]),
    (
        "For payroll questions, ask Greta Lindqvist.",
        [("Greta Lindqvist", "note", "is the person to ask about payroll questions")],
    ),
    (
        "You can reach Pavel Novotny only by text message.",
        [("Pavel Novotny", "preference", "can only be reached by text message")],
    ),
    (
        "Esra Yilmaz can only be reached on Mondays and Tuesdays. Find a slot.",
        [("Esra Yilmaz", "note", "can only be reached on Mondays and Tuesdays")],
    ),
    (
        "Our accountant is a guy named Theo Markovic; he needs receipts as PDFs.",
        [("Theo Markovic", "role", "accountant")],
    ),
    (
        "Met the new head of IT today, Wanda Kowalczyk. Very nice. Draft a thank-you.",
        [("Wanda Kowalczyk", "role", "head of IT")],
    ),
    ("The woman who cleans our office is Fatou Ndiaye.", [("Fatou Ndiaye", "note", "cleans the user's office")]),
    (
        "My dentist's name is Dr. Olaf Brandt. When is the next bank holiday?",
        [("Olaf Brandt", "relationship", "the user's dentist")],
    ),
    (
        "Add my mother-in-law to the list, her name is Concetta Bruno.",
        [("Concetta Bruno", "relationship", "the user's mother-in-law")],
    ),
    (
        "I have two siblings: Jonas is a carpenter, and Miriam teaches yoga.",
        [("Jonas", "role", "carpenter"), ("Miriam", "note", "teaches yoga")],
    ),
    (
        "Hana Suzuki's birthday is on the 4th of November. Remind me a week before.",
        [("Hana Suzuki", "birthday", "the 4th of November")],
    ),
    (
        "My nephew Leo turns six on 3 May. Ideas for a cake?",
        [("Leo", "relationship", "the user's nephew"), ("Leo", "note", "turns six on 3 May")],
    ),
    (
        "Nadia Benali speaks no English, only French and Arabic.",
        [("Nadia Benali", "preference", "speaks no English, only French and Arabic")],
    ),
    (
        "Copy Vusi Dlamini on this, he's the one approving our expenses.",
        [("Vusi Dlamini", "note", "is the one approving the user's expenses")],
    ),
    (
        "My running buddy Carlos Mendez is visually impaired.",
        [
            ("Carlos Mendez", "relationship", "the user's running buddy"),
            ("Carlos Mendez", "note", "is visually impaired"),
        ],
    ),
    (
        "Xiomara Reyes, whom I report to, is based in Bogotá.",
        [("Xiomara Reyes", "relationship", "the user reports to them"), ("Xiomara Reyes", "location", "Bogotá")],
    ),
    (
        "the contractor doing our kitchen is called Dave Ormerod and he's deaf in one ear",
        [
            ("Dave Ormerod", "note", "is the one doing the user's kitchen"),
            ("Dave Ormerod", "note", "is deaf in one ear"),
        ],
    ),
    (
        "Ines Carvalho took over the newsletter from Tom. Send her the template.",
        [("Ines Carvalho", "note", "took over the newsletter from Tom")],
    ),
    (
        "As of next month Zeynep Kaya will be leading the data team.",
        [("Zeynep Kaya", "note", "will be leading the data team")],
    ),
    (
        "Oscar Lindgren, the chap who maintains our servers, works nights.",
        [("Oscar Lindgren", "note", "maintains the user's servers"), ("Oscar Lindgren", "note", "works nights")],
    ),
    (
        "I share a flat with Benedikt Huber, a law student who never sleeps.",
        [
            ("Benedikt Huber", "relationship", "the user shares a flat with them"),
            ("Benedikt Huber", "role", "law student"),
            ("Benedikt Huber", "note", "never sleeps"),
        ],
    ),
    (
        "Write to Mrs Abernathy, our landlady. She's hard of hearing so keep it in writing.",
        [("Abernathy", "relationship", "the user's landlady"), ("Abernathy", "note", "is hard of hearing")],
    ),
    (
        "Our vet, Dr Simone Keller, doesn't do house calls.",
        [("Simone Keller", "role", "vet"), ("Simone Keller", "note", "doesn't do house calls")],
    ),
    (
        "I was told Rachel Osei is now responsible for the Accra site.",
        [("Rachel Osei", "note", "is responsible for the Accra site")],
    ),
    (
        "Tell Sven that the meeting moved. Sven Olsen is our liaison at the port authority.",
        [("Sven Olsen", "relationship", "the user's liaison at the port authority")],
    ),
    (
        "My grandma's called Edeltraud and she's turning 90 in June.",
        [("Edeltraud", "relationship", "the user's grandma")],
    ),
    (
        "My gran Edeltraud hates surprises.",
        [("Edeltraud", "relationship", "the user's gran"), ("Edeltraud", "preference", "hates surprises")],
    ),
    (
        "My students Ravi and Meena are both vegetarians. Which snacks?",
        [
            ("Ravi", "relationship", "the user's student"),
            ("Ravi", "preference", "is vegetarian"),
            ("Meena", "relationship", "the user's student"),
            ("Meena", "preference", "is vegetarian"),
        ],
    ),
    (
        "Team list: Ada Obi (backend), Milan Horvat (QA), Chloe Martin (design). Make a rota.",
        [("Ada Obi", "team", "backend"), ("Milan Horvat", "team", "QA"), ("Chloe Martin", "team", "design")],
    ),
    (
        "Contacts at the venue:\n- Sheila Prentice, catering\n- Moses Kiptoo, sound engineer\nPut them in a table.",
        [("Sheila Prentice", "team", "catering"), ("Moses Kiptoo", "role", "sound engineer")],
    ),
    (
        "Anneliese Vogel is my go-to for anything to do with taxes.",
        [("Anneliese Vogel", "relationship", "the user's go-to for anything to do with taxes")],
    ),
    ("It's Ludmila Petrova who signs the permits here.", [("Ludmila Petrova", "note", "signs the permits")]),
    (
        "The person in charge of parking is Tobias Frank.",
        [("Tobias Frank", "responsibility", "is in charge of parking")],
    ),
    (
        "We just hired Noura Al-Fayed to run the front desk.",
        [("Noura Al-Fayed", "responsibility", "was hired to run the front desk")],
    ),
    ("We've appointed Keith Barlow treasurer. Update the letterhead.", [("Keith Barlow", "role", "treasurer")]),
    (
        "My colleague Ottavia is from Sicily and she only drinks decaf.",
        [
            ("Ottavia", "relationship", "the user's colleague"),
            ("Ottavia", "note", "is from Sicily"),
            ("Ottavia", "preference", "only drinks decaf"),
        ],
    ),
    (
        "You'll be dealing with Monique Laurent at the prefecture, she's quite formal.",
        [("Monique Laurent", "note", "is quite formal")],
    ),
    (
        "Hi! My boss (Tamara Ilić) hates long mails. Shorten this.",
        [("Tamara Ilić", "relationship", "the user's boss"), ("Tamara Ilić", "preference", "hates long mails")],
    ),
    (
        "my boss tamara hates long mails",
        [("Tamara", "relationship", "the user's boss"), ("Tamara", "preference", "hates long mails")],
    ),
    ("Our plumber = Joe Bianchi.", [("Joe Bianchi", "role", "plumber")]),
    (
        "Plumber: Joe Bianchi. Electrician: Pete Sharp. Put both on the fridge list.",
        [("Joe Bianchi", "role", "Plumber"), ("Pete Sharp", "role", "Electrician")],
    ),
    ("Call Elspeth before nine, she's a teacher and can't pick up later.", [("Elspeth", "role", "teacher")]),
    ("Rajesh Iyer isn't on WhatsApp, so only email reaches him.", [("Rajesh Iyer", "note", "isn't on WhatsApp")]),
    ("Jo Whitfield has moved from sales to legal.", [("Jo Whitfield", "team", "legal")]),
    (
        "Our client contact is Priyanka Bose of Tata Steel.",
        [("Priyanka Bose", "relationship", "the user's client contact"), ("Priyanka Bose", "company", "Tata Steel")],
    ),
    (
        "Henk de Boer wants to be addressed as Professor.",
        [("Henk de Boer", "note", "wants to be addressed as Professor")],
    ),
    (
        "Mum's name is Philomena and she lives in Cork.",
        [("Philomena", "relationship", "the user's Mum"), ("Philomena", "location", "Cork")],
    ),
    (
        "Our son Piet goes to the Montessori school.",
        [("Piet", "relationship", "the user's son"), ("Piet", "note", "goes to the Montessori school")],
    ),
    (
        "Lena Fuchs and Karim Aziz got married. Lena is our designer.",
        [
            ("Lena Fuchs", "note", "got married"),
            ("Karim Aziz", "note", "got married"),
            ("Lena Fuchs", "role", "designer"),
        ],
    ),
    (
        "Karl-Heinz Bauer is retired now but still keeps our books.",
        [("Karl-Heinz Bauer", "note", "is retired"), ("Karl-Heinz Bauer", "note", "keeps the user's books")],
    ),
    (
        "Our new neighbours are Kofi and Abena Mensah.",
        [
            ("Kofi Mensah", "relationship", "the user's neighbour"),
            ("Abena Mensah", "relationship", "the user's neighbour"),
        ],
    ),
    (
        "Gunnar Holm: boat builder, lives on Bornholm, no phone.",
        [("Gunnar Holm", "role", "boat builder"), ("Gunnar Holm", "note", "lives on Bornholm, no phone")],
    ),
    (
        "Nikos Papadakis lets us use his workshop at weekends.",
        [("Nikos Papadakis", "note", "lets the user use his workshop at weekends")],
    ),
    (
        "Our landlord Herr Zimmermann insists on registered letters.",
        [
            ("Zimmermann", "relationship", "the user's landlord"),
            ("Zimmermann", "note", "insists on registered letters"),
        ],
    ),
    ("Ngozi Eze = my thesis supervisor.", [("Ngozi Eze", "relationship", "the user's thesis supervisor")]),
    (
        "My brothers Cillian and Fergal are both firefighters.",
        [
            ("Cillian", "relationship", "the user's brother"),
            ("Cillian", "role", "firefighter"),
            ("Fergal", "relationship", "the user's brother"),
            ("Fergal", "role", "firefighter"),
        ],
    ),
    (
        "Bartholomew Okonkwo is our night-shift foreman, everyone at the depot calls him Buzz.",
        [("Bartholomew Okonkwo", "nickname", "Buzz"), ("Bartholomew Okonkwo", "role", "night-shift foreman")],
    ),
    (
        "The caretaker of our building is Evaristo Montalbán, known to everyone as Tito.",
        [
            ("Evaristo Montalbán", "nickname", "Tito"),
            ("Evaristo Montalbán", "role", "caretaker of the user's building"),
        ],
    ),
    (
        "For anything to do with customs paperwork, Ingeborg Halvorsen is the person to ask, not me.",
        [("Ingeborg Halvorsen", "note", "is the person to ask about anything to do with customs paperwork")],
    ),
    (
        "The best way to get hold of Marguerite Delacroix, our lawyer, is Signal.",
        [
            ("Marguerite Delacroix", "preference", "is best reached by Signal"),
            ("Marguerite Delacroix", "role", "lawyer"),
        ],
    ),
    (
        "Dad (Vikram Deshmukh) is a retired railway engineer.",
        [
            ("Vikram Deshmukh", "relationship", "the user's Dad"),
            ("Vikram Deshmukh", "role", "retired railway engineer"),
        ],
    ),
    (
        "I have to hand this in to my line manager. Her name is Agnieszka Wrona.",
        [("Agnieszka Wrona", "relationship", "the user's line manager")],
    ),
    (
        "김민준 is our contact at the Busan port office.",
        [("김민준", "relationship", "the user's contact at the Busan port office")],
    ),
    (
        "we've hired Deepak Venkataraman as a part-time video editor",
        [("Deepak Venkataraman", "role", "part-time video editor")],
    ),
    ("Please don't call Ayumi Kato after nine.", [("Ayumi Kato", "preference", "is not to be called after nine")]),
    (
        "Jules Abernathy from payroll uses they/them.",
        [("Jules Abernathy", "team", "payroll"), ("Jules Abernathy", "pronouns", "they/them")],
    ),
    ("Aunt Perpetua's birthday falls on 30 August.", [("Aunt Perpetua", "birthday", "30 August")]),
    (
        "can I share a calendar with Nomvula Dlamini? shes my executive assistant",
        [("Nomvula Dlamini", "relationship", "the user's executive assistant")],
    ),
]

OF_NO_CONTACT = [
    "Guido van Rossum is the creator of Python. When did he retire?",
    "Marie Curie was born in Warsaw. Put that on the slide.",
    "Angela Merkel was chancellor for 16 years. Who came next?",
    "Taylor Swift has two cats. Write a quiz question about it.",
    "Tim Cook is the CEO of Apple. Is that still right?",
    "Ada Lovelace was a mathematician and her father was Lord Byron.",
    "Is Beth Norton our new CFO?",
    "In the film, Clarice Starling is a trainee at the FBI. Summarise the plot.",
    "Alice is a sender and Bob is a receiver in this protocol. Who holds the key?",
    "Quiz: Romeo is a Montague. Juliet is a Capulet.",
    "Send Petra Lang the file and ask her for the signed copy.",
    "Peter Jansen is late again.",
    "Martha Stone is out sick today.",
    "Could you check whether Hugo Boss has a store in Lyon?",
    "Goldman Sachs is our broker.",
    "Ernst Young is an auditor. Which of the big four is biggest?",
    "Jane Street is a trading firm. How do they hire?",
    "Morgan Stanley is a bank.",
    "Jenkins is our build server, it hates spaces in paths.",
    "If Carol Denton were our manager I'd quit.",
    "What if Leo Vance is a spy? Continue the story.",
    "Rename the class Customer to Client. Jon Doe is a placeholder.",
    "Add a user Mary Major who is a nurse to the seed file.",
    "The README says Tom Preston-Werner is the author of TOML.",
    "The function was written by Dan Abramov, who works at Facebook.",
    "According to the article, Jeff Bezos owns a yacht.",
    "Roger Federer plays tennis and has four children. Verify.",
    "Shakespeare's wife was Anne Hathaway.",
    "The painting shows Judith, who is a widow.",
    "Summarise this: Greta Thunberg is a climate activist from Sweden.",
    "Write a reference for Tom Riley: he is a diligent worker and a keen cyclist.",
    "Translate: Maria ist meine Schwester und sie ist Ärztin.",
    "Test data: Olga Ivanova, accountant; Pedro Gomez, driver.",
    "Lionel Messi is a striker. How many goals?",
    "Ask Rita whether the room is free.",
    "Maybe Nils Berg is our contact now, I'm not sure.",
    "Did Tessa Young get promoted to director?",
    "Bob wants the file by noon.",
    "Ken Thompson and Dennis Ritchie wrote Unix.",
    "Ludwig van Beethoven was deaf.",
    "Player two is Kara Frost, a warrior who hates elves.",
    "Customer Ben Wade says the app crashes and he is a premium user.",
    "For the meeting tomorrow, ask Greta Lindqvist to bring the projector.",
    "For this ticket talk to Amadou Diop.",
    "Call Pavel Novotny before you leave.",
    "We have Joe Bianchi on the line.",
    "Everyone calls me Buzz.",
    "Don't call Ayumi Kato, she is in a meeting.",
    "The best way to reach Paris is the train.",
    "Maybe Nils Berg is our contact now, I'm not sure.",
    "Quiz me on Twelfth Night: Viola is the twin sister of Sebastian.",
    "INT. KITCHEN - NIGHT. Dolores is a nurse.",
    "lodash is by John-David Dalton, who is its maintainer.",
    "In this transcript Olga Petrova is the host and lives in Perm.",
    "Plot = Mary Major.",
    "Do you know Kirsten Dahl? Send her the ledger.",
    "My server bruno hates load.",
]


def _remarks(text: str) -> list[tuple[str, str, str]]:
    message = Message(0, Role.USER, (Text(text),), human=True)
    return [(remark.name, remark.attribute, remark.value) for remark in remarks_in(list(statements(message)))]


@pytest.mark.parametrize(("text", "remarks"), SAID)
def test_who_is_brought_in_is_known_with_what_is_said(text: str, remarks: list[tuple[str, str, str]]) -> None:
    assert _remarks(text) == remarks


@pytest.mark.parametrize("text", OF_NO_CONTACT)
def test_whom_the_user_does_not_know_is_no_contact(text: str) -> None:
    message = Message(0, Role.USER, (Text(text),), human=True)
    assert [remark for remark in remarks_in(list(statements(message))) if not remark.of_things] == []


def test_a_first_name_is_that_of_the_one_full_name_that_has_it() -> None:
    assert _remarks("Tell Lena Fuchs about it. Lena is our designer.") == [("Lena Fuchs", "role", "designer")]
    assert _remarks("Tell Lena Fuchs and Lena Roth. Lena is our designer.") == [("Lena", "role", "designer")]


def test_what_a_user_calls_theirs_is_of_no_scene() -> None:
    assert _remarks("In this film there are too many cooks. My sister Ann is a cook.") == [
        ("Ann", "relationship", "the user's sister"),
        ("Ann", "role", "cook"),
    ]
