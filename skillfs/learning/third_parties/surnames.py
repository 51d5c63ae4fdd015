"""Family names: what tells that "Vusi Dlamini" and "Oghale Wójcik" are people, whatever their first names are.

Most languages mark family names by how they end ("-ović", "-sson", "-enko"); the rest are frequent ones. Names that
firms carry (Sachs, Stanley, Lauder) are left out on purpose.
"""

from __future__ import annotations

import re

from skillfs.learning.english.plain_text import word_set

_FORMED = re.compile(
    r"(?:Mc|Mac|O['’]|Fitz|Al-|El-|Ben-|Ibn-)[A-Z]\w+|"
    r"[A-Z]\w+(?:sson|sdóttir|dóttir|sen|ović|ovic|ević|evic|ić|[čc]ić|ov|ova|ev|eva|ovsky|ovskaya|ski|ska|sky|skaya|"
    r"cki|cka|dzki|czyk|wicz|wski|enko|chuk|czuk|shvili|adze|yan|ian|idis|iadis|poulos|opoulou|akis|oglu|oğlu|escu|"
    r"eanu|quist|qvist|gaard|gård|strand|ström|strøm|berg|borg|dahl|lund|vik|stad|heim|haug|nen|lainen|pää|mäki|uld|"
    r"mann|bauer|meier|meyer|maier|huber|hofer|stein|feld|hausen|wald|thal|bach|kamp|stra|sma|veld|huis|meijer|"
    r"etti|elli|ellini|acci|occi|ucci|rossa|ari(?:no|ni)|ardi|ieri|eiro|eira|eaux|eau|ière|ault|ignac|"
    r"[aeiou]ez|ães|ões|inho|asinghe|sinha|swamy|murthy|nathan|kumar|singh|walla|wala|pour|zadeh|nejad|abadi|"
    r"worth|thwaite|bottom|shaw|combe|leigh|ington|ingham)"
)
_FREQUENT = word_set(
    "abbott abdi abdullah abebe achebe acheampong adeleke adeyemi adichie afolabi agarwal ahmad ahmadi ahmed akhtar "
    "ali "
    "alvarez amin amoah ansah antwerp appiah arora asante aziz baba bailey baker balogun banda banerjee barbosa barnes "
    "barros batista becker begum benali bennett bhatt bhattacharya bianchi biswas boateng bose botha brandt bruno "
    "burke "
    "caruso castro chaudhary chaudhry chauhan chavez chen cheng cho choi chopra chow chowdhury chua clarke colombo "
    "conti "
    "costa cruz da dang danso das dasgupta datta delacroix desai deshmukh diallo diaz diop dlamini do duarte dubois "
    "dupont eze farah fernandes fernando ferrari fischer flores fofana fontaine fournier fuchs gallo garcia ghosh "
    "giraud "
    "gomes gomez gonzalez gordon gruber guerrero gupta gutierrez haddad hamdan hassan hernandez hoang holm horvat "
    "horvath "
    "hoang hossain huang hussain hussein ibrahim igwe ilunga islam ito iyer jain jansen janssen jimenez joshi juma "
    "kamara "
    "kamau kapoor kato kaur kaya keita keller khan khanna khumalo kim kimani klein kobayashi kone kovac kovacs "
    "kowalczyk "
    "krause krishnan kruger kumari kuznetsov laurent leclerc lefebvre lehmann lim lindholm liu lopes lopez mahlangu "
    "malik "
    "mancini mandal marino marques martin martinez mbeki medina mehta mendes mendez mendoza mensah menon mishra mitra "
    "mohamed mokoena molina moreau moreira moreno morales mori mukherjee mueller muller murphy mutua mwangi nair "
    "naidoo "
    "nakamura nassar ncube ndiaye ndlovu nel nguyen nkosi nowak nunes nwosu obi ochieng odhiambo oduya okafor okeke "
    "okonkwo okoro okoye omondi onyango opoku ortega ortiz osei otieno ouattara owusu pacheco pandey park patel patil "
    "pereira perez petit pham phan phiri pillai pinto popa popescu pretorius qureshi raghavan rahimi rahman ramirez "
    "ramos "
    "rana rao rashid reddy reyes ricci richter rios rivera robles rocha rodrigues rodriguez romano romero rossi roy "
    "ruiz "
    "russo sahin saito salazar saleh sanchez sanders sani santos sato sawadogo schmidt schmitt schneider schroeder "
    "schulz "
    "schwarz sesay shah shapiro sharma shetty shimizu silva singh sissoko souza suarez suzuki takahashi tanaka tesfaye "
    "tiwari torres toure tran traore truong ueda usman vargas varga vasquez vega verma vidal villanueva vogel vu "
    "wagner "
    "walsh wang weber weiss wong xu yadav yamada yamamoto yang yeo yilmaz yoon yusuf zhang zhao zhou zhu zimmermann "
    "zulu "
    "abernathy aldridge appleby armitage arkwright atkins barlow bartlett bickerstaff birch boyle brannigan brennan "
    "brooks byrne callaghan carmody cartwright chadwick clegg coates connolly costello crawford cullen cunningham "
    "curran "
    "daly dempsey doherty dolan donnelly donovan doyle duffy dunne entwhistle fairley fallon farrell finnegan "
    "fitzgerald "
    "flanagan gallagher gilchrist gillespie goodwin greenwood grimshaw hallam halloran hargreaves harrington hawthorne "
    "healy heffernan higgins holloway horsfall hutchinson iverson kavanagh keane kearney keating kerrigan kinsella "
    "lafferty langley lawson lockwood lowry lynch maguire mahoney maloney marlowe massey merriweather middleton molloy "
    "moran mulvaney murdoch nolan norwood ormerod osgood oxley pemberton pennington pettibone pettifer pickering pike "
    "prentice pritchard quigley quill quinlan rafferty ramsbottom redmond reilly rigby riordan rutherford sheridan "
    "slattery stannard stanton sutcliffe tansley tate thackeray thornton treadwell tully underhill vance vandermeer "
    "wade "
    "wainwright wakefield walcott wardle wexler whelan whitfield whitlock wilkinson winslow winterbottom woodruff wrona"
)


def is_surname(word: str) -> bool:
    """Whether a capitalised word ends or is known as family names: "Guðmundsson", "Kowalczyk", "Entwhistle"."""
    return bool(_FORMED.fullmatch(word)) or word.casefold() in _FREQUENT
