"""The rule `bayesian/mechanism`: what a mechanism gives to every type, and whether it can be carried out.

*Source.* `docs/formats/bayesian.md`; paper 004, section 2; spec bayesian 3.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.bayesian.setting import Setting, proved
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.mechanisms.efficiency import reservations
from marketwright.solvers.mechanisms.formulas import Lies, gross_payoffs, lies, profit, utilities
from marketwright.solvers.mechanisms.game import Mechanism

Utilities = Sequence[Sequence[Fraction]]
"""One number for each type of each player."""
Reservations = Sequence[Sequence[Fraction] | None]
"""What types can expect alone, None for players who can do nothing alone."""


def mechanism_rule(market: BayesianMarket, question: Question) -> Result:
    """Payoffs, utilities and what lies would bring, and whether the mechanism is incentive compatible, feasible and individually rational."""
    here = Setting(market)
    mechanism = here.read_mechanism((question.input or {})["mechanism"])
    game = here.game
    now, told, kept, alone = utilities(game, mechanism), lies(game, mechanism), profit(game, mechanism), reservations(game)
    outcome = {
        "payoffs": here.tables(gross_payoffs(game, mechanism)),
        "utilities": here.by_type(now),
        "lies": _by_claim(here, told),
        "profit": kept,
        "reservations": named_reservations(here, alone),
    }
    lie = worst_lie(here, now, told)
    return Result(
        outcome=outcome,
        findings=(
            proved("incentive-compatible", lie),
            proved("feasible", infeasible(lie, kept)),
            proved("individually-rational", _short(here, now, alone)),
        ),
        certificate={},
        parameters={},
    )


def feasible_finding(here: Setting, mechanism: Mechanism) -> Finding:
    """The finding `feasible`, with what refutes it if anything does."""
    game = here.game
    return proved("feasible", infeasible(worst_lie(here, utilities(game, mechanism), lies(game, mechanism)), profit(game, mechanism)))


def infeasible(lie: dict[str, Any] | None, kept: Fraction) -> dict[str, Any] | None:
    """What refutes that a mechanism is feasible: a lie that pays, or else a profit below 0."""
    return {"profit": kept} if lie is None and kept < 0 else lie


def worst_lie(here: Setting, now: Utilities, told: Lies) -> dict[str, Any] | None:
    """The lie with the largest gain, of these the first; None if no lie pays."""
    gains = {(player, claim, true): told[player, claim, true] - now[player][true] for player, claim, true in here.game.keys}
    player, claim, true = best = max(gains, key=gains.__getitem__, default=(0, 0, 0))
    if gains.get(best, Fraction(0)) <= 0:
        return None
    types = here.types(player)
    return {"player": here.players[player], "type": types[true], "claim": types[claim], "gain": gains[best]}


def named_reservations(here: Setting, alone: Reservations) -> dict[str, dict[str, Fraction]]:
    """The reservations of the players who have them."""
    return {player.name: dict(zip(player.types, line, strict=True)) for player, line in zip(here.market.players, alone, strict=True) if line is not None}


def _by_claim(here: Setting, told: Lies) -> dict[str, dict[str, dict[str, Fraction]]]:
    found: dict[str, dict[str, dict[str, Fraction]]] = {
        player.name: {kind: {} for kind in player.types} if len(player.types) > 1 else {} for player in here.market.players
    }
    for player, claim, true in here.game.keys:
        types = here.types(player)
        found[here.players[player]][types[true]][types[claim]] = told[player, claim, true]
    return found


def _short(here: Setting, now: Utilities, alone: Reservations) -> dict[str, Any] | None:
    """The type who is left with most less than he can expect alone, of these the first; None if there is none."""
    short = {(player, kind): least - now[player][kind] for player, line in enumerate(alone) if line is not None for kind, least in enumerate(line)}
    player, kind = worst = max(short, key=short.__getitem__, default=(0, 0))
    if short.get(worst, Fraction(0)) <= 0:
        return None
    return {"player": here.players[player], "type": here.types(player)[kind], "short": short[worst]}
