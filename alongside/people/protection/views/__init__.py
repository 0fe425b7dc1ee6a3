"""Pages of protection: a family's tab, the records kept closely, an emergency, and knowing somebody."""
