"""Opening a pile of paper, and reading what its pages say."""


def open_pile(page, server, label, announced):
    """Open a pile of so many sheets in Molenbeek and return its address."""
    page.goto(server.address("batch_open"))
    page.locator("main input[name=label]").fill(label)
    page.locator("main input[name=announced]").fill(str(announced))
    page.locator("main select[name=territory]").select_option("21012")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    return page.url


def words(page):
    return page.locator("main").inner_text().replace("\u202f", " ").replace("\u00a0", " ")
