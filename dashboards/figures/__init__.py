"""The figures: records in, plotly figures out, drawn in light colours (dashboards/theme.py) and without a title.

The caption of a figure stands in the page, so that a screen reader finds it. One module for each thing that is
drawn, because three pages draw the same things.
"""
