"""The windows for what is said of a figure beside its value; the rules of each are the desk's.

A rating of one's own, why a figure that is asked about is right, other figures, a change of recording, a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.content import Content

from csp_tui.desk.asking import ask
from csp_tui.domain.checks import why_asked
from csp_tui.domain.quarters import Quarter, quarters_between
from csp_tui.domain.results import Break, Query, Rating
from csp_tui.domain.sentences import RATING_WORDS
from csp_tui.screens.base import SAVED_HERE, in_own_keys
from csp_tui.screens.choosing import Option
from csp_tui.screens.form import Asked, Form, NotSo
from csp_tui.screens.session import Session, Subject
from csp_tui.widgets.rating import mark_of, rating_mark
from csp_tui.widgets.tones import toned
from csp_tui.widgets.wording import one_line

_NEW = ""  # the option that takes no other figure in hand
_AS_CALCULATED = ""
_QUARTERS_BACK = 12


class JudgeForm(Form):
    """A rating beside the calculated one, with its reason."""

    BLAMED: ClassVar[str] = "reason"
    HELP_TEXT: ClassVar[str] = (
        "The coordinator and the priority's lead may set another rating beside the calculated one, for a reason that is"
        " kept and shown with it. Both are shown; totals count the calculated one. It lapses when the figure changes."
        " Choosing the calculated one takes a judgement back."
    )

    def __init__(self, session: Session, subject: Subject) -> None:
        super().__init__(session, subject.id)
        self._subject = subject
        self._status = session.status(subject)

    def heading(self) -> str:
        """Which figure."""
        return f"{self._subject.measure.id} {self._subject.measure.title}: a rating of your own"

    def does(self) -> Sequence[Content]:
        """How it is calculated, and what a judgement is."""
        mark, tone = mark_of(self._status)
        return [
            Content.assemble(toned(mark[:2], tone), one_line(self._status.reason)),
            toned(
                "Your rating stands beside this one, with your reason. Totals count the calculated one, and yours"
                " lapses when the figure changes.",
                "muted",
            ),
        ]

    def asked(self) -> Sequence[Asked]:
        """The rating, the calculated one first, and why."""
        judged, calculated = self._status.judgement, RATING_WORDS[self._status.rating].lower()
        options = (
            Option(_AS_CALCULATED, f"as calculated: {calculated}"),
            *(Option(rating.value, rating_mark(rating)[0]) for rating in Rating),
        )
        return [
            Asked("rating", "Your rating", judged.rating.value if judged else _AS_CALCULATED, options=options),
            Asked("reason", "Why", judged.reason if judged else "", "What the figure does not show"),
        ]

    def keep(self, values: Mapping[str, str]) -> str:
        """Store the judgement, or take it back."""
        chosen, measure = values["rating"], self._subject.measure
        if not chosen and self._status.judgement is None:
            raise NotSo("rating", "This is the calculated rating; choose another, or press Esc to leave it.")
        self.session.judge(self._subject, Rating(chosen) if chosen else None, values["reason"])
        if not chosen:
            return f"{measure.id}: your judgement is taken back. {SAVED_HERE}"
        return f"{measure.id}: judged {RATING_WORDS[Rating(chosen)].lower()}. {SAVED_HERE}"


class ExplainForm(Form):
    """Why a figure that the check asks about is right."""

    BLAMED: ClassVar[str] = "text"
    HELP_TEXT: ClassVar[str] = (
        "The check asks about a figure that looks unusual. Put the figure right, or explain it here in a sentence that"
        " is kept and travels with it. An explanation holds for the figure as it stands; an emptied one is taken back."
    )

    def __init__(self, session: Session, subject: Subject, queries: Sequence[Query]) -> None:
        super().__init__(session, subject.id)
        self._subject = subject
        self._queries = {query.id: query for query in queries}

    def heading(self) -> str:
        """Which figure."""
        return f"{self._subject.measure.id} {self._subject.measure.title}: {why_asked(self._queries.values())}"

    def does(self) -> Sequence[Content]:
        """What the check asks, in full."""
        return [toned(f"? {one_line(query.message)}", "amber") for query in self._queries.values()]

    def asked(self) -> Sequence[Asked]:
        """Which question, where there are several, and the sentence."""
        first = next(iter(self._queries.values()))
        which = tuple(Option(query.id, query.message) for query in self._queries.values())
        text = Asked("text", "Because", first.explained or "", "One sentence; it travels with the figure")
        return [Asked("query", "What is asked", options=which), text] if len(which) > 1 else [text]

    def chosen(self, name: str, value: str) -> Mapping[str, str]:
        """Each question has its own explanation."""
        return {"text": self._queries[value].explained or ""} if name == "query" else {}

    def keep(self, values: Mapping[str, str]) -> str:
        """Store the explanation; an empty one takes it back."""
        query = self._queries[values.get("query") or next(iter(self._queries))]
        if not values["text"] and query.explained is None:
            raise NotSo("text", f"Say in a few words {why_asked([query])}, or press Esc to leave it.")
        self.session.explain(query, values["text"])
        return f"{query.measure}: {'explained' if values['text'] else 'the explanation is taken back'}. {SAVED_HERE}"


class OtherFigureForm(Form):
    """A figure that a partner wants shown beside the plan's own: as stated, never rated."""

    BLAMED: ClassVar[str] = "label"
    HELP_TEXT: ClassVar[str] = (
        "Other figures are shown beside the plan's own on the Commentary sheet, as they are typed, and never rated: a"
        " category, a town centre, a sum of money. The same label again replaces one; an emptied figure takes it out."
    )

    def __init__(self, session: Session, subject: Subject) -> None:
        super().__init__(session, subject.id)
        self._subject = subject
        self._indicator = session.book.plan.indicator(subject.measure.id)
        self._voice = session.voice(self._indicator, subject.partner)
        self._held = {figure.label: figure for figure in session.other_figures(subject)}

    def heading(self) -> str:
        """Whose, beside which indicator."""
        return f"{self._indicator.code} {self._indicator.title}: other figures of {self._voice}"

    def does(self) -> Sequence[Content]:
        """Those that there are."""
        if not self._held:
            return [toned("None yet. What is kept here is shown as it is typed, and never rated.", "muted")]
        return [
            Content(one_line(f"{one.label}: {one.value}" + (f"   before: {one.prior}" if one.prior else "")))
            for one in self._held.values()
        ]

    def asked(self) -> Sequence[Asked]:
        """Which one, what it counts, how much, and how much it was."""
        fields = [
            Asked("label", "What it counts", hint="Vehicle nuisance, Chatham"),
            Asked("value", "Figure", hint="as it is to be shown; emptied, it is taken out"),
            Asked("prior", "A year before", hint="if it is known"),
        ]
        if not self._held:
            return fields
        which = (Option(_NEW, "a new one"), *(Option(label, label) for label in self._held))
        return [Asked("which", "Which", options=which), *fields]

    def chosen(self, name: str, value: str) -> Mapping[str, str]:
        """The one that is taken in hand stands in the fields."""
        one = self._held.get(value)
        if name != "which" or one is None:
            return {"label": "", "value": "", "prior": ""}
        return {"label": one.label, "value": one.value, "prior": one.prior or ""}

    def keep(self, values: Mapping[str, str]) -> str:
        """Store it; one that is emptied is taken out."""
        label, value = values["label"], values["value"]
        if label and not value and label not in self._held:
            raise NotSo("value", f"How much is it? Type the figure of {label} as it is to be shown.")
        self.session.other_figure(self._indicator, self._voice, label, value, values["prior"] or None)
        fate = f"{label} {value}" if value else f"{label} is taken out"
        return f"{self._indicator.code}: {fate}. {SAVED_HERE}"


class BreakForm(Form):
    """A change of recording or definition, from the start of a quarter on."""

    BLAMED: ClassVar[str] = "text"
    HELP_TEXT: ClassVar[str] = (
        "Where recording or a definition changed, figures before and after are not the same thing: no rating and no"
        " trend reach across a marked change, and the pack says so. Choose the first quarter that is recorded the new"
        " way. An emptied text takes the mark out."
    )

    def __init__(self, session: Session, subject: Subject, breaks: Sequence[Break]) -> None:
        super().__init__(session, subject.id)
        self._subject = subject
        self._held = {str(broken.quarter): broken.text for broken in breaks}

    def heading(self) -> str:
        """Of which measure."""
        return f"{self._subject.measure.id} {self._subject.measure.title}: recording changed"

    def does(self) -> Sequence[Content]:
        """What marking it does, and what is marked."""
        does = "From that quarter on nothing is compared with what was before: no rating and no trend reach across."
        marked = [
            toned(f"Marked from {Quarter.parse(quarter).short}: {one_line(text)}", "amber")
            for quarter, text in self._held.items()
        ]
        return [toned(does, "muted"), *marked]

    def asked(self) -> Sequence[Asked]:
        """From which quarter on, and what changed."""
        here = self.session.quarter
        known = {str(quarter) for quarter in quarters_between(here.shifted(-_QUARTERS_BACK), here)} | set(self._held)
        quarters = [Quarter.parse(text) for text in sorted(known, reverse=True)]
        options = tuple(Option(str(quarter), f"{quarter.short}   {quarter.months}") for quarter in quarters)
        first = self._held.get(options[0].value, "")
        return [
            Asked("quarter", "From the start of", options=options),
            Asked("text", "What changed", first, "Counted by crime date instead of report date"),
        ]

    def chosen(self, name: str, value: str) -> Mapping[str, str]:
        """A quarter that is marked shows its text."""
        return {"text": self._held.get(value, "")} if name == "quarter" else {}

    def keep(self, values: Mapping[str, str]) -> str:
        """Store the mark; an empty text takes it out."""
        quarter, measure = Quarter.parse(values["quarter"]), self._subject.measure
        if not values["text"] and values["quarter"] not in self._held:
            raise NotSo("text", "Say what changed, or press Esc to leave it.")
        self.session.mark_break(measure, quarter, values["text"])
        fate = "the break is taken out" if not values["text"] else "nothing is compared across its start"
        return f"{measure.id}, {quarter.short}: {fate}. {SAVED_HERE}"


class QuestionForm(Form):
    """A question about a figure, for whoever gives it."""

    BLAMED: ClassVar[str] = "text"
    HELP_TEXT: ClassVar[str] = (
        "A question is kept with its figure and stands on the next form of whoever supplies it. Nothing is sent from"
        " here: Ctrl+E lists the questions, and copies one as an e-mail."
    )

    def __init__(self, session: Session, subject: Subject) -> None:
        super().__init__(session, subject.id)
        self._subject = subject
        self._partner = subject.partner or subject.measure.suppliers[0]

    def heading(self) -> str:
        """Of which figure, of whom."""
        return f"{self._subject.measure.id} {self._subject.measure.title}: a question for {self._partner}"

    def does(self) -> Sequence[Content]:
        """What it is about, and what becomes of it."""
        status = self.session.status(self._subject)
        return [
            Content(one_line(status.reason)),
            toned(
                in_own_keys(self, "It stands on their next form. Nothing is sent: Ctrl+E copies it as an e-mail."),
                "muted",
            ),
        ]

    def asked(self) -> Sequence[Asked]:
        """The question."""
        return [Asked("text", "Your question", hint="Is this for the whole quarter, and for all of Medway?")]

    def keep(self, values: Mapping[str, str]) -> str:
        """Store the question."""
        subject = self._subject
        asked = ask(self.session.desk, self.session.quarter, subject.measure, self._partner, values["text"])
        return f"{subject.measure.id}: kept as {asked.reference}. Nothing is sent: Ctrl+E copies it as an e-mail."


def breaks_of(session: Session, subject: Subject) -> tuple[Break, ...]:
    """The changes of recording that are marked for a measure."""
    return session.book.breaks.get(subject.measure.uid, ())
