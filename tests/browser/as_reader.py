"""What a reader of the page does: keyboard, search, downloads, strange addresses, a narrow screen, paper, assistive tools."""
import base64
import csv
import json
import os
import re
import subprocess
import xml.etree.ElementTree as tree


def check(truth, sentence):
    if not truth:
        raise SystemExit("FAILED: " + sentence)


def go(page, fragment):
    """As somebody who pastes an address with settings."""
    page.evaluate(f"location.hash = {json.dumps('#' + fragment if fragment else '#back=1')}; new Promise(r => setTimeout(r, 30))")
    return page.evaluate("tranche.state()")


def check_controls(page):
    """A reader at the keyboard: sliders, typed numbers, locks, choices, reset."""
    go(page, "")
    shares = "[...document.querySelectorAll('.weight input[type=number]')].map(n => n.value)"
    check(page.evaluate(shares) == ["33.4", "33.3", "33.3"], f"weights as stated stand at {page.evaluate(shares)}")
    page.evaluate("document.querySelector('#weight-deaths').focus()")
    for _ in range(3):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    check(page.evaluate(shares) == ["33.7", "33.2", "33.1"] or page.evaluate(shares) == ["33.7", "33.1", "33.2"],
          f"three steps to the right lead to {page.evaluate(shares)}")
    page.evaluate("document.querySelectorAll('.lock')[1].click()")
    page.evaluate("""(() => { const box = document.querySelector('.weight input[type=number]'); box.value = '50';
        box.dispatchEvent(new Event('change')); })()""")
    now = [float(text) for text in page.evaluate(shares)]
    check(now[0] == 50 and now[1] in (33.1, 33.2) and abs(sum(now) - 100) < 1e-9, f"with the second locked, 50 leads to {now}")
    check(page.evaluate("location.hash").startswith("#weights=deaths:50,"), "the address does not hold the weights")
    check("lock=deprivation" in page.evaluate("location.hash"), "the address does not hold the lock")
    check(page.evaluate("document.querySelector('#summary').textContent").count("change") >= 1, "what changed is not told")
    check(page.evaluate("document.querySelectorAll('#changes button').length") > 0, "nobody is listed under what changed")
    page.evaluate("""(() => { const pot = [...document.querySelectorAll('#controls label')].find(l => l.textContent.startsWith('Floor'));
        pot.querySelector('input').value = 'much'; pot.querySelector('input').dispatchEvent(new Event('change')); })()""")
    check("cannot be read" in page.evaluate("document.querySelector('#controls').textContent"), "a floor of 'much' is taken")
    page.evaluate("document.querySelector('#reset').click()")
    state = page.evaluate("tranche.state()")
    check(state["sets"] == [] and not page.evaluate("location.hash.includes('=')"), "the reset leaves something behind")
    check(page.evaluate("document.querySelectorAll('#table tr.moved, .map .moved').length") == 0, "marks stay after the reset")


def check_linked(page):
    """Map, table and panel are one; everything by keyboard."""
    page.evaluate("document.querySelector('.map [tabindex=\"0\"]').focus()")
    for key, number in (("ArrowDown", 40), ("Enter", 13)):
        for kind in ("keyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=number)
    name, code = page.evaluate("[document.querySelector('#detail h2').firstChild.textContent, document.activeElement.dataset.code]")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    check(label.startswith(name + ": rank ") and "20" in label, f"the area is announced as '{label}', the panel shows {name}")
    check(page.evaluate("document.querySelector('#table tr.picked').dataset.code") == code, "the table does not follow the map")
    check("at=" + code in page.evaluate("location.hash"), "the address does not hold the authority")
    page.evaluate("""(() => { const box = document.querySelector('#search'); box.value = 'e06000009';
        box.dispatchEvent(new Event('input')); box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'})); })()""")
    text = page.evaluate("document.querySelector('#detail').textContent")
    check(text.startswith("Blackpool") and "Rank 1" in text and "95 % limits" in text, f"the panel says of Blackpool '{text[:200]}'")
    page.evaluate("""(() => { const box = document.querySelector('#search'); box.value = '';
        box.dispatchEvent(new Event('input')); const r = document.querySelector('#region'); r.value = 'London'; r.dispatchEvent(new Event('change')); })()""")
    check(page.evaluate("[...document.querySelectorAll('#table tbody tr')].filter(r => !r.hidden).length") == 32, "London is not 32 rows")
    check(page.evaluate("document.querySelectorAll('.map [data-code]:not(.off)').length") == 32, "London is not 32 areas")
    page.evaluate("(() => { const r = document.querySelector('#region'); r.value = ''; r.dispatchEvent(new Event('change')); })()")


def check_certainty(page):
    """The panel says of an authority what ranking.csv says of its draws."""
    go(page, "at=E08000006")
    text = page.evaluate("document.querySelector('#detail').textContent").replace("\u00a0", " ")
    for part in ("How sure over 1,000 draws", "Median rank ", "50 % interval ", "90 % interval ", "95 % interval ", "Chance of 2022-23 ", "ontested",
                 "Stands before ", " of the draws", " in the mean, "):
        check(part in text, f"the panel of Salford does not say '{part}': {text[:900]}")
    go(page, "at=E08000006&cut=40,60")
    check("of the run, not of the settings" in page.evaluate("document.querySelector('#detail').textContent"), "draws pass for those of the settings")


def check_layers(page):
    """The map of chances and clusters: colours, legend, counts, words and address follow the choice."""
    go(page, "")
    tranches = page.evaluate("[...document.querySelectorAll('.map [data-code]')].map(s => getComputedStyle(s).fill)")
    choices = page.evaluate("[...document.querySelectorAll('#layer option')].map(o => o.value)")
    check(choices == ["", "chance", "clusters-score", "clusters-deaths"], f"the map offers {choices}")
    for choice in choices[1:]:
        page.evaluate(f"(() => {{ const s = document.querySelector('#layer'); s.value = '{choice}'; s.dispatchEvent(new Event('change')); }})()")
        layer = page.evaluate(f"tranche.model.layers.find(l => l.id === '{choice}')")
        shown = page.evaluate("""[...document.querySelectorAll('.map [data-code]')].map(s =>
            [tranche.model.authorities.code.indexOf(s.dataset.code), s.style.fill, s.getAttribute('aria-label')])""")
        fills = {}
        for i, fill, label in shown:
            entry = layer["legend"][int(layer["of"][i], 36)]
            fills.setdefault(layer["of"][i], set()).add(fill)
            check(label.endswith(f"; {layer['title']}: {entry['label']}"), f"{choice} is announced as '{label}'")
        check(all(len(found) == 1 for found in fills.values()) and len(set.union(*fills.values())) == len(fills), f"{choice}: colours {fills}")
        counts = page.evaluate("[...document.querySelectorAll('figcaption .legend:not([hidden]) li small')].map(s => Number(s.textContent))")
        check(counts == [entry["count"] for entry in layer["legend"]] and sum(counts) == 150, f"{choice}: the legend counts {counts}")
        check("show=" + choice in page.evaluate("location.hash"), "the address does not hold the layer")
        check(layer["title"] in page.evaluate("tranche.svg()"), "the saved map does not say what it shows")
    go(page, "")
    check(page.evaluate("[...document.querySelectorAll('.map [data-code]')].map(s => getComputedStyle(s).fill)") == tranches, "the tranches do not come back")


def thousands(pence):
    return f"£{(pence + 50000) // 100000 * 1000:,}"


def check_payments(page, run, other):
    """Headings say pots and units; consortia stand with members and sums, and follow the settings; so do whole units."""
    for fragment, answer in (("", run), ("pot=62000000.03,95000000,80000000,12000000.05,600000&floor=175000.50&units=1200,9013", other)):
        go(page, fragment)
        texts = "[...document.querySelectorAll('%s')].map(c => c.textContent)"
        heads = page.evaluate(texts % ".money h2, .money h3")
        check(heads[:4] == ["Tranches, money, posts and kits", "Money by pot", "Paid to consortia", "Posts and kits"], f"the headings are {heads}")
        beds = answer["joint"][3]
        shown = page.evaluate("[...document.querySelectorAll('#consortia tbody tr')].map(r => [...r.cells].map(c => c.textContent))")
        names = page.evaluate("tranche.model.authorities.name")
        wanted = [["beds", region, thousands(int(pence)), f"{len(members)}: " + ", ".join(names[i] for i in members)]
                  for region, members, pence in beds]
        check(shown == wanted and len(shown) == 9, f"#{fragment}: consortia are {shown[:2]}, not {wanted[:2]}")
        sums = page.evaluate(texts % "#units tbody tr td:last-child")
        check(sums == [f"{sum(units):,}" for units in answer["units"]], f"#{fragment}: units in all are {sums}")
        rows = page.evaluate("""[...document.querySelectorAll('#table tbody tr')].map(r =>
            [tranche.model.authorities.code.indexOf(r.dataset.code), ...[...r.querySelectorAll('.whole')].map(c => c.textContent)])""")
        check(all(cells == [str(units[i]) for units in answer["units"]] for i, *cells in rows), f"#{fragment}: the table has other units")
        table = list(csv.DictReader(page.evaluate("tranche.csv()").splitlines()))
        place = {code: i for i, code in enumerate(page.evaluate("tranche.model.authorities.code"))}
        check(all(int(row["units_workers"]) == answer["units"][0][place[row["code"]]] for row in table), f"#{fragment}: the CSV has other posts")
        region, members, pence = beds[0]
        said = next(row["consortia"] for row in table if place[row["code"]] == members[0])
        check(said.startswith("beds: a part of ") and f"{len(members)} authorities of {region}" in said, f"the CSV says of beds '{said}'")
    check("posts (workers)" in page.evaluate("document.querySelector('#summary').textContent"), "nothing says that posts change")


def check_hexagons(page, report, folder):
    """Where a run has boundaries and hexagons, one button changes them, and the address says which are shown. Here the
    hexagons stand for both, the second time with a corner cut off."""
    with open(report, encoding="utf-8") as file:
        text = file.read()
    both = re.sub(r'(data-code="[^"]*" d="(M[^"]*)z")', r'\1 data-other="\2 1 1z"', text)
    both = re.sub(r'(<svg class="map" viewBox="([^"]*)")', r'\1 data-other="\2"', both)
    path = os.path.join(folder, "both.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write(both)
    second = "[...document.querySelectorAll('.map [data-code]')].filter(s => s.getAttribute('d').endsWith(' 1 1z')).length"
    click = "document.querySelector('#hexagons').click()"
    page.open(path + "#map=hexagons&region=London")
    check(page.evaluate(second) == 150 and page.evaluate("document.querySelectorAll('.map .off').length") > 100, "the address is not followed")
    check(page.evaluate("document.querySelector('#hexagons').getAttribute('aria-pressed')") == "true", "the button does not say that it is pressed")
    page.evaluate(click)
    check(page.evaluate(second) == 0 and page.evaluate("location.hash") == "#region=London", "the way back does not change map and address")
    page.evaluate(click)
    check(page.evaluate("location.hash") == "#region=London&map=hexagons", "the address does not hold the map")
    check(go(page, "cut=40,60")["sets"] and page.evaluate(second) == 0, "an address without the map keeps the hexagons")
    page.open(report + "#map=hexagons&at=E06000009")
    check(page.evaluate("location.hash") == "#at=E06000009", "a page of one map keeps another in its address")


def check_downloads(page):
    go(page, "cut=40,60")
    text = page.evaluate("tranche.csv()")
    rows = list(csv.DictReader(text.splitlines()))
    state = page.evaluate("tranche.state()")
    check(len(rows) == 150 and {row["what_if"] for row in rows} == {"tranches.cut.2022-23.count=40; tranches.cut.2023-24.count=60"},
          "the CSV does not say what was set")
    pence = sum(round(float(row["allocation_gbp"]) * 100) for row in rows)
    # the four pots that are paid out whole; of the two that are not, less than all
    check(pence == sum(map(int, state["pence"])) and 52220000000 < pence < 68220000000, f"the CSV holds {pence} pence")
    check([row["rank"] for row in rows if row["rank"]] == sorted((row["rank"] for row in rows if row["rank"]), key=int), "the CSV is not in rank order")
    svg = page.evaluate("tranche.svg()")
    root = tree.fromstring(svg.split("\n", 1)[1])
    filled = [node for node in root.iter() if node.get("fill", "").startswith("#") and node.tag.endswith("path")]
    check(len(filled) >= 140, f"the saved map has {len(filled)} coloured areas")
    check("var(" not in svg and "class=" not in svg, "the saved map leans on the page's style")
    check("Not official statistics" in svg and "40 authorities in 2022-23" in svg, "the saved map does not say what it is")
    go(page, "")


def check_refusals(page):
    for fragment, word in (("floor=99000000", "smaller than the floors"), ("cut=148,60", "only 2 are left"), ("aggregate=geometric", "values of 0 or less"),
                           ("weights=deaths:0,deprivation:0,crime:0", "all zero")):
        state = go(page, fragment)
        check(word in page.evaluate("document.querySelector('#problem').textContent"), f"#{fragment} is not refused: '{state['problem']}'")
        check(state["pence"] is None, f"#{fragment}: money in spite of the refusal")
    before = go(page, "")["rank"]
    for fragment in ("weights=deaths:x,deprivation:1e9,crime:-1", "normalise=<script>alert(1)</script>", "cut=a,b", "pot=1e9,,", "__proto__=1",
                     "at=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "show=tranches", "constructor=1&aggregate=kemeny"):
        state = go(page, fragment)
        check(state["rank"] == before and state["sets"] == [], f"#{fragment} changes the ranking")


# Elements that cut what they hold: text is lost, and no bar scrolls to it.
CUT = """[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && e.textContent.trim() &&
  getComputedStyle(e).overflowX === 'hidden' && getComputedStyle(e).position !== 'absolute' &&
  e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 120))"""


def check_narrow(page):
    """A telephone, and a desk's window zoomed to 200 %."""
    for width, height, zoom in ((360, 740, 1), (640, 450, 2)):
        page.resize(width, height, zoom)
        for fragment in ("", "cut=40,60&at=E06000009"):
            go(page, fragment)
            wide = page.evaluate("document.documentElement.scrollWidth")
            check(wide <= width, f"at {width} points the page is {wide} wide, #{fragment}")
            cut = page.evaluate(CUT)
            check(not cut, f"at {width} points text is cut, #{fragment}: {cut}")
    page.resize(1280, 900)


def check_print(page):
    """What it says and the map on the first page, everybody on the second."""
    for fragment in ("", "cut=40,60"):
        go(page, fragment)
        page.call("Emulation.setEmulatedMedia", media="print")
        data = base64.b64decode(page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        page.call("Emulation.setEmulatedMedia", media="")
        printed = subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()
        check("Pages:           2\n" in printed, f"#{fragment} does not print on two pages: {printed}")


def check_accessible(page, source):
    library = os.path.join(source, "tools/web/node_modules/axe-core/axe.min.js")
    if not os.path.exists(library):
        return "axe-core is not there: run npm ci in tools/web"
    with open(library, encoding="utf-8") as file:
        page.evaluate(file.read() + ";0")
    for scheme in ("light", "dark"):
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for fragment in ("", "cut=40,60&at=E06000009&show=clusters-score"):
            go(page, fragment)
            found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary]))")
            check(not found, f"axe finds in {scheme}, #{fragment}: {json.dumps(found, indent=1)}")
    page.call("Emulation.setEmulatedMedia", features=[])
    return "axe finds no violations"
