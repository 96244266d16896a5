"""Opens a run's page in a headless Chromium as a reader would and asserts that it shows the run, and nothing from elsewhere.

usage: open_report.py RUN PICTURE.png
"""
import csv
import os
import sys

sys.dont_write_bytecode = True
from chromium import Page


def check(truth, sentence):
    if not truth:
        raise SystemExit("FAILED: " + sentence)


def check_table(page, ranking):
    """Every authority once, in the order and with the rank of ranking.csv."""
    shown = page.evaluate("""Array.from(document.querySelectorAll('#table tbody tr')).map(
        row => [row.dataset.code, row.cells[0].firstChild.textContent.trim(), row.cells[1].firstChild.textContent.trim()])""")
    check(len(shown) == len(ranking), f"{len(shown)} rows in the page, {len(ranking)} in ranking.csv")
    for (code, rank, name), row in zip(shown, ranking):
        check(code == row["code"] and name == row["name"], f"{name} {code} stands where {row['name']} {row['code']} belongs")
        check(rank == (row["rank"] or "–"), f"{name} has rank {rank} in the page, {row['rank'] or 'none'} in ranking.csv")


def check_map(page, ranking):
    """Every authority has a shape in the colour of its tranche, and pointing at it says its name."""
    shapes = page.evaluate("""Array.from(document.querySelectorAll('.map [data-code]')).map(
        shape => [shape.dataset.code, getComputedStyle(shape).fill, shape.getBoundingClientRect().width])""")
    check({code for code, _, _ in shapes} == {row["code"] for row in ranking}, "the map lacks authorities")
    check(all(width > 3 for _, _, width in shapes), "a shape cannot be seen")
    tranche_of = {row["code"]: row["tranche"] for row in ranking if row["rank"]}
    fills = {}
    for code, fill, _ in shapes:
        if code in tranche_of:
            fills.setdefault(tranche_of[code], set()).add(fill)
    check(all(len(found) == 1 for found in fills.values()), f"a tranche has several colours: {fills}")
    check(len(set.union(*fills.values())) == len(fills), f"two tranches share a colour: {fills}")
    first = ranking[0]
    page.evaluate(f"document.querySelector('.map [data-code={first['code']}]').dispatchEvent(new Event('mouseover', {{bubbles: true}}))")
    said = page.evaluate("document.getElementById('pointed').textContent")
    check(first["name"] in said, f"pointing at {first['name']} says '{said}'")


def check_search_and_sort(page, ranking):
    seen = "Array.from(document.querySelectorAll('#table tbody tr')).filter(row => !row.hidden).map(row => row.dataset.code)"
    name = ranking[4]["name"]
    page.evaluate(f"""(() => {{ const box = document.getElementById('search'); box.value = {name.upper()!r};
        box.dispatchEvent(new Event('input')); }})()""")
    check(ranking[4]["code"] in page.evaluate(seen) and len(page.evaluate(seen)) < 5, f"searching for {name} does not find it")
    page.evaluate("""(() => { const box = document.getElementById('search'); box.value = '';
        box.dispatchEvent(new Event('input')); })()""")
    button = "document.querySelector('#table thead th.who button').click()"
    page.evaluate(button)
    expected = min(ranking, key=lambda row: row["name"].lower())["code"]
    check(page.evaluate(seen)[0] == expected, "sorting by name does not begin with the first name")


def check_narrow(page):
    page.resize(390, 844)
    width = page.evaluate("document.documentElement.scrollWidth")
    check(width <= 390, f"on a telephone the page is {width} points wide instead of 390")


def main(run, picture):
    with open(os.path.join(run, "ranking.csv"), newline="", encoding="utf-8") as file:
        ranking = list(csv.DictReader(file))
    with Page() as page:
        address = os.path.join(run, "report.html")
        page.open(address)
        title = page.evaluate("document.title")
        heading = page.evaluate("document.querySelector('h1').textContent")
        check(heading and heading in title, f"the title is '{title}', the heading '{heading}'")
        page.screenshot(picture)
        check_table(page, ranking)
        check_map(page, ranking)
        check_search_and_sort(page, ranking)
        check_narrow(page)
        page.screenshot(picture.replace(".png", "-narrow.png"))
        elsewhere = [a for a in page.requests if not a.startswith(("file://" + os.path.abspath(address), "data:"))]
        check(not elsewhere, f"the page asks for {elsewhere}")
        check(not page.complaints, "the console says: " + "; ".join(page.complaints))
    print(f"'{title}': {len(ranking)} rows, one file, no complaint; drawn as {picture}")


if len(sys.argv) != 3:
    raise SystemExit(__doc__)
main(*sys.argv[1:])
