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


def _test(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.stated_prices import stated_prices  # noqa: PLC0415 - the catalogue imports no solver

    return stated_prices(market, question)


def _efficient(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.efficiency import efficient_bundles  # noqa: PLC0415 - the catalogue imports no solver

    return efficient_bundles(market, question)


def _properties(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.properties import properties_rule  # noqa: PLC0415 - the catalogue imports no solver

    return properties_rule(market, question)


def _manipulate(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.manipulation import manipulation_rule  # noqa: PLC0415 - the catalogue imports no solver

    return manipulation_rule(market, question)


def _counterexample(market: UnitDemandMarket, question: Question) -> Result:
    from marketwright.walrasian.counterexample import counterexample  # noqa: PLC0415 - the catalogue imports no solver

    return counterexample(market, question)


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
    Rule(
        id="walrasian/test",
        meaning="Whether prices are equilibrium prices, and the least ones, or what is over- or under-demanded; and whether an allocation goes with them.",
        source="paper 003, section 2 and Fact 4; spec walrasian 2",
        kind="unit-demand",
        function=_test,
        certificates=("captives", "holders", "pointers"),
        needs_input="prices",
        may_input=("allocation",),
        has_ties=False,
    ),
    Rule(
        id="walrasian/efficient",
        meaning="Whether goods and payments can be rearranged to somebody's advantage and nobody's harm, for one seller or for a seller of each good.",
        source="paper 003, section 3 and Proposition 5; spec walrasian 5",
        kind="unit-demand",
        function=_efficient,
        certificates=("duals",),
        needs_input="bundles",
        may_input=("shares",),
        has_ties=False,
    ),
    Rule(
        id="walrasian/properties",
        meaning="What the minimum-price rule does in this market: rationality, subsidies, efficiency, and that no misreport by anybody or any group gains.",
        source="paper 003, sections 2 and 3, Fact 3 and Corollaries 1 and 2; spec walrasian 5",
        kind="unit-demand",
        function=_properties,
        certificates=("pointers", "duals", "menus"),
    ),
    Rule(
        id="walrasian/manipulate",
        meaning="A buyer who gains by a misreport when buyers pay as they bid, or the greatest equilibrium prices; at the least ones nobody does.",
        source="paper 003, Fact 3 and Example 4; spec walrasian 5",
        kind="unit-demand",
        function=_manipulate,
        certificates=("honest", "deviating"),
        needs_input="against",
        may_input=("samples", "seed"),
        has_ties=False,
    ),
    Rule(
        id="walrasian/counterexample",
        meaning="What goes wrong when reserve prices differ from the seller's values, shown by buyers for whom the least equilibrium prices are not efficient.",
        source="paper 003, Proposition 1; spec walrasian 5 and 7",
        kind="unit-demand",
        function=_counterexample,
        certificates=("pointers",),
        has_ties=False,
    ),
)
