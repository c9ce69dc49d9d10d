"""What the rules of the room `bayesian` share (`docs/formats/bayesian.md`): their forms, and how parts of an answer are read; and `bayesian/mechanism`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.bayesian_game import Game, number_of
from marketcheck.bayesian_mechanism import Mechanism, Tables, reservations, shortage
from marketcheck.bayesian_multipliers import Key, Multipliers
from marketcheck.case import PARTS, Claims, Finding, printed, verdict
from marketcheck.conditions import Meter, reject
from marketcheck.documents import keys, number
from marketcheck.walrasian import of_all, positive

AMOUNTS = {str: number}
TABLES = {str: AMOUNTS}
LOTTERY = {str: positive}
MECHANISM = {"lottery": {str: LOTTERY}, "transfers": TABLES}
MULTIPLIERS = [{"player": str, "type": str, "claim": str, "multiplier": positive}]
PLAN = {
    "invitations": [{"members": [str], "action": str, "types": {str: str}, "probability": positive}],
    "payments": TABLES,
}
WEIGHED = {"members": [str], "action": str, "weight": positive}
_WITNESS: dict[str, Any] = {
    **dict.fromkeys(("player?", "type?", "claim?", "profile?", "move?"), str),
    **dict.fromkeys(("gain?", "profit?", "short?", "subsidy?", "worth?", "most?"), number),
    "reason?": {"lie", "profit", "gain", "weights", "cases"},
    "plan?": [WEIGHED],
    "values?": TABLES,
    "gains?": {str: str},
}
FINDING = {"claim": str, "holds": {True, False, None}, "grade": {"proved", "enumerated", "numeric", "unproven"}, "witness?": _WITNESS}
FINDING |= dict.fromkeys(("inequalities?", "plans?", "boxes?", "cases?"), int)
FINDING |= {"reason?": {"limit", "no multipliers", "unbounded"}}
CODES = dict.fromkeys(("payoffs", "utilities", "lies", "profit", "reservations"), "T2")
CODES |= {"weights": "T3", "multipliers": "T3", "virtual": "T4", "mechanism": "T10", "allocation": "T10", "severance": "T10"}


def form(outcome: Mapping[str, Any], certificate: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Returns the form of a rule's answers: what may stand in an outcome and in a certificate."""
    return {
        "versions": PARTS["versions"],
        "outcome": {f"{key}?": part for key, part in outcome.items()},
        "findings": [FINDING],
        "certificate": {f"{key}?": part for key, part in (certificate or {}).items()},
    }


@dataclass(frozen=True, kw_only=True)
class Bargain(Claims):
    """An answer about a game with incomplete information."""

    game: Game
    meter: Meter

    def stated(self, key: str) -> Any:
        """Returns a part of the outcome, which has it."""
        return keys(self.outcome, "outcome", [key], self.outcome)[key]

    def evidence(self, *required: str) -> list[Any]:
        """Returns the parts of the certificate, which has exactly these."""
        return [*map(keys(self.certificate, "certificate", required).__getitem__, required)]

    def tables(self, stated: Mapping[str, Mapping[str, Fraction]], place: str) -> Tables:
        """Returns the tables of all players."""
        game = self.game
        return [of_all(table, game.profiles, f"{place}.{name}") for name, table in zip(game.players, of_all(stated, game.players, place), strict=True)]

    def of_types(self, stated: Mapping[str, Mapping[str, Fraction]], place: str) -> Tables:
        """Returns the numbers of all types of all players."""
        game = self.game
        listed = zip(game.players, game.types, of_all(stated, game.players, place), strict=True)
        return [of_all(table, types, f"{place}.{name}") for name, types, table in listed]

    def mechanism(self, stated: Mapping[str, Any], place: str) -> Mechanism:
        """Returns a mechanism, whose lotteries are."""
        game, actions = self.game, self.game.grand.actions
        lotteries = of_all(stated["lottery"], game.profiles, f"{place}.lottery")
        base = lcm(*(share.denominator for lottery in lotteries for share in lottery.values()))
        found = []
        for profile, lottery in zip(game.profiles, lotteries, strict=True):
            where = f"{place}.lottery.{profile}"
            found.append([(number_of(name, actions, where), share.numerator * (base // share.denominator)) for name, share in lottery.items()])
            if sum(share for _, share in found[-1]) != base:
                reject("T1", where, sum(lottery.values()), "probabilities that add up to 1")
        return Mechanism(game, found, base, self.tables(stated["transfers"], f"{place}.transfers"))

    def multipliers(self, stated: Sequence[Mapping[str, Any]], place: str, *, admissible: bool = True) -> Multipliers:
        """Returns multipliers, which are in order; `admissible` ones give no type a weight below 0."""
        game, found = self.game, dict[Key, Fraction]()
        for k, one in enumerate(stated):
            where = f"{place}[{k}]"
            i = game.player(one["player"], where)
            found[i, game.type_of(i, one["type"], where), game.type_of(i, one["claim"], where)] = one["multiplier"]
        if len(found) < len(stated) or [*found] != sorted(found) or any(true == claim for _, true, claim in found):
            reject("T3", place, "other multipliers", "one for each lie, in the order of players, types, claims")
        multipliers = Multipliers(game, found)
        for i, weights in enumerate(multipliers.weights):
            if admissible and min(weights) < 0:
                reject("T3", f"{place}, {game.players[i]!r}", min(weights), "weights of at least 0")
        return multipliers

    def named(self, tables: Tables) -> dict[str, dict[str, Fraction]]:
        """Returns tables by the names of players and profiles."""
        return {name: dict(zip(self.game.profiles, table, strict=True)) for name, table in zip(self.game.players, tables, strict=True)}

    def by_type(self, numbers: Tables) -> dict[str, dict[str, Fraction]]:
        """Returns numbers by the names of players and types."""
        listed = zip(self.game.players, self.game.types, numbers, strict=True)
        return {name: dict(zip(types, table, strict=True)) for name, types, table in listed}

    def finish(self, outcome: Mapping[str, object], findings: Sequence[Finding], codes: Mapping[str, str] = CODES) -> None:
        """Verifies that exactly this is claimed."""
        self.conclude(outcome, findings, {**CODES, **codes})


def minus(left: Tables, right: Tables) -> Tables:
    """Returns the differences of tables."""
    return [[a - b for a, b in zip(one, other, strict=True)] for one, other in zip(left, right, strict=True)]


def first_below(numbers: Tables) -> tuple[int, int] | None:
    """Returns the place of the first of the smallest numbers, if it is below 0."""
    least = min((number, i, k) for i, table in enumerate(numbers) for k, number in enumerate(table))
    return (least[1], least[2]) if least[0] < 0 else None


def require_mechanism(bargain: Bargain, mechanism: Mechanism, place: str, *, profit: bool = True) -> None:
    """Verifies that nobody gains by lying, and if `profit` that the mediator does not lose."""
    if mechanism.lie:
        reject("T5", place, printed(mechanism.lie), "a mechanism without gains by lying")
    if profit and mechanism.profit < 0:
        reject("T5", place, mechanism.profit, "a profit of at least 0")


def require_achieved(bargain: Bargain, mechanism: Mechanism, allocation: Tables, place: str) -> None:
    """Verifies that a mechanism leaves everybody at least what the allocation says."""
    if short := first_below(minus(mechanism.payoffs, allocation)):
        i, t = short
        reject("T12", f"{place}, {bargain.game.players[i]!r}, {bargain.game.profiles[t]}", mechanism.payoffs[i][t], allocation[i][t])


INPUT_MECHANISM = {"mechanism": MECHANISM}
EVALUATED = form(
    {"payoffs": TABLES, "utilities": TABLES, "lies": {str: TABLES}, "profit": number, "reservations": TABLES},
)


def check_mechanism(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/mechanism`."""
    game, mechanism = bargain.game, bargain.mechanism(bargain.input["mechanism"], "input.mechanism")
    bargain.evidence()
    lies = {
        name: {s: {r: Fraction(found, mechanism.below(i)) for r, found in zip(types, row, strict=True) if r != s} for s, row in zip(types, rows, strict=True)}
        for i, (name, types, rows) in enumerate(zip(game.players, game.types, mechanism.lies, strict=True))
    }
    for name, types in zip(game.players, game.types, strict=True):
        lies[name] = lies[name] if len(types) > 1 else {}
    alone: dict[str, dict[str, Fraction]] = {game.players[i]: dict(zip(game.types[i], table, strict=True)) for i, table in reservations(game).items()}
    outcome = {
        "payoffs": bargain.named(mechanism.payoffs),
        "utilities": bargain.by_type(mechanism.utilities),
        "lies": lies,
        "profit": mechanism.profit,
        "reservations": alone,
    }
    lie, short = mechanism.lie, shortage(mechanism)
    findings = [
        verdict("incentive-compatible", lie is None, "proved", **({"witness": lie} if lie else {})),
        mechanism.feasibility(),
        verdict("individually-rational", short is None, "proved", **({"witness": short} if short else {})),
    ]
    bargain.finish(outcome, findings)
