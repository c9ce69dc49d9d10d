"""The extreme equilibria of a market as answers state them.

*Source.* `docs/formats/walrasian.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.exact import MAX_ANSWER_CHARACTERS, characters
from marketwright.questions import Question
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.extreme import Proved, greatest_equilibrium, least_equilibrium
from marketwright.solvers.matching.pointers import greatest_pointers, least_pointers
from marketwright.solvers.matching.selection import lexicographic, selection_work
from marketwright.walrasian.setting import Bundle, Setting

TIE_RULES = ("lexicographic", "any")
MOST_WORK = 10**8
"""Above so many steps for the checker the default tie rule is `any`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """A proved extreme equilibrium with the allocation that the tie rule selects."""

    setting: Setting
    proved: Proved
    tie_rule: str

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """What everybody has and pays, fee included."""
        return self.setting.bundles(self.proved.prices, self.proved.held)

    @property
    def levels(self) -> tuple[Fraction, ...]:
        """Everybody's level, fee included."""
        table, fee = self.setting.table, self.setting.market.entry_fee
        return tuple(table.level(buyer, good, self.proved.prices) + fee for buyer, good in enumerate(self.proved.held))

    def outcome(self) -> dict[str, Any]:
        """Prices, allocation, payments, levels, revenue."""
        market = self.setting.market
        payments = {buyer.name: payment for buyer, (_, payment) in zip(market.buyers, self.bundles, strict=True)}
        found: dict[str, Any] = {
            "prices": dict(zip(market.goods, self.proved.prices, strict=True)),
            "allocation": named(self.setting, self.proved.held),
            "payments": payments,
            "levels": dict(zip(payments, self.levels, strict=True)),
        }
        return found | revenue_part(payments.values())

    def findings(self, claim: str) -> tuple[Finding, ...]:
        """That it is an equilibrium, and extreme; and the selection if a tie rule was used."""
        found = [Finding(claim="equilibrium", holds=True, grade="proved"), Finding(claim=claim, holds=True, grade="proved")]
        if self.tie_rule == "lexicographic":
            found.append(Finding(claim="selected", holds=True, grade="recomputed"))
        return tuple(found)

    def pointers(self) -> dict[str, str | None]:
        """The certificate's pointers, by name."""
        return named_pointers(self.setting, self.proved)


def revenue_part(payments: Iterable[Fraction]) -> dict[str, Fraction]:
    """The sum of payments as outcomes have it: left out where it is too long to be written."""
    total = sum(payments, Fraction(0))
    return {} if characters(total) > MAX_ANSWER_CHARACTERS else {"revenue": total}


def named(setting: Setting, held: Sequence[int | None]) -> dict[str, str | None]:
    """Buyer -> good or None, by name."""
    goods = setting.market.goods
    return {buyer.name: None if good is None else goods[good] for buyer, good in zip(setting.market.buyers, held, strict=True)}


def named_pointers(setting: Setting, proved: Proved) -> dict[str, str | None]:
    """Pointers to buyers (least) or to goods and None (greatest), by name."""
    goods, buyers = setting.market.goods, setting.market.buyers
    if proved.greatest:
        return {goods[good]: None if to is None else goods[to] for good, to in sorted(proved.pointers.items())}
    return {goods[good]: buyers[to].name for good, to in sorted(proved.pointers.items()) if to is not None}


def least(setting: Setting, question: Question) -> Extreme | None:
    """The equilibrium of least prices; None if a limit came first."""
    proved = least_equilibrium(setting.table, stopping(question))
    return None if proved is None else selected(setting, proved, question.tie_rule)


def greatest(setting: Setting, question: Question) -> Extreme | None:
    """The equilibrium of greatest prices; None if a limit came first."""
    proved = greatest_equilibrium(setting.table, stopping(question))
    return None if proved is None else selected(setting, proved, question.tie_rule)


def selected(setting: Setting, proved: Proved, asked: str | None) -> Extreme:
    """The equilibrium with the allocation that the tie rule selects, and pointers for it.

    Raises: `UsageError` U103 for an unknown tie rule.
    """
    if asked is not None and asked not in TIE_RULES:
        raise UsageError("U103", "tie rule", repr(asked), " or ".join(TIE_RULES), "choose one of them")
    if asked == "any" or (asked is None and selection_work(proved.demands, proved.held) > MOST_WORK):
        return Extreme(setting=setting, proved=proved, tie_rule="any")
    competitive = proved.competitive(setting.table)
    held = lexicographic(proved.demands, competitive, proved.held)
    pointers = greatest_pointers(proved.demands, held) if proved.greatest else least_pointers(proved.demands, competitive, held)
    if isinstance(pointers, frozenset):
        raise ArithmeticError("an allocation of the same prices has no pointers")
    chosen = replace(proved, equilibrium=Equilibrium(prices=proved.prices, held=held), pointers=pointers)
    return Extreme(setting=setting, proved=chosen, tie_rule="lexicographic")


def stopping(question: Question) -> Any:
    """Whether a limit of the question has come: time, or a wish to stop."""
    limits = question.limits
    start = limits.clock()
    return lambda: limits.stopped() or (limits.seconds is not None and limits.clock() - start > limits.seconds)


def out_of_time(claim: str, tie_rule: str | None) -> Result:
    """The answer when a limit came first."""
    findings = tuple(Finding(claim=name, holds=None, grade="unproven") for name in ("equilibrium", claim))
    return Result(outcome={}, findings=findings, certificate={}, parameters={"tie_rule": tie_rule or "lexicographic"})
