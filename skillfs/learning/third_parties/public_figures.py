"""People whom everybody knows of: who is spoken of by these names is nobody's contact, unless somebody says so.

The names are those that tests, slides and small talk are full of: heads of firms and states, scientists, athletes,
artists, authors of programs.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_key, word_set

_FIGURES_TEXT = (
    "Elon Musk,Jeff Bezos,Bill Gates,Steve Jobs,Steve Wozniak,Tim Cook,Mark Zuckerberg,Sundar Pichai,"
    "Satya Nadella,Larry Page,Sergey Brin,Larry Ellison,Jack Dorsey,Sam Altman,Dario Amodei,Jensen Huang,"
    "Lisa Su,Warren Buffett,Jack Ma,Richard Branson,Sheryl Sandberg,Reed Hastings,Peter Thiel,Susan Wojcicki,"
    "Michael Dell,Henry Ford,Walt Disney,Coco Chanel,Linus Torvalds,Guido van Rossum,Dennis Ritchie,"
    "Ken Thompson,Brian Kernighan,Bjarne Stroustrup,James Gosling,Brendan Eich,Ryan Dahl,Rob Pike,"
    "Donald Knuth,Edsger Dijkstra,Alan Turing,Ada Lovelace,Grace Hopper,Tim Berners-Lee,Vint Cerf,"
    "Richard Stallman,Larry Wall,Yukihiro Matsumoto,Anders Hejlsberg,Rasmus Lerdorf,Dan Abramov,Evan You,"
    "Rich Hickey,Martin Fowler,Kent Beck,Uncle Bob,John Carmack,Margaret Hamilton,Barbara Liskov,Tony Hoare,"
    "Leslie Lamport,Geoffrey Hinton,Yann LeCun,Andrew Ng,Andrej Karpathy,Ilya Sutskever,Fei-Fei Li,"
    "Bruce Schneier,Kenneth Reitz,Wes McKinney,Tom Preston-Werner,John-David Dalton,Edward Snowden,"
    "Kevin Mitnick,Satoshi Nakamoto,Vitalik Buterin,Barack Obama,Michelle Obama,Donald Trump,Joe Biden,"
    "Kamala Harris,Hillary Clinton,Bill Clinton,George Bush,Ronald Reagan,John F. Kennedy,Abraham Lincoln,"
    "George Washington,Thomas Jefferson,Benjamin Franklin,Alexander Hamilton,Theodore Roosevelt,Angela Merkel,"
    "Olaf Scholz,Friedrich Merz,Emmanuel Macron,Boris Johnson,Rishi Sunak,Keir Starmer,Liz Truss,Tony Blair,"
    "Margaret Thatcher,Winston Churchill,Vladimir Putin,Volodymyr Zelensky,Volodymyr Zelenskyy,Xi Jinping,"
    "Narendra Modi,Justin Trudeau,Jacinda Ardern,Ursula von der Leyen,Christine Lagarde,Nelson Mandela,"
    "Mahatma Gandhi,Indira Gandhi,Martin Luther King,Martin Luther,Malcolm X,Rosa Parks,Fidel Castro,"
    "Che Guevara,Napoleon Bonaparte,Julius Caesar,Joseph Stalin,Adolf Hitler,Karl Marx,Lord Byron,"
    "Queen Elizabeth,King Charles,Prince William,Prince Harry,Meghan Markle,Greta Thunberg,Malala Yousafzai,"
    "Mother Teresa,Pope Francis,Dalai Lama,Albert Einstein,Isaac Newton,Galileo Galilei,Charles Darwin,"
    "Marie Curie,Pierre Curie,Nikola Tesla,Thomas Edison,Stephen Hawking,Richard Feynman,Niels Bohr,"
    "Max Planck,Werner Heisenberg,Erwin Schrödinger,Rosalind Franklin,Francis Crick,Louis Pasteur,"
    "Alexander Fleming,Gregor Mendel,Carl Sagan,Jane Goodall,Neil deGrasse Tyson,Katherine Johnson,"
    "Lise Meitner,Emmy Noether,Leonhard Euler,Carl Gauss,Bernhard Riemann,Alfred Nobel,Neil Armstrong,"
    "Buzz Aldrin,Yuri Gagarin,Sally Ride,Florence Nightingale,Alexander von Humboldt,Robert Koch,Sigmund Freud,"
    "Carl Jung,Immanuel Kant,Friedrich Nietzsche,Jean-Paul Sartre,Simone de Beauvoir,Hannah Arendt,"
    "René Descartes,Noam Chomsky,Johannes Gutenberg,Amelia Earhart,Marco Polo,Christopher Columbus,"
    "Leonardo da Vinci,Vincent van Gogh,Pablo Picasso,Claude Monet,Frida Kahlo,Salvador Dalí,Andy Warhol,"
    "Johann Sebastian Bach,Wolfgang Amadeus Mozart,Ludwig van Beethoven,Clara Schumann,Frédéric Chopin,"
    "William Shakespeare,Anne Hathaway,Jane Austen,Charles Dickens,Mark Twain,Virginia Woolf,George Orwell,"
    "Agatha Christie,Ernest Hemingway,Franz Kafka,Leo Tolstoy,Fyodor Dostoevsky,Oscar Wilde,Mary Shelley,"
    "J.K. Rowling,Stephen King,Haruki Murakami,Margaret Atwood,Toni Morrison,Gabriel García Márquez,"
    "Isaac Asimov,Ursula Le Guin,Terry Pratchett,Neil Gaiman,Douglas Adams,Astrid Lindgren,"
    "Johann Wolfgang von Goethe,Taylor Swift,Lady Gaga,Michael Jackson,Elvis Presley,David Bowie,"
    "Freddie Mercury,Bob Dylan,John Lennon,Paul McCartney,Mick Jagger,Ed Sheeran,Billie Eilish,Ariana Grande,"
    "Justin Bieber,Kanye West,Miley Cyrus,Katy Perry,Bob Marley,Whitney Houston,Amy Winehouse,"
    "Bruce Springsteen,Elton John,Dolly Parton,Johnny Cash,Tom Hanks,Meryl Streep,Brad Pitt,Angelina Jolie,"
    "Leonardo DiCaprio,Scarlett Johansson,Robert De Niro,Al Pacino,Keanu Reeves,Emma Watson,Daniel Radcliffe,"
    "Emma Stone,Ryan Gosling,Tom Cruise,Morgan Freeman,Harrison Ford,Marilyn Monroe,Audrey Hepburn,"
    "Charlie Chaplin,Alfred Hitchcock,Stanley Kubrick,Steven Spielberg,Quentin Tarantino,Christopher Nolan,"
    "Martin Scorsese,Hayao Miyazaki,George Lucas,Bruce Lee,Jackie Chan,Terry Gross,Joe Rogan,Oprah Winfrey,"
    "Ellen DeGeneres,David Attenborough,Gordon Ramsay,Jamie Oliver,Julia Child,Kim Kardashian,Marie Kondo,"
    "Lionel Messi,Cristiano Ronaldo,Diego Maradona,David Beckham,Kylian Mbappé,Zinedine Zidane,Roger Federer,"
    "Rafael Nadal,Novak Djokovic,Serena Williams,Venus Williams,Steffi Graf,Boris Becker,Usain Bolt,"
    "Michael Jordan,LeBron James,Kobe Bryant,Tiger Woods,Lewis Hamilton,Michael Schumacher,Max Verstappen,"
    "Michael Phelps,Simone Biles,Muhammad Ali,Mike Tyson,Tom Brady,Megan Rapinoe,Jürgen Klopp,Pep Guardiola,"
    "Magnus Carlsen,Garry Kasparov,Harry Potter,Sherlock Holmes,James Bond,Clarice Starling,Luke Skywalker,"
    "Darth Vader,Frodo Baggins,Homer Simpson,Bruce Wayne,Peter Parker,Tony Stark,Johnson Matthey,Ernst Young,"
    "Robert Bosch,Estee Lauder,Hugo Boss,Ralph Lauren,Calvin Klein,Tommy Hilfiger,Louis Vuitton,"
    "Christian Dior,Jack Daniel,Johnnie Walker,Ben Jerry,Philip Morris,Eli Lilly,Charles Schwab,Jane Street,"
    "Morgan Stanley,Merrill Lynch,Clifford Chance,Allen Overy,Jones Day,Kirkland Ellis,Oliver Wyman,"
    "Arthur Andersen,Mary Kay,Marie Callender,Carl Zeiss,Max Mara,Karl Storz,Ernst Klett,Otto Bock,"
    "Werner Siemens,Heinrich Böll,John Deere,Harvey Nichols,Fred Perry,Ted Baker,Laura Ashley,Jimmy Choo,"
    "Jo Malone"
)
_FIGURES = frozenset(word_key(name) for name in _FIGURES_TEXT.split(","))
_CHIEF = re.compile(
    r"(?:(?:co-?)?founder|ceo|cto|cfo|coo|chair\w*|president|owner|head|boss|chief executive)\b", re.IGNORECASE
)
_FAMOUS_FIRMS = word_set(
    "apple google alphabet microsoft amazon meta facebook tesla spacex twitter x openai anthropic nvidia intel ibm "
    "oracle netflix disney samsung sony toyota bmw volkswagen boeing airbus nike adidas starbucks ikea lego uber "
    "airbnb spotify paypal visa mastercard walmart siemens nintendo france germany russia china ukraine india "
    "canada brazil "
)


def is_public_figure(name: str) -> bool:
    """Whether everybody knows of somebody, or a firm, by that name."""
    return word_key(name) in _FIGURES


def is_public_office(role: str, company: str) -> bool:
    """Whether only a public figure has that role there: "CEO" of "Apple"."""
    return company.casefold() in _FAMOUS_FIRMS and _CHIEF.match(role) is not None
