"""Plans that block an allocation, and multipliers that prove that none does; the rule `bayesian/inhibitive`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.bayesian import AMOUNTS, MULTIPLIERS, PLAN, TABLES, Bargain, form
from marketcheck.bayesian_game import Block, Game, number_of
from marketcheck.bayesian_mechanism import Tables
from marketcheck.bayesian_multipliers import Multipliers
from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.walrasian import positive

Invitation = tuple[Block, int, int, Fraction]
"""A coalition, an action, t_S as the first profile that has it (with fine support the profile), and a probability."""
BLOCKED = {"plan": PLAN, "gains": TABLES}
INHIBITIVE = form({"profit": number} | BLOCKED, {"multipliers": MULTIPLIERS, "slack": {str: positive}})
INHIBITIVE_INPUT = {"allocation": {str: AMOUNTS}, "support?": {"plain", "fine"}}
CODES = dict.fromkeys(("profit", "blocking_profit", "gains"), "T20") | {"plan": "T18"}


def inequalities(game: Game, *, fine: bool) -> int:
    """Returns how many inequalities Theorem 1, or fine support, has."""
    return sum(len(block.actions) * (len(game.profiles) if fine else game.combinations(block.members)) for block in game.blocks)


def require_support(bargain: Bargain, multipliers: Multipliers, allocation: Tables, place: str, *, fine: bool, slack: Sequence[Fraction] | None = None) -> None:
    """Verifies the inequalities of Theorem 1, or of fine support; with `slack` k(t) is added and p(t) multiplies the rest."""
    game, slack = bargain.game, slack or []
    base = lcm(game.scale, *(entry.denominator for table in (*allocation, slack) for entry in table))
    forgone = [multipliers.transformed(i, [entry.numerator * (base // entry.denominator) for entry in table]) for i, table in enumerate(allocation)]
    likely, below = game.weights(game.all)
    unit, factor = below * base * multipliers.scale, base // game.scale
    extra = [entry.numerator * (unit // entry.denominator) for entry in slack] or [0] * len(likely)
    for block in game.blocks:
        weights = likely if slack else [1] * len(likely) if fine else game.weights(game.others(*block.members))[0]
        parts = range(len(likely)) if fine else game.parts(block.members)
        left = [*map(sum, zip(*(forgone[i] for i in block.members), strict=True))]
        for action, name in enumerate(block.actions):
            totals = dict.fromkeys(parts, 0)
            for part, weight, more, a, b in zip(parts, weights, extra, left, multipliers.sums(block, action), strict=True):
                totals[part] += more + weight * (a - factor * b)
            part = min(totals, key=totals.__getitem__)
            if totals[part] < 0:
                where = f"{place}, {game.names(block.members)}, {name!r}, {game.profiles[part]}"
                reject("T22" if slack else "T21", where, "the virtual payoffs of the action add up to more", "at most to what is forgone")


class Plan:
    """A blocking plan against an allocation, whose profit is above 0."""

    def __init__(self, bargain: Bargain, stated: Mapping[str, Any], allocation: Tables, *, fine: bool = False) -> None:
        """Reads a plan and verifies that it is tenable."""
        self.bargain, self.game, self.fine = bargain, bargain.game, fine
        self.invitations = self._invitations(stated["invitations"])
        self.payments = bargain.of_types(stated["payments"], "outcome.plan.payments")
        self._require_lotteries()
        gains = self._gains(allocation)
        for i, rows in enumerate(gains):
            for s, row in enumerate(rows):
                place = f"outcome.plan, {self.game.players[i]!r}, {self.game.types[i][s]!r}"
                if row[s] < 0:
                    reject("T19", place, row[s], "a gain of at least 0")
                if max(row) > row[s]:
                    reject("T19", place, f"{shown(max(row))} by another report", f"at most {shown(row[s])}")
        self.gains = [[row[s] for s, row in enumerate(rows)] for rows in gains]
        pairs = (pair for both in zip(self.game.priors, self.payments, strict=True) for pair in zip(*both, strict=True))
        self.profit = -sum((share * paid for share, paid in pairs), Fraction(0))
        if self.profit <= 0:
            reject("T19", "outcome.plan", self.profit, "a profit above 0")

    def _invitations(self, stated: Sequence[Mapping[str, Any]]) -> list[Invitation]:
        game, found, order = self.game, list[Invitation](), list[tuple[int, int, int]]()
        places = {block.members: k for k, block in enumerate(game.blocks)}
        for k, one in enumerate(stated):
            place = f"outcome.plan.invitations[{k}]"
            block = game.block(one["members"], place)
            named = game.all if self.fine else block.members
            types = keys(one["types"], f"{place}.types", game.names(named))
            part = sum(game.type_of(i, types[game.players[i]], place) * game.strides[i] for i in named)
            action = number_of(one["action"], block.actions, place)
            found.append((block, action, part, one["probability"]))
            order.append((places[block.members], action, part))
        if order != sorted({*order}):
            reject("T18", "outcome.plan.invitations", "another order, or one twice", "the order of coalitions, actions, types")
        return found

    def _extended(self, block: Block, part: int) -> list[int]:
        """Returns the profiles that an invitation is for."""
        found = [part]
        for j in () if self.fine else self.game.others(*block.members):
            found = [t + s * self.game.strides[j] for t in found for s in range(self.game.sizes[j])]
        return found

    def _require_lotteries(self) -> None:
        """Verifies that probabilities add up to at most 1 in every profile."""
        base = lcm(*(chance.denominator for *_, chance in self.invitations))
        totals = [0] * len(self.game.profiles)
        for block, _, part, chance in self.invitations:
            for t in self._extended(block, part):
                totals[t] += chance.numerator * (base // chance.denominator)
        if max(totals) > base:
            t = totals.index(max(totals))
            reject("T18", f"outcome.plan, {self.game.profiles[t]}", Fraction(totals[t], base), "probabilities of at most 1")

    def _gains(self, allocation: Tables) -> list[list[list[Fraction]]]:
        """Returns B_i(r|s): the claim decides invitations and payments, the true type payoffs and what is forgone."""
        game = self.game
        base = lcm(*(chance.denominator for *_, chance in self.invitations))
        scale = lcm(game.scale, *(entry.denominator for table in allocation for entry in table))
        forgone = [[entry.numerator * (scale // entry.denominator) for entry in table] for table in allocation]
        sums = [[[0] * size for _ in range(size)] for size in game.sizes]
        weights = [game.weights(game.others(i)) for i in game.all]
        for block, action, part, chance in self.invitations:
            share = chance.numerator * (base // chance.denominator)
            profiles = self._extended(block, part)
            for i, table in zip(block.members, block.payoffs[action], strict=True):
                stride, claim, likely = game.strides[i], game.type_at[i][part], weights[i][0]
                for true, row in enumerate(sums[i]):
                    shift = (true - claim) * stride
                    row[claim] += share * sum(likely[t] * (table[t + shift] * (scale // game.scale) - forgone[i][t + shift]) for t in profiles)
        return [
            [[self.payments[i][r] + Fraction(total, base * scale * weights[i][1]) for r, total in enumerate(row)] for row in rows]
            for i, rows in enumerate(sums)
        ]


def blocked(bargain: Bargain, allocation: Tables, key: str, *, fine: bool = False) -> dict[str, Any]:
    """Returns what the outcome has to say of its plan, the profit under this key."""
    stated = bargain.stated("plan")
    plan = Plan(bargain, stated, allocation, fine=fine)
    return {key: plan.profit, "plan": stated, "gains": bargain.by_type(plan.gains)}


def inhibitive(bargain: Bargain, allocation: Tables) -> tuple[Finding, dict[str, Any]]:
    """Returns the finding `inhibitive`, and what the outcome has to say of the plan where one blocks."""
    claimed = bargain.finding("inhibitive")
    if claimed["holds"] is True:
        stated = keys(bargain.certificate, "certificate", ["multipliers"], bargain.certificate)["multipliers"]
        require_support(bargain, bargain.multipliers(stated, "certificate.multipliers"), allocation, "certificate.multipliers", fine=False)
        return verdict("inhibitive", True, "enumerated", inequalities=inequalities(bargain.game, fine=False)), {}
    parts = blocked(bargain, allocation, "blocking_profit")
    return verdict("inhibitive", False, "proved", witness={"profit": parts["blocking_profit"]}), parts


def check_inhibitive(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/inhibitive`."""
    fine = bargain.input.get("support") == "fine"
    claim = "finely-supported" if fine else "inhibitive"
    allocation = bargain.tables(bargain.input["allocation"], "input.allocation")
    if bargain.finding(claim)["holds"] is True:
        (stated,) = bargain.evidence("multipliers")
        require_support(bargain, bargain.multipliers(stated, "certificate.multipliers"), allocation, "certificate.multipliers", fine=fine)
        bargain.finish({"profit": Fraction(0)}, [verdict(claim, True, "enumerated", inequalities=inequalities(bargain.game, fine=fine))], CODES)
        return
    outcome = blocked(bargain, allocation, "profit", fine=fine)
    findings = [verdict(claim, False, "proved", witness={"profit": outcome["profit"]}), verdict("largest-profit", None, "unproven")]
    if bargain.certificate:
        stated, slack = bargain.evidence("multipliers", "slack")
        _require_largest(bargain, stated, slack, allocation, outcome["profit"], fine=fine)
        findings[1] = verdict("largest-profit", True, "proved")
    bargain.finish(outcome, findings, CODES)


def _require_largest(
    bargain: Bargain, stated: Sequence[Mapping[str, Any]], slack: Mapping[str, Fraction], allocation: Tables, profit: Fraction, *, fine: bool
) -> None:
    """Verifies that no plan has a larger profit."""
    game, found = bargain.game, [Fraction(0)] * len(bargain.game.profiles)
    for profile, entry in slack.items():
        found[number_of(profile, game.profiles, "certificate.slack")] = entry
    multipliers = bargain.multipliers(stated, "certificate.multipliers")
    require_support(bargain, multipliers, allocation, "certificate.slack", fine=fine, slack=found)
    if sum(found) != profit:
        reject("T22", "certificate.slack", shown(sum(found)), shown(profit))
