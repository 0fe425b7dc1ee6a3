"""Reading the lists, what they rest on, what is known of a family, fairness, and what is noticed in places."""
