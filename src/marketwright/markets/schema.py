"""The JSON Schema of market documents, generated from the boundary models.

Imports pydantic: used to write `docs/formats/market.schema.json`, and by the test that it is up to date.
"""

import json

from marketwright.markets.models import MarketModel

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def market_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a market document of the kind `bundle`.

    Meaning: every market document satisfies it; what a schema cannot say (names that are known, monotone tables, ...) stands in
    `docs/formats/market.md`.
    """
    schema = MarketModel.model_json_schema()
    _drop(schema, "default")
    return {"$schema": _DIALECT, **schema, "title": "marketwright.market/1"}


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
