"""The words of a file in Gambit's format for games in extensive form: texts in double quotes, braces, commas, and what stands between white space.

*Source.* Gambit's documentation of the format; `docs/formats/bayesian-market.md` (Games of Gambit).
"""

import re
from fractions import Fraction

from marketwright.errors import NumberError, TableError
from marketwright.exact import parse_number
from marketwright.markets.places import position, shown

_WORD = re.compile(r'"(?:[^"\\]|\\.)*+"|[{},]|[^\s{},"]++|"', re.DOTALL)
_PAIR = re.compile(r"\\.", re.DOTALL)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)0*([0-9]*)\.?([0-9]*)", re.ASCII)


class Scan:
    """Reads one word after the other; `word` is the next one (empty at the end of the text), `start` where it stands."""

    __slots__ = ("_name", "_text", "_words", "start", "word")

    def __init__(self, text: str, name: str) -> None:
        """Before the first word; `name` is the file's, for messages."""
        self._text = text
        self._name = name
        self._words = _WORD.finditer(text)
        self.word = ""
        self.start = 0
        self.advance()

    def advance(self) -> str:
        """The word that was next; the one after it is next now."""
        word, found = self.word, next(self._words, None)
        self.word, self.start = ("", len(self._text)) if found is None else (found[0], found.start())
        return word

    def take(self, word: str) -> bool:
        """Whether this word is next; if so, it is read."""
        if self.word != word:
            return False
        self.advance()
        return True

    def expect(self, *words: str) -> str:
        """The next word, which is one of these.

        Raises: `TableError` T128.
        """
        if self.word not in words:
            raise self.malformed(" or ".join(words))
        return self.advance()

    def at_text(self) -> bool:
        """Whether the next word is a text in double quotes."""
        return self.word.startswith('"')

    def text(self, what: str) -> str:
        r"""The next word, a text in double quotes; inside, \" is a quote, and a backslash before anything else, also before another one, is one.

        Raises: `TableError` T128.
        """
        if not self.at_text() or self.word == '"':
            raise self.malformed(f"{what} in double quotes")
        return _PAIR.sub(lambda pair: pair[0].replace('\\"', '"'), self.advance()[1:-1])

    def whole(self, what: str) -> int:
        """The next word, a whole number of at least 0.

        Raises: `TableError` T128.
        """
        if _WHOLE.fullmatch(self.word) is None:
            raise self.malformed(f"{what}, such as 1")
        return int(self.advance())

    def number(self, what: str) -> Fraction:
        """The next word, an exact number: as everywhere, and like `+2`, `.50`, `3.` and `007`, as Gambit writes and reads them.

        Raises: `TableError` T128 (no number there); `NumberError` N101, N102, N103.
        """
        if not self.word or self.at_text() or self.word in "{},":
            raise self.malformed(what)
        start, word = self.start, self.advance()
        if (parts := _DECIMAL.fullmatch(word)) and any(character.isdigit() for character in word):
            sign, whole, decimals = parts.groups()
            word = sign.strip("+") + (whole or "0") + ("." + decimals if decimals else "")
        try:
            return parse_number(word, self._name)
        except NumberError:
            return parse_number(word, self.place(start))  # refused again, with the place, which is slow to find in a long text

    def place(self, start: int) -> str:
        """Line and column of a place in the text."""
        return position(self._text, start, self._name)

    def malformed(self, expected: str) -> TableError:
        """The error for a next word that cannot stand there."""
        if not self.word:
            place = self.place(len(self._text.rstrip()))
            return TableError("T128", place, "the text ends in the middle of the game", expected, "check that the file was saved completely")
        if self.word == '"':
            return TableError("T128", self.place(self.start), "a text whose double quotes are not closed", expected, "close them")
        remedy = "look for something missing or additional before it"
        return TableError("T128", self.place(self.start), f"{shown(self.word)}, which cannot stand here", expected, remedy)
