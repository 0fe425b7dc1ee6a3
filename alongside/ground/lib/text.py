"""Text as people write it, made comparable: names in any script, postcodes, white space."""

import re
import unicodedata

POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})$")


def tidy(text: str) -> str:
    """The text with white space folded and composed letters made one (Unicode NFC); emoji and scripts are kept."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def comparable(name: str) -> str:
    """A name for comparing: lower case, no accents or punctuation, hyphens as spaces; other scripts are kept."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    letters = (c for c in folded if not unicodedata.combining(c))
    return " ".join("".join(c for c in letters if c.isalnum() or c.isspace()).split())


def tidy_postcode(text: str) -> str:
    """'yo1 6ga' as 'YO1 6GA'; what is not shaped like a postcode comes back tidied but unchanged in substance."""
    upper = tidy(text).upper()
    match = POSTCODE.match(upper.replace(" ", ""))
    return f"{match[1]} {match[2]}" if match else upper


def is_postcode(text: str) -> bool:
    """True when the text is shaped like a United Kingdom postcode."""
    return POSTCODE.match(text.upper().replace(" ", "")) is not None
