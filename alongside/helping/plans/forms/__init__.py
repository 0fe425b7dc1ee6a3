"""Forms about plans, teams, meetings and reviews. Nothing is chosen beforehand."""
