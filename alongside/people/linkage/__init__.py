"""Which records are about the same person: tables in, matches with explanations out.

It knows nothing of Django, of our database or of any council. Records are linked to a spine of people, never all to
all: sure identifiers first, a trained model on what is left, and a decision that prefers asking to guessing. Callers
use `cleaning.cleaned`, `spine.Spine`, `link.Linker`, `dedupe.grouped` and `explain.explained`; the reasons are in
docs/adr/0010-linkage.md.
"""
