"""The words of a report's sentences by what they do in a claim; every other word makes a sentence speak of more."""

from __future__ import annotations

from fractions import Fraction
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UP: Final = _words(
    "rose risen rise rises rising increase increased increases increasing grew grown growth climbed climb jumped jump"
    " higher upward uplift up more greater"
)
DOWN: Final = _words(
    "fell fallen fall falls falling decrease decreased decreases decreasing reduced reduction reductions dropped drop"
    " drops declined decline declines declining lower downward down fewer less"
)
NEED_A_NUMBER: Final = _words("more greater fewer less up down higher lower climb jump")
"""Words that tell a direction only beside a number, or after a verb of being."""
BARE_VERBS: Final = _words("increase decrease rise fall drop decline climb jump")
"""What is a purpose after "to", not something that happened."""
TIMES: Final = {
    "doubled": Fraction(2),
    "doubling": Fraction(2),
    "trebled": Fraction(3),
    "tripled": Fraction(3),
    "quadrupled": Fraction(4),
    "halved": Fraction(1, 2),
    "halving": Fraction(1, 2),
    **dict.fromkeys(("twice as many", "twice as much", "twice as high", "twice as large", "twice the"), Fraction(2)),
}
BEING: Final = _words("is are was were be been being went gone")
PLAIN: Final = _words(
    "a an the of in on by to from at for than over against between versus vs relative compared comparison when with"
    " have has had there here were was is are be been being it its this that these those they their we our us i and or"
    " which also now still just only some very slight slightly small smaller significant significantly marked markedly"
    " sharp sharply considerable considerably modest modestly steady steadily notable notably large larger substantial"
    " substantially welcome further overall net about around approximately roughly circa nearly almost over under"
    " above below exactly as saw seen see sees show shows showed shown showing experienced recorded issued logged"
    " counted noted represents representing represent equates equivalent equal means mean meaning marks gives given"
    " giving making stands stood standing then continued continues continue change changed changes percentage per cent"
    " percent point points rate figure figures number numbers total totals volume volumes level levels count counts"
    " data result results end period periods year years quarter quarters previous prior last same before ago earlier"
    " preceding corresponding performance during within whole once again both went gone came come remained remains"
    " up down pleased pleasing"
)
"""Words that neither name a subject nor narrow it."""
NARROWING: Final = _words("reported reports report calls cases records recording")
"""Words that may stand beside a subject that is named in full, and speak of something else alone."""
SOME: Final = _words("still remain remains remained continue continued continues further again")
"""Words beside which a number may count those that are left, or that came back, and not all."""
EVERYWHERE: Final = _words("across throughout")
"""Words that narrow nothing before the name of the place that all figures are of."""
OVER_TIME: Final = _words("over during within throughout across some period periods")
"""Words with which a number counts all of some time, and not those of a day."""
UNCERTAIN: Final = _words(
    "not no never neither nor cannot without if unless whether would could might may should expect expected expects"
    " forecast forecasts predicted projected likely unlikely aim aims aiming target targets targeted hope hopes hoped"
    " want wants assume assuming suppose potential potentially planned plans intend intended ambition goal instead"
    " rather contrary reportedly perceived perception perceptions feel felt believe believed claimed alleged"
)
"""Words with which a sentence does not say that something is so."""
SPLITTING: Final = _words(
    "and but while whilst whereas although though because due owing following reflecting driven despite so as after"
    " thanks partly mainly largely"
)
STRONG: Final = _words("; but while whilst whereas although though .")
"""What parts two things that are each said for themselves."""
EXPLAINING: Final = _words(
    "despite following thanks due because as although though while whilst after owing reflecting driven partly mainly"
    " largely so overall encouragingly unfortunately however"
)
"""Openings of a part that says why, and does not narrow what the sentence is about."""
NARROWING_TAILS: Final = _words(
    "compared against since on over from in at for during versus vs across among amongst within between"
)
COMPARING: Final = _words("than on against with to versus vs from upon between since as")
LEADING_UP: Final = _words("the in a of for that during those seen recorded same")
"""What may stand between such a word and the time that something is compared with."""
ALL: Final = _words("all every each both")
GROUPS: Final = {
    **dict.fromkeys(_words("areas area districts authorities authority boroughs borough councils neighbours"), "area"),
    **dict.fromkeys(_words("part parts measure measures medicine medicines category categories"), "part"),
}
"""What `all` is said of: areas of a benchmarking table, or the parts of an indicator."""
STANDING: Final = _words(
    "most similar group peer family neighbouring neighbour comparable area authority district borough council other msg"
    " rank ranked placed moved respectively"
)
"""What may be said beside where an area stands without narrowing which figure it is."""
PEERS: Final = _words("most similar group peer family neighbouring comparable other crime offence rate reported")
"""What may be said of all areas without narrowing which they are."""
OF_A_RATE: Final = _words("rate rates percentage percentages")
"""What is said of a rate, beside which a count of the same row goes another way."""
LEFT_OUT: Final = _words("structured")
"""What a title says and a text need not: adults in treatment."""
CALLED: Final = {"offence": "crime"}
"""What a unit is called too, beside a subject that is named in full: VAWG crime."""
TOGETHER: Final = frozenset({("women", "girls"), ("drug", "alcohol"), ("alcohol", "drug"), ("schools", "colleges")})
"""What `and` joins to one thing, whatever was said before it."""
ABOUT: Final = _words("about around approximately roughly circa approx some")
NEARLY: Final = _words("nearly almost under")
OVER: Final = _words("over above exceeding")
_FROM_TWO: Final = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty"
)
NUMBER_WORDS: Final = {word: number for number, word in enumerate(_FROM_TWO.split(), 2)}


def stem(word: str) -> str:
    """A word without its plural ending, so that `incident` and `incidents` are one."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
