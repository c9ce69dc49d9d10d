"""The door of the room: its rules."""

from marketwright.answers.answer import Result
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Question, Rule


def _minimum(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.minimum import minimum_rule  # noqa: PLC0415 - the catalogue imports no solver

    return minimum_rule(market, question)


def _maximum(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.minimum import maximum_rule  # noqa: PLC0415 - the catalogue imports no solver

    return maximum_rule(market, question)


RULES = (
    Rule(
        id="walrasian/minimum",
        meaning="The least equilibrium prices with reserve prices, who gets what, and a proof that no equilibrium price is lower.",
        source="paper 003, section 2 and Fact 4; spec walrasian 2 to 4",
        kind="unit-demand",
        function=_minimum,
        certificates=("pointers",),
        may_input=("cap", "tolerance"),
    ),
    Rule(
        id="walrasian/maximum",
        meaning="The greatest equilibrium prices with reserve prices, who gets what, and a proof that no equilibrium price is higher.",
        source="paper 003, section 2; spec walrasian 3 and 4.4",
        kind="unit-demand",
        function=_maximum,
        certificates=("pointers",),
    ),
)
