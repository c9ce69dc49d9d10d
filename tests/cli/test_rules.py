"""The command `rules`."""

import json

from marketwright import RULES
from tests.cli.commands import run


def test_each_rule_is_listed_with_meaning_and_source(capsys) -> None:
    said = " ".join(run(capsys, "rules").out.split())
    assert [rule.id for rule in RULES if rule.meaning in said and f"Source: {rule.source}." in said] == [rule.id for rule in RULES]
    assert "Needs --input with payoffs." in said
    assert "Needs --input with requests. May take --input with cap." in said


def test_json_has_the_whole_catalogue(capsys) -> None:
    found = json.loads(run(capsys, "rules", "--json").out)
    assert [entry["id"] for entry in found] == [
        *("efficient", "pay-as-bid", "vickrey", "core-test", "properties"),
        *("gamma/reply", "gamma/replies", "gamma/equilibrium", "gamma/construct", "gamma/theorems"),
        *("prices/good", "prices/eff", "prices/all", "prices/any", "prices/vickrey", "prices/alliances"),
        *("prices/support", "prices/coherence", "prices/shop"),
        *("walrasian/minimum", "walrasian/maximum", "walrasian/test", "walrasian/efficient"),
        *("walrasian/properties", "walrasian/manipulate", "walrasian/counterexample"),
        *("reallocative/vickrey", "reallocative/uniform", "reallocative/core", "reallocative/always", "reallocative/revenue"),
        *("reallocative/shills", "reallocative/monotone", "reallocative/split", "reallocative/packages"),
        *("reallocative/independent", "reallocative/break", "reallocative/quantity", "reallocative/advise"),
        *("bayesian/mechanism", "bayesian/efficient", "bayesian/virtual", "bayesian/inhibitive", "bayesian/subsidy", "bayesian/core-test"),
        *("bayesian/severance", "bayesian/find-core", "bayesian/core-region", "bayesian/durable", "bayesian/balanced"),
    ]
    assert found[3] == {
        "id": "core-test",
        "meaning": "Whether given payoffs are in the core, or which coalition blocks them.",
        "source": "spec gamma 5",
        "kind": "bundle",
        "certificates": ["upper bound", "core"],
        "needs_input": "payoffs",
        "may_input": [],
        "has_ties": True,
    }
