"""The figures with how sure they are, in plain Dutch: one sentence or two per figure, made from the
same dataclasses as the chart beside it, for the page, the chart's text, the PDF and Excel."""
