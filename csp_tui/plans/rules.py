"""A benchmark read into a rule and said in plain words, from a measure's facts alone; rating is left to the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from csp_tui.domain.measures import Combine, Comparator, Indicator, Kind, Measure, Polarity, Window
from csp_tui.domain.numbers import grouped, plain, rounded_towards
from csp_tui.domain.quarters import Quarter, printed_date

FIELD_WORDS = {
    "headline": "that it stands for the whole indicator",
    "kind": "what sort of answer it is",
    "window": "the time it covers",
    "unit": "what is counted",
    "per": "out of how many the rate is",
    "polarity": "which direction is good",
    "comparators": "what it is compared with",
    "rated_by": "what it is rated by",
    "target": "the number to reach",
    "strict": "whether the same number is enough",
    "due": "the day by which it is due",
    "band": "how far amber reaches",
    "suppliers": "who supplies it",
    "combine": "how the parts are put together",
    "required": "whether it is chased for",
    "people": "whether it counts people",
    "sensitive": "whether it is sensitive",
    "numerator": "what is counted",
    "denominator": "what it is a share of",
    "area": "the area",
}
_NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_WINDOWS = {
    Window.QUARTER: "The figure is the quarter's own.",
    Window.ROLLING_YEAR: "The figure covers a rolling year.",
    Window.SNAPSHOT: "The figure is what stands at the quarter's end.",
    Window.YEAR_TO_DATE: "The figure counts from 1 April to the quarter's end.",
}


def rule_in_words(indicator: Indicator) -> str:
    """How an indicator is rated, who supplies what, and what is asked beside it."""
    return " ".join((*_deciding(indicator), *_beside(indicator)))


def measure_rule(measure: Measure) -> str:
    """How a measure is rated or why it is not, what its figure covers, who supplies it, and what is our choice."""
    return f"{measure.title}: {_body(measure)}"


def ours_in_words(measure: Measure) -> str | None:
    """What the plan is silent about and the project chose, or None where the plan says everything."""
    if not measure.ours:
        return None
    chosen = dict.fromkeys(FIELD_WORDS[name] for name in measure.ours)
    return f"Our choice, because the plan is silent: {'; '.join(chosen)}."


def _listed(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _deciding(indicator: Indicator) -> Iterator[str]:
    deciding = indicator.deciding
    if not deciding:
        yield "No measure stands for the whole indicator, so each is told by itself."
    if len(deciding) < 2:
        yield from (measure_rule(measure) for measure in deciding)
        return
    number = _NUMBER_WORDS[len(deciding)] if len(deciding) < len(_NUMBER_WORDS) else str(len(deciding))
    yield f"All {number} must {_asked(deciding)}: {_listed([measure.title for measure in deciding])}."
    bodies = list(dict.fromkeys(_body(measure) for measure in deciding))
    if len(bodies) == 1:
        yield f"For each: {bodies[0]}"
    else:
        yield from (measure_rule(measure) for measure in deciding)
    yield f"Green needs all {number} green; one red or amber decides; while one is awaited, green ones are not rated."


def _asked(measures: Sequence[Measure]) -> str:
    if all(measure.strict and measure.polarity is Polarity.LOWER for measure in measures):
        return "fall"
    if all(measure.strict and measure.polarity is Polarity.HIGHER for measure in measures):
        return "rise"
    return "meet their benchmark"


def _beside(indicator: Indicator) -> Iterator[str]:
    others = [measure for measure in indicator.measures if measure not in indicator.deciding]
    answers = [measure for measure in others if measure.kind is not Kind.REPORT]
    if answers:
        yield f"Also asked: {'; '.join(_also_asked(measure) for measure in answers)}."
    chased = [_by_suppliers(m) for m in others if m.kind is Kind.REPORT and m.required]
    if chased:
        yield f"In words: {'; '.join(chased)}."
    welcome = [_by_suppliers(m) for m in others if m.kind is Kind.REPORT and not m.required]
    if welcome:
        yield f"Words are welcome, not chased for: {'; '.join(welcome)}."


def _also_asked(measure: Measure) -> str:
    rated = "rated by itself" if measure.rateable else "for information"
    return f"{_by_suppliers(measure)}, {rated}" + ("" if measure.required else ", not chased for")


def _by_suppliers(measure: Measure) -> str:
    return f"{measure.title} ({_listed(measure.suppliers)})"


def _body(measure: Measure) -> str:
    return " ".join((*_rating(measure), *_circumstances(measure)))


def _rating(measure: Measure) -> Iterator[str]:
    if measure.kind is Kind.REPORT:
        yield "a report in words; no figure is asked for and nothing is rated."
    elif measure.kind is Kind.MILESTONE:
        yield from _milestone(measure)
    elif measure.kind is Kind.YES_NO:
        yield from _yes_no(measure)
    elif not measure.rateable:
        yield from _for_information(measure)
    elif measure.rated_by in (Comparator.TARGET, Comparator.BASELINE):
        yield from _against_number(measure)
        yield from _when_too_small(measure)
    else:
        yield from _against_earlier(measure)
        yield from _when_too_small(measure)


def _milestone(measure: Measure) -> Iterator[str]:
    yield "done and on track are green, at risk is amber, not started is not rated."
    if measure.due:
        yield f"If it is not done by {printed_date(measure.due)}, it is red from the end of that quarter on."


def _yes_no(measure: Measure) -> Iterator[str]:
    if measure.due:
        yield f"yes is green; partly and no are not rated before {printed_date(measure.due)} and red from then on."
    else:
        yield "yes is green; partly and no are not rated, because there is no date by which it must be so."


def _for_information(measure: Measure) -> Iterator[str]:
    if measure.polarity is Polarity.NONE:
        yield "for information, not rated, because neither more nor less is better by itself."
    else:
        yield f"for information, not rated, because there is nothing to rate it by. {_good_direction(measure)}"


def _good_direction(measure: Measure) -> str:
    return "Lower is better." if measure.polarity is Polarity.LOWER else "Higher is better."


def _against_number(measure: Measure) -> Iterator[str]:
    target = Fraction(measure.target or 0)
    lower = measure.polarity is Polarity.LOWER
    if target == 0:
        yield f"{_quantity(measure, target)} is green; anything {'above' if lower else 'below'} it is red."
    else:
        green, amber = _green(measure, target), _amber(measure, target)
        yield f"{green} is green;{amber} {'above' if lower else 'below'} that is red."
    if target and measure.strict:
        number = _quantity(measure, target)
        asked = "a reduction" if lower else "an increase"
        yield f"The plan asks for {asked} from {number}, so {number} itself does not meet it."
    yield from _when_due(measure)


def _green(measure: Measure, target: Fraction) -> str:
    lower = measure.polarity is Polarity.LOWER
    unit = f" {measure.unit}" if measure.kind is Kind.RATE else ""
    at = _quantity(measure, target)
    if measure.strict:
        return f"{'below' if lower else 'above'} {at}{unit}"
    return f"{at} or {_less(measure) if lower else 'more'}{unit}"


def _amber(measure: Measure, target: Fraction) -> str:
    """Where amber lies between the target and its last amber figure, which for a count is a whole number."""
    lower = measure.polarity is Polarity.LOWER
    share = Fraction(measure.band) / 100
    end = target * (1 + share if lower else 1 - share)
    if measure.kind is Kind.COUNT and not measure.may_be_decimal:
        end = Fraction(rounded_towards(end, target))
    reach = f"{'up' if lower else 'down'} to {_quantity(measure, end)}"
    if measure.strict:
        return f" exactly {_quantity(measure, target)}{f' {reach}' if end != target else ''} is amber;"
    return f" from there {reach} is amber;" if end != target else ""


def _when_due(measure: Measure) -> Iterator[str]:
    if measure.due:
        quarter = Quarter.containing(measure.due)
        yield (
            f"Not yet due before {printed_date(measure.due)} (Quarter {quarter.number} of {quarter.financial_year}),"
            " unless it is met earlier."
        )
    if measure.window is Window.YEAR_TO_DATE and measure.profile:
        expected = [f"{grouped(number)} by Quarter {quarter}" for quarter, number in sorted(measure.profile.items())]
        yield f"Before Quarter 4 it is rated by the lead's profile: {_listed(expected)}."
    elif measure.window is Window.YEAR_TO_DATE:
        yield "It is not rated before Quarter 4 unless it is met or the lead sets a profile; progress is told."


def _against_earlier(measure: Measure) -> Iterator[str]:
    yield _compared(measure)
    lower = measure.polarity is Polarity.LOWER
    less, more = _less(measure), "more" if measure.kind is Kind.COUNT else "higher"
    better, worse = (less, more) if lower else (more, less)
    reach = f"up to {grouped(measure.band)}% {worse}" if measure.band else ""
    if measure.strict:
        amber = f"the same or {reach}" if reach else "the same"
        yield f"{better.capitalize()} is green; {amber} is amber; {worse} than that is red."
        yield f"The plan asks for {'a reduction' if lower else 'an increase'}, so the same does not meet it."
    else:
        yield f"The same or {better} is green;{f' {reach} is amber;' if reach else ''} {worse} than that is red."


def _compared(measure: Measure) -> str:
    """What is set against what: shares by their sums, and what stands at a quarter's end never added up."""
    if measure.rated_by is Comparator.ROLLING_QUARTER:
        return "this quarter is compared with the quarter before."
    if measure.window is Window.SNAPSHOT:
        return "the quarter's end is compared with the same quarter's end last year; quarters are never added up."
    if measure.window is Window.ROLLING_YEAR:
        return "this rolling year is compared with the one that ended a year earlier."
    if measure.window is Window.YEAR_TO_DATE:
        return "the year so far is compared with last year up to the same quarter."
    if measure.rated_by is Comparator.PRIOR:
        return "this quarter is compared with the same quarter last year."
    added = "what is counted and what it is a share of are" if measure.is_ratio else "the figures are"
    return (
        f"{added} added up over a rolling year (this quarter and the three before) and compared with"
        " the four quarters before those."
    )


def _when_too_small(measure: Measure) -> Iterator[str]:
    if measure.kind is Kind.PERCENTAGE:
        yield "Out of fewer than 20 it is not rated."
    elif measure.kind is Kind.COUNT and measure.rated_by not in (Comparator.TARGET, Comparator.BASELINE):
        yield "Two counts under 20 that differ by less than 3 are too small to call worse."


def _circumstances(measure: Measure) -> Iterator[str]:
    if measure.is_figure and measure.window is not None:
        yield _WINDOWS[measure.window]
    yield from _share(measure)
    yield from _shown_beside(measure)
    if measure.area:
        yield f"Area: {measure.area}."
    yield _supply(measure)
    if measure.sensitive and measure.people:
        what = "Other figures given with it count" if measure.kind is Kind.REPORT else "It counts"
        yield f"{what} people in a sensitive matter, so counts of 1 to 4 are hidden in the pack."
    ours = ours_in_words(measure)
    if ours:
        yield ours


def _share(measure: Measure) -> Iterator[str]:
    if measure.numerator is None:
        return
    if measure.per is not None:
        yield f"It is {measure.numerator} for every {grouped(measure.per)} {measure.denominator}."
    else:
        yield f"It is {measure.numerator} as a share of {measure.denominator}."


def _shown_beside(measure: Measure) -> Iterator[str]:
    beside = []
    if Comparator.ROLLING_YEAR in measure.comparators and measure.rated_by is not Comparator.ROLLING_YEAR:
        beside.append("the rolling year against the one before")
    if measure.target is not None and measure.rated_by not in (Comparator.TARGET, Comparator.BASELINE):
        beside.append(f"the target, {grouped(measure.target)}")
    if Comparator.ROLLING_QUARTER in measure.comparators and measure.rated_by is not Comparator.ROLLING_QUARTER:
        beside.append("this quarter against the quarter before and the same quarter last year")
    if beside:
        yield f"Shown beside it: {_listed(beside)}."


def _supply(measure: Measure) -> str:
    chased = "" if measure.required else " It is welcome, not chased for."
    match measure.combine:
        case Combine.SUM:
            return f"The sum of the parts of {_listed(measure.suppliers)}; no figure until all are in.{chased}"
        case Combine.EACH:
            return (
                f"Stated by each of {_listed(measure.suppliers)}; green needs every part green,"
                f" and one red or amber decides.{chased}"
            )
        case Combine.SINGLE:
            given = "Written" if measure.kind is Kind.REPORT else "Supplied"
            return f"{given} by {_listed(measure.suppliers)}.{chased}"


def _less(measure: Measure) -> str:
    return "fewer" if measure.kind is Kind.COUNT else "lower"


def _quantity(measure: Measure, number: Fraction) -> str:
    """A number of a measure with its sign of per cent or pounds."""
    digits = grouped(Decimal(plain(number)))
    if measure.kind is Kind.PERCENTAGE:
        return f"{digits}%"
    return f"£{digits}" if measure.money else digits
