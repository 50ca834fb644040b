"""Forms on paper: from a version of a questionnaire to pages whose every box has its place.

In this order: `content` says what is printed, `measuring` asks Typst how high
each text stands, `flow` gives everything its place in millimetres (that is the
layout, and `rules` checks it), `typesetting` writes the PDF.
"""
