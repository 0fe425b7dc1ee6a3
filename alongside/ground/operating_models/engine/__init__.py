"""Pure functions over a pack: days, choices, forms and places. No database, no clock of their own."""
