"""Pages of governance: alerts and readers, and requests for one's own record."""
