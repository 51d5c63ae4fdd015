"""The classes of verbs, states and times by which `statives` tells what lasts from what passes.

To teach another predicate, add it to the class that it belongs to, and a line to tests/learning/test_people_classes.py.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set
from skillfs.learning.english.roles import RELATIONS, ROLE_NOUNS

ADVERBS = word_set("now also currently really just still actually usually always never only rarely seldom often mostly")
DROPPED = word_set("now also currently really just still actually")
HABIT = re.compile(
    r"\b(?:always|never|usually|normally|typically|mostly|generally|rarely|seldom|often|exclusively|every (?!one)\w+|"
    r"each (?:day|week|month|morning|evening|year)|daily|weekly|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays|"
    r"weekends?|mornings|afternoons|evenings|nights|(?:in|at) the (?:mornings?|afternoons?|evenings?)|at night|"
    r"for a living|year-round)\b",
    re.IGNORECASE,
)
AT_HOURS = re.compile(
    r"\b(?:before|after|until|till|from|past) (?:\d|noon|lunch|midnight|dinner|breakfast|work|dark|school|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)",
    re.IGNORECASE,
)
"""Hours of the day: a habit with a verb that tells of one ("answers mail after ten"), a deadline with "wants"."""
PASSES = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|for now|at the moment|currently|soon|later|shortly|already|yet|"
    r"(?:this|next|last) (?:week|month|morning|afternoon|evening|weekend|year|quarter|sprint|spring|summer|autumn|"
    r"fall|winter|time|one|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:on|by|until|till|since) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!s)|in (?:a|an|\d+|two|three|ten|five|few) "
    r"(?:\w+ )?(?:minutes?|hours?|days?|weeks?)|"
    r"at the end of the (?:day|week)|as expected|at times|so far|again|anyway|instead)\b",
    re.IGNORECASE,
)
AT_HAND = re.compile(
    r"\b(?:the|an?|your|my|our|his|her|their) (?:[\w-]+ ){0,2}?(?:prs?|pull requests?|commits?|merge|deck|slides?|"
    r"drafts?|"
    r"reports?|documents?|docs?|spreadsheet|sheet|invite|invitation|meeting|agenda|call|e-?mail|message|reply|"
    r"feedback|review|update|notes|minutes|numbers|figures|results?|logs?|deadline|release|version|change|request|"
    r"question|answer|idea|proposal|plan|point|option|mock-?up|design|ok|go-ahead|link|copy|attachment|invoice|quote|"
    r"contract|offer|"
    r"ticket|feature|bug|crash|problem|fix|demo|presentation|look|look at|patch|repo)s?\b",
    re.IGNORECASE,
)
PASSING_VERBS = word_set(
    "says said asks thinks believes wonders wants needs hopes seems looks sounds appears feels claims reports "
    "suggests "
    "recommends proposes complains mentions tells replies answers sees gets comes arrives returns visits waits sends "
    "expects requires keeps tries fails breaks agrees disagrees means found finds starts stops begins ends "
    "leaves goes "
    "heads moves writes calls pings emails mails texts asks insists promises plans intends forgets remembers notices "
    "realizes realises worries doubts guesses supposes assumes decides chooses picks gives takes makes does lets "
    "helps "
    "shows brings puts sets turns runs walks sits stands stays works sticks uses adds changes fixes merges "
    "pushes pulls "
    "commits reviews opens closes checks tests builds deploys contains returns includes crashes happens depends "
    "refers "
    "points reads joins wins loses deserves matters exists lacks misses apologizes apologises confirms denies "
    "has is was as thus plus yes its this us ours hers theirs perhaps always besides"
)
"""Verbs whose present tells of the moment; only an adverb of habit makes them last."""
REPORTS = word_set("says asks thinks believes wonders hopes seems looks sounds appears claims suggests mentions tells")
"""Verbs that introduce another clause: no adverb makes that one a habit."""
LASTING_FRAMES = re.compile(
    r"(?:needs (?:\w+ )?(?:notice|a wheelchair|an interpreter|glasses|a hearing aid|step-free access)|"
    r"comes from|hails from|goes (?:by|to bed)|takes (?:(?:his|her|their|the) (?:coffee|tea|dog|kids)\b|no |"
    r"sugar|milk|photos)|"
    r"works (?:nights|weekends|part[- ]time|full[- ]time|remotely|from home|from \w+|in (?:shifts|\w+ing|sales|"
    r"finance|"
    r"hr|law|it|logistics|retail|healthcare|publishing|insurance|procurement|accounting)\b|as an? |with (?:me|us|"
    r"kids|"
    r"children|refugees|\w+s$))|"
    r"makes (?:(?:his|her|their) own|great|the best|wine|cheese|films|music|furniture|jewell?ery)|"
    r"runs (?:an?|(?:his|her|their) own|marathons|the \w+ (?:warehouse|shop|store|bakery|caf[eé]|farm|office|lab|"
    r"club|"
    r"department|branch|programme|program|team|school|business|studio|gallery|clinic|kitchen|desk|division))|"
    r"writes (?:novels|poetry|poems|books|for|a (?:blog|column)|in (?-i:[A-Z])\w*)|reads (?:braille|music|lips|"
    r"[A-Z]\w+ only)|"
    r"uses (?:an? (?:wheelchair|hearing aid|screen reader|walking stick|mac|pc)|they|she|he|\w+/\w+ pronouns|"
    r"(?-i:[A-Z])\w*)|"
    r"is the one (?:who|that|\w+ing)|turns (?:\d+|\w+(?:-\w+)?) on|(?:attends|goes to) (?:the|a|an) (?:[\w-]+ )?"
    r"(?:school|nursery|kindergarten|college|academy|university)|(?:wants|likes|expects|asks|prefers|hates|loves) "
    r"(?:to "
    r"be|being) (?:addressed|called|greeted|known|cc['’]?d|copied|kept|asked|told|informed|consulted|treated|left|"
    r"interrupted|disturbed|phoned|contacted|reached|thanked)|does (?:the|all the|all) [a-z]+|"
    r"can (?:only |best )?be (?:reached|found|contacted)|has (?:the|our) (?:spare )?keys?|"
    r"stands in for|sits (?:in (?:the )?(?-i:[A-Z])\w*|on the (?:board|committee|council|\w+ floor)|next to me|in "
    r"(?:the )?[A-Z])|"
    r"calls (?:me|us|herself|himself|themself)|gets (?:up|migraines|seasick|carsick|travel sick|along)|"
    r"goes to (?:church|school|the gym|mass|yoga)|keeps (?:bees|chickens|kosher|horses|goats|hens|the (?:keys?|"
    r"books)|"
    r"a (?:diary|garden)|goats|bees|halal)|stays (?:in|at) (?-i:[A-Z])\w*|"
    r"does (?:the (?:books|accounts|payroll|taxes|gardening|cooking)|our|my|(?:his|her) \w+ at|yoga|pottery|judo|"
    r"karate|"
    r"triathlons|standup|stand-up)|looks after (?:our|my|the)|takes care of (?:our|my|the)|gives (?:lessons|piano|"
    r"talks|tours|classes)|plans to retire|sets (?:our|the) (?:budget|prices|priorities)|"
    r"insists on (?!(?:the|this|that|it|\w+ing)\b)\w+|is the (?:one|person) to (?:ask|call|contact|see|talk|go|turn)|"
    r"(?:wants|expects|requires|needs|asks for|insists on|accepts|takes) (?:[\w'’-]+ ){0,4}?(?:in (?:cash|advance|"
    r"writing|"
    r"person|(?:pdf|\w+) format)|by (?:e-?mail|post|text|phone|mail|letter)|on paper|up front|upfront|via \w+)|"
    r"(?:looks after|takes care of|is in charge of|is responsible for|handles|manages|runs|leads|heads|oversees|owns|"
    r"maintains|does|keeps|covers) (?:all )?(?:of )?(?:our|my)|signs off|takes \w+days? off|brings (?:his|her|"
    r"their) (?:own|dog)|depends on (?:a|an|the) (?:wheelchair|screen))\b",
    re.IGNORECASE,
)
LASTING_ADJECTIVE = re.compile(
    r"(?:(?:very|really|quite|rather|pretty|extremely|super|so|a bit|totally|completely|partly|half|newly|happily|"
    r"recently|also|severely|mildly|strictly) )?"
    r"(?:visually impaired|hearing[- ]impaired|partially sighted|near-?sighted|short-?sighted|freelance|freelancing|"
    r"self-taught|unemployed|between jobs|semi-?retired|formal|informal|old-school|old-fashioned|shy|introverted|"
    r"extroverted|chatty|talkative|quiet|blunt|strict|punctual|easily \w+ed|hot-tempered|short-tempered|claustrophobic|"
    r"superstitious|ambidextrous|bald|vegan|vegetarian|pescatarian|coeliac|celiac|diabetic|asthmatic|epileptic|"
    r"gluten[- ]free|teetotal|allergic|"
    r"(?:lactose|gluten)[- ]intolerant|"
    r"intolerant|fluent|bilingual|trilingual|married|single|divorced|widowed|engaged|pregnant|retired|deaf|blind|"
    r"colou?r[- ]?blind|(?:left|right)-handed|dyslexic|autistic|jewish|muslim|catholic|hindu|buddhist|christian|"
    r"orthodox|protestant|quaker|sikh|religious|self-employed|semi-retired|hard of hearing|"
    r"(?-i:[A-Z])[a-z]+(?:ish|ese|ian|can|an|i|ic|ch|sh|wegian)(?=$|[ ,.]| by| and)|"
    r"(?:strict|picky|particular|sensitive|fussy|pedantic|nervous|passionate|crazy|mad|serious|touchy|careful|shy) "
    r"(?:about|with|on|to|around)|good (?:at|with)|bad (?:at|with)|great (?:at|with)|brilliant (?:at|with)|"
    r"terrible (?:at|with)|hopeless (?:at|with)|"
    r"(?:afraid|scared|terrified|fond|proud) of|(?:keen|big) on|into|obsessed with|interested in|responsible for|"
    r"in charge of|based|originally from|from|of \w+ (?:descent|origin)|related to|responsible to|short for|"
    r"partial to|used to|trained (?:as|in)|qualified (?:as|in)|certified (?:as|in)|licensed|"
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty)(?:-\w+)?)(?: years old)?$|"
    r"(?:on|in) (?:utc|gmt|cet|est|pst|eastern|pacific|central)\b|\w+ hours (?:ahead|behind)|"
    r"(?:a|an) (?:early bird|night owl|morning person|only child|native (?:\w+ )?speaker|widow(?:er)?|twin|mother|"
    r"father|parent|grandparent|(?:\w+ ){1,2}(?:fan|drinker|speaker|eater|person|reader|graduate|citizen|national|"
    r"supporter|collector|enthusiast|lover|addict|buff|nut)|fan|believer|supporter)\b|"
    r"non-binary|trans|gay|lesbian|queer|known as|called|nicknamed|(?:on|part of) (?:the|our) (?:\w+ )?(?:board|"
    r"committee|council|jury|panel))",
    re.IGNORECASE,
)
NOUN_PHRASE = re.compile(
    rf"(?:(?:an?|the|one of (?:my|our|the)|my|our|his|her|their)\s)(?:[\w'’&/-]+\s){{0,4}}?(?:{ROLE_NOUNS}|"
    rf"{RELATIONS})"
    r"s?(?=$|\s(?:of|for|at|in|on|with|who|from|to|by|since|and|we)\b|,)",
    re.IGNORECASE,
)
POSSESSIONS = re.compile(
    r"(?:(?:an?|no|two|three|four|five|six|(?:his|her|their) own|some|many|one|several|young|small|grown-up|little|"
    r"twin|old|older|younger|severe|bad|mild|big|huge|new|newborn|strong|thick|chronic) )*"
    r"(?:[\w-]+ ){0,2}?(?:dogs?|cats?|horses?|rabbits?|parrots?|pets?|kids?|children|child|sons?|daughters?|twins|"
    r"baby|"
    r"toddlers?|"
    r"triplets|wife|husband|partner|girlfriend|boyfriend|brothers?|sisters?|siblings?|grandchildren|grandson|"
    r"granddaughter|nephews?|nieces?|allerg(?:y|ies)|intolerance|asthma|diabetes|dyslexia|adhd|epilepsy|migraines?|"
    r"tinnitus|vertigo|(?:[\w-]+ )?(?:disease|syndrome|disorder|impairment|disability|condition|loss|palsy|sclerosis|"
    r"cancer|arthritis|anxiety|depression|insomnia|autism|parkinson'?s|alzheimer'?s|dementia|workshop|store|salon|"
    r"gallery|"
    r"brewery|vineyard|winery|bar|pub|stall|business|company|firm|agency|consultancy|clinic|school|gym|orchard|"
    r"allotment|greenhouse|forge|foundry|print shop|"
    r"guest ?house|hotel|hostel|surgery|diploma|certificate)|hearing aids?|pacemaker|wheelchair|"
    r"accent|stutter|lisp|phd|doctorate|degree|master['’]?s|mba|diploma|licen[cs]e|citizenship|passport|nationality|"
    r"background|years|experience|office|practice|shop|bakery|caf[eé]|restaurant|farm|garden|house|flat|cottage|"
    r"cabin|"
    r"boat|sailboat|band|studio|podcast|blog|youtube channel|car|van|motorbike|bike|access|keys?|password|budget|"
    r"sweet tooth|green thumb|sense of humou?r|phobia|fear|temper|soft spot|weakness|day off|days off|off)\b",
    re.IGNORECASE,
)
LASTING_PROGRESSIVE = re.compile(
    r"(?:learning|studying|training (?:for|to|as)|expecting (?:a|her|their|his|twins)|living|raising|"
    r"joining (?:the|our)|running (?:the|our)|covering (?:for|the|our)|"
    r"writing (?:a|his|her|their) (?:\w+ )?(?:novel|book|thesis|memoir|dissertation)|"
    r"doing (?:an?|his|her|their) (?:\w+ )?(?:phd|master['’]?s|doctorate|apprenticeship|internship|degree|mba|"
    r"traineeship)|"
    r"working (?:towards|on (?:a|his|her|their) (?:phd|thesis|doctorate|master['’]?s))|saving (?:up )?for|"
    r"recovering from|dating|seeing|taking over|leading|heading|managing|handling)\s",
    re.IGNORECASE,
)
SINCE = re.compile(
    r"(?:has|['’]s) (?:been (?!waiting|asking|trying|looking|working on|having|bugging|our bottleneck|very|so|too)|"
    r"lived |worked |run |led |played |taught |owned |known |managed |served |had )"
    r".{2,80}\b(?:since (?!noon|monday|tuesday|wednesday|thursday|friday|yesterday|this|last|then|lunch)|for "
    r"(?:\w+ )?"
    r"(?:\w+ )?(?:years|decades|ages|a decade))",
    re.IGNORECASE,
)
PERMANENT_PAST = re.compile(
    r"(?:was born|grew up|was raised|came from|studied (?:\w+ ){1,4}(?:at|in)|graduated from|trained as|"
    r"majored in|went to (?:school|university|college|uni) (?:in|with|at)|retired|(?:just |recently )?got (?:married|"
    r"engaged|divorced)|"
    r"(?:just |recently )?had a (?:baby|son|daughter)|founded|took over|(?:has|['’]s) (?:just |recently "
    r")?(?:taken over|"
    r"retired|had a baby|become))\b",
    re.IGNORECASE,
)
ABILITY = re.compile(
    r"(?:can|must) (?:only|speak|sing|cook|play|drive|read|be reached|eat|sign|always|never)\b", re.IGNORECASE
)
OF_THE_SCREEN = re.compile(
    r"\b(?:errors?|exceptions?|crash(?:es)?|time-?outs?|stack ?traces?|bugs?|fails?|freezes|hangs|log(?:s|ged)? in|"
    r"clicks?|"
    r"the (?:\w+ )?(?:button|form|page|endpoint|video|spinner)|submits?|uploads?|downloads?|screen(?! reader)|"
    r"cursor|dropdown|pop-?up)\b",
    re.IGNORECASE,
)
"""Words of a bug report: whoever is its subject plays a user's part."""
TASTES = word_set("likes loves hates prefers enjoys dislikes")
"""Verbs that `predicates` reads; what it leaves is about the thing at hand."""
KNOWS_ANSWER = re.compile(r"(?:what|how|that|where|when|why|if|whether|who|which|the (?:answer|way|reason))\b")
DEADLINES = re.compile(r"(?:wants|needs|expects|asks|hopes|leaves|arrives|sends|comes|requires|promises|is)$")
PASSING_STATE = re.compile(r"(?:\w+ing|the|this|late|sick|ill)\b", re.IGNORECASE)
HUMAN_VERBS = word_set(
    "drives commutes plays teaches sings studies cooks wears drinks eats volunteers collects babysits rides "
    "swims paints "
    "celebrates speaks takes owns lives bakes knits hikes sails fishes coaches mentors tutors fosters gardens "
    "dances smokes"
)
INABILITY = re.compile(
    r"(?:cannot|can['’]t|can not|won['’]t|will not|must not|mustn['’]t|does not|doesn['’]t|is not|isn['’]t|['’]s not|"
    r"has no|hasn['’]t got|never|no longer)\s",
    re.IGNORECASE,
)
PASSING_INABILITY = re.compile(
    r"(?:be\b|see|find|get|make|join|come|attend|open|access|log|reproduce|remember|know|think|want|need|seem|look|"
    r"mind|care|work\b|have (?:the|time|a)|understand|believe|feel|agree|reach|hear|help|wait|tell|say|sure|here|"
    r"there|"
    r"ready|in\b|available|happy|done|back|convinced|aware|amused|impressed|pleased|coming|going|finished|online|"
    r"\w+ing\b|use|accept|approve|send|share|respond|reply|answer|matter|exist|"
    r"satisfied|sold|a problem|the problem|right|wrong|responding|well|feeling|around|at (?:his|her|their) desk)\b",
    re.IGNORECASE,
)
RATHER = re.compile(
    r"(?:would|['’]d) (?:much |always )?(?:rather|sooner|prefer)(?: not)?(?: to)? (?P<object>[^,.;!?()]{3,90})",
    re.IGNORECASE,
)
RATHER_VERB = re.compile(
    r"(?:be (?:called|addressed|known|reached|contacted|cc|paid)|get|have|receive|use|read|write|speak|meet|talk|"
    r"work|"
    r"travel|eat|drink|sit|walk|stay|take|fly|hear|see|text|chat|do)\b\s*(?P<thing>.*)",
    re.IGNORECASE,
)
ENDS = re.compile(
    r",\s+(?:so|but|because|don['’]t|do not|can|could|please|and|which|let|not|I|we|you|just|then|if|as|make|sorry|"
    r"right)\b.*$|"
    r"\s+(?:so|because|since (?:I|we|she|he|they|it|the|my|our|that)|as (?:she|he|they|I|we|you)|hence|therefore|"
    r"which|whereas|although|though)\s.*$|"
    r"\s+[–—-]\s.*$|\s*[;:(!?].*$",
    re.IGNORECASE,
)
ORDERS = re.compile(r",\s+(?P<verb>[a-z]+)\b")
VERB = re.compile(r"[a-z][a-z'’-]*s(?<!ss)(?<!us)\Z")
NO_MORE = re.compile(
    r"(?:now |also |actually )?(?:(?P<lead>(?:is |has |['’]s )?no longer|(?:has |['’]s |recently |just "
    r")*(?:stopped|quit|"
    r"given up|gave up))|(?:is|does|can|has|['’]s)(?: not|n['’]t)|can['’]t|cannot)\s+"
    r"(?P<what>[^,;]{3,80}?)(?P<any>,? any ?more| any longer)?$",
    re.IGNORECASE,
)
