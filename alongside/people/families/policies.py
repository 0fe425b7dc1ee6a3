"""What can be known about a person from what was typed: keys to find them by, ages, identifiers that check."""

import datetime as dt

import jellyfish
from stdnum.gb import nhs as nhs_number_check
from stdnum.gb import upn as upn_check

from alongside.ground.lib.text import comparable

LONGEST_KEY = 40  # letters; longer words are found by their beginning
SHORT_FORMS = tuple(
    tuple(line.split())
    for line in """
    elizabeth liz lizzie beth betty libby eliza
    william will bill billy liam
    robert rob bob bobby robbie
    katherine catherine kathryn kate katie cathy kathy
    margaret maggie meg peggy greta
    james jim jimmy jamie
    john jack johnny jon
    thomas tom tommy
    michael mike mick mikey
    alexander alex sandy xander sasha
    alexandra alex sandra sasha lexi
    benjamin ben benji
    daniel dan danny
    samuel sam sammy
    samantha sam sammy
    joseph joe joey
    matthew matt matty
    christopher chris kit
    charles charlie chuck
    charlotte charlie lottie
    edward ed eddie ted teddy ned
    isabella bella izzy isabel
    jessica jess jessie
    jennifer jen jenny
    rebecca becky becca
    stephanie steph
    stephen steven steve
    susan sue suzie susie
    victoria vicky tori
    anthony tony
    andrew andy drew
    mohammed muhammad mohamed mo mohammad
    natasha tasha
    nicola nicky nikki
    oliver ollie olly
    olivia liv livvy
    patricia pat trish
    peter pete
    philip phil phillip
    richard rick dick ricky rich
    theodore theo ted
    amelia millie amy
    emily em emmy
    evelyn evie eve
    frederick fred freddie
    georgina georgie gina
    henry harry hal
    harrison harry
    jacob jake
    joshua josh
    leonard leo len lenny
    louis lewis lou
    nathaniel nathan nate
    abigail abi abby gail
    gabriel gabe
    zachary zac zak zach
    """.strip().splitlines()
)


def same_names(forename: str) -> frozenset[str]:
    """The comparable forms one forename may take: 'liz' may be 'elizabeth', 'beth'."""
    key = comparable(forename)
    return frozenset({key, *(form for group in SHORT_FORMS if key in group for form in group)})


def one_letter_away(word: str) -> frozenset[str]:
    """The word, and the word with each letter left out: two words one slip apart share one of these.

    Catches a letter missed, added, changed or swapped with its neighbour by equality alone, so that an index serves it.
    """
    if len(word) < 2:
        return frozenset({word})
    return frozenset({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def spellings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words as typed, with each two neighbours written as one, and all as one: 'o neil' may be 'oneil'."""
    joined = [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]
    return list(dict.fromkeys([words, *joined, *([("".join(words),)] if words else [])]))


def sound_of(word: str) -> str:
    """How a word sounds in English (metaphone); blank where that says nothing, as for other scripts."""
    return str(jellyfish.metaphone(word)) if word.isascii() else ""


def search_keys(forename: str, surname: str) -> list[str]:
    """The stored keys of a name: 's=' and 'f=' as written, 's~' by sound, 's-' and 'f-' one letter out.

    A name of several words is found by each of its words, by each two neighbours as one, and by all as one.
    """
    keys: set[str] = set()
    for mark, name in (("f", comparable(forename)), ("s", comparable(surname))):
        for word in {word for spelling in spellings(tuple(name.split())) for word in spelling}:
            part = word[:LONGEST_KEY]
            keys.add(f"{mark}={part}")
            keys.update(f"{mark}-{form}" for form in one_letter_away(part))
            if sound := sound_of(part):
                keys.add(f"{mark}~{sound}")
    return sorted(keys)


def age_on(date_of_birth: dt.date, day: dt.date) -> int:
    """Completed years on a day; somebody born on 29 February has a birthday on 1 March in other years."""
    return day.year - date_of_birth.year - ((day.month, day.day) < (date_of_birth.month, date_of_birth.day))


def swapped(date: dt.date) -> dt.date | None:
    """The date with day and month exchanged, when that is a date at all and another one."""
    try:
        other = date.replace(month=date.day, day=date.month)
    except ValueError:
        return None
    return other if other != date else None


def nhs_number_is_plausible(number: str) -> bool:
    """True when the number has ten digits and its check digit is right."""
    return bool(nhs_number_check.is_valid(number))


def upn_is_plausible(number: str) -> bool:
    """True when the unique pupil number is well formed and its check letter is right."""
    return bool(upn_check.is_valid(number))


def compact_identifier(number: str) -> str:
    """An identifier without spaces and dashes, in capitals; otherwise as written, right or wrong."""
    return number.replace(" ", "").replace("-", "").upper()[:20]
