# The commands that people and scripts rely on. Each of them installs first what it needs and does not yet have.

PYTHON_IN_VENV := .venv/bin/python
EMBEDDED := $(PYTHON_IN_VENV) -m deploy.embedded
# A name that is locked without its extra (`fonttools` for `fonttools[woff]`) is no answer for an older pip, which then takes the newest release.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras
# Whoever brings both servers along, or runs in production, needs no private ones.
RUNNING := $(if $(or $(filter production,$(PORTAL_ENV)),$(and $(DATABASE_URL),$(REDIS_URL))),run,trial)

export PORT ?= 8000

.PHONY: run test coverage mutate lint bench load faults bundle drill manual papers lighthouse manage lock
.DEFAULT_GOAL := run

run:
	@deploy/setup.sh $(RUNNING)
	@exec $(EMBEDDED) run

test:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) $(if $(MEASURED),-m slipcover) -m pytest -n auto $(ARGS)

# How much of the code the last `make test MEASURED=1` ran.
coverage:
	@$(PYTHON_IN_VENV) -m deploy.covered

# Whether the tests would notice: `make mutate ARGS="seals ladder"` tries only what has one of these words.
mutate:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m deploy.mutate $(ARGS)

# The pictures of the handbook in `docs/manual/`, after a change of a page: look at them before they land.
manual:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m pytest -q -n 0 -p no:randomly tests/manual/pictures.py $(ARGS)

# Each kind of paper as pictures in `var/papers/`, after a change of the layout.
papers:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m pytest -q -n 0 -p no:randomly tests/papers/pictures.py $(ARGS)

# Beside `make run`: Lighthouse on the pages that people open first.
lighthouse:
	@deploy/setup.sh dev
	@npm ci --prefix tests/look/lighthouse --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(PYTHON_IN_VENV) tests/look/lighthouse/measure.py

manage:
	@deploy/setup.sh $(RUNNING)
	@exec $(EMBEDDED) -- $(PYTHON_IN_VENV) manage.py $(ARGS)

# A cluster of its own, as durable as a real one: figures without fsync would flatter. `ARGS="--size 10k"` takes minutes.
bench:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --folder var/bench -- env PORTAL_ENV=test $(PYTHON_IN_VENV) tests/bench/measure.py $(ARGS)

# The last day of a quarter on a whole stack, parts of which are killed: `make load ARGS="--organizations 1000 --seconds 300"`.
load:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m tests.machines $(ARGS)

# What breaks when something under the portal fails, on real processes: one stack for all, in the order of the files.
faults:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m pytest -n 0 -p no:randomly --faults tests/machines $(ARGS)

# One archive for hosts without a network, in dist/.
bundle:
	@deploy/setup.sh dev
	@$(PYTHON_IN_VENV) deploy/bundle.py

# What takes minutes and root: a host from nothing by docs/operations.md, and one from the archive without a network.
drill:
	@deploy/setup.sh dev
	@exec $(EMBEDDED) --test -- $(PYTHON_IN_VENV) -m pytest tests/drill --drill -n 0 -rs $(ARGS)

LINTS := lint-code lint-format lint-types lint-imports lint-templates lint-template-format lint-migrations lint-deploy lint-locks lint-nginx lint-units lint-manifests
.PHONY: $(LINTS)

# Every check runs, so that one look shows everything that is wrong.
lint:
	@deploy/setup.sh dev
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync $(LINTS)

lint-code:
	.venv/bin/ruff check .

lint-format:
	.venv/bin/ruff format --check .

lint-types:
	.venv/bin/mypy manage.py deploy/embedded zhengzhou_ideology organizations compliance events reports

lint-imports:
	.venv/bin/lint-imports

lint-templates:
	.venv/bin/djlint --lint --quiet templates

lint-template-format:
	git ls-files -z -- 'templates/*.html' | xargs -0 .venv/bin/djade --check --target-version 5.2

lint-migrations:
	$(EMBEDDED) --test -- $(PYTHON_IN_VENV) manage.py makemigrations --check --dry-run

lint-deploy: var/lint/audit/key.pem
	$(EMBEDDED) --test -- env PORTAL_ENV=production DEMO= DEBUG= ALLOWED_HOSTS=portal.example.org \
		AUDIT_KEY_FILE=$< AUDIT_ANCHOR_FILE=var/lint/audit/anchors.jsonl AUDIT_ANCHOR_MAIL=audit@example.org \
		SITE_URL=https://portal.example.org EMAIL_URL=none CLAMAV_ADDRESS=none \
		SECRET_KEY="$$($(PYTHON_IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PYTHON_IN_VENV) manage.py check --deploy --fail-level WARNING

var/lint/audit/key.pem:
	$(EMBEDDED) --test -- $(PYTHON_IN_VENV) manage.py make_audit_key $@

# The machine says where packages come from; a lock file that named a place would fail in a closed network.
lint-locks: var/lint/locks-are-closed
	! grep -nE '://|^ *-' requirements/*.txt | grep -v -- '--hash='
	! grep -nE '"resolved"|registry' package-lock.json

# Only the locked files, no index, and the oldest pip that is supported: whatever it asks for beyond them, it cannot have.
var/lint/locks-are-closed: requirements/run.txt requirements/trial.txt requirements/dev.txt requirements/oldest-installer.txt deploy/setup.sh
	$(PYTHON_IN_VENV) deploy/prove_locks.py
	@mkdir -p $(@D) && touch $@

# What nginx, systemd and Kubernetes read is read by them, or by what they read with.
lint-nginx lint-units lint-manifests: lint-%:
	$(PYTHON_IN_VENV) deploy/prove_host.py $*

# dev first: the others must take the same versions, because one environment serves all.
lock:
	@deploy/setup.sh dev
	$(LOCK) --extra embedded --extra dev pyproject.toml -o requirements/dev.txt
	$(LOCK) --extra embedded --constraint requirements/dev.txt pyproject.toml -o requirements/trial.txt
	$(LOCK) --constraint requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
	$(LOCK) requirements/installer.in -o requirements/installer.txt
	$(LOCK) requirements/oldest-installer.in -o requirements/oldest-installer.txt
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund
