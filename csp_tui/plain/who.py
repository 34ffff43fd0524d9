"""Who works here: the three questions of a first start, and the settings afterwards."""

from __future__ import annotations

from collections.abc import Callable

from csp_tui.cli.as_settings import setting_lines
from csp_tui.desk import configuring
from csp_tui.desk.starting import for_whom
from csp_tui.domain.errors import UserError
from csp_tui.plain.conversation import WentBack
from csp_tui.plain.place import Place


def first_questions(place: Place) -> None:
    """Ask who works here, as what, and for whom; Enter leaves each open, and settings changes it later."""
    talk = place.talk
    talk.tell("Three questions, asked once. Enter leaves one open; settings changes it later.")
    questions = (_name, _role, _whom)
    number = 0
    while number < len(questions):
        try:
            questions[number](place)
            number += 1
        except WentBack:
            number = max(number - 1, 0)
    place.session.partner = place.session.desk.works_for
    talk.tell("")


def _name(place: Place) -> None:
    by = place.session.desk.by
    told = "It stands beside what you enter, so that others know whom to ask."
    typed = place.talk.question(f"Your name? Enter keeps {by}.", "name", told)
    configuring.change_setting(place.session.desk, "by", typed or by)


def _role(place: Place) -> None:
    told = (
        "A lead answers for a priority, a coordinator brings the quarter together,"
        " a supplier gives a partner's figures."
    )
    _ask_until_kept(place, "Are you lead, coordinator or supplier?", "role", told, lambda _: "role")


def _whom(place: Place) -> None:
    """Which priority a lead answers for, which partner a supplier; a coordinator works for all."""
    plan, role = place.session.desk.plan, place.session.desk.role
    if role == "coordinator":
        place.talk.tell("For whom: a coordinator works for all partners.")
        return
    priorities = ", ".join(f"{p.number} {p.title}" for p in plan.priorities)
    partners = ", ".join(plan.partners)
    question, prompt, told = {
        "lead": ("Which priority? Its number.", "priority", f"Priorities: {priorities}."),
        "supplier": ("Which partner? A name.", "partner", f"Partners: {partners}."),
    }.get(
        role,
        (
            "Which partner or priority? A name, or a number.",
            "partner or priority",
            f"Priorities: {priorities}. Partners: {partners}.",
        ),
    )
    _ask_until_kept(place, question, prompt, told, for_whom)


def _ask_until_kept(place: Place, question: str, prompt: str, told: str, key: Callable[[str], str]) -> None:
    while typed := place.talk.question(question, prompt, told):
        try:
            configuring.change_setting(place.session.desk, key(typed), typed)
        except UserError as error:
            place.talk.tell(str(error))
        else:
            return


def settings(place: Place, rest: str) -> None:
    """Tell the settings, or one of them, or change it: `settings role lead`; a lone - goes back to the default."""
    session, talk = place.session, place.talk
    key, _, value = rest.partition(" ")
    if not key:
        for one in configuring.settings(session.desk):
            talk.tell_lines(setting_lines(one))
        return
    if value.strip():
        changed = configuring.change_setting(session.desk, key, "" if value.strip() == "-" else value.strip())
        session.read_again()
        if key.strip() == "partner":
            session.partner = session.desk.works_for
        place.show_again()
        talk.tell_lines(setting_lines(changed))
    else:
        talk.tell_lines(setting_lines(configuring.setting(session.desk, key)))
