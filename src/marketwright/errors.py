"""Every error of marketwright, one tree.

    MarketwrightError
      UsageError            exit 2   the question does not fit (unknown rule, wrong market kind, ...)
      InputError            exit 3   something that was read is wrong
        NumberError                  N...  a text is not an exact number
        DocumentError                D...  a file is not a readable document
        MarketError                  M...  a document is not a market
        TableError                   T...  a CATS or CSV file is not a list of bids
        SecondInputError             I...  a second input (payoffs, ...) does not fit the market
      CertificateRejected   exit 1   marketcheck refuses an answer of ours: a defect of marketwright, never passed on
      ExtraMissing          exit 6   an optional part is not installed

Each error carries a stable code and reads: place: given (code); allowed; remedy.  All codes are described in `docs/reference/errors.md`.
"""


class MarketwrightError(Exception):
    """The root; carries the data of the message."""

    exit_code = 1

    def __init__(self, code: str, place: str, given: str, allowed: str, remedy: str) -> None:
        """Keep the parts; `str()` joins them into one sentence."""
        self.code = code
        self.place = place
        self.given = given
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(f"{place}: {given} ({code}); allowed: {allowed}; {remedy}")


class UsageError(MarketwrightError):
    """The question does not fit: an unknown rule, a rule for another kind of market, a parameter out of range."""

    exit_code = 2


class InputError(MarketwrightError):
    """Something that was read is wrong."""

    exit_code = 3


class NumberError(InputError):
    """A text is not an exact number."""


class DocumentError(InputError):
    """A file is not a readable document."""


class MarketError(InputError):
    """A document is not a market."""


class TableError(InputError):
    """A CATS or CSV file is not a list of bids."""


class SecondInputError(InputError):
    """A second input does not fit the market."""


class CertificateRejected(MarketwrightError):
    """`marketcheck` refuses an answer of ours; nothing is returned."""

    exit_code = 1


class ExtraMissing(MarketwrightError):
    """An optional part is not installed."""

    exit_code = 6
