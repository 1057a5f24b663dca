"""States and territories of the United States, and the post of its armed forces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A state or territory: what its addresses are written with."""

    code: str
    name: str

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.name


_NAMES = """
    AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado;
    CT Connecticut; DE Delaware; DC District of Columbia; FL Florida; GA Georgia;
    HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas; KY Kentucky;
    LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota;
    MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire;
    NJ New Jersey; NM New Mexico; NY New York; NC North Carolina; ND North Dakota;
    OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; RI Rhode Island;
    SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VT Vermont;
    VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming;
    PR Puerto Rico; VI U.S. Virgin Islands; GU Guam; AS American Samoa;
    MP Northern Mariana Islands
"""
_POST = {
    "AA": "Armed Forces Americas",
    "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}
"""Where the post of the armed forces goes: on addresses only, no place to ask for."""

CIVIL = {
    code: Region(code, name)
    for code, _space, name in (one.strip().partition(" ") for one in _NAMES.split(";"))
}
STATES = CIVIL | {code: Region(code, name) for code, name in _POST.items()}

_OTHERWISE = {
    "AZ": "ariz",
    "CA": "calif; cali",
    "CO": "colo",
    "CT": "conn",
    "DC": "d c",
    "FL": "fla",
    "IL": "ill",
    "MA": "mass",
    "MI": "mich",
    "MN": "minn",
    "NC": "n c; n carolina",
    "ND": "n d; n dakota",
    "NH": "n h; nuevo hampshire",
    "NJ": "n j; jersey; nueva jersey",
    "NM": "n m; nuevo mexico",
    "NY": "n y; new york state; ny state; nueva york; upstate new york; upstate ny",
    "OK": "okla",
    "OR": "ore",
    "PA": "penn; penna",
    "PR": "p r",
    "RI": "r i",
    "SC": "s c; s carolina",
    "SD": "s d; s dakota",
    "TN": "tenn",
    "TX": "tex; tejas",
    "VI": "virgin islands",
    "WA": "washington state",
    "WI": "wisc; wis",
    "WV": "w v; w virginia",
}

NAMES = {
    one.strip(): code
    for code, state in CIVIL.items()
    for one in (
        state.name.lower().replace(".", " "),
        *_OTHERWISE.get(code, "").split(";"),
    )
    if one.strip()
}
"""How a state is called in full or in short, without case and dots."""

CODES = {code.lower(): code for code in CIVIL}

_WORDS_TOO = """
    al as ca co de ga hi id in la ma md me mi mo ms oh ok or pa pr va vi
    cali ill mass penn tex ore wis wash conn colo jersey
"""
WORDS_TOO = frozenset(_WORDS_TOO.split())
"""Short forms that mean something else, unless a town or ``in`` stands before them."""

_LITTLE_WORDS = "al as co de hi id in la me mo oh ok or"
LITTLE_WORDS = frozenset(_LITTLE_WORDS.split())
"""Short forms that are everyday words: "hope in recovery" is not Hope, Indiana."""
