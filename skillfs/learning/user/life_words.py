"""Words of people's lives by class: what tells "I have a son" from "I have a segfault".

A clause with such a word may tell of the person; one without rarely does. A word that talk of software uses as well
("child", "host", "class", "shell") is in no class.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.user.circumstances import ILLNESS

KIN = word_set(
    "wife husband spouse partner fiance fiancé fiancée girlfriend boyfriend son daughter stepson stepdaughter kid kids "
    "children twins triplets toddler baby babies newborn mother mum mom mam father dad sister brother sibling "
    "grandchild grandchildren grandson granddaughter grandmother grandma granny gran grandfather grandpa grandad "
    "grandkids nephew niece aunt auntie uncle cousin in-laws flatmate housemate roommate lodger nanny au-pair godson "
    "goddaughter godchild widow widower bachelor"
)
"""People of one's household and family."""

OTHERS = KIN | word_set(
    "colleague colleagues boss manager landlord landlady tenant accountant lawyer tutor nanny neighbour neighbor "
    "friend "
    "friends client clients customer teammates tenants doctor therapist army navy colleague's teacher parents family"
)
"""People who are not the speaker: what they are and do is theirs."""

_ANIMALS = word_set(
    "dog puppy cat kitten rabbit bunny parrot horse pony hamster gerbil rat tortoise budgie canary ferret goldfish "
    "gecko lizard iguana chicken hen goat donkey duck geese sheep cow pig alpaca llama quail bees beehive hive pet "
    "chinchilla cockatiel parakeet greyhound labrador poodle beagle corgi dachshund terrier spaniel collie retriever "
    "husky pug whippet mastiff rottweiler dalmatian chihuahua schnauzer mutt tabby siamese bulldog doberman malamute "
    "tarantula axolotl koi aquarium terrarium stick-insect cockatoo pigeon hedgehog llamas"
)
_HEALTH = word_set(
    "allergy allergies allergic asthma asthmatic diabetes diabetic migraine adhd autism autistic dyslexia dyslexic "
    "dyscalculia epilepsy epileptic coeliac celiac insulin medication inhaler epipen pacemaker prosthesis prosthetic "
    "wheelchair crutches eyesight tinnitus vertigo arthritis pregnancy pregnant stroke cancer chemo chemotherapy "
    "dialysis thyroid intolerance intolerant chronic disability disabled anxiety depression stutter stammer phobia "
    "insomnia apnoea apnea anaemia anemia eczema rosacea endometriosis fibromyalgia lupus scoliosis psoriasis "
    "trimester rsi bp hypertensive bloodtype surgery op neurodivergent hay-fever seasick carsick travel-sick "
    "hard-of-hearing short-sighted near-sighted long-sighted "
    "deaf blind bipolar ptsd ocd aphantasia synaesthesia colour-blind color-blind colourblind colorblind "
    "beta-blockers blood-thinners antidepressants statins antihistamines glasses bifocals contact-lenses "
    "warfarin metformin lithium methadone steroids blood-thinner anticoagulants claustrophobic agoraphobic "
    "claustrophobia "
    "dementia alzheimer's heart-attack faint nearsighted farsighted vaccinated transplant immunocompromised vertigo "
    "hypertension osteoporosis parkinson's sclerosis braces dentures hearing-aid stoma vitiligo haemophilia"
)
_DIETS = word_set(
    "vegan vegetarian pescatarian flexitarian halal kosher keto paleo gluten lactose dairy shellfish peanut peanuts "
    "nuts pork beef meat alcohol teetotal teetotaller caffeine coffee tea decaf sugar fodmap low-carb low-salt "
    "low-sodium sugar-free gluten-free dairy-free plant-based spicy seafood diet vegetarianism veganism coriander "
    "cilantro wine beer oat-milk porridge liquorice chocolate cheese tripe mayonnaise fasting smoke smoker smoking "
    "vape vaping cigarettes drinker"
)
_HOME = word_set(
    "flat apartment flatshare cottage farmhouse bungalow houseboat narrowboat allotment greenhouse mortgage "
    "neighbourhood neighborhood village suburb suburbs countryside caravan homestead smallholding vineyard orchard "
    "balcony landlord tenant lift stairs off-grid attic loft basement cabin yurt outskirts hometown garden gardener "
    "motorhome terrace courtyard fireplace stove"
)
_TRANSPORT = word_set(
    "car van bike bicycle e-bike motorbike motorcycle moped scooter campervan camper kayak canoe sailboat dinghy "
    "tandem tricycle commute commuter commuting train bus tram ferry subway underground tesla volvo toyota skoda ford "
    "honda vespa brompton minivan tractor hatchback estate licence licensed passport citizenship visa greencard"
)
_WORK = word_set(
    "freelancer freelance self-employed retired retirement pension pensioner apprenticeship apprentice internship "
    "sabbatical part-time full-time payroll salary colleague colleagues boss nights shifts night-shift unemployed "
    "redundancy secondment parental-leave maternity paternity startup nonprofit ngo charity union clients practice "
    "clinic surgery workshop bakery restaurant café cafe bookshop salon brewery smallholder career profession "
    "employer employed franchise accountant lawyer landlady tutor au-pair army navy civil-servant teammates"
)
_STUDY = word_set(
    "degree phd doctorate doctoral master's masters bachelor's mba diploma undergrad undergraduate postgrad alumnus "
    "alumna alma-mater university uni college sixth-form semester scholarship a-levels abitur baccalaureate thesis "
    "dissertation seminary conservatoire conservatory polytechnic bootcamp evening-classes exams dropout freshman "
    "sophomore postdoc residency faculty kindergarten preschool primary-school secondary-school"
)
_PASTIMES = word_set(
    "choir orchestra guitar piano violin viola cello flute clarinet oboe saxophone trumpet trombone tuba accordion "
    "ukulele banjo mandolin harp drums bagpipes fiddle tenor soprano alto baritone marathon half-marathon triathlon "
    "ironman parkrun climbing bouldering yoga pilates judo karate aikido taekwondo boxing crossfit chess go-kart "
    "knitting crochet pottery ceramics gardening birdwatching birding astronomy astrophotography stargazing hiking "
    "cycling swimming rowing sailing surfing skiing snowboarding skating football soccer rugby cricket tennis "
    "badminton squash golf basketball volleyball handball fencing archery ballet salsa tango theatre improv opera "
    "jazz poetry novels sci-fi thrillers boardgames board-games crosswords sudoku vinyl stamps coins antiques "
    "photography painting watercolours watercolors calligraphy origami woodworking woodwork carpentry beekeeping "
    "fishing foraging camping baking brewing sewing quilting embroidery volunteer volunteering scouts scout allotments "
    "dancing hobby pastime gym jogging podcast audiobooks musicals anime manga cosplay ham-radio geocaching darts "
    "snooker bridge-club sourdough fermentation winemaking homebrew lego warhammer d&d dungeons rollerblading "
    "skateboarding kitesurfing windsurfing parkour triathlons ultramarathon pub-quiz karaoke ceilidh puppetry "
    "wedding honeymoon crowds heights pet-sitting opera-lover munro munros bucket-list second-hand thrift minimalist "
    "quilts quilt sculpture pottery-studio ham lapidary genealogy metal-detecting leatherwork blacksmithing whittling"
)
_FAITH = word_set(
    "catholic muslim jewish hindu buddhist sikh quaker atheist agnostic protestant orthodox christian mormon baptist "
    "methodist lutheran church mosque synagogue temple ramadan lent shabbat sabbath eid diwali hanukkah monk nun "
    "religion religious faith parish mass"
)
_MONEY = word_set(
    "groceries wage wages renter homeowner lease salary mortgage savings debt debt-free income pension allowance "
    "paycheck payday deposit overdraft"
)
_BODY = word_set(
    "knee wrists wrist shoulder spine hip ankle liver kidney kidneys lungs eyes teeth left-handed "
    "right-handed left-hander bald tall ambidextrous tattoo knees height weight shoe hips"
)
_TONGUES = word_set(
    "english german french spanish italian portuguese dutch polish russian ukrainian czech slovak hungarian greek "
    "turkish arabic hebrew farsi persian hindi urdu bengali tamil telugu punjabi mandarin cantonese chinese japanese "
    "korean vietnamese thai malay tagalog swedish norwegian danish finnish estonian latvian lithuanian welsh irish "
    "gaelic catalan basque galician romanian bulgarian serbian croatian slovenian albanian swahili yoruba igbo "
    "afrikaans esperanto latin cyrillic braille dialect bilingual trilingual mother-tongue accent"
)
_SELF = word_set(
    "introvert extrovert night-owl early-bird morning-person perfectionist nickname surname maiden-name callsign "
    "call-sign birthday born pronouns nationality citizen expat immigrant refugee veteran orphan twin adopted "
    "non-binary trans transgender gay lesbian bisexual queer divorced married widowed engaged single-parent "
    "secondment self-taught jain parsi rastafarian alevite coptic zoroastrian homeschool homeschooled homeschooling "
    "amputee amateur"
)
_HARDWARE = word_set(
    "macbook thinkpad chromebook ipad iphone android kindle pixel homelab headphones trackball trackpad netbook "
    "workstation dvorak colemak qwertz azerty smartphone dumbphone e-reader"
)

LIFE = (
    KIN | _ANIMALS | _HEALTH | _DIETS | _HOME | _TRANSPORT | _WORK | _STUDY | _PASTIMES | _FAITH | _MONEY | _BODY
    | _TONGUES | _SELF | _HARDWARE
)  # fmt: skip

_ILL = re.compile(rf"\b{ILLNESS}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’&-]*")
_PHRASES = re.compile(
    r"\b(?:blood (?:pressure|type|sugar)|hearing aid|oat milk|night owls?|early bird|morning person|"
    r"(?:night|early|late|day|morning|evening) shifts?|"
    r"(?:driving|driver['’]?s|pilot['’]?s|drone|fishing|hunting|boat|taxi|radio|teaching|gun|flying) licen[cs]e|"
    r"(?:parental|maternity|paternity|sick) leave|beta[- ]blockers|blood thinners|screen reader|large print|"
    r"guinea pigs?|only child|(?:youngest|oldest|eldest|middle) (?:of|child)|split keyboard|raspberry pis?|"
    r"(?:hard of|poor|bad) hearing|(?:non-)?native speaker|(?<!of )course|sight of blood|on the board|"
    r"(?:fear|scared|afraid|terrified|frightened|petrified) of|for a living|"
    r"single (?:mum|mom|dad|parent)|mother tongue|sign language|by trade|day job|side hustle|family business|"
    r"alma mater|amateur radio|board games|sleep apnoea|back pain|(?:bad|dodgy|weak|trick) (?:back|knee|hip|heart)|"
    r"working hours|office hours|(?:works? )?in shifts|day off|days off|mental health|sweet tooth|comfort food|"
    r"(?:night|evening|distance) (?:school|classes|learning)|member of|on the board|housing co-?op\w*|"
    r"\w+ years? old|in (?:my|our) (?:early |mid|late )?-?(?:teens|twenties|thirties|forties|fifties|sixties|"
    r"seventies|eighties)|(?:type [12]|high-functioning)|"
    r"one (?:working |good |functioning )?(?:hand|arm|leg|eye|ear|kidney|lung)|(?:non-?)?fiction|"
    r"(?:internet|dishwasher|television|tv|air conditioning) at home|bubble tea|green card|twin sister|"
    r"(?:first|second|third) (?:baby|child|kid)|"
    r"heart attacks?|(?:hatred|dislike|loathing|fear|obsession|fondness|distaste|aversion|addiction|passion|weakness) "
    r"(?:of|for|to|with)|to (?:work|school) (?:by|on|in)|two of us|better half|other half|\w+phob(?:ia|ic)|"
    r"parents['’] association|self[- ]taught|blood group|civil servant|a levels|med(?:ical)? school|law school|"
    r"gap year|on secondment|out of work|(?:early|late|day|night) shift|our first(?= (?:in|this|next)))\b",
    re.IGNORECASE,
)


def of_life(text: str) -> bool:
    """Whether the words name something of a person's life: kin, animals, health, home, trade, study, pastimes."""
    words = (word.casefold().replace("’s", "").removesuffix("'s") for word in _WORD.findall(text))
    return any(word in LIFE or word.removesuffix("s") in LIFE for word in words) or bool(
        _PHRASES.search(text) or _ILL.search(text)
    )
