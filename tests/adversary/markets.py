"""Small markets in canonical form, and answers of theirs written out by hand."""

from .writer import answer


def bundle_market(goods: list[str], **valuations: dict) -> dict:
    return {
        "format": "marketwright.market/1",
        "kind": "bundle",
        "goods": goods,
        "buyers": [{"name": n.removeprefix("_"), "values": v} for n, v in valuations.items()],
    }


def bids(kind: str, **values: object) -> dict:
    """Returns `xor` or `or` values; the goods of a bundle are the letters of its name."""
    listed = [{"bundle": list(bundle), "value": value} for bundle, value in values.items()]
    return {"type": kind, "bids": listed}


def singles(kind: str, **values: object) -> dict:
    return {"type": kind, "values": values}


# paper 000, Example 2; atoms: 0 = AB of buyer 1, 1 and 2 = A and B of buyer 2, 3 and 4 of buyer 3
EXAMPLE_2 = bundle_market(
    ["A", "B"],
    _1=bids("xor", AB=12),
    _2=singles("unit-demand", A=10, B=10),
    _3=singles("unit-demand", A=10, B=10),
)

# Day and Raghavan 2007: five bidders may win, the Vickrey payoffs are blocked
DAY_RAGHAVAN = bundle_market(
    ["A", "B", "C", "D"],
    _1=bids("xor", AB=20),
    _2=bids("xor", C=20),
    _3=bids("xor", D=20),
    _4=bids("xor", ABC=28),
    _5=bids("xor", ABD=26),
    _6=bids("xor", AB=10),
    _7=bids("xor", C=10),
    _8=bids("xor", D=10),
)

# three pairs of three goods: no good's price alone proves that only one of them is worth it
TRIANGLE = bundle_market(["A", "B", "C"], _1=bids("xor", AB=10), _2=bids("xor", BC=10), _3=bids("xor", AC=10))

ONE_GOOD = bundle_market(["A"], _1=singles("unit-demand", A=10), _2=singles("unit-demand", A=10))

ADDITIVE_AND_RESERVE = bundle_market(["A", "B"], _1=singles("additive", A=7, B="1/2"), _2=bids("xor", A=3, B=2, AB=6)) | {"reserve_prices": {"A": 1, "B": 4}}

OR_OF_XOR = bundle_market(
    ["A", "B", "C"],
    _1={
        "type": "or-of-xor",
        "groups": [
            [{"bundle": ["A"], "value": 4}, {"bundle": ["B"], "value": 5}],
            [{"bundle": ["B", "C"], "value": "13/2"}, {"bundle": ["C"], "value": 1}],
        ],
    },
    _2={"type": "assignment", "positions": [{"A": 3, "B": 3}, {"C": 2}]},
    _3=bids("or", A=2, BC=6, C=2),
)

CLIQUES = [{"clique": [0, 1, 2]}, {"clique": [0, 3, 4]}]  # rows 2 and 3 of EXAMPLE_2
ALLOCATION = {"1": [], "2": ["A"], "3": ["B"]}
GOODS_AT_10 = {"unit": 1, "nodes": [[[0, 10], [1, 10]]]}
HALF_PRICES = {"unit": 2, "nodes": [[[0, 12], [1, 12]]]}

EFFICIENT = answer(
    EXAMPLE_2,
    "efficient",
    outcome={"allocation": ALLOCATION, "welfare": 20},
    findings=[{"claim": "efficient", "holds": True, "grade": "proved"}],
    certificate={"rows": [], "uses": [1, 4], "bound": GOODS_AT_10},
)

BOUNDED = EFFICIENT | {
    "findings": [{"claim": "efficient", "holds": None, "grade": "bounded", "at_most": "45/2"}],
    "certificate": {
        "rows": [],
        "uses": [1, 4],
        "bound": {"unit": 4, "nodes": [[[0, 45], [1, 45]]]},
    },
}

BY_TREE = EFFICIENT | {
    "findings": [{"claim": "efficient", "holds": True, "grade": "enumerated"}],
    "certificate": {
        "rows": [],
        "uses": [1, 4],
        "bound": {"unit": 1, "nodes": [0, [], [[0, 10], [1, 10]]]},
    },
}

BY_PRICED_TREE = BY_TREE | {
    "certificate": {
        "rows": [],
        "uses": [1, 4],
        "bound": {"unit": 1, "nodes": [1, [[0, 10], [1, 10]], [[0, 10], [1, 10]]]},
    },
}

VICKREY = answer(
    EXAMPLE_2,
    "vickrey",
    outcome={
        "allocation": ALLOCATION,
        "welfare": 20,
        "payments": {"1": 0, "2": 2, "3": 2},
        "payoffs": {"1": 0, "2": 8, "3": 8, "seller": 4},
        "revenue": 4,
    },
    findings=[
        {"claim": "efficient", "holds": True, "grade": "proved"},
        {"claim": "vickrey", "holds": True, "grade": "proved"},
        {
            "claim": "core",
            "holds": False,
            "grade": "proved",
            "witness": {"coalition": ["1"], "worth_at_least": 12, "payoffs": 4, "gain": 8},
        },
    ],
    certificate={
        "rows": CLIQUES,
        "uses": [1, 4],
        "bound": GOODS_AT_10,
        "without": {
            "2": {"uses": [0], "bound": {"unit": 1, "nodes": [[[3, 12]]]}},
            "3": {"uses": [0], "bound": {"unit": 1, "nodes": [[[2, 12]]]}},
        },
        "core": {"uses": [0]},
    },
)

VICKREY_OPEN = EFFICIENT | {
    "rule": "vickrey",
    "findings": [
        {"claim": "efficient", "holds": True, "grade": "proved"},
        {"claim": "vickrey", "holds": None, "grade": "unproven"},
        {"claim": "core", "holds": None, "grade": "unproven"},
    ],
}


def core_answer(payoffs: dict, finding: dict, proof: dict | None, base: dict = EFFICIENT) -> dict:
    """Returns a core test of EXAMPLE_2 with this finding and this proof of it."""
    return base | {
        "rule": "core-test",
        "input": {"format": "marketwright.input/1", "payoffs": payoffs},
        "outcome": base["outcome"] | {"payoffs": {"seller": 20 - sum(payoffs.values())} | payoffs},
        "findings": [*base["findings"], {"claim": "core"} | finding],
        "certificate": base["certificate"] | ({} if proof is None else {"core": proof}),
    }


def refuted(**witness: object) -> dict:
    return {"holds": False, "grade": "proved", "witness": witness}


IN_CORE = core_answer(
    {"1": 0, "2": 4, "3": 4, "seller": 12},
    {"holds": True, "grade": "proved"},
    {"bound": HALF_PRICES},
)
NEGATIVE = core_answer({"1": 1, "2": -1, "3": 0}, refuted(buyer="2", payoff=-1), None)
TOO_MUCH = core_answer({"1": 1, "2": 10, "3": 5, "seller": 5}, refuted(sum=21), None)
TOO_MUCH_WHILE_OPEN = core_answer(
    {"1": 1, "2": 10, "3": 5, "seller": 7},
    {"holds": False, "grade": "bounded", "witness": {"sum": 23}},
    None,
    base=BOUNDED,
)
BLOCKED = core_answer(
    {"1": 1, "2": 8, "3": 7},
    refuted(coalition=["1"], worth_at_least=12, payoffs=5, gain=7),
    {"uses": [0]},
)
BLOCKED_WHILE_OPEN = core_answer(
    {"1": 1, "2": 8, "3": 7, "seller": 4},
    refuted(coalition=["1"], worth_at_least=12, payoffs=5, gain=7),
    {"uses": [0]},
    base=BOUNDED,
)
CORE_OPEN = core_answer({"1": 0, "2": 4, "3": 4}, {"holds": None, "grade": "unproven"}, None)


def of_buyer(claim: str, buyer: str, holds: bool | None, grade: str, **more: object) -> dict:
    return {"claim": claim, "buyer": buyer, "holds": holds, "grade": grade, **more}


SUBSTITUTES = ("monotone", "submodular", "gross-substitutes")
BUYER_1 = [
    of_buyer("monotone", "1", True, "recomputed"),
    of_buyer("submodular", "1", False, "proved", witness={"bundle": [], "goods": ["A", "B"]}),
    of_buyer(
        "gross-substitutes",
        "1",
        False,
        "proved",
        witness={
            "prices": {"A": 6, "B": 6},
            "raised": {"A": "13/2", "B": 6},
            "bundle": ["A", "B"],
        },
    ),
]

PROPERTIES = answer(
    EXAMPLE_2,
    "properties",
    outcome={
        "valuations": {
            "1": {"type": "xor", "atoms": 1},
            "2": {"type": "unit-demand", "atoms": 2},
            "3": {"type": "unit-demand", "atoms": 2},
        }
    },
    findings=[
        *BUYER_1,
        *(of_buyer(claim, "2", True, "recomputed") for claim in SUBSTITUTES),
        *(of_buyer(claim, "3", True, "recomputed") for claim in SUBSTITUTES),
        {
            "claim": "buyers-submodular",
            "holds": False,
            "grade": "proved",
            "witness": {"coalition": ["1"], "buyers": ["2", "3"]},
        },
    ],
    certificate={
        "rows": CLIQUES,
        "violation": {
            "upper": [{"unit": 1, "nodes": [[[2, 12]]]}, {"unit": 1, "nodes": [[[3, 12]]]}],
            "upper_worths": [12, 12],
            "lower": [[1, 4], [0]],
        },
    },
)

XOR_OF_TWO = bundle_market(["A"], _1=bids("xor", A=10), _2=bids("xor", A=6))


def all_true(certificate: dict, **market_finding: object) -> dict:
    """Returns the properties of XOR_OF_TWO, all of which hold."""
    return answer(
        XOR_OF_TWO,
        "properties",
        outcome={"valuations": {n: {"type": "xor", "atoms": 1} for n in ("1", "2")}},
        findings=[
            *(of_buyer(claim, n, True, "recomputed") for n in ("1", "2") for claim in SUBSTITUTES),
            {"claim": "buyers-submodular", "holds": True, **market_finding},
        ],
        certificate={"rows": []} | certificate,
    )


def worth(coalition: list[str], uses: list[int], price: int) -> dict:
    nodes = [[[0, price]]] if price else [[]]
    return {"coalition": coalition, "uses": uses, "bound": {"unit": 1, "nodes": nodes}}


BY_TYPE = all_true({}, grade="recomputed", because="gross-substitutes")
BY_WORTHS = all_true(
    {
        "worths": [
            worth([], [], 0),
            worth(["1"], [0], 10),
            worth(["2"], [1], 6),
            worth(["1", "2"], [0], 10),
        ]
    },
    grade="proved",
)


def properties_of_one(values: dict, submodular: dict, gross_substitutes: dict, goods: str = "ABC") -> dict:
    """Returns the properties of a market with one buyer; what all buyers are together is left open."""
    return answer(
        bundle_market(list(goods), _1=values),
        "properties",
        outcome={"valuations": {"1": {"type": values["type"], "atoms": len(values.get("bids", goods))}}},
        findings=[
            of_buyer("monotone", "1", True, "recomputed"),
            of_buyer("submodular", "1", **submodular),
            of_buyer("gross-substitutes", "1", **gross_substitutes),
            {"claim": "buyers-submodular", "holds": None, "grade": "unproven"},
        ],
        certificate={"rows": []},
    )


TRUE = {"holds": True, "grade": "recomputed"}
OPEN = {"holds": None, "grade": "unproven"}

# worth of a set: its goods' 1, 1, 2, but never more than 2: submodular, and yet C outdoes A and B together
BUDGET = properties_of_one(
    bids("xor", A=1, B=1, C=2, AB=2),
    TRUE,
    {
        "holds": False,
        "grade": "proved",
        "witness": {"prices": {"A": "1/2", "B": "1/2", "C": 1}, "raised": {"A": 1, "B": "1/2", "C": 1}, "bundle": ["A", "B"]},
    },
)
OR_ADDITIVE = properties_of_one(bids("or", A=2, AB=3, B=2), TRUE, TRUE)
OR_COMPLEMENTS = properties_of_one(bids("or", AB=3, A=1, B=1), {"holds": False, "grade": "proved", "witness": {"bundle": ["C"], "goods": ["A", "B"]}}, OPEN)

HONEST = {
    "efficient": EFFICIENT,
    "efficient, bounded": BOUNDED,
    "efficient, by a tree": BY_TREE,
    "efficient, by a tree with a bid used beside prices": BY_PRICED_TREE,
    "vickrey": VICKREY,
    "vickrey, open": VICKREY_OPEN,
    "core-test, in the core": IN_CORE,
    "core-test, negative payoff": NEGATIVE,
    "core-test, not feasible": TOO_MUCH,
    "core-test, not feasible while the welfare is open": TOO_MUCH_WHILE_OPEN,
    "core-test, blocked": BLOCKED,
    "core-test, blocked while the welfare is open": BLOCKED_WHILE_OPEN,
    "core-test, open": CORE_OPEN,
    "properties": PROPERTIES,
    "properties, by gross substitutes": BY_TYPE,
    "properties, by all worths": BY_WORTHS,
    "properties, a budget": BUDGET,
    "properties, bids that combine": OR_ADDITIVE,
    "properties, complements among bids that combine": OR_COMPLEMENTS,
}
