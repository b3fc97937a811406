"""Reports, made by workers: the pupil's sheet, the class report, the schoolfeedbackrapport as PDF;
the overview for the class council as a spreadsheet. From the same figures and with the same
sentences as the pages. Importing this registers their kinds of jobs."""

from results.reports.class_report import ask_for_class_report
from results.reports.council import ask_for_council
from results.reports.school_report import ask_for_school_report
from results.reports.sheets import ask_for_sheets

__all__ = [
    "ask_for_class_report",
    "ask_for_council",
    "ask_for_school_report",
    "ask_for_sheets",
]
