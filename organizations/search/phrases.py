"""Everyday phrases that mean a value of a closed facet, or nothing to search for.

Curators extend the words of terms in the admin; these are the words for what code
knows. A phrase here counts as one of a term: the longest phrase wins.
"""

from functools import cache

from organizations.text_analysis.words import phrase_key, words_of

Meaning = tuple[str, str]
"""Facet and value; ``covers`` is a facet of search alone: medicines by name."""

NO_FAITH = (
    ("spirituality", "none"),
    ("spirituality", "optional"),
    ("type", "secular"),
    ("audience", "non-religious"),
)
FAITH = (("spirituality", "religious"), ("type", "religious"))
NOT_TWELVE_STEP = (("type", "secular"),)
TWELVE_STEP = (("type", "twelve-step"),)
ACCEPTS = (("medication", "supportive"),)
OPIOID_AGONISTS = (("covers", "opioid-agonist"),)
PSYCHIATRIC = (("covers", "psychiatric"),)
CUT_DOWN = (("goal", "moderation"), ("goal", "self-chosen"))
STOP = (("goal", "abstinence"),)
FAMILY = (("audience", "family-and-friends"),)
PARENTS = (("audience", "family-and-friends"), ("audience", "parents"))

PHRASES: dict[tuple[Meaning, ...], str] = {
    NO_FAITH: """
        no god; without god; not religious; non religious; nonreligious; no religion;
        without religion; non spiritual; not spiritual; no higher power; atheist;
        atheists; agnostic; agnostics; atheism; no faith; no prayer; no praying; no
        church; not christian; no jesus; without prayer; science based; evidence based;
        scientific; sin dios; sin religion; ateo; ateos; agnostico; no religioso; no
        religiosa; dont believe in god; do not believe in god; not into god; no bible;
        rational""",
    FAITH: """
        religious; religion; faith; faith based; believers; religioso; religiosa;
        religiosos; fe; god; dios; prayer; pray; praying; spiritual program""",
    NOT_TWELVE_STEP: """
        secular; non 12 step; not 12 step; no 12 steps; non twelve step; not twelve
        step; without 12 steps; without the 12 steps; no steps; alternative to aa;
        alternatives to aa; aa alternative; aa alternatives; alternative to na;
        alternative to 12 step; alternatives to 12 step; other than aa; instead of aa;
        besides aa; not aa; hate aa; dont like aa; didnt like aa; aa didnt work; aa is
        not for me; cbt; cognitive behavioral therapy; alternativa a aa; laico; laica;
        sin 12 pasos""",
    TWELVE_STEP: """
        12 step; 12 steps; 12step; twelve step; twelve steps; 12 step program; the
        steps; work the steps; big book; sponsor; doce pasos; 12 pasos; los doce pasos;
        padrino; madrina""",
    ACCEPTS: """
        medication ok; meds ok; medication friendly; medication accepted; medications
        allowed; medication allowed; on medication; on medications; on meds; on
        prescribed medication; on prescription medication; prescribed medication;
        prescribed meds; take medication; taking medication; take meds; taking meds;
        with medication; accepts medication; accept medication; accepts mat; con
        medicamentos; tomo medicamentos; tomando medicamentos; medicamentos permitidos;
        naltrexone; vivitrol; antabuse; acamprosate""",
    OPIOID_AGONISTS: """
        methadone; methadone ok; methadone friendly; methadone maintenance; on
        methadone; methadone clinic; suboxone; suboxone ok; on suboxone; suboxone
        friendly; subutex; sublocade; buprenorphine; bupe; subs; moud; mat; mat
        friendly; on mat; medication assisted; medication assisted treatment; medication
        for opioid use disorder; opioid agonist; metadona; buprenorfina; con metadona;
        tomo metadona; tratamiento con metadona""",
    PSYCHIATRIC: """
        psych meds; psychiatric medication; psychiatric meds; psychiatric medications;
        antidepressant; antidepressants; ssri; lithium; antipsychotic; antipsychotics;
        on antidepressants; medication for depression; medication for bipolar;
        depression medication; bipolar medication; mental health medication;
        antidepresivos; medicamentos psiquiatricos""",
    CUT_DOWN: """
        cut down; cutting down; cut back; cutting back; drink less; drinking less; use
        less; moderation; moderate; moderate drinking; moderate my drinking; control
        drinking; control my drinking; controlled drinking; reduce; reduce drinking;
        reduce my drinking; not ready to quit; dont want to quit; do not want to quit;
        dont want to stop; harm reduction; safer drinking; safer use; sober curious;
        mindful drinking; only drink; drink on weekends; weekend drinking; drink
        socially; social drinking; social drinker; drink normally; drink sometimes;
        drink like a normal person; drink in moderation; a few drinks; beber menos;
        tomar menos; moderacion; moderar; reducir; reduccion de danos; controlar""",
    STOP: """
        abstinence; total abstinence; abstinent; abstinencia; stop completely""",
    FAMILY: """
        husband; wife; husbands; wives; girlfriend; boyfriend; fiance; fiancee; brother;
        sister; son in law; friend; my friend; a friend; my friends; best friend; my ex;
        my family; my family member; family member; my uncle; my aunt; my cousin; my
        grandson; my granddaughter; my nephew; my niece; my partner; my loved one;
        someone i love; someone else; someone elses; somebody else; living with an
        alcoholic; living with an addict; married to an alcoholic; married to an addict;
        caregiver; carers; relative; mi familia; mi novio; mi novia; mi hermana; mi
        amigo; mi amiga; un familiar; esposo; esposa""",
    PARENTS: """
        my son; my daughter; my kid; my kids; my child; my children; my teen; my
        teenager; my adult son; my adult daughter; my adult child; my boy; my girl; son;
        daughter; mother; father; mom; dad; mum; madre; padre; mi hijo; mi hija; mis
        hijos; hijo; hija; addicted child; addicted son; addicted daughter""",
    (("audience", "family-and-friends"), ("audience", "adult-children")): """
        my dad; my father; my mom; my mother; my parents; my stepdad; my stepmother;
        alcoholic dad; alcoholic mom; mi papa; mi mama; mi padre; mi madre;
        mis padres""",
    (("evidence", "strong"), ("evidence", "promising")): """
        proven; best evidence; what works; research shows""",
    (("facilitation", "trained"), ("facilitation", "professional")): """
        therapist led; counselor led; led by a professional; led by professionals""",
    (("focus", "alcohol"), ("focus", "drugs")): """
        sobriety; get sober; getting sober; stay sober; staying sober; be sober; become
        sober; getting clean; get clean; stay clean; substance abuse; substance use;
        alcohol and drugs; drugs and alcohol; alcohol or drugs; drugs or alcohol;
        alcohol and other drugs; rehab; detox; relapse; relapsed; relapsing;
        aftercare""",
    (("focus", "alcohol"),): """
        drinker; drinkers; drinks too much; drink too much; drinking too much; problem
        drinking; problem drinker; hangover; blackout; blackouts; dui; dwi; owi; drunk
        driving; court ordered aa; tequila; rum; gin; borracho; borracha; alcoholica;
        alcoholicos; alcoholicas; stop drinking; quit drinking; not drink; bebe
        demasiado; toma demasiado; toma mucho; dejar el alcohol; no tomar; trago""",
    (("focus", "drugs"),): """
        uses drugs; using drugs; usa drogas; consume drogas; drug addict; drug addicts;
        addict; junkie; substances; spice; k2; bath salts;
        acid; shrooms; mushrooms; pcp; ghb; xylazine; tranq; sustancias; drogadicto;
        drogadicta; drogadictos; adicto; adicta; adictos""",
    (("focus", "opioids"),): """
        smoking heroin; smoking fentanyl; smokes fentanyl; smoke fentanyl; narcan;
        naloxone; opiate addict; opiate addiction; opioid addiction; opioid use
        disorder; oud; blues; m30; roxy; roxies; dilaudid; oxys; opana; lean; heroin
        addict; heroin addiction""",
    (("focus", "cannabis"),): """
        smoke weed; smokes weed; smoke pot; smokes pot; smoking pot; potheads; pothead;
        stoner; pot smoker; weed smoker; bong; vape weed; thc vape; weed addiction;
        marijuana addiction; cannabis use disorder""",
    (("focus", "methamphetamine"),): """
        tweaker; smoking meth; smokes meth; smoke meth; meth addict; uppers; glass; meth
        addiction""",
    (("focus", "cocaine"),): """
        crackhead; smoking crack; smokes crack; smoke crack; crack addict; coke addict;
        cocaine addiction""",
    (("focus", "gambling"),): """
        gambles; gambled; bet; online betting; crypto; day trading; scratch tickets;
        slot; bets on sports; ludopata; jugador; jugadores; casas de apuestas""",
    (("focus", "eating"),): """
        overeat; overeats; binge; binges; obese; obesity; food addict; weight; carbs;
        come demasiado; atracon; gordo; comedor; comedores""",
    (("focus", "work"),): """
        work too much; works too much; job stress; adicta al trabajo""",
    (("focus", "technology"),): """
        games; video game addiction; screen addiction; addicted to my phone; addicted to
        phone; computer; online games""",
    (("focus", "sex"),): """
        affairs; cheating; prostitutes; escorts; adictos sexuales""",
    (("focus", "nicotine"),): """
        smoke; smokes; smokers; cigarrillo; fuma; juuling""",
    (("focus", "mental-health"),): """
        lonely; bipolar disorder; mental; moods""",
    (
        ("focus", "codependency"),
        ("audience", "family-and-friends"),
    ): """
        codependents; enabling my son; enabling my daughter""",
    (("audience", "young-people"),): """
        im 12; im 13; im 14; im 15; im 16; im 17; im 18; im 19; 13 years old; 14 years
        old; 15 years old; 16 years old; 17 years old; 18 years old; 19 years old; in
        high school; tengo 13; tengo 14; tengo 15; tengo 16; tengo 17""",
    (("audience", "lgbtq"),): """
        gay men; gay man; gay guys; gay women; gay woman""",
    (("audience", "women"),): """
        girl; girls; womans; for women; de mujeres""",
    (("audience", "men"),): """
        mens; for men; for guys""",
    (("audience", "people-in-custody"),): """
        in prison; in jail; parole; probation; reentry; felon; en la carcel""",
    (("audience", "hospitality-workers"),): """
        restaurant; restaurants; kitchen; bar""",
    (("format", "online"),): """
        internet meetings; computer meetings; virtual meetings; virtually; from home; at
        home; desde casa; webinar""",
    (): """
        near me; near by; in my area; my area; around me; in my city; in my town; my
        town; cerca de mi; en mi ciudad; free; for free; gratis; no cost; today;
        tonight; this week; now; schedule; times; where to go; phone number; hotline;
        helpline; telephone number; address; zip code; sign up; how to join; what is;
        who is""",
}


@cache
def phrases() -> dict[str, tuple[tuple[Meaning, ...], str]]:
    """Return each phrase, as it is looked up, with its meanings and how it is written.

    No meaning: the phrase is left out of the search.
    """
    found: dict[str, tuple[tuple[Meaning, ...], str]] = {}
    for meanings, text in PHRASES.items():
        for phrase in text.split(";"):
            words = words_of(phrase)
            before = found.get(phrase_key(words), ((), ""))[0]
            merged = tuple(dict.fromkeys((*before, *meanings)))
            found[phrase_key(words)] = (merged, " ".join(phrase.split()))
    return found
