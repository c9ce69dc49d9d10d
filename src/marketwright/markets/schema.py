"""The JSON Schema of market documents, generated from the boundary models.

Imports pydantic: used to write `docs/formats/market.schema.json`, and by the test that it is up to date.
"""

import json
from typing import Annotated

from pydantic import Field, TypeAdapter

from marketwright.markets.bayesian_models import BayesianMarketModel
from marketwright.markets.divisible_models import DivisibleMarketModel
from marketwright.markets.models import MarketModel
from marketwright.markets.unit_demand_models import UnitDemandMarketModel

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Models = MarketModel | UnitDemandMarketModel | DivisibleMarketModel | BayesianMarketModel
_MODELS: TypeAdapter[_Models] = TypeAdapter(Annotated[_Models, Field(discriminator="kind")])


def market_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a market document of any kind that is offered.

    Meaning: every market document satisfies it; what a schema cannot say (names that are known, monotone tables, levels that increase, matrices that
    are positive definite, every profile once, ...) stands in `docs/formats/market.md`, `docs/formats/unit-demand.md`, `docs/formats/divisible.md` and
    `docs/formats/bayesian-market.md`.
    """
    schema = _MODELS.json_schema()
    _drop(schema, "default")
    return {"$schema": _DIALECT, "title": "marketwright.market/1", **schema}


def market_schema_text() -> str:
    """The schema as the text of `docs/formats/market.schema.json`."""
    return json.dumps(market_schema(), indent=2, ensure_ascii=False) + "\n"


def _drop(schema: object, key: str) -> None:
    """Remove a key wherever it stands: an absent key of a document has no default value, it is absent."""
    if isinstance(schema, dict):
        schema.pop(key, None)
        for inner in schema.values():
            _drop(inner, key)
    elif isinstance(schema, list):
        for inner in schema:
            _drop(inner, key)
