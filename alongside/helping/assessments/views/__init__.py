"""Pages of the assessment tab."""
