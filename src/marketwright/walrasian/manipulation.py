"""The rule `walrasian/manipulate`: a buyer who gains by a misreport; and the same search against a rule of the user's own.

*Meaning.* Against the least equilibrium prices nothing is tried: the proof that they are least proves that nobody gains (the page of answers says why).
Against other rules a search can find a misreport, and then it is proved; that it finds none proves nothing.

*Source.* `docs/formats/walrasian.md`; paper 003, Fact 3 and Example 4; spec walrasian 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.markets.kinds import unit_demand_market
from marketwright.markets.unit_demand import ExactPreference, UnitDemandMarket
from marketwright.markets.unit_demand_document import unit_demand_entries
from marketwright.markets.validation import validate_market
from marketwright.questions import Question
from marketwright.solvers.matching.extreme import greatest_equilibrium, least_equilibrium
from marketwright.solvers.matching.table import Stopped
from marketwright.walrasian.misreports import Sight, misreports, reporting
from marketwright.walrasian.outcome import Extreme, selected, stopping
from marketwright.walrasian.parts import equilibrium_part, named_bundle, named_bundles
from marketwright.walrasian.pay_as_bid import PaidAsBid, paid_as_bid
from marketwright.walrasian.setting import Bundle, Setting, pairs, setting

SAMPLES = 200
"""How many misreports are tried where nothing else is asked for."""
MOST_PAIRS = 400

NamedBundle = tuple[str | None, Fraction]
"""A good's name (None: no good), and a payment, the entry fee included."""
UserRule = Callable[[UnitDemandMarket], Mapping[str, NamedBundle]]
"""A rule of the user's own: everybody's bundle, by name."""


class Played(Protocol):
    """What a rule makes of a market."""

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """What everybody has and pays, fee included."""


AnyPlayed = TypeVar("AnyPlayed", bound=Played)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Generic[AnyPlayed]):
    """A buyer's report, the market with it and what the rule makes of that, and how much better off he is."""

    buyer: int
    market: UnitDemandMarket
    played: AnyPlayed
    gain: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Manipulation:
    """A misreport that gains under a user's rule: what the buyer gets when he is honest and by the report, and the difference of his levels.

    It is what the rule said of two markets, computed by the rule itself, which nobody has checked: evidence of the grade `numeric` and no better.
    """

    buyer: str
    report: ExactPreference
    honest: NamedBundle
    better: NamedBundle
    gain: Fraction


def manipulation_rule(market: UnitDemandMarket, question: Question) -> Result:
    """A profitable misreport against the rule of the input, if one is found.

    Raises: `UsageError` U106 (a limit came before the rule's own outcome), U117 (a smooth preference), U118 (a market that is too large).
    """
    asked = question.input or {}
    against, samples, seed = asked["against"], asked.get("samples", SAMPLES), asked.get("seed", 0)
    if pairs(market) > MOST_PAIRS:
        given = f"{pairs(market)} pairs of a buyer and a good"
        raise UsageError("U118", "market", given, f"up to {MOST_PAIRS} pairs", "take fewer buyers, or forbid them goods that do not matter to them")
    here, stopped = setting(market), stopping(question)
    honest = _played(against, here, stopped)
    if honest is None:
        raise UsageError("U106", f"outcome of {against}", "a limit came first", "more time", "raise the limit")
    tried, found = 0, None
    if against != "minimum":
        tried, found = first_gain(_sight(here, honest, stopped), honest, lambda other: _played(against, setting(other), stopped), samples, seed, stopped)
    holds, grade = (False, "proved") if against == "minimum" else (None, "unproven") if found is None else (True, "proved")
    outcome, certificate = {"honest": named_bundles(here, honest.bundles), "reports": tried}, {"honest": _part(honest)}
    if found is not None:
        outcome |= {
            "buyer": market.buyers[found.buyer].name,
            "report": _report_document(found.market, found.buyer),
            "bundle": named_bundle(here, found.played.bundles[found.buyer]),
            "gain": found.gain,
        }
        certificate["deviating"] = _part(found.played)
    return Result(
        outcome=outcome,
        findings=(Finding(claim="manipulable", holds=holds, grade=grade),),
        certificate=certificate,
        parameters={"against": against, "samples": samples, "seed": seed},
    )


def search(market: UnitDemandMarket, rule: UserRule, *, samples: int = SAMPLES, seed: int = 0) -> Manipulation | None:
    """A buyer who gains by a misreport under a rule of your own, or None if none was found among that many reports.

    `rule` gives everybody's bundle: `{name: (good or None, payment)}`, with payments that are integers or `Fraction`s and include the entry fee.

    *Meaning.* A record is evidence of the grade `numeric`: nobody has checked the rule.  None proves nothing at all (`unproven`).
    *Raises*: `UsageError` U116 (another kind of market), U117 (a smooth preference), U119 (what the rule gives is not everybody's bundle);
    `InputError`s for a market that is none.
    *Example.*
    >>> from marketwright import QuasilinearPreference, UnitDemandBuyer, UnitDemandMarket
    >>> buyer = UnitDemandBuyer(name="Ada", preference=QuasilinearPreference(values={"house": Fraction(10)}))
    >>> def first_price(market):
    ...     return {"Ada": ("house", market.buyers[0].preference.values["house"])}
    >>> search(UnitDemandMarket(goods=("house",), buyers=(buyer,)), first_price).gain > 0
    True
    """
    here = setting(unit_demand_market(validate_market(market)))
    honest = _told(here.market, rule)
    sight = _sight_of(here, honest, here.table.reserves, here.table.reserves)
    _, found = first_gain(sight, honest, lambda other: _told(other, rule), samples, seed, lambda: False)
    if found is None:
        return None
    buyer = found.market.buyers[found.buyer]
    before, after = (_named(here, played.bundles[found.buyer]) for played in (honest, found.played))
    report: Any = buyer.preference
    return Manipulation(buyer=buyer.name, report=report, honest=before, better=after, gain=found.gain)


def first_gain(
    sight: Sight, honest: AnyPlayed, play: Callable[[UnitDemandMarket], AnyPlayed | None], samples: int, seed: int, stopped: Stopped
) -> tuple[int, Deviation[AnyPlayed] | None]:
    """How many misreports were tried, and the first that gains; ends early when `stopped` comes, or `play` gives nothing."""
    here, tried = sight.setting, 0
    for buyer, report in islice(misreports(sight, Random(seed)), samples):
        market = reporting(here.market, buyer, report)
        if market is None:
            continue
        played = None if stopped() else play(market)
        if played is None:
            break
        tried += 1
        gain = here.level(buyer, honest.bundles[buyer]) - here.level(buyer, played.bundles[buyer])
        if gain > 0:
            return tried, Deviation(buyer=buyer, market=market, played=played, gain=gain)
    return tried, None


def _played(against: str, here: Setting, stopped: Stopped) -> Extreme | PaidAsBid | None:
    """What the rule makes of the market; None if `stopped` came first."""
    if against == "pay-as-bid":
        return paid_as_bid(here)
    proved = (least_equilibrium if against == "minimum" else greatest_equilibrium)(here.table, stopped)
    return None if proved is None else selected(here, proved, "lexicographic")


def _part(played: Extreme | PaidAsBid) -> dict[str, Any]:
    return played.part() if isinstance(played, PaidAsBid) else equilibrium_part(played.setting, played.proved)


def _sight(here: Setting, honest: Extreme | PaidAsBid, stopped: Stopped) -> Sight:
    """What misreports are made from: the prices of the rule, and those at which goods could be had."""
    if isinstance(honest, PaidAsBid):
        return _sight_of(here, honest, honest.enough(), honest.enough())
    least = least_equilibrium(here.table, stopped)
    return _sight_of(here, honest, honest.proved.prices, here.table.reserves if least is None else least.prices)


def _sight_of(here: Setting, played: Played, prices: tuple[Fraction, ...], low: tuple[Fraction, ...]) -> Sight:
    paid = {good: payment - here.market.entry_fee for good, payment in played.bundles if good is not None}
    seen = tuple(paid.get(good, price) for good, price in enumerate(prices))
    return Sight(setting=here, held=tuple(good for good, _ in played.bundles), prices=seen, low=low)


def _report_document(market: UnitDemandMarket, buyer: int) -> Any:
    entries: Any = unit_demand_entries(market)["buyers"]
    return entries[buyer]["preference"]


@dataclass(frozen=True, slots=True)
class _Told:
    bundles: tuple[Bundle, ...]


def _told(market: UnitDemandMarket, rule: UserRule) -> _Told:
    """What the user's rule makes of a market, if it is everybody's bundle."""
    given, numbers = rule(market), {good: number for number, good in enumerate(market.goods)}
    bundles: list[Bundle] = []
    for buyer in market.buyers:
        entry: Any = given.get(buyer.name) if isinstance(given, Mapping) else None
        good, payment = entry if isinstance(entry, tuple) and len(entry) == 2 else (None, None)
        fits = good is None or (good in numbers and good not in buyer.forbidden)
        if not fits or isinstance(payment, bool) or not isinstance(payment, int | Fraction):
            allowed = "a tuple of a good that he may have, or None, and a payment (int or Fraction) for every buyer"
            raise UsageError("U119", f'rule, buyer "{buyer.name}"', repr(entry), allowed, "let the rule return that")
        bundles.append((None if good is None else numbers[good], Fraction(payment)))
    sold = [good for good, _ in bundles if good is not None]
    for good in sold:
        if sold.count(good) > 1:
            raise UsageError("U119", "rule", f"{market.goods[good]!r} twice", "every good at most once", "let the rule return an allocation")
    return _Told(tuple(bundles))


def _named(here: Setting, bundle: Bundle) -> NamedBundle:
    good, payment = bundle
    return None if good is None else here.market.goods[good], payment
