"""The helpdesk's pages for the year's tests and for feedback."""

from results.admin import areas, feedback, hand_ins, makers, participations, parts, references

__all__ = ["areas", "feedback", "hand_ins", "makers", "participations", "parts", "references"]
