"""Who may give which role. Rights only add, and nobody grants above their own."""

ADMINISTRATOR = "agency_administrator"
# What the council's access administrator gives the first administrator of an agency. 'Practitioner' reaches only the
# records the person made or is named on, so it opens nothing by itself.
FIRST_ROLES = (ADMINISTRATOR, "practitioner")
