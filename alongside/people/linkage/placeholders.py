"""Values that fill a gap instead of telling something: one postcode for half a file, one birthday for a hundred
people.

Words such as 'UNKNOWN' are known everywhere (`values`); these are found in each file by their improbable share, and
are blanked before anything is compared, so that nothing is ever linked by them.
"""

import pyarrow as pa
import pyarrow.compute as pc

from alongside.people.linkage.cleaning import cleaned

# The largest share of the rows that one value can honestly have. 'Smith' has 1.2% of England, 'Khan' 5% of some towns;
# a
# school's file can have a year group born in one year, hardly 2% on one day; a block of flats shares a postcode.
HONEST_SHARE = {
    "first": 0.10, "surname": 0.15, "dob": 0.02, "nhs": 0.005, "upn": 0.005, "other": 0.005, "postcode": 0.05,
    "uprn": 0.02, "address": 0.02,
}  # fmt: skip
FEWEST = 20


def found_in(cleaned: pa.Table) -> dict[str, list[str]]:
    """The improbable values of a cleaned table, by column; a value must also occur more than 20 times.

    Keep the answer beside the file's other facts: a later run on its changed rows passes it to `cleaning.cleaned`
    again, so that an increment and a full run blank the same values.
    """
    found = {}
    for column, share in HONEST_SHARE.items():
        counts = pc.value_counts(cleaned[column].combine_chunks())
        often = pc.greater(counts.field("counts"), max(FEWEST, share * cleaned.num_rows))
        names = sorted(name for name in counts.filter(often).field("values").to_pylist() if name is not None)
        if names:
            found[column] = names
    return found


def ready(table: pa.Table) -> pa.Table:
    """A table cleaned, with the values that fill gaps in it blanked."""
    first = cleaned(table)
    said_nothing = found_in(first)
    return cleaned(table, placeholders=said_nothing) if said_nothing else first
