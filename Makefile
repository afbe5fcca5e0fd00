# make demo   set up and make the years and the portfolio of the examples; says where the results lie
# make ready  set up .venv, in which all that follows runs
# make quick  the tests that are quick and need nothing but Python: for a first answer, while one works
# make test   set up, then lint, types and all tests
# make nightly  every case of every test, and 10,000 changed inputs; the seed is the day, or  make nightly SEED=7
# make test-lowest, make test-latest  all tests with the oldest and the newest libraries that pyproject.toml allows
# make requirements  requirements.txt: exact versions with their hashes, for whoever installs no others
# make lint   style, types (as Linux, macOS and Windows have them), and the files of the forge
# make coverage  how much of the program the quick tests run; fails below the floor in pyproject.toml
# make bench  how fast, in ratios; make bench ONLY=small measures one part
# make docs   make the pages and the schema that come from the program
# make site   make the documentation site, in site/; a link that leads nowhere fails it
# make pictures make the pictures of the README
# make release  the files of a release in dist/, from a clean checkout, with each thing proved that is said of them
# make golden make the expected outputs of the examples again; read the difference before you commit it

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
SEED ?= $(shell date +%Y%m%d)
# The tests that are quick and need nothing but Python.
QUICK := not (slow or browser or java or node or office)
# What the tests of pages and drafts take from npm.
PAGES := tests/node_modules/.ready

.PHONY: demo ready test quick test-lowest test-latest nightly requirements needs lint lint-forge coverage bench docs site \
  pictures release golden clean

demo: $(VENV)/.ready
	@for name in literacy-for-all small-start college-readers hospital-schools lire-a-sept; do \
	  $(RUN)/cop-plan schedule examples/$$name/community.yaml --out demo/$$name > /dev/null || exit $$?; \
	  $(RUN)/cop-plan schedule examples/$$name/community.yaml --out demo/$$name --dry-run --quiet > demo-year.txt || exit $$?; \
	  mv demo-year.txt demo/$$name/year.txt; \
	done
	@for name in literacy-for-all lire-a-sept; do \
	  $(RUN)/cop-plan report examples/$$name/community.yaml --today 2027-06-10 --out demo/$$name/report || exit $$?; \
	  $(RUN)/cop-plan hours examples/$$name/community.yaml --today 2027-06-10 --out demo/$$name/hours > /dev/null || exit $$?; \
	done
	@$(RUN)/cop-plan kit examples/literacy-for-all/community.yaml --today 2027-06-10 --out demo/literacy-for-all/kit
	@$(RUN)/cop-plan portfolio examples/consortium --today 2026-12-03 --out demo/portfolio > /dev/null
	@echo
	@echo "Five years are made. Open the first in a browser:  demo/literacy-for-all/plan.html, for members"
	@echo "Beside it: year.html for the wall, team.html and plan.md for the team, calendar.ics, sessions.ics and team.ics to"
	@echo "subscribe to, timeline.json, and year.txt, which is what the terminal shows. The definition:"
	@echo "examples/literacy-for-all/community.yaml"
	@echo "What the year came to:  demo/literacy-for-all/report/report.html, and of seven members, in French:"
	@echo "demo/lire-a-sept/report/report.html. Letters, forms and guides:  demo/literacy-for-all/kit/index.html"
	@echo "Five small communities on one page, as of 3 December 2026:  demo/portfolio/index.html"

test: needs lint $(PAGES)
	$(RUN)/python -m pytest -n auto

ready: $(VENV)/.ready-dev

quick: $(VENV)/.ready-dev
	$(RUN)/python -m pytest -n auto -m "$(QUICK)"

test-lowest: RESOLUTION := lowest-direct
test-latest: RESOLUTION := highest
test-lowest test-latest: test-%: .venv-%/bin/uv needs $(PAGES)
	@$< pip install --quiet --upgrade --resolution $(RESOLUTION) --python .venv-$* --editable '.[dev]'
	.venv-$*/bin/python -m pytest -n auto

requirements: .venv-latest/bin/uv
	@$< pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make requirements' --extra word --output-file requirements.txt pyproject.toml

lint: $(VENV)/.ready-dev
	$(RUN)/ruff check .
	@$(RUN)/ruff check --quiet --preview --select PLW1514 .  # a file is UTF-8 because we say so, not the machine
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	@$(RUN)/mypy --platform win32 --cache-dir .mypy_cache/win32 cop_plan
	@$(RUN)/mypy --platform darwin --cache-dir .mypy_cache/darwin cop_plan
	@$(MAKE) --no-print-directory lint-forge

lint-forge: $(VENV)/.ready-dev
	@$(RUN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(RUN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	@$(RUN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(RUN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(RUN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[0-9]*.yml
	@$(RUN)/pre-commit validate-config .pre-commit-config.yaml
	@$(RUN)/pre-commit validate-manifest .pre-commit-hooks.yaml
	$(RUN)/zizmor --offline --quiet --persona pedantic .github

coverage: $(VENV)/.ready-dev
	@$(RUN)/coverage erase
	$(RUN)/coverage run -m pytest -n auto -m "$(QUICK)"
	@$(RUN)/coverage combine --quiet
	@$(RUN)/coverage report

nightly: needs $(VENV)/.ready-dev $(PAGES)
	$(RUN)/python -m pytest -n auto --every-case --fuzz 10000 --fuzz-seed $(SEED)
	PYTHONPATH=.:tests $(RUN)/python tests/export_mutations.py --count 100000 --seed $(SEED)

bench: $(VENV)/.ready-dev
	$(RUN)/python bench/bench.py $(if $(ONLY),--only $(ONLY))

docs: $(VENV)/.ready-dev
	$(RUN)/python docs/make.py
	$(RUN)/python docs/rules.py

site: $(VENV)/.ready-dev
	@$(RUN)/python docs/website.py

pictures: $(VENV)/.ready-dev
	$(RUN)/python docs/pictures.py

release: $(VENV)/.ready-dev
	$(RUN)/python .ci/release.py

golden: $(VENV)/.ready-dev
	$(RUN)/python -m pytest tests/test_examples.py --golden

.venv-%/bin/uv: .venv-%/.python
	@.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.python .venv-lowest/.python .venv-latest/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cop-plan needs Python 3.11 or later; name one with  make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(@D) || \
	  { echo "Python cannot make a virtual environment here; on Debian:  apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.ready: $(VENV)/.python pyproject.toml
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.python pyproject.toml
	@echo "Setting up $(VENV), with what the tests need: this takes a few minutes, once"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

needs:
	@sh tests/needs.sh

$(PAGES): tests/package.json tests/.npmrc | needs
	@npm install --prefix tests --loglevel=error >/dev/null
	@touch $@

clean:
	rm -rf $(VENV) .venv-lowest .venv-latest tests/node_modules demo site dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
