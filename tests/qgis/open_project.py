"""Opens a run's project in QGIS as an analyst would: layers, maps as styles, layouts and atlas.

usage: open_project.py RUN PICTURES
       open_project.py --real TOOL ASSESSMENT PICTURES    makes a run on real boundaries first; skips without them
"""
import csv
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (QgsApplication, QgsLayoutExporter, QgsMapRendererParallelJob, QgsMapSettings, QgsProject)
except ImportError:
    sys.exit("QGIS is not installed: run tools/setup --test")
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

SKIPPED = 77
SITE = "#c51b7d"
HATCHES = {"LinePatternFill", "PointPatternFill"}


def check(truth, sentence):
    if not truth:
        print("FAILED: " + sentence, file=sys.stderr, flush=True)
        os._exit(1)  # QGIS does not survive an exception while layers are open


def colours_of(picture):
    """Number of points of each colour."""
    picture = picture.convertToFormat(QImage.Format_RGB32)
    bits = picture.constBits()
    bits.setsize(picture.byteCount())
    counts = {}
    for value in memoryview(bits).cast("I")[::3]:
        counts[value & 0xFFFFFF] = counts.get(value & 0xFFFFFF, 0) + 1
    return {f"#{value:06x}": count for value, count in counts.items()}


def shares(counts, colours):
    """The part of the coloured points that each colour has."""
    total = sum(counts.get(colour, 0) for colour in colours)
    check(total > 2000, f"hardly a point of {sorted(colours)} in the picture")
    return {colour: counts.get(colour, 0) / total for colour in colours}


def check_close(picture, ours, colours, tolerance, what):
    """A picture by QGIS against ours: each colour has about the same part of both."""
    theirs, reference = shares(colours_of(picture), colours), shares(colours_of(ours), colours)
    for colour in colours:
        difference = abs(theirs[colour] - reference[colour])
        check(difference < tolerance, f"{what}: {colour} has {theirs[colour]:.3f} of the points in QGIS, "
                                      f"{reference[colour]:.3f} in ours")
    return max(abs(theirs[c] - reference[c]) for c in colours)


def draw(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(900, 1000))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    check(not job.errors(), "QGIS could not draw: " + "; ".join(e.message for e in job.errors()))
    return job.renderedImage()


def plain_colours(renderer):
    """Colours of classes that lie open: white, and what a hatch covers, cannot be counted."""
    return {c.symbol().color().name() for c in renderer.categories()
            if not HATCHES & {part.layerType() for part in c.symbol().symbolLayers()}} - {"#ffffff"}


def check_areas(picture, layer, renderer, colours, what):
    """Each colour has the part of the picture that the areas of its classes have of the ground."""
    colour_of = {c.value(): c.symbol().color().name() for c in renderer.categories()}
    ground = {}
    for feature in layer.getFeatures():
        colour = colour_of[feature[renderer.classAttribute()]]
        ground[colour] = ground.get(colour, 0) + feature.geometry().area()
    wanted, found = shares(ground, colours), shares(colours_of(picture), colours)
    for colour in colours:
        check(abs(wanted[colour] - found[colour]) < 0.03, f"{what}: {colour} has {found[colour]:.3f} of the points and "
                                                          f"{wanted[colour]:.3f} of the ground")


def check_style(layer, style, picture, tolerance):
    """One map: classes are those that authorities are in, with their number, in the colours of our picture."""
    layer.styleManager().setCurrentStyle(style)
    renderer = layer.renderer()
    check(renderer.type() == "categorizedSymbol", f"{style}: the renderer is {renderer.type()}")
    held = {}
    for feature in layer.getFeatures():
        held[feature[renderer.classAttribute()]] = held.get(feature[renderer.classAttribute()], 0) + 1
    shown = {c.value(): int(re.search(r"\((\d+)\)$", c.label()).group(1)) for c in renderer.categories()}
    check(shown == held, f"{style}: QGIS shows {shown}, the authorities are in {held}")
    ours = QImage(picture)
    found = colours_of(ours)
    for category in renderer.categories():
        colour = category.symbol().color().name()
        check(found.get(colour, 0) > 20, f"{style}: {category.label()} is {colour}, which is not in {picture}")
        kinds = [part.layerType() for part in category.symbol().symbolLayers()]
        without = "nreliable" in category.label() or category.label().startswith(
            ("Unranked", "Not reported", "Suppressed", "Too few", "Missing"))
        check((kinds[0], bool(HATCHES & set(kinds))) == ("SimpleFill", without),
              f"{style}: {category.label()} is made of {kinds}")
    plain = plain_colours(renderer)
    picture = draw(layer)
    check_areas(picture, layer, renderer, plain, style)
    return check_close(picture, ours, plain, tolerance, style)


def check_aliases(layer, run):
    with open(os.path.join(run, "columns.csv"), newline="", encoding="utf-8") as file:
        columns = {row["column"]: row for row in csv.DictReader(file)}
    for field in layer.fields():
        if field.name() not in columns:
            continue
        column = columns[field.name()]
        wanted = column["title"] + (f" ({column['unit']})" if column["unit"] else "")
        check(field.alias() == wanted, f"{field.name()} is called {field.alias()}, not {wanted}")


def check_sites(project, sites, layers, real):
    """Authorities that are sites are outlined over every map, districts marked, and their counties are not."""
    title = sites["title"]
    names = {kind: {site["name"] for site in sites["list"] if site["kind"] == kind} for kind in ("authority", "district")}
    check(names["authority"] and names["district"], f"the example has sites of both kinds: {names}")
    kinds = ["authorities", "authorities (hexagons)"] if real else ["authorities"]
    for kind in kinds:
        outlined = [feature["sites"] for feature in layers[f"{title}: {kind}"].getFeatures()]
        check({name for text in outlined for name in text.split("; ")} == names["authority"],
              f"{title}: {kind} outlines {outlined}")
        colours = {part.color().name() for part in layers[f"{title}: {kind}"].renderer().symbol().symbolLayers()}
        check(colours == {"#ffffff", SITE}, f"{title}: {kind} is drawn in {colours}")
    if real:
        marks = layers[f"{title}: districts"]
        marked = {f["name"] for f in marks.getFeatures() if f.hasGeometry()}
        check({name.split(" (")[0] for name in marked} == names["district"] and marks.labelsEnabled(),
              f"{title} marks {marked}")
    shown = {layer.name() for layer in project.mapThemeCollection().mapThemeVisibleLayers("tranche map")}
    wanted = {"Authorities" if real else "Authorities (hexagons)", f"{title}: authorities"}
    wanted |= {f"{title}: districts"} if real else set()
    check(shown == wanted, f"the theme of the tranche map shows {shown}")


def check_layers(project, run, real, sites):
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    maps = ["Authorities", "Authorities (hexagons)", "Neighbours"] if real else ["Authorities (hexagons)"]
    over = ["authorities", "authorities (hexagons)", "districts"] if real else ["authorities"]
    over = [f"{sites['title']}: {kind}" for kind in over]
    check(set(maps + over + ["Columns", "Notes", "Sources"]) == set(layers), f"the layers are {sorted(layers)}")
    check_sites(project, sites, layers, real)
    for name, layer in layers.items():
        check(layer.isValid() and layer.featureCount() > 0, f"{name} is not there")
    pictures = {os.path.basename(p)[:-4]: p for p in glob.glob(os.path.join(run, "map-*.png"))}
    worst = 0
    for name in maps[:2 if real else 1]:
        layer = layers[name]
        check(layer.crs().authid() == "EPSG:27700", f"the CRS of {name} is {layer.crs().authid()}")
        check(layer.styleManager().currentStyle() == "tranche map", "the tranche map is not what is shown")
        number, _, in_file, described, _ = layer.listStylesInDatabase()
        check(sorted(in_file[:number]) == sorted(layer.styleManager().styles()) and number == len(pictures),
              f"{len(pictures)} maps, {number} styles in the GeoPackage")
        for style, words in zip(in_file[:number], described):
            picture = pictures[words.rsplit("as in ", 1)[1][:-4]]
            # On real boundaries London and other dense parts stand in insets of ours once more; and the hexagons beside
            # them are on none of our pictures.
            tolerance = 1 if real and name != "Authorities" else 0.12 if real else 0.02
            difference = check_style(layer, style, picture, tolerance)
            worst = max(worst, difference) if tolerance < 1 else worst
        layer.styleManager().setCurrentStyle("tranche map")
        check_aliases(layer, run)
    return layers[maps[0]], worst


def export(layout, path):
    exporter = QgsLayoutExporter(layout)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 200
    settings.generateWorldFile = False
    check(exporter.exportToImage(path + ".png", settings) == QgsLayoutExporter.Success, f"{path}.png is not written")
    pdf = QgsLayoutExporter.PdfExportSettings()
    check(exporter.exportToPdf(path + ".pdf", pdf) == QgsLayoutExporter.Success, f"{path}.pdf is not written")
    words = subprocess.run(["pdftotext", path + ".pdf", "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFKC", words).split())  # without ligatures


def check_layouts(project, run, layer, pictures, real):
    layouts = {layout.name(): layout for layout in project.layoutManager().layouts()}
    check(set(layouts) == {"tranche map", "atlas"}, f"the layouts are {sorted(layouts)}")
    sheet = layouts["tranche map"]
    words = export(sheet, os.path.join(pictures, "sheet"))
    for wanted in ("DRAFT", "Not official statistics", "Source: Office for National Statistics", "Tranche"):
        check(wanted in words, f"'{wanted}' is not on the sheet: {words}")
    bar = sheet.itemById("scale bar")
    check((bar is not None) == real, "scale bar: of real boundaries only")
    check(not bar or bar.rect().width() > 20, "the scale bar has no length")
    check(colours_of(QImage(os.path.join(pictures, "sheet.png"))).get(SITE, 0) > 500, "no site is on the sheet")
    ours = QImage(os.path.join(run, "map-tranches.png"))
    difference = check_close(QImage(os.path.join(pictures, "sheet.png")), ours, plain_colours(layer.renderer()),
                             0.12 if real else 0.02, "sheet")
    atlas = layouts["atlas"].atlas()
    check(atlas.enabled() and atlas.coverageLayer() == layer, "the atlas does not run over the authorities")
    check(atlas.updateFeatures() == layer.featureCount(), f"the atlas has {atlas.count()} pages")
    atlas.beginRender()
    atlas.seekTo(20)
    atlas.refreshCurrentFeature()
    name = atlas.nameForPage(20)
    words = export(layouts["atlas"], os.path.join(pictures, "page"))
    check(name in words and "Rank" in words, f"the page of {name} says {words}")
    atlas.endRender()
    return difference


def main(run, pictures, folder):
    with open(os.path.join(run, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
        real = not manifest["areas"]["boundaries"]["schematic"]
    # A copy, because QGIS leaves SQLite's own files beside what it opens.
    for name in ("assessment.gpkg", "assessment.qgz"):
        shutil.copy(os.path.join(run, name), folder)
    os.makedirs(pictures, exist_ok=True)
    said = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: "coordinate operation" in text or said.append(f"{tag}: {text}"))  # grids may lack
    project = QgsProject.instance()
    check(project.read(os.path.join(folder, "assessment.qgz")), f"the project does not open: {project.error()}")
    check(project.crs().authid() == "EPSG:27700", f"the project's CRS is {project.crs().authid()}")
    groups = [group.name() for group in project.layerTreeRoot().children()]
    check(groups == ["Maps", "Tables"], f"the groups are {groups}")
    layer, worst = check_layers(project, run, real, manifest["sites"])
    difference = check_layouts(project, run, layer, pictures, real)
    check(not said, "QGIS says: " + "; ".join(said))
    print(f"{layer.featureCount()} authorities, {len(layer.styleManager().styles())} styles, shares of colours within "
          f"{worst:.3f} of ours, on the sheet {difference:.3f}; drawn in {pictures}")


def run_on_real_boundaries(tool, assessment, folder):
    shared = os.environ.get("TRANCHE_SHARED")
    if not shared:
        print("skipped: TRANCHE_SHARED names no folder with real boundaries")
        sys.exit(SKIPPED)
    environment = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, "cache"))
    for arguments in (["layers", "add", "my/boundaries", os.path.join(shared, "data/geo/ctyua_2021may_uk_buc.geojson"),
                       "--key", "utla21_code", "--name", "utla21_name", "--geography", "utla21"],
                      ["run", assessment, "-o", os.path.join(folder, "run"), "--boundaries", "my/boundaries"]):
        subprocess.run([tool, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(folder, "run")


if len(sys.argv) not in (3, 5):
    sys.exit(__doc__)
with tempfile.TemporaryDirectory() as folder:
    run = run_on_real_boundaries(*sys.argv[2:4], folder) if sys.argv[1] == "--real" else sys.argv[1]
    application = QgsApplication([], False)
    application.initQgis()
    try:
        main(run, sys.argv[-1], folder)
    finally:
        QgsProject.instance().clear()
        application.exitQgis()
