"""Opens a run's GeoPackage in QGIS as an analyst would and asserts that it is the tranche map.

usage: open_geopackage.py RUN PICTURE.png
"""
import csv
import os
import re
import shutil
import sys
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
except ImportError:
    sys.exit("QGIS is not installed: run tools/setup --test")
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def check(truth, sentence):
    if not truth:
        print("FAILED: " + sentence, file=sys.stderr, flush=True)
        os._exit(1)  # QGIS does not survive an exception while layers are open


def colours_of(picture):
    """Number of points of each colour in a rendered map."""
    counts = {}
    for y in range(0, picture.height(), 2):
        for x in range(0, picture.width(), 2):
            colour = QColor(picture.pixel(x, y)).name()
            counts[colour] = counts.get(colour, 0) + 1
    return counts


def check_style(layer, tranches, page_colours):
    """The style stored in the file: one category for each tranche, in the colours of the page."""
    renderer = layer.renderer()
    check(renderer.type() == "categorizedSymbol", f"the default style is not applied: renderer is {renderer.type()}")
    check(renderer.classAttribute() == "map_class", f"the classes are made of {renderer.classAttribute()}")
    colours = {c.value(): c.symbol().color().name() for c in renderer.categories()}
    # The page has a colour also for classes that somebody could be in under other settings; the map only for those held.
    held = {feature["map_class"] for feature in layer.getFeatures()}
    wanted = {key: page_colours.get(key) for key in held}
    check(colours == wanted, f"QGIS shows the classes as {colours}, the page as {wanted}")
    absent = tranches - set(colours)
    check(not absent, f"no class for tranche {sorted(absent)}")
    return {tranche: colours[tranche] for tranche in tranches}


def draw(layer, path):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(700, 800))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    check(not job.errors(), "QGIS could not draw: " + "; ".join(e.message for e in job.errors()))
    picture = job.renderedImage()
    check(picture.save(path), f"{path} cannot be written")
    return picture


def main(run, picture_path, folder):
    # A copy, because QGIS leaves SQLite's own files beside what it opens.
    copy = shutil.copy(os.path.join(run, "assessment.gpkg"), folder)
    layer = QgsVectorLayer(copy + "|layername=authorities", "authorities", "ogr")
    check(layer.isValid(), "QGIS cannot open the layer 'authorities'")
    check(layer.crs().authid() == "EPSG:27700", f"the CRS is {layer.crs().authid()}")

    with open(os.path.join(run, "ranking.csv"), newline="", encoding="utf-8") as file:
        ranking = {row["code"]: row for row in csv.DictReader(file)}
    features = {f["code"]: f for f in layer.getFeatures()}
    check(set(features) == set(ranking), f"codes differ from ranking.csv: {sorted(set(features) ^ set(ranking))}")
    for code, feature in features.items():
        check(feature.hasGeometry() and feature.geometry().isGeosValid(), f"{code} has no valid shape")
        drawn = feature["rank"]
        check(str(drawn if drawn else "").replace("NULL", "") == ranking[code]["rank"],
              f"{code} has rank {drawn} in the GeoPackage, {ranking[code]['rank']} in the table")

    tranches = {row["tranche"] for row in ranking.values()} - {""}
    with open(os.path.join(run, "report.html"), encoding="utf-8") as file:
        page_colours = dict(re.findall(r"\.t-(\w+)\{--c:(#[0-9a-f]{6})\b", file.read()))
    colours = check_style(layer, tranches, page_colours)
    found = colours_of(draw(layer, picture_path))
    for tranche, colour in sorted(colours.items()):
        check(found.get(colour, 0) > 100, f"tranche {tranche} ({colour}) is not to be seen in the picture")
    print(f"{len(features)} authorities, tranche colours {dict(sorted(colours.items()))}, drawn as {picture_path}")


if len(sys.argv) != 3:
    sys.exit(__doc__)
application = QgsApplication([], False)
application.initQgis()
try:
    with tempfile.TemporaryDirectory() as folder:
        main(*sys.argv[1:], folder)
finally:
    application.exitQgis()
