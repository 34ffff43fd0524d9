"""The text of the e-mail that a form goes out with, to each for whom one is written; sending it is left to a person."""

from __future__ import annotations

from msgspec import Struct

from csp_tui.desk.asking import addressed
from csp_tui.desk.configuring import quarter_dates, setting
from csp_tui.desk.contacts import Contact, contacts
from csp_tui.desk.forms import IssuedForm, issued_forms
from csp_tui.desk.opening import Desk
from csp_tui.domain.quarters import Quarter, by_when

_PLEASE = (  # one line, as every paragraph of a letter is: mail programs fold it
    "Please fill it in with Excel or LibreOffice, save it as .xlsx and send it back in answer to this e-mail{by}. Its"
    " first sheet says how. Where there is no figure, choose the reason in the form; where it comes later, say by when."
)
_OPENED_BY = "It opens with a password, which you get from me in another way."


class FormLetter(Struct, frozen=True):
    """A letter to send with a form; `contact` is None where the form is for nobody who is on record."""

    form: IssuedForm
    contact: Contact | None
    text: str


def form_letters(desk: Desk, quarter: Quarter) -> tuple[FormLetter, ...]:
    """A letter for each form of a quarter that is not back and was not written again since, oldest first."""
    known = {(one.partner, one.name): one for one in contacts(desk)}
    waiting = [form for form in issued_forms(desk, quarter) if not form.came_back and not form.replaced]
    return tuple(_letter(desk, quarter, form, known.get((form.partner, form.contact))) for form in waiting)


def _letter(desk: Desk, quarter: Quarter, form: IssuedForm, contact: Contact | None) -> FormLetter:
    by = by_when(quarter_dates(desk, quarter).due, desk.today)
    subject = f"{desk.plan.partnership}: your return for {quarter.short}"
    lines = (
        addressed((contact,) if contact is not None else (), _called(desk, form), subject),
        f"Attached is your form for {quarter.label}, {form.file}.{f' {_OPENED_BY}' if form.protected else ''}",
        "",
        _PLEASE.format(by=by),
        "",
        desk.by,
    )
    return FormLetter(form, contact, "\n".join(lines))


def _called(desk: Desk, form: IssuedForm) -> str:
    """Who reads it where no contact is known: who leads the priority that it is of, else the partner."""
    if form.priority is None:
        return form.contact or form.partner or form.words
    return setting(desk, f"lead.{form.priority}").value or f"lead of {form.words}"
