# make demo and make test need only Python 3.11 or newer and make; they create .venv and install into it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= $(if $(wildcard ../shared/data),../shared/data,examples)
export PYTHONHASHSEED := 0

.PHONY: demo test check format bench bench-vickrey bench-gamma bench-prices bench-walrasian bench-reallocative bench-inhibitive bench-find-core soak soak-gamma soak-prices soak-walrasian soak-reallocative soak-bayesian clean

$(BIN)/.user: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(BIN)/.dev: pyproject.toml $(BIN)/.user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(BIN)/.bench: pyproject.toml $(BIN)/.user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@

# Solve the README's market, check the answer with the independent checker, print the report.
demo: $(BIN)/.user
	mkdir -p demo
	$(BIN)/marketwright solve examples/lots-of-land.market.json --rule vickrey -o demo/lots-of-land.answer.json
	$(BIN)/marketwright explain demo/lots-of-land.answer.json
	$(BIN)/python -m marketcheck demo/lots-of-land.answer.json --market examples/lots-of-land.market.json

test: $(BIN)/.dev check
	$(BIN)/python -m pytest -n 2 --doctest-modules src tests

check: $(BIN)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py

format: $(BIN)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Times against HiGHS; files from DATA/cats (see benchmarks/README.md).
bench: $(BIN)/.bench
	$(BIN)/python benchmarks/winner_determination.py --data $(DATA)

bench-vickrey: $(BIN)/.bench
	$(BIN)/python benchmarks/winner_determination.py --data $(DATA) --vickrey

bench-gamma: $(BIN)/.bench
	$(BIN)/python benchmarks/gamma_equilibrium.py --data $(DATA)

bench-prices: $(BIN)/.bench
	$(BIN)/python benchmarks/package_prices.py --data $(DATA)

bench-walrasian: $(BIN)/.bench
	$(BIN)/python benchmarks/unit_demand.py

bench-reallocative: $(BIN)/.bench
	$(BIN)/python benchmarks/coalition_worths.py

bench-inhibitive: $(BIN)/.bench
	$(BIN)/python benchmarks/inhibitive.py --fractions
	$(BIN)/python benchmarks/inhibitive.py --players 6 --seeds 1 --no-highs

bench-find-core: $(BIN)/.bench
	$(BIN)/python benchmarks/mechanism_search.py

# 10^5 random markets against brute force, 10^5 corrupted answers; about twenty minutes each.
soak: $(BIN)/.dev
	$(BIN)/python benchmarks/soak.py

soak-gamma: $(BIN)/.dev
	$(BIN)/python benchmarks/gamma_soak.py

soak-prices: $(BIN)/.dev
	$(BIN)/python benchmarks/pricing_soak.py
	$(BIN)/python benchmarks/shop_soak.py --markets 100000

soak-walrasian: $(BIN)/.dev
	$(BIN)/python benchmarks/walrasian_routes_soak.py
	$(BIN)/python benchmarks/walrasian_soak.py

soak-reallocative: $(BIN)/.dev
	$(BIN)/python benchmarks/reallocative_soak.py

soak-bayesian: $(BIN)/.dev
	$(BIN)/python benchmarks/bayesian_soak.py

clean:
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
