"""Names of people in a sentence, told from the other words that are written with a capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillfs.learning.english.categories import category_of
from skillfs.learning.english.given_names import is_given_name
from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.verbs import BASE_OF_PAST, BASES

_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_PARTICLE = r"(?:van|von|de|der|den|da|di|del|della|la|le|bin|ibn|al|el|ben|dos|du|ter|zu|y)"
NAME_RUN = rf"{_UPPER}[\w'’-]{{0,30}}\.?(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_UPPER}[\w'’-]{{0,30}}\.?){{0,4}}"
_ORG_WORD = rf"(?-i:{_UPPER})[\w&'’+-]{{0,30}}"
ORGANISATION = rf"(?:(?-i:St|Mt|Ft)\.?[ ])?{_ORG_WORD}(?:\.\w{{2,4}})?(?:[ ](?:&[ ]|of[ ]|and[ ])?{_ORG_WORD}){{0,4}}"
_RUN = re.compile(rf"(?<![\w@#/.'’-]){NAME_RUN}")

_DAYS_AND_MONTHS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november",
    "december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec christmas easter",
)
_NO_NAME = word_set(
    "i i'm i’m i've i’ve i'd i’d i'll i’ll the this that these those a an and but or if when while where what who "
    "why how please can could would",
    "will should let lets let's hi hello hey dear thanks thank also so my our we you your it its it's he she they "
    "his her their there here yes",
    "no not ok okay sure actually sorry great good morning afternoon evening remember note forget today tomorrow "
    "yesterday next last then now",
    "just only maybe perhaps btw fyi re fw fwd hmm oh ah well right cool nice perfect correction small from for with "
    "at in on to of by as is are",
    "was were do does did have has had be been all any some every each one two three first second third new old use "
    "using for going always never",
    "had met spoke saw got went met asking talking talk meet meeting lunch dinner yeah yep nope because since "
    "although however everyone everybody somebody someone "
    "people both speaking regarding forward mum mom dad mummy mommy daddy granny grandma grandpa gran nan auntie "
    "about after before until",
    "project team department university college school street avenue road building room floor version chapter "
    "section figure table step part",
    "api cli gui sql html css json yaml xml pdf csv url http https ssh tcp udp cpu gpu ram ssd aws gcp ci cd ui ux "
    "os pr ai ml llm qa hr it",
    "github gitlab google microsoft apple amazon meta facebook slack zoom jira notion linear figma docker kubernetes "
    "linux excel word outlook",
    "gmail english german french spanish italian chinese japanese british american european internet mac iphone "
    "android chrome firefox safari",
    "claude chatgpt openai anthropic django flask numpy pandas",
    "cc bcc ping user users admin admins customer customers manager owner author member guest visitor test tests "
    "everyone nobody "
    "client server worker agent bot system service database frontend backend stripe jenkins terraform sentry webpack "
    "redis kafka postgres vault ansible grafana prometheus datadog heroku vercel netlify salesforce hubspot shopify "
    "zendesk asana trello copilot cursor typora celery poetry homebrew node python java rust go ruby swift react vue "
    "angular spring rails laravel",
)
_GIVEN_NAMES = word_set(
    "will mark grace may june april august bill frank rob drew chase grant pat sue art guy max rose dawn summer skip "
    "chip "
    "miles wade nick jan penny ruby pearl iris violet daisy ivy amber eve dean earl duke reed page paige gene sandy "
    "robin "
    "ray jay glen cliff heath angel melody charity patience victor hope faith joy trace figure mason carter hunter "
    "taylor "
    "parker jack dan",
)
"""Given names that are also words with which sentences begin."""
_IS_SUBJECT = re.compile(
    r"(?:['’]s)?(?:\s+(?:[^\W\d_a-z][\w'’-]+|is|was|isn['’]t|has|works?|prefers?|likes?|hates?|loves?|moved|"
    r"joined|left|got|"
    r"became|lives|leads|runs|no longer|doesn['’]t|can['’]t|from)\b|\s*[,(] ?(?:our|my|the|who|an?)\b)"
)
_ORGANISATION_WORDS = word_set(
    "corp corporation inc ltd llc gmbh ag plc company co labs lab systems technologies technology software solutions "
    "group holdings partners",
    "bank university institute foundation ventures capital industries robotics studio studios agency consulting "
    "services team council committee",
    "office department ministry club church hospital clinic school code studio server cloud platform framework pro api",
)
_TITLES = word_set(
    "dr mr mrs ms mx prof professor sir madam miss dr. mr. mrs. ms. mx. prof. herr frau señor señora señorita monsieur "
    "madame mademoiselle signor signora herrn doktor docteur doña don",
)

_PLACES = (
    "berlin,munich,hamburg,cologne,frankfurt,vienna,zurich,geneva,bern,paris,lyon,marseille,london,manchester,"
    "edinburgh,glasgow,dublin,cork,madrid,barcelona,valencia,seville,lisbon,porto,rome,milan,turin,naples,athens,"
    "amsterdam,rotterdam,utrecht,brussels,antwerp,copenhagen,oslo,bergen,stockholm,gothenburg,helsinki,warsaw,krakow,"
    "prague,brno,budapest,bucharest,sofia,belgrade,zagreb,ljubljana,tallinn,riga,vilnius,kyiv,lviv,istanbul,ankara,"
    "tel aviv,jerusalem,cairo,lagos,nairobi,cape town,johannesburg,accra,casablanca,dubai,abu dhabi,riyadh,doha,"
    "mumbai,delhi,new delhi,bangalore,bengaluru,hyderabad,chennai,pune,kolkata,karachi,lahore,dhaka,singapore,"
    "kuala lumpur,jakarta,bangkok,hanoi,ho chi minh city,manila,hong kong,taipei,shanghai,beijing,shenzhen,tokyo,"
    "osaka,kyoto,seoul,busan,sydney,melbourne,brisbane,perth,auckland,wellington,new york,new york city,nyc,brooklyn,"
    "boston,chicago,seattle,portland,san francisco,sf,oakland,los angeles,la,san diego,san jose,austin,dallas,"
    "houston,denver,boulder,atlanta,miami,philadelphia,washington,washington dc,minneapolis,detroit,phoenix,"
    "las vegas,salt lake city,nashville,toronto,montreal,vancouver,ottawa,calgary,mexico city,guadalajara,bogota,"
    "lima,santiago,buenos aires,montevideo,sao paulo,são paulo,rio de janeiro,germany,france,uk,united kingdom,"
    "england,scotland,wales,ireland,spain,portugal,italy,greece,netherlands,belgium,denmark,norway,sweden,finland,"
    "poland,czech republic,austria,switzerland,hungary,romania,bulgaria,serbia,croatia,ukraine,turkey,israel,egypt,"
    "nigeria,kenya,south africa,india,pakistan,china,japan,korea,south korea,taiwan,vietnam,thailand,indonesia,"
    "philippines,malaysia,australia,new zealand,canada,mexico,brazil,argentina,chile,colombia,peru,usa,us,"
    "united states,california,texas,florida,oregon,colorado,europe,asia,africa"
)
PLACES = frozenset(_PLACES.split(","))
"""Where people move to that is no employer, in lower case."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its span in the sentence. Titles ("Dr.") are not part of it."""

    text: str
    start: int
    end: int


def names_in(sentence: str) -> Iterator[Name]:
    """The runs of capitalised words that can be people: no weekdays, companies, products or openers of sentences.

    "Ask Dana Lee about GitHub on Friday" has one, Dana Lee. Whether a run *is* a person, only what is said of it tells.
    """
    for match in _RUN.finditer(sentence):
        words: list[tuple[str, int]] = []
        for word in re.finditer(r"\S+", match[0]):
            if not _ROLE_INITIALS.fullmatch(word[0]):
                words.append((word[0], match.start() + word.start()))
                if not _POSSESSIVE.search(word[0]):
                    continue
            yield from _trimmed(words, sentence)
            words = []
        yield from _trimmed(words, sentence)


_ROLE_INITIALS = re.compile(r"(?:C[A-Z]{1,2}O|[SE]?VP|HR|QA|PM|PO|SRE|DBA|PA|GP|MP)(?:['’]s)?")
"""Capitals before or behind a name that are no part of it: "Acme's CFO Bob Stone" has two names in it."""


def _trimmed(words: list[tuple[str, int]], sentence: str) -> Iterator[Name]:
    while words and (_opens(words[0][0]) or words[0][0][0].islower()):
        word, start = words[0]
        if _bare(word) in _GIVEN_NAMES and _IS_SUBJECT.match(sentence, start + len(_POSSESSIVE.sub("", word))):
            break
        words.pop(0)
    kept: list[tuple[str, int]] = []
    for word, start in words:
        bare = _bare(word)
        if kept == [] and bare in _GIVEN_NAMES:
            kept.append((word, start))
            continue
        if bare in _DAYS_AND_MONTHS or bare in _NO_NAME:
            break
        kept.append((word, start))
    while kept and (kept[-1][0].islower() or kept[-1][0] in ("-",)):
        kept.pop()
    if not kept:
        return
    text = " ".join(word for word, _ in kept)
    stem = re.sub(r"['’]s?$", "", text).rstrip(".")
    if (
        _bare(stem.split()[-1]) in _ORGANISATION_WORDS
        or category_of(stem)
        or stem.casefold() in PLACES
        or _is_shouted(stem)
    ):
        return
    if len(stem) > 1:
        yield Name(stem, kept[0][1], kept[0][1] + len(stem))


def _opens(word: str) -> bool:
    """Whether a capitalised word stands before a name rather than in it: "Email Bob", "Dr. Doe", "Hi Alice"."""
    bare = _bare(word)
    return (
        bare in _NO_NAME
        or bare in _DAYS_AND_MONTHS
        or bare in BASES
        or bare in BASE_OF_PAST
        or bare in _TITLES
        or is_nationality(word)
    )


_NATIONALITY = re.compile(
    r"[A-Z][a-z]+(?:ish|ese|ian|ean)|French|Dutch|Czech|Greek|Swiss|German|Thai|Welsh|Icelandic|Slovak|Filipino|"
    r"Pakistani|Iraqi|Israeli|Bengali|Somali|Kenyan|Mexican|American|Cuban|Moroccan|Catalan|Basque|Tibetan|Ugandan|"
    r"Texan|Bavarian|Afghan|Nepali|Punjabi|Arab|Kurdish|Zambian|Rwandan|Angolan|Sri Lankan|Uzbek|Kazakh|Tajik"
)


def is_nationality(word: str) -> bool:
    """Whether a capitalised word tells where somebody is from, as in "our Slovenian translator"; "Adrian" is a name."""
    return bool(_NATIONALITY.fullmatch(word)) and not is_given_name(word)


def _is_shouted(text: str) -> bool:
    stem = text.removesuffix("s") if len(text) > _PLURAL else text
    return " " not in text and stem.isupper() and len(text) > 1 and text.isascii()


_PLURAL = 2
"""Letters of the shortest initials that take a plural: "PRs" is none of "As"."""


_POSSESSIVE = re.compile(r"['’]s?$")


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word.casefold().rstrip(".,"))
