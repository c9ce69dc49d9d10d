"""What is asked of a market: rules, second inputs, limits (frozen data, pure)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from time import perf_counter
from typing import Any

from marketwright.answers.answer import Result


@dataclass(frozen=True, slots=True)
class Progress:
    """A look at a running search: seconds so far, the best total found, the proven upper bound, nodes explored.

    `best` and `upper` are in money, as floats for display (`None`: none yet); `search`: which search of the same work this is, counted from 1.
    """

    seconds: float
    best: float | None
    upper: float | None
    nodes: int
    search: int = 1


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to stop early (`None`: never), the clock that tells seconds, and who wants to see progress (called about once a second).

    `stopped`: asked again and again; once it is true all further work ends with what is proven by then.
    """

    seconds: float | None = None
    nodes: int | None = None
    clock: Callable[[], float] = perf_counter
    progress: Callable[[Progress], None] | None = None
    stopped: Callable[[], bool] = _never


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The second input (a document in canonical form, or None), the tie rule asked for (None: the rule's default), and limits."""

    input: Mapping[str, Any] | None = None
    tie_rule: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue.

    `kind`: the kind of market it answers, and its function takes; `certificates`: the kinds of evidence its answers carry; `needs_input`: the key that
    `--input` has to give, or None; `may_input`: further keys that it may give; `has_ties`: whether a tie rule selects its outcome; `may_stay_open`: claims
    that conditions which are only sufficient may leave open though no limit came.
    """

    id: str
    meaning: str
    source: str
    kind: str
    function: Callable[[Any, Question], Result]
    certificates: tuple[str, ...]
    needs_input: str | None = None
    may_input: tuple[str, ...] = ()
    has_ties: bool = True
    may_stay_open: tuple[str, ...] = ()


def late_function(module: str, name: str) -> Callable[[Any, Question], Result]:
    """A rule's function whose module is imported when it is called first, so that the catalogue loads no solver."""

    def function(market: Any, question: Question) -> Result:
        result: Result = getattr(import_module(module), name)(market, question)
        return result

    return function


@dataclass(frozen=True, slots=True)
class Room:
    """What all rules of a room have in common."""

    name: str
    kind: str

    def rule(
        self,
        name: str,
        function: Callable[[Any, Question], Result],
        source: str,
        certificates: tuple[str, ...],
        meaning: str,
        *,
        needs: str | None = None,
        may: tuple[str, ...] = (),
        may_stay_open: tuple[str, ...] = (),
    ) -> Rule:
        """A rule of the room without ties."""
        return Rule(
            id=f"{self.name}/{name}",
            meaning=meaning,
            source=source,
            kind=self.kind,
            function=function,
            certificates=certificates,
            needs_input=needs,
            may_input=may,
            has_ties=False,
            may_stay_open=may_stay_open,
        )
