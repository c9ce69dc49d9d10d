"""Questions to a person at the terminal, or to a pipe: prompts on standard error, answers from standard input."""

import sys
from io import TextIOWrapper
from typing import TextIO

from marketwright.cli.ending import notice, notice_part

ONE_LINE_UP = "\x1b[1A\r\x1b[K"


class EndOfInput(Exception):  # noqa: N818 - says what is the case
    """Nothing more will be said: end of input, Ctrl-D or Ctrl-C."""


class Dialogue:
    """Asks on standard error and reads lines from standard input."""

    def __init__(self) -> None:
        """Ask the streams once whether a person sits there."""
        self._input: TextIO | None = sys.stdin
        if isinstance(self._input, TextIOWrapper):
            self._input.reconfigure(errors="replace")
        self._person = self._input is not None and self._input.isatty()
        self._hides = self._person and sys.stderr is not None and sys.stderr.isatty()

    def ask(self, prompt: str) -> str:
        """The line that is answered, without white space around it; where no person types, the line is shown after the prompt.

        Raises: `EndOfInput`.
        """
        notice_part(f"{prompt}: ")
        try:
            line = self._input.readline() if self._input is not None else ""
        except (KeyboardInterrupt, OSError, ValueError):
            line = ""
        if not line:
            notice("")
            raise EndOfInput
        if not self._person:
            notice(line.strip())
        return line.strip()

    def hide(self, text: str) -> None:
        """Put `text` in place of the last line, so that the next person does not see it; on terminals only."""
        if self._hides:
            notice(ONE_LINE_UP + text)
