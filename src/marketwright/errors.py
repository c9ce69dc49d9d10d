"""Every error of marketwright, one tree.

    MarketwrightError
      UsageError            exit 2   the question does not fit (unknown rule, wrong market kind, ...); 5 if a limit came before anything could be said (U106)
      InputError            exit 3   something that was read is wrong
        NumberError                  N...  a text is not an exact number
        DocumentError                D...  a file is not a readable document
        MarketError                  M...  a document is not a market
        TableError                   T...  a CATS, CSV or game file is not a market
        SecondInputError             I...  a second input (payoffs, ...) does not fit the market
      CertificateRejected   exit 1   marketcheck refuses an answer of ours: a defect of marketwright, never passed on
      ExtraMissing          exit 6   an optional part is not installed

Each error carries a stable code and reads: place: given (code); allowed; remedy.  `ERROR_CODES` lists every code with its meaning;
`docs/reference/errors.md` describes each with an example.
"""

from collections.abc import Mapping
from types import MappingProxyType


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
    """The question does not fit: an unknown rule, a rule for another kind of market, a parameter out of range; or a limit came before there was an answer."""

    exit_code = 2

    def __init__(self, code: str, place: str, given: str, allowed: str, remedy: str) -> None:
        """Keep the parts; where a limit came first the question does fit, and the exit code says so."""
        super().__init__(code, place, given, allowed, remedy)
        if code == "U106":
            self.exit_code = 5


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
    """A CATS, CSV or game file is not a market."""


class SecondInputError(InputError):
    """A second input does not fit the market."""


class CertificateRejected(MarketwrightError):  # noqa: N818 - what the checker did, in its word
    """`marketcheck` refuses an answer of ours; nothing is returned."""

    exit_code = 1


class ExtraMissing(MarketwrightError):  # noqa: N818 - says what is the case
    """An optional part is not installed."""

    exit_code = 6


ERROR_CODES: Mapping[str, str] = MappingProxyType(
    {
        "N101": "not an exact number",
        "N102": "a number of too many characters",
        "N103": "a number that is too large or too fine",
        "N104": "a number without a finite decimal",
        "N105": "numbers too fine together",
        "N106": "a number of an answer that is too long",
        "D101": "no such file",
        "D102": "not a regular file",
        "D103": "a file that cannot be read",
        "D104": "a file that is too large",
        "D105": "a text that is not UTF-8",
        "D106": "a text that ends early",
        "D107": "not JSON",
        "D108": "a key twice",
        "D109": "NaN or Infinity",
        "D110": "nesting that is too deep",
        "D111": "half a character",
        "D112": "a file that cannot be written",
        "D113": "a format that cannot be told",
        "D114": "a file name without a known ending",
        "M101": "a value of the wrong type",
        "M102": "a missing key",
        "M103": "an unknown key",
        "M104": "a table that is not monotone",
        "M105": "an unknown format",
        "M106": "a kind of market that is not offered",
        "M107": "an unknown type of values, preference or builder",
        "M108": "an unknown good",
        "M109": "a text that is no name",
        "M110": "a name twice",
        "M111": "a good twice in a bundle or list",
        "M112": "a bundle twice in a table",
        "M113": "a negative value",
        "M114": "a table with gaps",
        "M115": "an empty list",
        "M116": "too many entries",
        "M117": "a value of no goods",
        "M118": "reserve prices where the seller values nothing",
        "M119": "a valuation with too many options",
        "M120": "a forbidden good with a value",
        "M121": "a good without a value",
        "M122": "a hard budget",
        "M123": "a number out of its range",
        "M124": "levels that do not increase",
        "M125": "a slope that is not above 0",
        "M126": "numbers too large for the cost sinh",
        "M127": "a vector or matrix of the wrong size",
        "M128": "a matrix that is not symmetric",
        "M129": "a matrix that is not positive definite",
        "M130": "different ranges of marginal utility",
        "M131": "packages that are linearly dependent",
        "M132": "probabilities that do not add up to 1",
        "M133": "an unknown player",
        "M134": "a player twice",
        "M135": "a coalition twice",
        "M136": "a player without a table",
        "M137": "a table for an outsider",
        "M138": "a malformed profile",
        "M139": "a profile twice",
        "M140": "a profile without a number",
        "M141": "no action for all players",
        "M142": "a builder beside coalitions",
        "M143": "players whom a builder does not fit",
        "T101": "a CATS header out of place",
        "T102": "a CATS header without a count",
        "T103": "too many goods or bids",
        "T104": "a CATS file without bids",
        "T105": "a bid line that does not end in #",
        "T106": "a malformed bid line",
        "T107": "a bid number twice",
        "T108": "a negative price",
        "T109": "an unknown good number",
        "T110": "a good twice",
        "T111": "a bid for no goods",
        "T112": "a market that the format cannot hold",
        "T113": "two dummies in one bid",
        "T121": "an unknown header of a table",
        "T122": "a row of the wrong length",
        "T123": "a mark that is neither 0 nor 1",
        "T124": "an empty cell",
        "T125": "cells that cannot be told apart",
        "T126": "a table without rows",
        "T127": "a row of the seller out of place",
        "T128": "a malformed game file",
        "T129": "a game that is too large",
        "T130": "a missing or second description",
        "T131": "payoffs that are not one for each player",
        "T132": "probabilities that are none",
        "T133": "a move of chance after a player's",
        "T134": "a player who does not move once",
        "T135": "a player who sees a move",
        "T136": "moves that depend on the type",
        "T137": "types that are not independent",
        "I101": "a missing second input",
        "I102": "a buyer without a number",
        "I103": "an unknown buyer",
        "I104": "a malformed second input",
        "I105": "a request for no bundle of the market",
        "I106": "a request at a negative price",
        "I107": "a cap out of range",
        "I108": "a malformed transcript",
        "I109": "a reply that is not feasible",
        "I110": "a second request in one round",
        "I111": "an unknown wish for prices",
        "I112": "an unknown way to stop or to split",
        "I113": "an allocation that gives a good to nobody or twice",
        "I114": "an allocation that is not efficient",
        "I115": "an unknown scheme",
        "I116": "keys that do not fit the scheme",
        "I117": "a price list with gaps",
        "I118": "a price list that is not monotone",
        "I119": "no prices to post",
        "I120": "a sample out of range",
        "I121": "a tolerance out of range",
        "I122": "a good without a number",
        "I123": "a good that the buyer may not have",
        "I124": "shares that do not add up",
        "I125": "an unknown rule to play against",
        "I126": "a key that does not fit the preferences",
        "I127": "participants or bidders out of place",
        "I128": "packages that are not independent bundles",
        "I129": "a prior that is not a distribution",
        "I130": "an unknown proposition",
        "I131": "a side with fewer than two bidders",
        "I132": "a direction of length zero",
        "I133": "a key that is no profile",
        "I134": "a profile without an entry, or with two",
        "I135": "an unknown action",
        "I136": "an unknown type",
        "I137": "a type without an entry",
        "I138": "a lottery that is not a distribution",
        "I139": "a number below 0",
        "I140": "weights with different sums",
        "I141": "multipliers that are not admissible",
        "I142": "a multiplier twice, or of the truth",
        "I143": "an unknown kind of support",
        "I144": "an unknown quantity",
        "I145": "a coalition that can be offered nothing",
        "I146": "moves and results that do not fit",
        "I147": "payments that cost nothing",
        "I148": "keys that exclude one another",
        "I149": "too many entries of a second input",
        "I150": "a mechanism that is not feasible",
        "I151": "multipliers that do not support the mechanism",
        "U101": "an unknown rule",
        "U102": "a second input that no one asked for",
        "U103": "an unknown tie rule",
        "U104": "a market too large for the tie rule",
        "U105": "too many buyers",
        "U106": "a limit that came first",
        "U107": "too many goods for the method",
        "U108": "a buyer who is not in the market",
        "U109": "an output that is an input",
        "U110": "an unknown method",
        "U111": "a game that is too large",
        "U112": "an unknown kind of learning",
        "U113": "a step out of range",
        "U114": "options that do not go together",
        "U115": "an answer without prices",
        "U116": "a market of another kind",
        "U117": "a smooth preference",
        "U118": "too many pairs for the search",
        "U119": "a rule that gives no bundles",
        "U120": "a market too large for a story",
        "U121": "too few bidders",
        "U122": "bidders with different matrices",
        "U123": "a numeric utility",
        "U124": "no rational common eigenvectors",
        "U125": "bidders with different theta",
        "U126": "bidders with the same theta",
        "C101": "an answer that the checker refuses",
        "X101": "an extra that is not installed",
    }
)
"""Every code with its meaning in a few words."""
