"""Reading a page as a person does: the words of its main part."""

import re
from html.parser import HTMLParser

HIDDEN = {"script", "style", "svg"}


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.inside, self.skipped = [], False, 0

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "main"
        self.skipped += tag in HIDDEN
        if tag in {"meter", "progress"}:
            self.words += [f"{name}={value}" for name, value in attrs]

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "main"
        self.skipped -= tag in HIDDEN

    def handle_data(self, data):
        if self.inside and not self.skipped:
            self.words.append(data)


def words_of(response):
    """Return the text of the main part on one line, ordinary spaces only."""
    assert response.status_code == 200
    reader = _Words()
    reader.feed(response.content.decode())
    return re.sub(r"\s+", " ", " ".join(reader.words)).strip()
