"""A window of sentences, one below the other, for what a line at the bottom of the screen has no room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from csp_tui.screens.reading_window import ReadingWindow
from csp_tui.widgets.wording import one_line


class Listed(ReadingWindow):
    """Sentences under a title."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._sentences = tuple(sentences)

    def paragraphs(self) -> Iterator[Content]:
        """The title, then a line a sentence."""
        yield Content.styled(self._title, "bold")
        for sentence in self._sentences:
            yield Content(f"- {one_line(sentence)}")
