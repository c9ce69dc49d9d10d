"""What multipliers have to satisfy to support a mechanism: rows that are linear in them, and proofs that combine rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketcheck.bayesian import Bargain
from marketcheck.bayesian_game import number_of
from marketcheck.bayesian_mechanism import Mechanism
from marketcheck.bayesian_multipliers import Key, Multipliers
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.walrasian import positive

Form = Mapping[Key, Fraction]
"""Coefficients of multipliers."""
PROOF = [
    {
        "row": {"weight", "optimal"},
        **dict.fromkeys(("player?", "type?", "profile?", "action?", "other?"), str),
        "multiplier": positive,
    }
]
_KEYS = {"weight": ("player", "type"), "optimal": ("profile", "action", "other")}


@dataclass(frozen=True, eq=False)
class Support:
    """The multipliers that support a feasible mechanism."""

    bargain: Bargain
    mechanism: Mechanism

    @cached_property
    def free(self) -> frozenset[Key]:
        """The multipliers that are not 0 by incentives, in a mechanism by which nobody gains by lying."""
        game = self.bargain.game
        lies = ((i, s, r) for i in game.all for s in range(game.sizes[i]) for r in range(game.sizes[i]) if r != s)
        return frozenset(lie for lie in lies if not self.mechanism.loses(*lie))

    @cached_property
    def used(self) -> Sequence[frozenset[int]]:
        """The actions of positive probability in each profile."""
        return [frozenset(action for action, _ in lottery) for lottery in self.mechanism.lotteries]

    def weight(self, i: int, s: int) -> tuple[Fraction, Form]:
        """Returns constant and coefficients of l_i(s)."""
        others = [r for r in range(self.bargain.game.sizes[i]) if r != s]
        return self.bargain.game.priors[i][s], {(i, r, s): Fraction(1) for r in others} | {(i, s, r): Fraction(-1) for r in others}

    def optimal(self, t: int, action: int, other: int) -> tuple[Fraction, Form]:
        """Returns constant and coefficients of how much more an action's virtual payoffs add up to than another's."""
        game = self.bargain.game
        tables = [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(game.grand.payoffs[action], game.grand.payoffs[other], strict=True)]
        found = dict[Key, Fraction]()
        for i, table in enumerate(tables):
            claim = game.type_at[i][t]
            for true in range(game.sizes[i]):
                if true != claim:
                    change = table[t] - table[t + (true - claim) * game.strides[i]]
                    found[i, true, claim] = Fraction(change, game.scale) / game.priors[i][claim]
        return Fraction(sum(table[t] for table in tables), game.scale), found

    def row(self, stated: Mapping[str, Any], place: str) -> tuple[Fraction, Form]:
        """Returns constant and coefficients of a row of a proof."""
        game = self.bargain.game
        keys(stated, place, ("row", "multiplier", *_KEYS[stated["row"]]))
        if stated["row"] == "weight":
            i = game.player(stated["player"], place)
            return self.weight(i, game.type_of(i, stated["type"], place))
        t = number_of(stated["profile"], game.profiles, place)
        action, other = (number_of(stated[key], game.grand.actions, place) for key in ("action", "other"))
        if action not in self.used[t]:
            reject("T16", place, stated["action"], "an action of positive probability")
        return self.optimal(t, action, other)

    def proven(self, proof: Sequence[Mapping[str, Any]], target: Form, constant: Fraction, sign: int, place: str) -> Fraction:
        """Returns the bound on the target that a proof shows, from below if `sign` is 1, from above if it is -1."""
        rest, total = defaultdict[Key, Fraction](Fraction), Fraction(0)
        for key, coefficient in target.items():
            rest[key] += sign * coefficient
        for k, stated in enumerate(proof):
            above, row = self.row(stated, f"{place}[{k}]")
            total += stated["multiplier"] * above
            for key, coefficient in row.items():
                rest[key] -= stated["multiplier"] * coefficient
        if any(coefficient < 0 for key, coefficient in rest.items() if key in self.free):
            reject("T16", place, "a multiplier with a coefficient below 0", "none")
        return constant - sign * total

    def require_point(self, multipliers: Multipliers, place: str) -> None:
        """Verifies that multipliers support the mechanism."""
        if (found := multipliers.bound(self.mechanism)) != 0:
            reject("T14", place, shown(found), 0)

    def require_ray(self, ray: Multipliers, place: str) -> None:
        """Verifies that a direction keeps supporting."""
        game = self.bargain.game
        lost = next((key for key in ray.of if key not in self.free), None)
        if lost is not None or ray.weights != game.priors:
            reject("T17", place, "another direction", "one without the lies that lose, that changes no weight")
        for t, used in enumerate(self.used):
            changes = [worths[t] - ray.scale * sum(table[t] for table in tables) for worths, tables in zip(ray.worths, game.grand.payoffs, strict=True)]
            if min(changes[action] for action in used) < max(changes):
                reject("T17", f"{place}, {game.profiles[t]}", "another action becomes better", "the actions of positive probability stay best")
