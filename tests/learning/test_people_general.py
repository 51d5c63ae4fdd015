"""The general reading of people: any predicate that lasts, however a person is introduced, and what does not last."""

from __future__ import annotations

import pytest
from conversations import Space

from skillfs.learning.english.human_text import statements
from skillfs.learning.third_parties.people import remarks_in
from skillfs.sessions.messages import Message, Role, Text

SAID = [
    (
        "Forward this to Marek Dvořák, our new glaciologist at Norsk Polar.",
        [
            ("Marek Dvořák", "role", "glaciologist"),
            ("Marek Dvořák", "company", "Norsk Polar"),
        ],
    ),
    (
        "Ask Leila Haddadi, the union representative, about the overtime.",
        [
            ("Leila Haddadi", "role", "union representative"),
        ],
    ),
    (
        "Please cc Tomasz Zieliński (payroll) and Ana Souza (she/her, our interpreter).",
        [
            ("Tomasz Zieliński", "team", "payroll"),
            ("Ana Souza", "pronouns", "she/her"),
            ("Ana Souza", "role", "interpreter"),
        ],
    ),
    (
        "My brother-in-law Femi Adeyemi is coming on Saturday, he can't eat shellfish.",
        [
            ("Femi Adeyemi", "relationship", "the user's brother-in-law"),
            ("Femi Adeyemi", "note", "can't eat shellfish"),
        ],
    ),
    (
        "Book a table with my old schoolmate Piet van der Merwe, a beekeeper from Paarl.",
        [
            ("Piet van der Merwe", "relationship", "the user's schoolmate"),
            ("Piet van der Merwe", "role", "beekeeper from Paarl"),
        ],
    ),
    (
        "Write a reminder to our caretaker, Zbigniew Nowak, about the bins.",
        [
            ("Zbigniew Nowak", "role", "caretaker"),
        ],
    ),
    (
        "Send the minutes to Keiko Tanabe from procurement.",
        [
            ("Keiko Tanabe", "team", "procurement"),
        ],
    ),
    (
        "Invite Acme's CFO Bob Stone to the review.",
        [
            ("Bob Stone", "role", "CFO"),
            ("Bob Stone", "company", "Acme"),
        ],
    ),
    (
        "Our piano teacher Mrs. Okonkwo prefers cash.",
        [
            ("Okonkwo", "role", "piano teacher"),
            ("Okonkwo", "preference", "prefers cash"),
        ],
    ),
    (
        "Hüseyin Çelik – head of logistics at Arçelik – wants the manifest.",
        [
            ("Hüseyin Çelik", "role", "head of logistics"),
            ("Hüseyin Çelik", "company", "Arçelik"),
        ],
    ),
    (
        "Lunch with Amélie Durand, who teaches physics at the lycée and who hates being late.",
        [
            ("Amélie Durand", "note", "teaches physics at the lycée"),
            ("Amélie Durand", "preference", "hates being late"),
        ],
    ),
    (
        "I report to Sunniva Berg. Draft my weekly update.",
        [
            ("Sunniva Berg", "relationship", "the user reports to them"),
        ],
    ),
    (
        "I'm married to Joaquín Reyes. Suggest an anniversary present.",
        [
            ("Joaquín Reyes", "relationship", "the user is married to them"),
        ],
    ),
    (
        "My neighbour's daughter Lotte Jansen babysits for us.",
        [
            ("Lotte Jansen", "relationship", "the user's neighbour's daughter"),
            ("Lotte Jansen", "note", "babysits for the user"),
        ],
    ),
    (
        "Call Rasmus Holm, who takes care of our servers, about the outage.",
        [
            ("Rasmus Holm", "note", "takes care of the user's servers"),
        ],
    ),
    (
        "The person who signs off our expenses is Birgit Kowalski.",
        [
            ("Birgit Kowalski", "note", "signs off the user's expenses"),
        ],
    ),
    (
        "Mona Sahlin, whose team runs the data lake, asked for a summary.",
        [
            ("Mona Sahlin", "note", "team runs the data lake"),
        ],
    ),
    (
        "The one in charge of the lab keys is Dmitri Orlov.",
        [
            ("Dmitri Orlov", "responsibility", "is in charge of the lab keys"),
        ],
    ),
    (
        "Met Oluwaseun Bakare at the fair. "
        "He's a structural engineer with Arup. He plays the cello and has two daughters.",
        [
            ("Oluwaseun Bakare", "role", "structural engineer"),
            ("Oluwaseun Bakare", "company", "Arup"),
            ("Oluwaseun Bakare", "note", "plays the cello"),
            ("Oluwaseun Bakare", "note", "has two daughters"),
        ],
    ),
    (
        "Talked to Noor El-Sayed. They're non-binary and use they/them pronouns. They live in Antwerp.",
        [
            ("Noor El-Sayed", "note", "is non-binary"),
            ("Noor El-Sayed", "pronouns", "they/them"),
            ("Noor El-Sayed", "location", "Antwerp"),
        ],
    ),
    (
        "Had coffee with Wanjiru Kamau. Her office is in Nairobi. Her daughter studies medicine.",
        [
            ("Wanjiru Kamau", "location", "Nairobi"),
            ("Wanjiru Kamau", "note", "daughter studies medicine"),
        ],
    ),
    (
        "I spoke with Giulia Ferrari today. The budget is tight. She only works mornings.",
        [
            ("Giulia Ferrari", "preference", "only works mornings"),
        ],
    ),
    (
        "Kwabena Mensah called. Turns out he's allergic to peanuts and doesn't drink.",
        [
            ("Kwabena Mensah", "note", "is allergic to peanuts"),
            ("Kwabena Mensah", "note", "doesn't drink"),
        ],
    ),
    (
        "Lunch with Priya Raman. Vegetarian, lives in Pune, hates elevators.",
        [
            ("Priya Raman", "preference", "is vegetarian"),
            ("Priya Raman", "location", "Pune"),
            ("Priya Raman", "preference", "hates elevators"),
        ],
    ),
    (
        "Bjarne Lund told me he's deaf in his left ear.",
        [
            ("Bjarne Lund", "note", "is deaf in his left ear"),
        ],
    ),
    (
        "Spoke to Hana Novák; she'd rather be called after ten.",
        [
            ("Hana Novák", "note", "would rather be called after ten"),
        ],
    ),
    (
        "Ingrid Moe's birthday is 12 March. Put it in the calendar.",
        [
            ("Ingrid Moe", "birthday", "12 March"),
        ],
    ),
    (
        "Our accountant Stefan Weiß's assistant is Jana Kolar.",
        [
            ("Stefan Weiß", "role", "accountant"),
            ("Stefan Weiß", "assistant", "Jana Kolar"),
            ("Jana Kolar", "role", "Stefan Weiß's assistant"),
        ],
    ),
    (
        "Ravi Menon's dog is called Biscuit. Suggest a treat.",
        [
            ("Ravi Menon", "note", "dog is called Biscuit"),
        ],
    ),
    (
        "Ravi Menon's time zone is IST.",
        [
            ("Ravi Menon", "time zone", "IST"),
        ],
    ),
    (
        "Carmen Ortega's wife is a midwife.",
        [
            ("Carmen Ortega", "note", "wife is a midwife"),
        ],
    ),
    (
        "Siobhan Keane is left-handed. Order scissors.",
        [
            ("Siobhan Keane", "preference", "is left-handed"),
        ],
    ),
    (
        "Nikolai Petrov speaks Bulgarian and German.",
        [
            ("Nikolai Petrov", "preference", "speaks Bulgarian and German"),
        ],
    ),
    (
        "Akua Boateng has been on our board since 2018.",
        [
            ("Akua Boateng", "note", "has been on the user's board since 2018"),
        ],
    ),
    (
        "Yuki Sato takes Fridays off.",
        [
            ("Yuki Sato", "note", "takes Fridays off"),
        ],
    ),
    (
        "Isabel Castro can't do Mondays. Find a slot.",
        [
            ("Isabel Castro", "preference", "can't do Mondays"),
        ],
    ),
    (
        "Dev Patel commutes from Leicester and drives a van.",
        [
            ("Dev Patel", "note", "commutes from Leicester"),
            ("Dev Patel", "note", "drives a van"),
        ],
    ),
    (
        "Magnus Lindqvist never answers the phone before ten.",
        [
            ("Magnus Lindqvist", "preference", "never answers the phone before ten"),
        ],
    ),
    (
        "Lucía Fernández is on the safety committee.",
        [
            ("Lucía Fernández", "note", "is on the safety committee"),
        ],
    ),
    (
        "Aoife Brennan owns a bakery in Galway.",
        [
            ("Aoife Brennan", "responsibility", "owns a bakery in Galway"),
        ],
    ),
    (
        "Jürgen Voss is married to our CFO.",
        [
            ("Jürgen Voss", "note", "is married to the user's CFO"),
        ],
    ),
    (
        "Paulo Neves was born in Recife.",
        [
            ("Paulo Neves", "note", "was born in Recife"),
        ],
    ),
    (
        "Eun-ji Park is fluent in Korean and French.",
        [
            ("Eun-ji Park", "note", "is fluent in Korean and French"),
        ],
    ),
    (
        "Abebe Tadesse is our go-to for kernel questions.",
        [
            ("Abebe Tadesse", "role", "go-to for kernel questions"),
        ],
    ),
    (
        "Chloé Martin is in accounting.",
        [
            ("Chloé Martin", "team", "accounting"),
        ],
    ),
    (
        "Emeka Obi is from Enugu.",
        [
            ("Emeka Obi", "note", "is from Enugu"),
        ],
    ),
    (
        "Mirela Popescu's surname is pronounced Po-PES-koo.",
        [
            ("Mirela Popescu", "note", "surname is pronounced Po-PES-koo"),
        ],
    ),
    (
        "Our scrum master is now Tariq Aziz.",
        [
            ("Tariq Aziz", "role", "scrum master"),
        ],
    ),
    (
        "Anneli Mäkinen reports to Juha Virtanen.",
        [
            ("Anneli Mäkinen", "manager", "Juha Virtanen"),
        ],
    ),
    (
        "My landlord Gustavo Pires wants the rent in cash.",
        [
            ("Gustavo Pires", "relationship", "the user's landlord"),
            ("Gustavo Pires", "note", "wants the rent in cash"),
        ],
    ),
    (
        "My landlord Gustavo Pires is 70 and lives upstairs.",
        [
            ("Gustavo Pires", "relationship", "the user's landlord"),
            ("Gustavo Pires", "note", "is 70"),
            ("Gustavo Pires", "note", "lives upstairs"),
        ],
    ),
    (
        "My therapist is Dr. Helga Brandt.",
        [
            ("Helga Brandt", "relationship", "the user's therapist"),
        ],
    ),
    (
        "Helga Brandt will be our new CTO from June.",
        [
            ("Helga Brandt", "role", "CTO"),
        ],
    ),
    (
        "Bob Stone has taken over payroll from Ann Lee.",
        [
            ("Bob Stone", "note", "has taken over payroll from Ann Lee"),
        ],
    ),
    (
        "Who should I ask? Our vet, Dr. Sanne de Boer, only sees cats.",
        [
            ("Sanne de Boer", "role", "vet"),
            ("Sanne de Boer", "note", "only sees cats"),
        ],
    ),
    (
        "My husband's boss Nils Holt plays the accordion.",
        [
            ("Nils Holt", "relationship", "the user's husband's boss"),
            ("Nils Holt", "note", "plays the accordion"),
        ],
    ),
    (
        "The lawyer of ours, Tess Quist, bills by the hour.",
        [
            ("Tess Quist", "role", "lawyer"),
            ("Tess Quist", "note", "bills by the hour"),
        ],
    ),
    (
        "Mateus Pinto, my thesis adviser, wants drafts on paper.",
        [
            ("Mateus Pinto", "relationship", "the user's thesis adviser"),
            ("Mateus Pinto", "note", "wants drafts on paper"),
        ],
    ),
    (
        "His deputy is Ines Falk.",
        [
            ("Ines Falk", "role", "deputy"),
        ],
    ),
    (
        "Ask Joris Bakker (our tiler) for a quote.",
        [
            ("Joris Bakker", "role", "tiler"),
        ],
    ),
    (
        "Oda Nilsen – CFO at Vestas – is teetotal.",
        [
            ("Oda Nilsen", "role", "CFO"),
            ("Oda Nilsen", "company", "Vestas"),
            ("Oda Nilsen", "note", "is teetotal"),
        ],
    ),
    (
        "Femke Smit joined us as data steward.",
        [
            ("Femke Smit", "role", "data steward"),
        ],
    ),
    (
        "Timo Aalto took over as head of support.",
        [
            ("Timo Aalto", "role", "head of support"),
        ],
    ),
    (
        "Ewa Lis was appointed treasurer.",
        [
            ("Ewa Lis", "role", "treasurer"),
        ],
    ),
    (
        "Ewa Lis was hired as a translator.",
        [
            ("Ewa Lis", "role", "translator"),
        ],
    ),
    (
        "Hugo Brandão has a hearing aid.",
        [
            ("Hugo Brandão", "note", "has a hearing aid"),
        ],
    ),
    (
        "Hugo Brandão always books the aisle seat.",
        [
            ("Hugo Brandão", "note", "always books the aisle seat"),
        ],
    ),
    (
        "Hugo Brandão sits in Lisbon and never travels on Mondays.",
        [
            ("Hugo Brandão", "note", "sits in Lisbon"),
            ("Hugo Brandão", "note", "never travels on Mondays"),
        ],
    ),
    (
        "Hugo Brandão would rather have tea than coffee.",
        [
            ("Hugo Brandão", "preference", "would rather have tea than coffee"),
        ],
    ),
    (
        "Hugo Brandão swims every morning.",
        [
            ("Hugo Brandão", "note", "swims every morning"),
        ],
    ),
    (
        "Lotte Visser and Bram Visser are our neighbours.",
        [
            ("Lotte Visser", "relationship", "the user's neighbour"),
            ("Bram Visser", "relationship", "the user's neighbour"),
        ],
    ),
    (
        "Lotte Visser told us that she's left-handed.",
        [
            ("Lotte Visser", "preference", "is left-handed"),
        ],
    ),
    (
        "I share an office with Bram Visser.",
        [
            ("Bram Visser", "relationship", "the user shares an office with them"),
        ],
    ),
    (
        "We rent our flat from Giorgos Pappas.",
        [
            ("Giorgos Pappas", "relationship", "the user rents our flat from them"),
        ],
    ),
    (
        "Loop in Sunil Rao. He owns the billing service.",
        [
            ("Sunil Rao", "responsibility", "owns the billing service"),
        ],
    ),
    (
        "Could you ask Ondřej Malý? He's the guy who keeps our printers alive.",
        [
            ("Ondřej Malý", "note", "keeps the user's printers alive"),
        ],
    ),
    (
        "New colleague: Ximena Lobo, data engineer, sits in Bogotá.",
        [
            ("Ximena Lobo", "role", "colleague"),
            ("Ximena Lobo", "role", "data engineer"),
            ("Ximena Lobo", "note", "sits in Bogotá"),
        ],
    ),
    (
        "Our new neighbour upstairs is called Teodor Iliev; he works nights.",
        [
            ("Teodor Iliev", "relationship", "the user's neighbour"),
            ("Teodor Iliev", "note", "works nights"),
        ],
    ),
    (
        "Nkechi Anyanwu, who used to run sales, now heads customer success.",
        [
            ("Nkechi Anyanwu", "responsibility", "heads customer success"),
        ],
    ),
    (
        "Remind me that Pelle Ström is lactose intolerant.",
        [
            ("Pelle Ström", "note", "is lactose intolerant"),
        ],
    ),
    (
        "I'm meeting my supervisor, Prof. Ulrike Hahn, at three.",
        [
            ("Ulrike Hahn", "relationship", "the user's supervisor"),
        ],
    ),
    (
        "Say hi to Bea Fonseca (my dentist's receptionist).",
        [
            ("Bea Fonseca", "relationship", "the user's dentist's receptionist"),
        ],
    ),
    (
        "My mum's name is Gwen Pritchard. She turns 70 in June.",
        [
            ("Gwen Pritchard", "relationship", "the user's mum"),
        ],
    ),
    (
        "My brother Kofi is a paramedic in Leeds.",
        [
            ("Kofi", "relationship", "the user's brother"),
            ("Kofi", "role", "paramedic"),
        ],
    ),
    (
        "My wife Marta is from Gdynia. Plan a trip there.",
        [
            ("Marta", "relationship", "the user's wife"),
            ("Marta", "note", "is from Gdynia"),
        ],
    ),
    (
        "My colleague Yusra does the payroll.",
        [
            ("Yusra", "relationship", "the user's colleague"),
            ("Yusra", "note", "does the payroll"),
        ],
    ),
    (
        "My boss, Henk, doesn't read anything longer than a page.",
        [
            ("Henk", "relationship", "the user's boss"),
            ("Henk", "note", "doesn't read anything longer than a page"),
        ],
    ),
    (
        "The CFO, Odalys Peña, signs everything above 10k.",
        [
            ("Odalys Peña", "role", "CFO"),
            ("Odalys Peña", "note", "signs everything above 10k"),
        ],
    ),
    (
        "Odalys Peña is the one to ask about invoices.",
        [
            ("Odalys Peña", "note", "is the one to ask about invoices"),
        ],
    ),
    (
        "Ragnhild Vik handles the contracts.",
        [
            ("Ragnhild Vik", "responsibility", "handles the contracts"),
        ],
    ),
    (
        "Ragnhild Vik speaks no English.",
        [
            ("Ragnhild Vik", "preference", "speaks no English"),
        ],
    ),
    (
        "Jens Petersen and I play badminton together.",
        [
            ("Jens Petersen", "relationship", "the user and they play badminton together"),
        ],
    ),
    (
        "Met with Lucía Ibarra from Telefónica. Her deputy is Pau Serra.",
        [
            ("Lucía Ibarra", "company", "Telefónica"),
            ("Pau Serra", "role", "deputy"),
        ],
    ),
    (
        "Lucía Ibarra just had a baby.",
        [
            ("Lucía Ibarra", "note", "had a baby"),
        ],
    ),
    (
        "Lucía Ibarra got engaged to Marc Soler.",
        [
            ("Lucía Ibarra", "note", "got engaged to Marc Soler"),
        ],
    ),
    (
        "Lucía Ibarra goes by Lucy.",
        [
            ("Lucía Ibarra", "nickname", "Lucy"),
        ],
    ),
    (
        "Lucía Ibarra's pronouns are she/her.",
        [
            ("Lucía Ibarra", "pronouns", "she/her"),
        ],
    ),
    (
        "Lucía Ibarra's preferred channel is Signal.",
        [
            ("Lucía Ibarra", "note", "preferred channel is Signal"),
        ],
    ),
    (
        "Lucía Ibarra can be reached after five only.",
        [
            ("Lucía Ibarra", "note", "can be reached after five only"),
        ],
    ),
    (
        "Lucía Ibarra is very particular about punctuation.",
        [
            ("Lucía Ibarra", "note", "is very particular about punctuation"),
        ],
    ),
    (
        "Lucía Ibarra insists on agendas.",
        [
            ("Lucía Ibarra", "note", "insists on agendas"),
        ],
    ),
    (
        "Please note that Lucía Ibarra moved to Telefónica's Madrid office.",
        [
            ("Lucía Ibarra", "company", "Telefónica"),
        ],
    ),
    (
        "Lucía Ibarra is our contact at Telefónica.",
        [
            ("Lucía Ibarra", "relationship", "the user's contact"),
            ("Lucía Ibarra", "company", "Telefónica"),
        ],
    ),
    (
        "The Slovenian translator we use is Matjaž Kranjc.",
        [
            ("Matjaž Kranjc", "role", "translator"),
        ],
    ),
    (
        "Matjaž Kranjc charges 40 euros an hour.",
        [
            ("Matjaž Kranjc", "note", "charges 40 euros an hour"),
        ],
    ),
    (
        "Matjaž Kranjc, my former flatmate, now lives in Graz with two cats.",
        [
            ("Matjaž Kranjc", "relationship", "the user's flatmate"),
            ("Matjaž Kranjc", "location", "Graz"),
        ],
    ),
    (
        "Two Sarahs: Sarah Dunn is the midwife, Sarah Dunne teaches my son.",
        [
            ("Sarah Dunn", "role", "midwife"),
            ("Sarah Dunne", "note", "teaches the user's son"),
        ],
    ),
    (
        "Mr. Abernathy is my landlord. He hates pets.",
        [
            ("Abernathy", "relationship", "the user's landlord"),
            ("Abernathy", "preference", "hates pets"),
        ],
    ),
    (
        "Tanaka-san is our partner in Osaka.",
        [
            ("Tanaka-san", "relationship", "the user's partner"),
        ],
    ),
    (
        "Björk Jónsdóttir took over from Einar as project lead.",
        [
            ("Björk Jónsdóttir", "role", "project lead"),
        ],
    ),
    (
        "Björk Jónsdóttir replaced Einar as project lead.",
        [
            ("Björk Jónsdóttir", "role", "project lead"),
        ],
    ),
    (
        "Our lawyer Kirsten Dahl has moved on to Bird & Bird.",
        [
            ("Kirsten Dahl", "role", "lawyer"),
            ("Kirsten Dahl", "company", "Bird & Bird"),
        ],
    ),
    (
        "Kirsten Dahl (Oslo office) knows the archive.",
        [
            ("Kirsten Dahl", "note", "knows the archive"),
        ],
    ),
    (
        "I got this from Kirsten Dahl, a forensic accountant.",
        [
            ("Kirsten Dahl", "role", "forensic accountant"),
        ],
    ),
    (
        "Kirsten Dahl, 54, runs a pottery in Skien.",
        [
            ("Kirsten Dahl", "responsibility", "runs a pottery in Skien"),
        ],
    ),
    (
        "As for Kirsten Dahl, she prefers paper.",
        [
            ("Kirsten Dahl", "preference", "prefers paper"),
        ],
    ),
    (
        "Turns out Kirsten Dahl is colour-blind.",
        [
            ("Kirsten Dahl", "note", "is colour-blind"),
        ],
    ),
    (
        "By the way, Kirsten Dahl is the mother of my goddaughter.",
        [
            ("Kirsten Dahl", "role", "mother of the user's goddaughter"),
        ],
    ),
    (
        "Our gardener Anselm can't do Tuesdays any more, only Fridays.",
        [
            ("Anselm", "role", "gardener"),
            ("Anselm", "preference", "can't do Tuesdays"),
            ("Anselm", "note", "only Fridays"),
        ],
    ),
    (
        "My daughter's teacher is Ms. Farouk.",
        [
            ("Farouk", "relationship", "the user's daughter's teacher"),
        ],
    ),
    (
        "Our Polish tiler Grzegorz Lis speaks no German.",
        [
            ("Grzegorz Lis", "role", "tiler"),
            ("Grzegorz Lis", "preference", "speaks no German"),
        ],
    ),
    (
        "A French colleague of mine, Solène Petit, is vegan.",
        [
            ("Solène Petit", "relationship", "the user's colleague"),
            ("Solène Petit", "preference", "is vegan"),
        ],
    ),
    (
        "The Japanese importer Kenta Mori pays in yen.",
        [
            ("Kenta Mori", "role", "importer"),
            ("Kenta Mori", "note", "pays in yen"),
        ],
    ),
    (
        "My Irish aunt Nuala keeps bees.",
        [
            ("Nuala", "relationship", "the user's aunt"),
            ("Nuala", "note", "keeps bees"),
        ],
    ),
]

NOT_SAID = [
    "Alice Chen says the build is broken.",
    "Bob Stone wants the report by noon.",
    "Alice Chen is late again.",
    "Alice Chen is on vacation this week.",
    "Alice Chen leaves tomorrow.",
    "Bob Stone fixes the build today.",
    "Bob Stone has a question about the invoice.",
    "Jenkins fails on Fridays.",
    "Visual Studio Code shows an error.",
    "Apache Kafka keeps messages for seven days.",
    "Alice Chen thinks we should wait.",
    "If Alice Chen lives in Oslo, send her the Norwegian form.",
    "Does Alice Chen live in Oslo?",
    "Write a story in which Alice Chen lives in Oslo and plays the cello.",
    "Alice Chen used to live in Oslo.",
    "Alice Chen lived in Oslo back then.",
    'Translate: "Alice Chen lives in Oslo."',
    "Alice Chen is in a meeting.",
    "Alice Chen is stuck on the login bug.",
    "Alice Chen gets an error when she opens the page.",
    "Bob Stone asked me to send the slides.",
    "The Alice Chen commit breaks the tests.",
    "Alice Chen needs help with the deploy.",
    "Sort these: Alice Chen, Bob Stone, Carla Xu.",
    "Romeo and Juliet is a play about two lovers.",
    "Alice Chen can't log in.",
    "Alice Chen doesn't see the file.",
    "Alice Chen isn't here.",
    "Alice Chen won't make it.",
    "Alice Chen is working on the migration.",
    "Alice Chen is waiting for the review.",
    "Summarise the chapter where Elizabeth Bennet lives at Longbourn.",
    "What does Alice Chen do?",
    "Alice Chen found a bug.",
    "Alice Chen reviews the PR.",
    "Alice Chen sits in the meeting.",
    "In my novel Alice Chen hates mornings.",
    "Alice Chen's PR is broken.",
    "Alice Chen's laptop is slow.",
    "Give each person in the table a row: Alice Chen works at Globex, Bob Stone at Acme.",
    "Spring Boot needs Java.",
    "Ada Lovelace is known for the analytical engine.",
    "Assume Alice Chen is our CTO and lives in Rome.",
    "Let's say Bob Stone prefers tea.",
    "Alice Chen might move to Globex.",
    "I think Alice Chen might be our new CTO.",
    "Rename the variable alice to bob; Bob is the new name.",
    "Mary had a little lamb, its fleece was white as snow.",
    "Alice Chen is happy with the draft.",
    "Bob Stone is the author of this library.",
    "Write an article about Marie Curie, the physicist.",
    "Make a quiz on the film where Clarice Starling hunts a killer.",
    "Hello, this is Kirsten Dahl from the Oslo office.",
    "I'm Kirsten Dahl, our team ships the app.",
    "Kirsten Dahl insists on merging this today.",
    "Kirsten Dahl keeps asking for the numbers.",
    "Kirsten Dahl moves the meeting to Friday.",
    "Kirsten Dahl is the author of the second draft.",
    "The French text is our translator's work.",
    "Italian coffee is my colleague's favourite.",
]


def _remarks(text: str) -> list[tuple[str, str, str]]:
    message = Message(0, Role.USER, (Text(text),), human=True)
    return [(remark.name, remark.attribute, remark.value) for remark in remarks_in(statements(message))]


@pytest.mark.parametrize(("text", "remarks"), SAID)
def test_what_lasts_is_a_remark(text: str, remarks: list[tuple[str, str, str]]) -> None:
    assert _remarks(text) == remarks


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_passes_is_none(text: str) -> None:
    assert _remarks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Blue Origin launches rockets from Texas.",
        "Apache Kafka never loses messages.",
        "Visual Studio Code can't open huge files at night.",
        "Spring Boot needs Java.",
        "Stage Manager hides windows.",
    ],
)
def test_what_programs_and_firms_do_makes_nobody(space: Space, text: str) -> None:
    findings = space.says(text)
    assert [path for path in space.learnt if path.startswith("social-contacts/")] == []
    assert [skipped.what for skipped in findings.skipped if "known" in skipped.why] == []


@pytest.mark.parametrize(
    ("earlier", "later", "notes"),
    [
        ("Rosa Keller eats meat every day.", "Rosa doesn't eat meat any more.", []),
        ("Rosa Keller is married to Tom.", "Rosa is no longer married.", []),
        ("Rosa Keller drives a van.", "Rosa drives a tram now.", ["Drives a tram"]),
        ("Rosa Keller's dog is called Rex.", "Rosa's dog is called Max.", ["Dog is called Max"]),
        ("Rosa Keller drives a van.", "Rosa keeps bees.", ["Drives a van", "Keeps bees"]),
    ],
)
def test_a_note_is_replaced_or_taken_back(space: Space, earlier: str, later: str, notes: list[str]) -> None:
    space.says("Rosa Keller is our vet.")
    space.says(earlier)
    space.says(later)
    lines = space.files["social-contacts/rosa-keller.md"].splitlines()
    assert [line[2:].partition(" (date")[0] for line in lines if line.startswith("- ") and "**" not in line] == notes


PASSING = [
    "Alice wants the banner bigger.",
    "Alice says hi.",
    "Alice's branch has conflicts.",
    "She has already approved it.",
    "She needs the file by Monday.",
    "She is waiting in the lobby.",
    "She thinks the font is too small.",
    "She never replied to my last mail.",
    "She always gets an error when she logs in.",
    "She can't open the PDF.",
    "She doesn't have access to the repo.",
    "She isn't convinced.",
    "She sees a blank page.",
    "She runs Windows on that machine.",
    "Her script fails on row 3.",
    "Her office is closed today.",
    "She gets 403 on the API.",
    "She would rather not merge this now.",
    "She is the only reviewer on this PR.",
    "She owes me a review.",
    "She still uses the old endpoint.",
    "She changed the colours.",
    "She keeps breaking main.",
    "She complains about the noise.",
    "She approves of the draft.",
    "She loves it!",
    "She likes option B.",
    "She's on the call.",
    "She's with a customer now.",
    "She's on sick leave until May.",
    "She's at lunch.",
    "She's at the airport.",
    "She's in Paris for the fair.",
    "She's back from Rome.",
    "She's nice.",
    "She's an idiot.",
    "She's the reason we are late.",
    "She's a lifesaver!",
    "She sounds annoyed.",
    "She gave up on the layout.",
    "She moved the button to the left.",
    "She works on the header.",
    "She works from the branch.",
    "She joined the call late.",
    "She left the meeting.",
    "She left Berlin this morning.",
    "She plays the video at 2x.",
    "She reads the docs first.",
    "She knows what to do.",
    "She knows the answer.",
    "She takes the train at five.",
    "She takes over the demo today.",
    "She submits the form and the page crashes.",
    "She clicks the button and nothing happens.",
]


@pytest.mark.parametrize("text", PASSING)
def test_of_somebody_at_work_nothing_is_noted(text: str) -> None:
    assert _remarks(f"Alice Chen is our designer. {text}") == [("Alice Chen", "role", "designer")]


@pytest.mark.parametrize(
    "text",
    [
        "The user Alice Chen logs in and clicks Save.",
        "As Bob Stone I want to log in so that I see my orders.",
        "Bob Stone logs in every Monday, then the page hangs.",
        "Write a test where Bob Stone lives in Oslo.",
        "Customer Bob Stone can't pay with Visa.",
    ],
)
def test_who_plays_a_part_is_nobody(space: Space, text: str) -> None:
    space.says(text)
    assert [path for path in space.learnt if path.startswith("social-contacts/")] == []
