"""What people are called by what they do or are to somebody: roles and relations, as parts of regular expressions."""

from __future__ import annotations

import re

from skillfs.learning.english.names import ORGANISATION

RELATIONS = (
    r"friend|best friend|colleague|coworker|co-worker|teammate|boss|neighbou?r|brother|sister|mother|father|mom|mum|"
    r"dad|wife|husband|partner|"
    r"girlfriend|boyfriend|fianc[ée]e?|son|daughter|cousin|aunt|uncle|nephew|niece|grandmother|grandfather|roommate|"
    r"flatmate|landlord|landlady|"
    r"mentor|mentee|client|customer|contact|point of contact|supervisor|advisor|adviser|report|direct report|buddy|"
    r"classmate|ex|therapist|"
    r"(?:brother|sister|mother|father|son|daughter)-in-law|babysitter|tenant|investor|counterpart|spouse|significant "
    r"other|other half|better half|kid|child|twin|housemate|pal|pen ?(?:pal|friend)|mate|(?:band|work|school|house|"
    r"room|flat|crew|team|class|study|squad|course)-?mate|bestie|step-?(?:mother|father|mum|mom|dad|son|"
    r"daughter|brother|sister)|half-?(?:brother|sister)|grand(?:ma|pa|son|daughter|child)|god(?:mother|father|son|"
    r"daughter|child)|ex-?(?:wife|husband|boss|colleague|partner|girlfriend|boyfriend)|nanny|childminder|au pair|"
    r"protégé|apprentice|trainee|pupil|sponsor|carer|caregiver|guardian|deputy|successor|predecessor|sidekick|"
    r"opponent|"
    r"confidant|liaison|line manager|stand-in|right hand|go-to|sibling|parent|grandparent|gran|granny|nan|nana|grandma|"
    r"grandpa|grand-?dad|auntie|great-?(?:aunt|uncle|grandmother|grandfather)|hubby|widow|bridesmaid|best man|"
    r"groomsman|godparent|lodger|house ?guest|sitter|(?:baby|dog|cat|house|pet)-?sitter|foster (?:child|mother|father)|"
    r"in-laws?|mother|father|opposite number|next of kin|emergency contact|plus one|significant other"
)
_CRAFTS = (
    r"(?:[a-z]{2,}(?:ologist|icist|ographer|ician|maker|keeper|smith|wright|monger|herd|worker|dresser|fighter|"
    r"hunter|"
    r"builder|warden)|(?:sales|post|camera|fire|police|fisher|handy|crafts|fore|trades|chair|anchor|business|spokes|"
    r"lay|boat)(?:man|woman|person)|contact person|(?!(?:the|an?|this|that|our|my|some|other|right|wrong|good|nice|"
    r"new|same)\s)[a-z]+ (?:guy|lady|person)|(?:web|head|post|scout|station|"
    r"harbou?r)(?:master|"
    r"mistress)|(?!\w*list\b|(?:tw|ex|ass|ins|cons|res|pers|m|f|wr)ist\b)[a-z]{3,}ist)"
)
"""Nouns that are made to name who does something for a living: "glaciologist", "beekeeper"."""

ROLE_NOUNS = (
    r"engineer|developer|programmer|manager|designer|scientist|analyst|architect|administrator|admin|consultant|"
    r"researcher|student|teacher|"
    r"professor|lecturer|writer|journalist|editor|lawyer|attorney|(?:legal |general )?counsel|"
    r"doctor|nurse|accountant|founder|co-?founder|ceo|"
    r"cto|cfo|coo|cmo|cio|ciso|cpo|(?-i:CHRO|CRO|DPO|EM|TPM|CSM|SDR|HRBP|GM|SVP|EVP|GP|PA|EA)|"
    r"director|lead|head|vp|president|chair(?:man|woman|person)?|freelancer|contractor|intern|sre|dba|specialist|"
    r"technician|officer|owner|"
    r"maintainer|representative|rep|agent|assistant|secretary|recruiter|coordinator|tester|dentist|plumber|"
    r"electrician|realtor|broker|banker|"
    r"coach|trainer|tutor|photographer|producer|buyer|seller|vendor|supplier|pm|po|scrum master|strategist|marketer|"
    r"auditor|partner|principal|"
    r"chef|pilot|physician|therapist|psychologist|pharmacist|veterinarian|vet|notary|translator|interpreter|"
    r"associate|executive|account executive|paramedic|midwife|carpenter|illustrator|treasurer|geologist|biologist|"
    r"chemist|"
    r"physicist|economist|statistician|mathematician|musician|artist|librarian|copywriter|animator|surgeon|actuary|"
    r"bookkeeper|caterer|florist|gardener|mechanic|publicist|paralegal|underwriter|comptroller|controller|"
    r"adviser|advisor|baker|barber|barista|bartender|blogger|brewer|butcher|caretaker|cashier|cellist|cleaner|"
    r"clerk|coder|"
    r"composer|concierge|conductor|cook|counsell?or|courier|curator|dancer|dealer|decorator|distributor|diver|driver|"
    r"drummer|farmer|forester|glazier|governor|guard|janitor|historian|host|importer|inspector|instructor|installer|"
    r"interviewer|jewell?er|joiner|judge|logistician|mason|mayor|mediator|minister|model|negotiator|operator|"
    r"organi[sz]er|painter|pastor|pensioner|plasterer|podcaster|priest|presenter|prosecutor|publisher|rabbi|referee|"
    r"registrar|reporter|reviewer|roofer|sailor|sculptor|seamstress|sergeant|shepherd|singer|soldier|solicitor|"
    r"sommelier|"
    r"steward|stewardess|superintendent|supervisor|surveyor|tailor|tiler|trader|trucker|trustee|undertaker|waiter|"
    r"waitress|"
    r"warden|welder|doula|champion|ambassador|evangelist|fellow|postdoc|undergrad|graduate|dean|provost|"
    r"chancellor|rector|"
    r"chaplain|vicar|imam|nun|monk|gp|physio|orthodontist|osteopath|chiropractor|stylist|dog ?walker|planner|"
    r"estimator|"
    r"buyer|examiner|invigilator|ombudsman|commander|captain|lieutenant|consul|diplomat|envoy|delegate|"
    r"council(?:l)?or|"
    r"senator|mp|secretary general|chief of staff|hr business partner|data steward|ra|ta|quartermaster|foreman|"
    r"forewoman|"
    r"housekeeper|paediatrician|pediatrician|gyn[ae]+cologist|radiographer|anaesthetist|optometrist|optician|"
    r"midfielder|sys-?admin|dev|devops|co-?author|co-?host|co-?pilot|co-?owner|co-?worker|author|novelist|poet|"
    r"playwright|columnist|proofreader|typesetter|bookbinder|roofer|framer|roaster|butcher|valet|usher|umpire|sheriff|"
    r"ranger|marshal|deacon|bishop|verger|cantor|organist|busker|dj|presenter|bouncer|porter|matron|carer|bursar|"
    r"groom|farrier|groomer|breeder|minder|maid|babysitter|foreperson|fundraiser|bricklayer|scaffolder|"
    r"upholsterer|restorer|tuner|piano tuner|dressmaker|weaver|potter|engraver|goldsmith|archivist|registrar|"
    r"detective|policeman|policewoman|officer|firefighter|lifeguard|coastguard|sergeant|cadet|colonel|major|"
    r"choreographer|acrobat|juggler|magician|clown|actor|actress|comedian|drummer|guitarist|violinist|bassist|"
    r"vocalist|trumpeter|choirmaster|bandleader|umpire|timekeeper|goalie|quarterback|jockey|boxer|swimmer|rower|"
    r"cartographer|cryptographer|oceanographer|astronomer|philosopher|sociologist|ethicist|lobbyist|activist|"
    r"campaigner|politician|speaker|whip|clerk|usher|bailiff|barrister|magistrate|mediator|conveyancer|"
    r"landscaper|arborist|tree surgeon|window cleaner|chimney sweep|caretaker|groundsman|mover|removalist|packer|"
    r"picker|loader|stevedore|docker|crane operator|welder|fitter|joiner|turner|machinist|toolmaker|millwright|"
    r"miner|driller|roughneck|blaster|quarryman|forester|logger|ranger|trapper|angler|fisherman|"
    r"data entry clerk|night watchman|watchman|storekeeper|cashier|bagger|barkeeper|sous-chef|chef de partie|"
    r"hygienist|phlebotomist|radiologist|cardiologist|oncologist|neurologist|dietician|dietitian|nutritionist|"
    r"speech therapist|occupational therapist|case ?worker|social worker|health visitor|key worker|support worker|"
    r"youth worker|probation officer|warder|custodian|usher|producer|showrunner|cameraman|gaffer|grip|stuntman|"
    r"make-up artist|stylist|wigmaker|model maker|set designer|lighting designer|scrutineer|steward|"
    r"coder|hacker|pen ?tester|sys ?op|webmaster|technologist|product owner|scrum master|people partner|"
    r"team ?mate|wing ?man|first mate|bosun|helmsman|navigator|deckhand|purser|skipper|"
    r"student|phd student|grad student|postgrad|freshman|sophomore|senior|valedictorian|alumnus|alumna|"
    r"goalkeeper|striker|skipper|roadie|producer|luthier|beautician|masseuse|hairdresser|locksmith|postman|handyman|"
    rf"{_CRAFTS}"
)
_NO_ROLE_WORD = (
    r"(?:no|not|never|longer|is|was|are|be|our|my|the|an?|and|to|who|whom|whose|that|which|his|her|their|role|going|"
    r"supposed|"
    r"said|says|"
    r"about|for|from|at|in|on|with|of|or|if|when|while|but|so|by|than|as|wrong|title|job|n['’]t|favou?rite|dream|"
    r"imaginary|ideal)\s"
)
ROLE = (
    rf"(?:(?!{_NO_ROLE_WORD})[\w/&+'’-]{{1,30}}\s){{0,5}}?(?:ex-|co-|vice-)?(?:{ROLE_NOUNS}|{RELATIONS})"
    r"(?:\s(?:of|for)\s[\w&-]{1,30}(?:\s(?!(?:at|from|with|in)\s)[\w&-]{1,30}){0,2}?)?"
)

_NO_AGENT = (
    r"(?:server|printer|computer|router|container|number|paper|dinner|letter|order|folder|newsletter|charter|chapter|"
    r"cluster|compiler|parser|linter|formatter|runner|controller|adapter|wrapper|handler|logger|scheduler|browser|"
    r"theater|theatre|center|centre|winner|loser|favou?rite|killer|winter|summer|water|flower|tower|power|shower|user|"
    r"answer|offer|matter|corner|quarter|semester|member|chamber|supper|pepper|butter|poster|banner|header|footer|"
    r"pointer|counter|calendar|monitor|sensor|motor|tractor|editor|factor|vector|error|mirror|color|colour|floor|door|"
    r"odou?r|favou?r|labou?r|behaviou?r|harbou?r|terror|horror|tutor|list|twist|mist|fist|wrist|gist|exist|resist|"
    r"checklist|playlist|wishlist|shortlist|blacklist|whitelist|document|department|environment|component|event|"
    r"agreement|comment|content|statement|restaurant|apartment|plant|variant|constant|warrant|grant|want|spent|went|"
    r"better|never|ever|over|under|after|other|another|rather|either|neither|however|whether|together|further|later|"
    r"earlier|older|younger|bigger|smaller|faster|slower|closer|greater|easier|longer|shorter|higher|lower|cheaper|"
    r"blocker|breaker|sponsor|partner|customer|laptop|charger|freezer|cooker|dryer|washer|mixer|blender|toaster|"
    r"scanner|scooter|helicopter|trailer|cover|river|lover|drawer|ladder|hammer|filter|buffer|layer|marker|sticker|"
    r"tracker|reminder|disaster|bother|mess|process|business|success|access|address|express|progress|princess|"
    r"guess|less|class|glass|brother|sister|mother|father|daughter|tester|idea|thinker|starter|finisher|dreamer)"
)
_AGENT = rf"(?!{_NO_AGENT}\b)[a-z]{{3,}}(?:er|or|eer|ist|ian|man|woman|boy|girl|mate|ant|ess|ent)"
WIDE_ROLE = (
    rf"(?:(?!{_NO_ROLE_WORD})[\w/&+'’-]{{1,30}}\s){{0,3}}?{_AGENT}"
    r"(?:\s(?:of|for)\s[\w&-]{1,30}(?:\s[\w&-]{1,30})?)?"
)
"""A noun for who does something, by its form: what "our" or "my" before it makes the role of whoever has a "
"name."""

_OF_COMPANY = re.compile(
    rf"(?P<role>.*\b(?:ceo|cto|cfo|coo|cmo|cio|ciso|cpo|co-?founder|founder|owner|president|chair\w*|"
    rf"director))\s+(?:of|at)\s+"
    rf"(?P<company>{ORGANISATION})",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:product|engineering|sales|marketing|design|operations|data|people|finance|hr|it|research|growth|security|"
    r"legal|"
    r"support|communications|technology|infrastructure|platform|strategy|partnerships|customer success)\b",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(
    r"(?:.*\b(?:package|secrets?|password|state|process|window|task|dependency|session|memory|boot|file|version|"
    r"content|"
    r"cluster|build|job|test|queue|cache|code|text|build|network|device|display|plugin|extension|configuration)\s)?"
    r"(?:editor|translator|interpreter|agent|assistant|manager|tester|owner|maintainer|lead|principal|admin|"
    r"administrator|"
    r"scheduler|producer|coordinator|specialist)|(?:.*\s)?(?:partner|client|customer|vendor|supplier|investor|"
    r"contact|buyer|"
    r"seller|auditor|broker|counterpart|agency|provider|landlord|tenant|sponsor|distributor|dealer|installer|"
    r"publisher|"
    r"importer|trustee|driver|operator|model|host|reviewer|inspector|composer|conductor|planner|estimator|guard|"
    r"champion|successor|predecessor|twin|stand-in|go-to|right hand|organi[sz]er|builder|worker|keeper|hunter|"
    r"delegate)",
    re.IGNORECASE,
)
_PERSONS_MANAGER = re.compile(
    r"(?:(?:project|product|account|office|sales|line|hiring|engineering|marketing|general|store|hr|"
    r"my|our|the|new|finance|property|brand|community|team|case|event|design|data|operations|it)\s)*manager",
    re.IGNORECASE,
)


def split_company(role: str) -> tuple[str, str | None]:
    """A role apart from the company in it: "CTO of Globex" → "CTO", "Globex"; "head of product" stays whole."""
    match = _OF_COMPANY.fullmatch(role)
    if match is None or _DEPARTMENT.match(match["company"]):
        return role, None
    return match["role"], match["company"]


def is_department(name: str) -> bool:
    """Whether a capitalised word names a part of a company rather than one: "moved to Marketing"."""
    return bool(_DEPARTMENT.fullmatch(name))


def is_also_of_things(role: str) -> bool:
    """Whether programs and companies have that role too: "our package manager", "our vendor"."""
    return bool(_OF_THINGS.fullmatch(role)) and not _PERSONS_MANAGER.fullmatch(role)
