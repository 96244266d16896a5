"""Assessments that a test or a measurement needs and nobody ships."""

LAYER = ("{kind: boundaries, title: Boundaries, file: %s/data/geo/%s, geography: %s, key: %s_code, name: %s_name, crs: EPSG:4326, "
         "publisher: ONS, published: '2021', licence: Open Government Licence v3.0, attribution: made for a test, disclosure: published}")

DISTRICTS = """
assessment: Districts by two rates
layers:
  made/districts: %s
areas: {geography: ltla21, boundaries: made/districts}
indicators:
  - {id: deaths, kind: rate, title: Deaths related to drug poisoning, unit: "per 100,000 residents", per: 100000, limits: byar,
     inputs: {numerator: england/drug_poisoning_deaths:deaths:2020, denominator: england/population:population:2020}}
  - {id: sleepers, kind: rate, title: People sleeping rough, unit: "per 100,000 residents", per: 100000, limits: byar,
     inputs: {numerator: england/rough_sleeping:people_sleeping_rough:2022, denominator: england/population:population:2020}}
index: {missing: {require: 0.5}}
tranches: {cut: [{name: first, count: 100}, {name: second, count: 100}, {name: third, count: rest}]}
allocation: {pot_gbp: 100000000, by: {need: 0, population: 1}}
clusters: {of: [score, deaths]}
report: {author: nobody, dpi: 30}
"""


def districts_text(shared):
    """The 309 districts of 2021 on their boundaries."""
    return DISTRICTS % (LAYER % (shared, "lad_2021dec_uk_buc.geojson", "ltla21", "ltla21", "ltla21"))


def real_boundaries_text(text, shared):
    """An assessment on england/hexmap, on the boundaries of 2021 in its place."""
    layer = LAYER % (shared, "ctyua_2021may_uk_buc.geojson", "utla21", "utla21", "utla21")
    return text.replace("boundaries: england/hexmap", "boundaries: made/real").replace("neighbours: points", "neighbours: queen") + \
        "\nlayers:\n  made/real: " + layer + "\n"
