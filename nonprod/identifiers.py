"""NHS numbers, UPNs and telephone numbers that check, and that can belong to nobody."""

from stdnum.gb import upn

MILLION = 1_000_000
AUTHORITIES = {"E06000014": "816", "E06000004": "808"}  # the DfE's number of the local authority in a UPN


def nhs_number(serial: int) -> str:
    """A number beginning 999, a range never given out; blank where the check digit does not exist, as for one in 11."""
    first = f"999{serial * 7919 % MILLION:06}"
    weighted = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), first, strict=True))
    check = -weighted % 11
    return f"{first}{check}" if check < 10 else ""


def pupil_number(area_code: str, serial: int) -> str:
    """A unique pupil number with its check letter."""
    rest = f"{AUTHORITIES.get(area_code, '816')}{serial % MILLION:09}"
    return str(upn.calc_check_digit("A" + rest)) + rest


def telephone(serial: int) -> str:
    """A mobile number from the range Ofcom keeps for drama."""
    return f"07700 900{serial % 1000:03}"
