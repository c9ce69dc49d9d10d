"""The rule `bayesian/durable`: whether a coalition can be led to keep a mechanism although it is offered another game.

*Source.* `docs/formats/bayesian.md`; paper 004, section 7; spec bayesian 10.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.durability_cases import cases
from marketwright.bayesian.mechanism import infeasible, worst_lie
from marketwright.bayesian.setting import Setting, given, proved, stopping
from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import number_text
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.durability import Alternative, Judgement, Offer, Play, pure_play
from marketwright.solvers.mechanisms.formulas import lies, profit, utilities
from marketwright.solvers.mechanisms.game import Mechanism
from marketwright.solvers.mechanisms.two_members import kept

MOST_CASES = 200_000
"""How many combinations of the members' types and moves an alternative may have."""
_TWO = 2
_OPEN = Finding(claim="durable", holds=None, grade="unproven")


def durable_rule(market: BayesianMarket, question: Question) -> Result:
    """Beliefs and strategies with which the mechanism is kept, or a proof that there are none; or what is true of stated ones.

    Raises: `SecondInputError` I150 (a mechanism that is not feasible), `UsageError` U111 (an alternative that is too large).
    """
    here, stopped = Setting(market), stopping(question)
    mechanism = here.read_mechanism(given(question, "mechanism"))
    _refuse_infeasible(here, mechanism)
    table = _read(here, mechanism, given(question, "alternative"))
    if given(question, "beliefs") is not None:
        play = table.play(given(question, "beliefs"), given(question, "strategies"))
        judgement = table.offer.judged(play)
        findings = _tested(table, judgement)
        return _result(table.outcome(play, judgement), (*findings, proved("durable") if judgement.durable else _OPEN))
    try:
        return _decided(table, stopped)
    except LimitCame:
        return _result({}, (_OPEN,))


def _decided(table: "_Table", stopped: Callable[[], bool]) -> Result:
    """What can be decided of the alternative.

    Raises: `LimitCame`.
    """
    offer = table.offer
    play = _best_play(offer) if len(offer.members) == 1 else pure_play(offer, stopped=stopped)
    if play is None and len(offer.members) == _TWO:
        found = kept(offer, stopped=stopped)
        if isinstance(found, tuple):
            listed = cases(found, table.names, table.types, table.moves)
            return _result({}, (Finding(claim="durable", holds=False, grade="enumerated", details={"cases": len(listed)}),), {"cases": listed})
        play = found
    if play is None:
        return _result({}, (_OPEN,))
    judgement = offer.judged(play)
    if judgement.durable:
        return _result(table.outcome(play, judgement), (proved("durable"),))
    return _result({}, (Finding(claim="durable", holds=False, grade="enumerated", details={"cases": offer.types[0]}),))


def _best_play(offer: Offer) -> Play:
    """The prior and the best move of each type of the only member, with which he keeps the mechanism if he does so at all."""
    (replies,) = (offer.replies([{}], 0),)
    best = tuple({line.index(max(line)): Fraction(1)} for line in replies)
    return Play(beliefs=offer.priors, strategies=(best,))


@dataclass(frozen=True, kw_only=True)
class _Table:
    """An alternative with the names of what is in it."""

    names: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]
    moves: tuple[tuple[str, ...], ...]
    offer: Offer

    def play(self, beliefs: Mapping[str, Mapping[str, Any]], strategies: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Play:
        """Stated beliefs and strategies."""
        return Play(
            beliefs=tuple(tuple(Fraction(beliefs[name][kind]) for kind in kinds) for name, kinds in zip(self.names, self.types, strict=True)),
            strategies=tuple(
                tuple({moves.index(move): Fraction(share) for move, share in strategies[name][kind].items()} for kind in kinds)
                for name, kinds, moves in zip(self.names, self.types, self.moves, strict=True)
            ),
        )

    def outcome(self, play: Play, judgement: Judgement) -> dict[str, Any]:
        """Beliefs and strategies, and what types expect with them."""
        strategies = {
            name: {
                kind: {move: share for move, share in sorted((moves[number], share) for number, share in line.items()) if share}
                for kind, line in zip(kinds, lines, strict=True)
            }
            for name, kinds, moves, lines in zip(self.names, self.types, self.moves, play.strategies, strict=True)
        }
        by_type = {"beliefs": play.beliefs, "utilities": judgement.now, "alternative_utilities": judgement.then}
        named = {
            key: {name: dict(zip(kinds, line, strict=True)) for name, kinds, line in zip(self.names, self.types, lines, strict=True)}
            for key, lines in by_type.items()
        }
        return {"beliefs": named.pop("beliefs"), "strategies": strategies, **named}

    @cached_property
    def who(self) -> dict[tuple[int, int], dict[str, str]]:
        """How documents name a type of a member."""
        return {(k, s): {"player": name, "type": kind} for k, name in enumerate(self.names) for s, kind in enumerate(self.types[k])}


def _read(here: Setting, mechanism: Mechanism, document: Mapping[str, Any]) -> _Table:
    """The alternative of a canonical document.

    Raises: `UsageError` U111.
    """
    names = tuple(document["members"])
    place = next(number for number, coalition in enumerate(here.market.coalitions) if coalition.members == names)
    types = tuple(here.types(here.players.index(name)) for name in names)
    moves = tuple(tuple(document["moves"][name]) for name in names)
    count = len(document["results"]) * prod(map(len, types))
    if count > MOST_CASES:
        raise UsageError("U111", "input.alternative", f"{count} combinations of types and moves", f"at most {MOST_CASES}", "leave out moves or members")
    actions = {action.name: number for number, action in enumerate(here.market.coalitions[place].actions)}
    results = {}
    for result in document["results"]:
        chosen = tuple(listed.index(result["moves"][name]) for name, listed in zip(names, moves, strict=True))
        lottery = {actions[action]: Fraction(share) for action, share in result["lottery"].items()}
        results[chosen] = lottery, tuple(Fraction(result["payments"][name]) for name in names)
    alternative = Alternative(coalition=place, moves=tuple(map(len, moves)), results=results)
    return _Table(names=names, types=types, moves=moves, offer=Offer(here.game, mechanism, alternative))


def _refuse_infeasible(here: Setting, mechanism: Mechanism) -> None:
    """Nothing, if nobody gains by a lie, and the mediator does not pay more than he collects."""
    game = here.game
    wrong = infeasible(worst_lie(here, utilities(game, mechanism), lies(game, mechanism)), profit(game, mechanism))
    if wrong is not None:
        remedy = "let bayesian/mechanism say what lies bring, and change transfers"
        if "profit" in wrong:
            told = f"a profit of {number_text(wrong['profit'])}"
        else:
            told = f'the type "{wrong["type"]}" of the player "{wrong["player"]}", who gains {number_text(wrong["gain"])} by claiming to be "{wrong["claim"]}"'
        raise SecondInputError("I150", "input.mechanism", told, "a feasible mechanism", remedy)


def _tested(table: _Table, judgement: Judgement) -> tuple[Finding, ...]:
    """Whether stated beliefs and strategies are an equilibrium, credible, and lead somebody to reject; witnesses have the largest gain, the first in order."""
    deviation = refused = incredible = None
    if judgement.deviations:
        member, kind, move = best = max(judgement.deviations, key=judgement.deviations.__getitem__)
        deviation = {**table.who[member, kind], "move": table.moves[member][move], "gain": judgement.deviations[best]}
    if judgement.incredible:
        at = max(judgement.incredible, key=judgement.incredible.__getitem__)
        incredible = {**table.who[at], "gain": judgement.incredible[at]}
    if not judgement.rejected:
        best_kinds = (max((key for key in judgement.gains if key[0] == member), key=judgement.gains.__getitem__) for member in range(len(table.names)))
        refused = {"gains": {table.names[member]: table.types[member][kind] for member, kind in best_kinds}}
    return proved("equilibrium", deviation), proved("credible", incredible), proved("rejected", refused)


def _result(outcome: Mapping[str, Any], findings: tuple[Finding, ...], certificate: Mapping[str, Any] | None = None) -> Result:
    return Result(outcome=outcome, findings=findings, certificate=plain(certificate or {}), parameters={})
