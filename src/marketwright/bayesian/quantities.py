"""Quantities that are linear in mechanisms and allocations, as the rule `bayesian/core-region` shows them.

*Source.* `docs/formats/bayesian.md`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.bayesian.setting import Setting
from marketwright.solvers.mechanisms.core_polyhedron import Quantity
from marketwright.solvers.mechanisms.formulas import gross_payoffs
from marketwright.solvers.mechanisms.game import Mechanism

OF_ALLOCATIONS = ("severance_of", "forgone_by")
"""The forms that a mechanism alone does not determine."""


def quantity(here: Setting, document: Mapping[str, Any]) -> Quantity:
    """The coefficients of a quantity."""
    game, shares = here.game, _shares(here, document.get("given", {}))
    if "probability_of" in document:
        action = here.joint_actions.index(document["probability_of"])
        return Quantity(lotteries={(t, action): share for t, share in shares.items()})
    (form, name), *_ = ((key, value) for key, value in document.items() if key != "given")
    i = here.players.index(name)
    paid = {(i, t): share for t, share in shares.items()}
    if form == "forgone_by":
        return Quantity(forgone=paid)
    if form == "transfer_to":
        return Quantity(transfers=paid)
    payoffs = game.everybody.payoffs
    gained = {(t, action): share * tables[i][t] for t, share in shares.items() for action, tables in enumerate(payoffs)}
    lost = {key: -share for key, share in paid.items()} if form == "severance_of" else {}
    return Quantity(lotteries=gained, transfers=paid, forgone=lost)


def value_of_mechanism(here: Setting, document: Mapping[str, Any], mechanism: Mechanism) -> Fraction | None:
    """A quantity of a mechanism, or None where it depends on the allocation too."""
    if any(form in document for form in OF_ALLOCATIONS):
        return None
    shares = _shares(here, document.get("given", {}))
    if "probability_of" in document:
        action = here.joint_actions.index(document["probability_of"])
        return sum((share * mechanism.lotteries[t].get(action, Fraction(0)) for t, share in shares.items()), Fraction(0))
    name = document.get("transfer_to", document.get("utility_of"))
    i = here.players.index(str(name))
    table = mechanism.transfers[i] if "transfer_to" in document else gross_payoffs(here.game, mechanism)[i]
    return sum((share * table[t] for t, share in shares.items()), Fraction(0))


def _shares(here: Setting, given: Mapping[str, str]) -> dict[int, Fraction]:
    """The probability of each profile with these types, given them."""
    wanted = {here.players.index(name): here.types(here.players.index(name)).index(kind) for name, kind in given.items()}
    found = {t: here.game.probability[t] for t, profile in enumerate(here.game.profiles) if all(profile[player] == kind for player, kind in wanted.items())}
    total = sum(found.values(), Fraction(0))
    return {t: p / total for t, p in found.items()}
