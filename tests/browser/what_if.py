"""Drives "What if" in the page through many settings and holds ranks, tranches, scores and pence against the tool's own.

usage: what_if.py DECIDE_SETTINGS TRANCHE SOURCE EXAMPLE_RUN FOLDER
"""
import csv
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import as_reader
from as_reader import check, go
from chromium import Page
from districts import districts_text

# Of an assessment with 152 authorities, three indicators and three yearly pots: what stands in the address, and what it
# means to the tool. Ten settings that differ in every control.
APART = "config/enhanced-treatment-apart.yaml"
WEIGHTS = "index.weights.{}={}".format


def weights(**of):
    return "weights=" + ",".join(f"{k}:{v}" for k, v in of.items()), [WEIGHTS(k, v) for k, v in of.items()]


def setting(*parts):
    """(fragment, sets) pairs joined."""
    return "&".join(part for part, _ in parts), [one for _, sets in parts for one in sets]


def scale(key):
    word = "{method: min_max, low: 1, high: 100}" if key == "min_max_1" else key
    return "normalise=" + key, ["index.normalise=" + word]


def aggregate(way):
    return "aggregate=" + way, ["index.aggregate=" + way]


def cuts(*counts):
    names = ["2022-23", "2023-24"]
    return ("cut=" + ",".join([*map(str, counts), "rest"]),
            [f"tranches.cut.{name}.count={n}" for name, n in zip(names, counts)])


def pots(*pounds):
    stated = {"2022-23": "85700000", "2022-23 as in 2021-22": "80000000", "2022-23 Project ADDER": "15500000",
              "2023-24": "154300000", "2023-24 as in 2021-22": "80000000", "2024-25": "266700000"}
    given = dict(zip(("2022-23", "2023-24", "2024-25"), pounds))
    return ("pot=" + ",".join(given.get(name, now) for name, now in stated.items()),
            [f"allocation.pots.{name}.pot_gbp={p}" for name, p in given.items() if p != stated[name]]) # what stays needs no --set


def floor(pounds):
    return "floor=" + pounds, ["allocation.floor_gbp=" + pounds]


TEN = [
    setting(weights(deaths="50", deprivation="30", crime="20")),
    setting(weights(deaths="33.3", deprivation="33.4", crime="33.3"), scale("percentile")),
    setting(weights(deaths="0", deprivation="61.7", crime="38.3"), scale("min_max"), cuts(40, 61)),
    setting(scale("percentile"), aggregate("geometric")),
    setting(weights(deaths="12.5", deprivation="80.1", crime="7.4"), scale("min_max_1"), aggregate("geometric"), floor("250000")),
    setting(scale("imd_exponential"), aggregate("harmonic"), pots("1234567.89", "154300001", "266700000")),
    setting(weights(deaths="100", deprivation="0", crime="0"), scale("rank"), cuts(1, 150), floor("12345.67")),
    setting(aggregate("median"), cuts(75, 30)),
    setting(weights(deaths="24.9", deprivation="25.1", crime="50"), scale("imd_exponential"), aggregate("geometric"), cuts(52, 51),
            pots("90000000", "150000000.01", "266699999.99"), floor("500000")),
    setting(cuts(10, 20), pots("85700000", "154300000", "100"), floor("0.01")),
]

# What other assessments have: a single pot and missing figures; domains; caps, budgets, scores that pay.
OTHERS = {
    "config/housing-support.yaml": [
        (f"weights=duties:10,drug_need:20,rough_sleeping:30,deaths:40&cut=40&pot=60000000&floor=100000",
         ["index.weights.duties=10", "index.weights.drug_need=20", "index.weights.rough_sleeping=30", "index.weights.deaths=40",
          "tranches.cut.2022 to 2025.count=40", "allocation.pot_gbp=60000000", "allocation.floor_gbp=100000"]),
        ("normalise=z_score", ["index.normalise=z_score"]),
        ("aggregate=harmonic&pot=30000000", ["index.aggregate=harmonic", "allocation.pot_gbp=30000000"]),
    ],
    "domains.yaml": [
        ("", []),
        ("weights=need:70,place:30,deaths:1,homes:99,crime:64.3,deprivation:35.7",
         ["index.weights.need.weight=70", "index.weights.need.of.deaths=1", "index.weights.need.of.homes=99",
          "index.weights.place.weight=30", "index.weights.place.of.crime=64.3", "index.weights.place.of.deprivation=35.7"]),
        ("normalise=imd_exponential&aggregate=harmonic&cut=0.3,90000000",
         ["index.normalise=imd_exponential", "index.aggregate=harmonic", "tranches.cut.0.score=0.3",
          "tranches.cut.second.budget_gbp=90000000"]),
        ("normalise=z_score", ["index.normalise=z_score"]),
    ],
}

# Every rule of tranches, money and whole units at once.
RULES = """
assessment: Every rule
areas: {geography: utla21}
indicators:
  - {id: deaths, plugin: drug_deaths, measure: rate, params: {years: [2018, 2019, 2020]},
     inputs: {deaths: "england/drug_poisoning_deaths:deaths", population: "england/population:population"}}
  - {id: deprivation, plugin: deprivation, measure: average_score, inputs: {score: "england/deprivation:imd_average_score"}}
  - {id: crime, plugin: crime, measure: index, inputs: {index: "england/crime:health_index_personal_crime_2020"}}
index: {normalise: z_score, missing: {require: 0.66}, weights: {deaths: 2, deprivation: 1, crime: 1}}
tranches:
  unranked: last
  named:
    - {code: E06000017, tranche: first, reason: a site}
    - {code: E06000009, tranche: none, reason: paid otherwise}
    - {code: E10000027, tranche: second, reason: promised}
  cut: [{name: first, count: 40, per_region: 3}, {name: second, population: 21000000}, {name: third, count: rest}]
allocation:
  by: {need: 1, population: 1}
  floor_gbp: 150000
  pots:
    - {name: core, year: first, pot_gbp: 60000000, base_gbp: 200000, cap_gbp: 3500000}
    - {name: next, year: second, pot_gbp: 90000000.01, base_gbp: 50000, floor_gbp: 220000, cap_gbp: 3600000,
       change: {of: core, least: 0.9, most: 1.2, taper: 0.4}}
    - {name: until then, year: first, pot_gbp: 80000000, pays: waiting, over: all, floor_gbp: 0}
    - {name: beds, pot_gbp: 10000000.07, pays: all, together: region, by: {population: 1}, floor_gbp: 900000}
    - {name: sites, pot_gbp: 5000000, pays: all, only: [E06000009, E08000012, E10000027], by: {counts: {deaths: 1}}}
  units:
    - {name: workers, unit: posts, units: 950, by: {need: 1, population: 1}, floor: 1, cap: 19}
    - {name: kits, unit: kits, units: 10000, by: {counts: {deaths: 1}}, floor: 10, year: second, pays: funded, method: sainte_lague}
uncertainty: {draws: 0}
report: {author: a test}
"""
# Of 9,013 kits the last goes by a tie, and by counts as they are.
RULES_SETTINGS = [
    ("", []),
    (f"{weights(deaths='20', deprivation='60', crime='20')[0]}&normalise=percentile&cut=61,12000000,rest",
     [*weights(deaths="20", deprivation="60", crime="20")[1], "index.normalise=percentile", "tranches.cut.first.count=61",
      "tranches.cut.second.population=12000000"]),
    ("pot=62000000.03,95000000,80000000,12000000.05,600000&floor=175000.50&units=1200,9013",
     ["allocation.pots.core.pot_gbp=62000000.03", "allocation.pots.next.pot_gbp=95000000", "allocation.pots.beds.pot_gbp=12000000.05",
      "allocation.pots.sites.pot_gbp=600000", "allocation.floor_gbp=175000.50", "allocation.units.workers.units=1200",
      "allocation.units.kits.units=9013"]),
    ("cut=20", ["tranches.cut.first.count=20"]),
    ("units=100", ["allocation.units.workers.units=100"]),
    ("pot=60000000,900000000", ["allocation.pots.next.pot_gbp=900000000"]),
]

DOMAINS = """
assessment: Domains, a cap, and scores that pay
areas: {geography: utla21, boundaries: england/hexmap}
indicators:
  - {id: deaths, plugin: drug_deaths, measure: rate, params: {years: [2018, 2019, 2020]}, shrink: region,
     inputs: {deaths: "england/drug_poisoning_deaths:deaths", population: "england/population:population"}}
  - {id: deprivation, plugin: deprivation, measure: average_score, normalise: {method: min_max, low: 5, high: 10},
     inputs: {score: "england/deprivation:imd_average_score"}}
  - {id: crime, plugin: crime, measure: index, inputs: {index: "england/crime:health_index_personal_crime_2020"}}
  - id: homes
    kind: rate
    title: People sleeping rough
    unit: per 100,000 residents
    per: 100000
    inputs: {numerator: "england/rough_sleeping:people_sleeping_rough:2022", denominator: "england/population:population:2020"}
index:
  normalise: {method: min_max, low: 1, high: 100}
  missing: {require: 0.5}
  weights:
    need: {weight: 2, aggregate: geometric, require: 0.4, of: {deaths: 3, homes: 1}}
    place: {of: {crime: 1, deprivation: 1}}
tranches: {unranked: last, cut: [{name: "1.5", score: 12.5}, {name: second, budget_gbp: 12000000}, {name: third, count: rest}]}
allocation: {pot_gbp: 400000000, by: {need: 1, population: 0.5}, need: score, floor_gbp: 500000, cap_gbp: 5100000}
uncertainty: {draws: 0}
report: {author: a test}
"""


# Names that would be markup or formulas, ties that only the code parts, and money by a power that only the tool takes.
UNITS = """code,name,region,x,y
U1,<script>alert(1)</script>,North,1,9
U2,"=HYPERLINK(""http://x"",""y"")",South,2,8
U3,O'Brien & Sons,North,3,7
U4,Same,South,4,4
U5,Same too,South,4,4
U6,Last,North,6,
"""
TABLE = """
assessment: Units of a table
areas: {table: units.csv, key: code, name: name, region: region}
indicators:
  - {id: x, kind: column, column: x, title: The </script> of x, unit: points}
  - {id: y, kind: column, column: y, title: Y, unit: points}
index: {normalise: percentile, missing: {require: 0.5}}
tranches: {cut: [{name: "1", count: 2}, {name: "0", count: 2}]}
allocation: {pot_gbp: 1000, by: {need: 2}, units: [{name: posts, unit: posts, units: 7, by: {need: 1}}]}
report: {author: a test}
"""
TABLE_SETTINGS = [
    ("", []),
    ("units=8", ["allocation.units.posts.units=8"]),
    ("cut=4,1&pot=999.99&floor=10", ["tranches.cut.1.count=4", "tranches.cut.0.count=1", "allocation.pot_gbp=999.99",
                                     "allocation.floor_gbp=10"]),
]


# Recipes that the page cannot follow in part: the controls that are absent, and settings of those that are there.
PARTLY = {
    "{normalise: percentile, aggregate: copeland, missing: {require: 0.5}}": (["aggregate", "normalise", "weights"], [
        ("cut=1,3&weights=x:60,y:40", ["tranches.cut.1.count=1", "tranches.cut.0.count=3"])]),
    "{normalise: z_score, missing: {require: 0.5, impute: mean}}": (["weights"], [
        ("normalise=percentile&aggregate=harmonic&weights=x:60,y:40", ["index.normalise=percentile", "index.aggregate=harmonic"]),
        ("normalise=min_max_1&aggregate=geometric", ["index.normalise={method: min_max, low: 1, high: 100}", "index.aggregate=geometric"])]),
    "{normalise: percentile, missing: {require: 0.5}, weigh: {method: ahp, comparisons: {x: {y: 3}}}, weights: {x: 1, y: 1}}": (["weights"], [
        ("normalise=rank", ["index.normalise=rank"])]),
    "{normalise: percentile, missing: {require: 0.5}, weights: {a: {of: {x: 1, y: 2}, normalise: z_score}}}": (
        ["aggregate", "normalise", "weights"], [("pot=5", ["allocation.pot_gbp=5"])]),
    "{normalise: {method: min_max, low: 1, high: 100}, aggregate: geometric, missing: {require: 0.5}, weights: {a: {of: {x: 1}}, y: 1}}": (
        ["aggregate", "normalise", "weights"], [("cut=3,1", ["tranches.cut.1.count=3", "tranches.cut.0.count=1"])]),
}


def decided(program, assessment, folder, settings):
    answer = subprocess.run([program, assessment, folder], input=json.dumps([sets for _, sets in settings]),
                            capture_output=True, text=True)
    check(answer.returncode == 0, f"{assessment}: {answer.stderr}")
    return json.loads(answer.stdout)


def compare(name, fragment, sets, state, expected):
    where = f"{name} under #{fragment}"
    check(state["sets"] == sets, f"{where}: the page would have the tool run with {state['sets']}, not {sets}")
    if "error" in expected:
        check(state["problem"], f"{where}: the tool refuses ({expected['error']}), the page does not")
        return 0
    check(not state["problem"], f"{where}: the page says {state['problem']}")
    for what in ("rank", "tranche", "score", "pence", "pots", "joint", "units"):
        mine, theirs = state[what] or [], expected[what]
        unlike = [i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b]
        check(len(mine) == len(theirs) and not unlike,
              f"{where}: {len(unlike)} {what}s of {len(theirs)} differ, first {[(i, mine[i], theirs[i]) for i in unlike[:3]]}")
    return len(expected["rank"])


def check_run(tool, source, folder, fragment, sets, expected):
    """One of them by a whole run of the tool."""
    run = os.path.join(folder, "run")
    options = [part for one in [*sets, "uncertainty.draws=0"] for part in ("--set", one)]
    subprocess.run([tool, "--quiet", "run", os.path.join(source, APART), "-o", run, *options], check=True)
    with open(os.path.join(run, "ranking.csv"), newline="", encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    check(len(rows) == 152, f"{len(rows)} authorities in ranking.csv instead of 152")
    for i, code in enumerate(sorted(rows)):
        told = (rows[code]["rank"], rows[code]["tranche"], round(float(rows[code]["allocation_gbp"]) * 100))
        page = (str(expected["rank"][i] or ""), str(expected["tranche"][i] or ""), int(expected["pence"][i]))
        check(told == page, f"{code} under {fragment}: ranking.csv has {told}, the page {page}")


def check_table(page, program, folder):
    assessment, run = os.path.join(folder, "table.yaml"), os.path.join(folder, "table")
    for name, text in (("units.csv", UNITS), ("table.yaml", TABLE)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    answers = decided(program, assessment, run, TABLE_SETTINGS)
    page.open(os.path.join(run, "report.html"))
    for (fragment, sets), answer in zip(TABLE_SETTINGS, answers):
        compare("table.yaml", fragment, ["uncertainty.draws=0", *sets], go(page, fragment), answer)
    state = go(page, "weights=x:60,y:40")
    check("only the tool computes" in state["problem"] and state["pence"] is None and state["rank"], f"a power of need: {state}")
    go(page, "at=U1")
    check(page.evaluate("document.querySelector('#detail h2').firstChild.textContent") == "<script>alert(1)</script>", "a name is no text")
    check(page.evaluate("document.querySelectorAll('script').length") == 2, "a name became a script")
    text = page.evaluate("tranche.csv()")
    check("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" in text, f"a formula stays one in the CSV: {text}")


def check_rules(page, program, folder):
    """Every rule gives the tool's own amounts, and the page shows what is no authority's money."""
    assessment, run = os.path.join(folder, "rules.yaml"), os.path.join(folder, "rules")
    with open(assessment, "w", encoding="utf-8") as file:
        file.write(RULES)
    answers = decided(program, assessment, run, RULES_SETTINGS)
    check([("error" in answer) for answer in answers] == [False, False, False, True, True, True], f"what is refused: {[answer.get('error') for answer in answers]}")
    compared = check_all(page, "every rule", os.path.join(run, "report.html"), RULES_SETTINGS, answers)
    as_reader.check_payments(page, answers[0], answers[2])
    return compared


def check_partly(page, program, folder):
    compared = 0
    for k, (index, (absent, settings)) in enumerate(PARTLY.items()):
        assessment, run = os.path.join(folder, f"partly-{k}.yaml"), os.path.join(folder, f"partly-{k}")
        with open(assessment, "w", encoding="utf-8") as file:
            # Of imputed figures a power of need would have to be taken anew.
            file.write(TABLE.replace("{normalise: percentile, missing: {require: 0.5}}", index).replace("need: 2", "need: 0"))
        compared += check_all(page, assessment, os.path.join(run, "report.html"), settings, decided(program, assessment, run, settings))
        check(sorted(set(page.evaluate("Object.keys(tranche.model.absent)")) - {"geometric"}) == absent, f"{index}: other controls are absent")
        check(page.evaluate("document.querySelectorAll('#controls .weight').length") == (0 if "weights" in absent else 2), f"{index}: sliders")
        check("cannot be moved here" in page.evaluate("document.querySelector('#controls').textContent"), f"{index}: nothing says why")
    return compared


def check_all(page, name, address, settings, answers):
    page.open(address)
    return sum(compare(name, fragment, ["uncertainty.draws=0", *sets], go(page, fragment), answer)
               for (fragment, sets), answer in zip(settings, answers))


def check_sizes(tool, example, folder):
    """At most 400 KB for the 152 authorities with their map, 700 KB for 309 districts on real boundaries."""
    size = os.path.getsize(os.path.join(example, "report.html"))
    check(size <= 400 * 1000, f"the page of 152 authorities has {size} bytes")
    shared = os.environ.get("TRANCHE_SHARED")
    if not shared:
        return f"{size} bytes (309 districts not tried: TRANCHE_SHARED is not set)"
    assessment, run = os.path.join(folder, "districts.yaml"), os.path.join(folder, "districts")
    with open(assessment, "w", encoding="utf-8") as file:
        file.write(districts_text(shared))
    subprocess.run([tool, "--quiet", "run", assessment, "-o", run], check=True, stderr=subprocess.DEVNULL)
    districts = os.path.getsize(os.path.join(run, "report.html"))
    check(districts <= 700 * 1000, f"the page of 309 districts has {districts} bytes")
    return f"{size} and {districts} bytes"


def main(program, tool, source, example, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "domains.yaml"), "w", encoding="utf-8") as file:
        file.write(DOMAINS)
    answers = decided(program, os.path.join(source, APART), os.path.join(folder, "apart"), TEN)
    check_run(tool, source, folder, *TEN[8], answers[8])
    address = os.path.join(folder, "apart", "report.html")
    size = check_sizes(tool, example, folder)
    with Page() as page:
        compared = check_all(page, "152 authorities", address, TEN, answers)
        for name, settings in OTHERS.items():
            assessment = os.path.join(source if name.startswith("config") else folder, name)
            run = os.path.join(folder, os.path.basename(name)[:-5])
            compared += check_all(page, name, os.path.join(run, "report.html"), settings, decided(program, assessment, run, settings))
        check_table(page, program, folder)
        compared += check_rules(page, program, folder)
        compared += check_partly(page, program, folder)
        page.open(os.path.join(example, "report.html"))
        as_reader.check_controls(page)
        as_reader.check_linked(page)
        as_reader.check_certainty(page)
        as_reader.check_layers(page)
        as_reader.check_hexagons(page, os.path.join(example, "report.html"), folder)
        as_reader.check_downloads(page)
        as_reader.check_refusals(page)
        as_reader.check_narrow(page)
        as_reader.check_print(page)
        accessible = as_reader.check_accessible(page, source)
        check(not page.complaints, "the console says: " + "; ".join(page.complaints))
    print(f"{compared} ranks, tranches, scores and payments as the tool has them; {size}; {accessible}")


if len(sys.argv) != 6:
    raise SystemExit(__doc__)
main(*sys.argv[1:])
