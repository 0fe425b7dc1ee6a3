#!/bin/sh
# Renews the lock files from pyproject.toml: `make lock`. No addresses are written into them.
set -eu
compile="${UV:-.venv/bin/uv} pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
  --no-emit-index-url --no-emit-find-links"
$compile "$@" pyproject.toml -o requirements/runtime.txt
$compile "$@" --extra dev --extra test -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
