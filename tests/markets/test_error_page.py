"""The list of codes, the page of errors and the source agree, and every example on the page is a message that somebody can get."""

import ast
import os
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright import solve
from marketwright.answers.answer import plain
from marketwright.errors import ERROR_CODES, MarketwrightError
from marketwright.markets import AdditiveValues, Bid, BundleMarket, Buyer, UnitDemandMarket, Values, XorValues, read_market, write_market
from marketwright.markets.divisible import DivisibleBidder, DivisibleMarket, ExponentialValues, QuadraticValues
from marketwright.markets.unit_demand import QuadraticCostPreference, QuasilinearPreference, UnitDemandBuyer
from marketwright.walrasian.manipulation import search
from marketwright.walrasian.story import story

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text()
MALFORMED = ROOT / "tests" / "malformed" / "files"
CODE = re.compile(r"[A-Z]\d{3}")


def codes_in_source() -> set[str]:
    """Every text of the form of a code that is the argument of a call."""
    trees = (ast.parse(path.read_text()) for path in (ROOT / "src" / "marketwright").rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    arguments = (argument for call in calls for argument in call.args if isinstance(argument, ast.Constant))
    return {argument.value for argument in arguments if isinstance(argument.value, str) and CODE.fullmatch(argument.value)}


def test_every_code_of_the_source_is_listed_and_every_listed_code_is_used() -> None:
    assert codes_in_source() == set(ERROR_CODES)


def test_codes_start_with_the_letter_of_their_family() -> None:
    assert sorted({code[0] for code in ERROR_CODES} - set("NDMTIUCX")) == []


def test_page_describes_every_code_once_in_order() -> None:
    headings = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert headings == [f"{code}: {meaning}" for code, meaning in ERROR_CODES.items()]


def sections() -> Iterator[tuple[str, str]]:
    for section in re.split(r"^##+ ", PAGE, flags=re.MULTILINE):
        if CODE.match(section):
            yield section[:4], section


def example(section: str) -> str:
    """The one indented line of a section."""
    (line,) = re.findall(r"^ {4}(.*)$", section, re.MULTILINE)
    assert isinstance(line, str)
    return line


def test_page_shows_one_example_for_every_code() -> None:
    found = {code: example(section) for code, section in sections()}
    assert list(found) == list(ERROR_CODES)
    assert [code for code, line in found.items() if f"({code})" not in line] == []


def market(values: Values) -> BundleMarket:
    return BundleMarket(goods=("A", "B"), buyers=(Buyer(name="1", values=values),))


def read_too_large() -> None:
    with Path("market.json").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    read_market("market.json")


def read_folder() -> None:
    Path("markets").mkdir()
    read_market("markets")


def read_loop() -> None:
    Path("loop.json").symlink_to("loop.json")
    read_market("loop.json")


THIRD = XorValues(bids=(Bid(bundle=("A",), value=Fraction(1, 3)),))
TWO_GROUPS = AdditiveValues(values={"A": Fraction(1), "B": Fraction(2)})

LAKE = BundleMarket(goods=("lake", "wood"), buyers=tuple(Buyer(name=name, values=AdditiveValues(values={})) for name in ("Ada", "Ben")))
NOTHING = {"bundle": [], "price": 0}


def ask(rule: str, **given: object) -> object:
    """A rule asked of two buyers for a lake and a wood, with a second input."""
    return solve(LAKE, rule, input=given or None)


def ask_with(**request: object) -> object:
    """A reply asked for Ben's request."""
    return ask("gamma/reply", requests={"Ada": NOTHING, "Ben": NOTHING | request})


def ask_with_reserve_prices() -> None:
    solve(BundleMarket(goods=LAKE.goods, buyers=LAKE.buyers, reserve_prices={"lake": Fraction(1)}), "gamma/construct")


def ask_with_many_options() -> None:
    goods = tuple(f"lot {number}" for number in range(1, 14))
    buyer = Buyer(name="Ada", values=AdditiveValues(values=dict.fromkeys(goods, Fraction(1))))
    solve(BundleMarket(goods=goods, buyers=(buyer,)), "prices/good")


def ask_for_a_shop_without_prices() -> None:
    both = XorValues(bids=(Bid(bundle=("lake", "wood"), value=Fraction(3)),))
    either = XorValues(bids=(Bid(bundle=("lake",), value=Fraction(2)), Bid(bundle=("wood",), value=Fraction(2))))
    solve(BundleMarket(goods=LAKE.goods, buyers=(Buyer(name="Ada", values=both), Buyer(name="Ben", values=either))), "prices/shop", input={"scheme": "good"})


ALL_TO_ADA = {"Ada": ["lake", "wood"], "Ben": []}


def listed(lake: int, wood: int, both: int) -> list[object]:
    """A price of every bundle of a lake and a wood."""
    return [{"bundle": bundle, "price": price} for bundle, price in ((["lake"], lake), (["wood"], wood), (["lake", "wood"], both))]


def wanting(name: str, *forbidden: str, **values: int) -> UnitDemandBuyer:
    """A buyer with a value of every good that he may have."""
    preference = QuasilinearPreference(values={good: Fraction(value) for good, value in values.items()})
    return UnitDemandBuyer(name=name, preference=preference, forbidden=forbidden)


HOUSE = UnitDemandMarket(goods=("house", "boat"), buyers=(wanting("Ada", house=7, boat=4), wanting("Ben", "boat", house=5)))
SOLD = {"Ada": {"good": "house", "payment": 5}, "Ben": {"good": None, "payment": 0}}
PRICES = {"house": 5, "boat": 0}


def ask_of_house(rule: str, **given: object) -> object:
    """A rule asked of two buyers for a house and a boat, with a second input."""
    return solve(HOUSE, rule, input=given)


def ask_of_a_smooth_buyer(rule: str = "walrasian/maximum", given: dict[str, object] | None = None) -> None:
    ada = UnitDemandBuyer(name="Ada", preference=QuadraticCostPreference(values={"house": Fraction(7)}, rho=Fraction(1)))
    solve(UnitDemandMarket(goods=("house",), buyers=(ada,)), rule, input=given)


def tell_of_many() -> None:
    story(UnitDemandMarket(goods=("house",), buyers=tuple(wanting(str(name), house=name) for name in range(201))))


def manipulate_many() -> None:
    values = {f"lot {number}": number for number in range(21)}
    solve(
        UnitDemandMarket(goods=tuple(values), buyers=tuple(wanting(str(name), **values) for name in range(20))),
        "walrasian/manipulate",
        input={"against": "maximum"},
    )


def bidding(name: str, *theta: int, slope: int = 1) -> DivisibleBidder:
    """A bidder with quadratic values of water and wood."""
    zero = Fraction(0)
    values = QuadraticValues(theta=tuple(map(Fraction, theta)), matrix=((Fraction(slope), zero), (zero, Fraction(1))))
    return DivisibleBidder(name=name, values=values)


def river(*bidders: DivisibleBidder) -> DivisibleMarket:
    """A unit of water auctioned to bidders, who may also trade wood."""
    return DivisibleMarket(goods=("water", "wood"), quantity=(Fraction(1), Fraction(0)), bidders=bidders)


WATER = river(bidding("Ann", 4, 1), bidding("Bob", 4, 2), bidding("Cid", 2, 3), bidding("Dee", 2, 4))
EXPONENTIAL = ExponentialValues(scale=(Fraction(1),) * 2, rate=(Fraction(1),) * 2)
TILTED = QuadraticValues(theta=(Fraction(1),) * 2, matrix=((Fraction(2), Fraction(1)), (Fraction(1), Fraction(3))))


def ask_of_water(rule: str, **given: object) -> object:
    """A rule asked of four bidders for water and wood, with a second input."""
    return solve(WATER, rule, input=given)


SELLER = ROOT / "examples" / "paper-004-example-1.market.json"
SALE = {"lottery": {"*,*": {"trade": 1}}}
KEPT = {"lottery": {"H,*": {"keep": 1}, "L,*": {"trade": 1}}, "transfers": {"1": {"H,*": 1, "L,*": "3/2"}, "2": {"H,*": -1, "L,*": "-3/2"}}}
MOSTLY_KEPT = {
    "lottery": {"H,*": {"keep": "8/9", "trade": "1/9"}, "L,*": {"trade": 1}},
    "transfers": {"1": {"H,*": "11/18", "L,*": "3/2"}, "2": {"H,*": "-11/18", "L,*": "-3/2"}},
}
LEFT = {"moves": {"1": "leave"}, "lottery": {"keep": 1}, "payments": {"1": -1}}
OFFER = {"members": ["1"], "moves": {"1": ["leave"]}, "results": [LEFT]}


def ask_of_the_seller(rule: str, **given: object) -> object:
    """A rule asked of a seller who knows what his good is worth, and a buyer, with a second input."""
    return solve(read_market(SELLER).market, f"bayesian/{rule}", input=given)


def offer_to_the_seller(mechanism: object = SALE, **changed: object) -> object:
    """An alternative offered to the seller alone."""
    return ask_of_the_seller("durable", mechanism=mechanism, alternative=OFFER | changed)


def draw_region(**given: object) -> object:
    """The region of both utilities."""
    return ask_of_the_seller("core-region", **{"x": {"utility_of": "1"}, "y": {"utility_of": "2"}} | given)


def multiplier(**changed: object) -> list[object]:
    """That of the low type who might claim to be high, or another."""
    return [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"} | changed]


ACTS: dict[str, Callable[[], object]] = {
    "N106": lambda: plain({"price": 10**4000}),
    "N104": lambda: write_market(market(THIRD), "market.txt"),
    "D101": lambda: read_market("market.json"),
    "D102": read_folder,
    "D103": read_loop,
    "D104": read_too_large,
    "D112": lambda: write_market(market(THIRD), "results/market.json"),
    "D114": lambda: write_market(market(THIRD), "market.xlsx"),
    "M118": ask_with_reserve_prices,
    "M119": ask_with_many_options,
    "T112": lambda: write_market(market(TWO_GROUPS), "market.txt"),
    "I101": lambda: ask("core-test"),
    "I102": lambda: ask("core-test", payoffs={"Ada": 0}),
    "I103": lambda: ask("core-test", payoffs={"Ada": 0, "Bne": 0}),
    "I104": lambda: ask("core-test", payoffs=[0, 0]),
    "I105": lambda: ask_with(bundle=["laek"]),
    "I106": lambda: ask_with(price=-3),
    "I107": lambda: ask("gamma/construct", cap=0),
    "I111": lambda: ask("prices/eff", want="middle"),
    "I112": lambda: ask("prices/alliances", stop="never"),
    "I113": lambda: ask("prices/alliances", allocation={"Ada": ["lake"], "Ben": []}),
    "I115": lambda: ask("prices/shop", scheme="efff"),
    "I116": lambda: ask("prices/support", scheme="eff", allocation=ALL_TO_ADA, prices={"Ben": 1}),
    "I117": lambda: ask("prices/coherence", scheme="any", price_list=listed(1, 2, 3)[:2]),
    "I118": lambda: ask("prices/support", scheme="any", allocation=ALL_TO_ADA, price_list=listed(2, 1, 1)),
    "I119": ask_for_a_shop_without_prices,
    "I120": lambda: ask("prices/shop", scheme="eff", samples=0),
    "I121": lambda: ask_of_house("walrasian/minimum", tolerance=0),
    "I122": lambda: ask_of_house("walrasian/test", prices={"house": 5}),
    "I123": lambda: ask_of_house("walrasian/test", prices=PRICES, allocation={"Ada": "house", "Ben": "boat"}),
    "I124": lambda: ask_of_house("walrasian/efficient", bundles=SOLD, shares={"house": 5, "boat": 1}),
    "I126": lambda: ask_of_a_smooth_buyer("walrasian/minimum", {"cap": 5}),
    "I125": lambda: ask_of_house("walrasian/manipulate", against="maximun"),
    "I127": lambda: ask_of_water("reallocative/vickrey", participants=["Ann"]),
    "I128": lambda: ask_of_water("reallocative/packages", packages=[{"water": 1, "wood": 2}, {"water": 2, "wood": 4}]),
    "I129": lambda: ask_of_water("reallocative/revenue", prior={"values": [{"theta": {"water": 1, "wood": 1}, "probability": "9/10"}]}),
    "I130": lambda: ask_of_water("reallocative/break", proposition=2),
    "I131": lambda: ask_of_water("reallocative/split", forward=["Ann"]),
    "I132": lambda: ask_of_water("reallocative/quantity", direction={"water": 0, "wood": 0}),
    "I133": lambda: ask_of_the_seller("mechanism", mechanism={"lottery": {"h,*": {"trade": 1}, "L,*": {"trade": 1}}}),
    "I134": lambda: ask_of_the_seller("mechanism", mechanism={"lottery": {"H,*": {"trade": 1}}}),
    "I135": lambda: ask_of_the_seller("mechanism", mechanism={"lottery": {"*,*": {"trad": 1}}}),
    "I136": lambda: ask_of_the_seller("efficient", weights={"1": {"H": 1, "low": 1}, "2": {"buyer": 2}}),
    "I137": lambda: ask_of_the_seller("efficient", weights={"1": {"H": 1}, "2": {"buyer": 1}}),
    "I138": lambda: ask_of_the_seller("mechanism", mechanism={"lottery": {"*,*": {"keep": "1/3", "trade": "1/3"}}}),
    "I139": lambda: ask_of_the_seller("core-test", mechanism=SALE, severance={"1": -1}),
    "I140": lambda: ask_of_the_seller("efficient", weights={"1": {"H": 1, "L": 1}, "2": {"buyer": 1}}),
    "I141": lambda: draw_region(multipliers=multiplier(multiplier=1)),
    "I142": lambda: draw_region(multipliers=multiplier(claim="L")),
    "I143": lambda: ask_of_the_seller("inhibitive", allocation={"1": 0, "2": 0}, support="fin"),
    "I144": lambda: draw_region(x={"utility": "1"}),
    "I145": lambda: offer_to_the_seller(members=["1", "1"]),
    "I146": lambda: offer_to_the_seller(moves={"1": ["leave", "stay"]}),
    "I147": lambda: offer_to_the_seller(results=[LEFT | {"payments": {"1": 0}}]),
    "I148": lambda: ask_of_the_seller("core-test", mechanism=SALE, allocation={"1": 0, "2": 0}, severance={"1": 1}),
    "I149": lambda: draw_region(marks={f"mechanism {number}": SALE for number in range(21)}),
    "I150": lambda: offer_to_the_seller(KEPT),
    "I151": lambda: ask_of_the_seller("virtual", mechanism=MOSTLY_KEPT, multipliers=[]),
    "U101": lambda: ask("vickery"),
    "U116": lambda: solve(UnitDemandMarket(goods=(), buyers=()), "vickrey"),
    "U117": ask_of_a_smooth_buyer,
    "U118": manipulate_many,
    "U119": lambda: search(HOUSE, lambda _: {"Ada": ("house", 5.0)}),  # type: ignore[dict-item]
    "U120": tell_of_many,
    "U121": lambda: solve(river(bidding("Ann", 4, 1)), "reallocative/vickrey"),
    "U122": lambda: solve(river(*WATER.bidders, bidding("Eve", 4, 1, slope=2)), "reallocative/uniform"),
    "U123": lambda: solve(river(DivisibleBidder(name="Ann", values=EXPONENTIAL), DivisibleBidder(name="Bob", values=EXPONENTIAL)), "reallocative/always"),
    "U124": lambda: solve(river(DivisibleBidder(name="Eve", values=TILTED), *WATER.bidders), "reallocative/independent"),
    "U125": lambda: ask_of_water("reallocative/break", proposition=5),
    "U126": lambda: solve(river(*[bidding(name, 4, 1) for name in ("Ann", "Bob", "Cid")]), "reallocative/break", input={"proposition": 4}),
}


@pytest.mark.parametrize("code", ACTS)
def test_example_on_the_page_is_the_message_of_an_act(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MarketwrightError) as caught:
        ACTS[code]()
    assert str(caught.value) == example(dict(sections())[code])


def test_every_other_example_on_the_page_is_the_message_for_a_malformed_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MALFORMED)
    messages = set()
    for name in os.listdir():
        with pytest.raises(MarketwrightError) as caught:
            read_market(name)
        messages.add(str(caught.value))
    others = {code: example(section) for code, section in sections() if code not in ACTS and code[0] in "NDMT"}
    assert len(others) == len([code for code in ERROR_CODES if code[0] in "NDMT"]) - len([code for code in ACTS if code[0] in "NDMT"])
    assert {code: line for code, line in others.items() if line not in messages} == {}
