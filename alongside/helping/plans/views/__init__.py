"""The pages of a family's plan, team, meetings and reviews."""
