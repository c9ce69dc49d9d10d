"""The catalogue of rules, gathered from the rooms' doors."""

from difflib import get_close_matches

from marketwright.bayesian import rule as bayesian
from marketwright.errors import UsageError
from marketwright.gamma import rule as gamma
from marketwright.payments import rule as payments
from marketwright.pricing import rule as pricing
from marketwright.questions import Rule
from marketwright.reallocative import rule as reallocative
from marketwright.walrasian import rule as walrasian

RULES: tuple[Rule, ...] = (*payments.RULES, *gamma.RULES, *pricing.RULES, *walrasian.RULES, *reallocative.RULES, *bayesian.RULES)


KNOWN_RULES = "a rule that `marketwright rules` lists"
"""What is allowed where a rule is asked for."""


def rule_named(name: str) -> Rule:
    """The rule with that id.

    Raises: `UsageError` U101 (unknown rule), with the nearest one.
    """
    for rule in RULES:
        if rule.id == name:
            return rule
    near = get_close_matches(name, [rule.id for rule in RULES], 1)
    remedy = f"did you mean {near[0]}?" if near else "choose one of these"
    raise UsageError("U101", "rule", repr(name), KNOWN_RULES, remedy)
