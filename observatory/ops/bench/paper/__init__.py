"""Filled and degraded forms, made up, and what the reader makes of them: `script/bench paper`.

The part that draws (pages, marks, scanners, cameras) never imports the part that
reads; both know only where things stand on a page (`kit/omr/layout.py`).
"""
