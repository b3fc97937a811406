"""The year's tests, score entry, figures against the reference, reports and feedback."""
