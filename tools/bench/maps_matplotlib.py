"""The tranche map of a run as an A4 sheet by geopandas and matplotlib, PNG at 300 dpi and PDF: the same sheet as the
tool's, with names, ranks and intervals, region outlines, sites, insets on real boundaries, legend, scale bar and notes.
The ranking, the insets' frames and the notes are taken as found; names are not kept from overprinting each other.

  maps_matplotlib.py RUN OUT
"""
import sys

import fiona
import geopandas
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

plt.draw = lambda: None  # geopandas draws the whole figure anew at each plot(), which serves nobody here
run, out = sys.argv[1:]
COLOURS = {1: "#225ea8", 2: "#41b6c4", 3: "#a1dab4"}
SITE = "#c51b8a"
BOLTON = (345000, 381000, 407000, 430000)
LEAST_WIDTH = 0.06  # of the map's: a narrower area has no name


def draw(axes, areas, regions, sites, box):
    """The map within a box of west, south, east, north."""
    west, south, east, north = box
    near = areas.cx[west:east, south:north]
    for tranche, group in near.groupby(near["tranche"].fillna(0).astype(int)):
        style = {"color": COLOURS[tranche]} if tranche in COLOURS else {"facecolor": "white", "hatch": "////"}
        group.plot(ax=axes, edgecolor="#444444", linewidth=0.3, **style)
    if regions is not None:
        regions.boundary.plot(ax=axes, color="black", linewidth=0.8)
    if sites is not None:
        areas[areas["code"].isin(sites["code"])].boundary.plot(ax=axes, color=SITE, linewidth=1.5)
        points = sites[sites.geometry.notna()]
        points.plot(ax=axes, color=SITE, marker="D", markersize=12, edgecolor="white")
    for area in near.itertuples():
        left, _, right, _ = area.geometry.bounds
        point = area.geometry.representative_point()
        inside = west < point.x < east and south < point.y < north
        if not inside or right - left < LEAST_WIDTH * (east - west):
            continue
        look = {"color": "white" if area.tranche == 1 else "black"}
        axes.annotate(area.map_name, (point.x, point.y), fontsize=5, va="bottom", ha="center", **look)
        if area.rank == area.rank:
            axes.annotate(f"{area.rank:.0f} ", (point.x, point.y), fontsize=6, va="top", ha="right", weight="bold", **look)
            axes.annotate(f"{area.rank_low:.0f}–{area.rank_high:.0f}", (point.x, point.y), fontsize=4, va="top", **look)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)


def inset(figure, axes, place, title, areas, regions, sites, box):
    own = figure.add_axes(place)
    draw(own, areas, regions, sites, box)
    own.set_xticks([])
    own.set_yticks([])
    own.set_title(title, fontsize=7, weight="bold", loc="left")
    west, south, east, north = box
    axes.add_patch(Rectangle((west, south), east - west, north - south, fill=False, linewidth=0.8))


def legend(figure, areas, sites):
    handles = []
    for tranche, group in areas.groupby(areas["tranche"].fillna(0).astype(int)):
        name = group["tranche_name"].iloc[0] or "not ranked"
        pounds = round(group["allocation_gbp"].fillna(0).sum() / 1000) * 1000
        style = {"color": COLOURS[tranche]} if tranche in COLOURS else {"facecolor": "white", "hatch": "////"}
        handles.append(Patch(label=f"{name}: {len(group)} authorities, £{pounds:,.0f}", **style))
    if sites is not None:
        handles.append(Patch(facecolor="white", edgecolor=SITE, label="Site: an authority"))
        handles.append(Line2D([], [], color=SITE, marker="D", linestyle="", label="Site: a district"))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.05, 0.9), fontsize=7, title="Tranche")


def scale_bar(axes, box):
    west, south, east, _ = box
    start, step = west + 0.7 * (east - west), 50000
    for k, colour in enumerate(("black", "white")):
        axes.add_patch(Rectangle((start + k * step, south), step, 4000, facecolor=colour, edgecolor="black"))
    for k in range(3):
        axes.text(start + k * step, south + 6000, f"{50 * k}" + (" km" if k == 2 else ""), fontsize=6, ha="center")


def main():
    areas = geopandas.read_file(run + "/assessment.gpkg", layer="authorities")
    notes = geopandas.read_file(run + "/assessment.gpkg", layer="notes")
    sites = None
    if "sites" in fiona.listlayers(run + "/assessment.gpkg"):
        sites = geopandas.read_file(run + "/assessment.gpkg", layer="sites")
    regions = areas[["region", "geometry"]].dissolve("region") if areas["region"].notna().any() else None
    real = areas.geometry.iloc[0].geom_type != "Polygon" or len(areas.geometry.iloc[0].exterior.coords) != 7
    box = [areas.total_bounds[k] for k in range(4)]
    figure = plt.figure(figsize=(8.27, 11.69))
    axes = figure.add_axes([0.05, 0.2, 0.9, 0.7])
    axes.set_aspect("equal")
    draw(axes, areas, regions, sites, box)
    axes.set_axis_off()
    if real:
        west, south, east, north = areas[areas["code"].str.startswith("E09")].total_bounds
        london = (west - 5000, south - 5000, east + 5000, north + 5000)
        inset(figure, axes, [0.05, 0.5, 0.37, 0.2], "London", areas, regions, sites, london)
        inset(figure, axes, [0.7, 0.74, 0.25, 0.15], "Around Bolton", areas, regions, sites, BOLTON)
        scale_bar(axes, box)
    legend(figure, areas, sites)
    figure.text(0.05, 0.95, "Enhanced drug treatment funding", fontsize=18, weight="bold")
    figure.text(0.05, 0.93, f"{len(areas)} authorities of England ranked by need and divided into tranches", fontsize=10)
    figure.text(0.95, 0.95, "DRAFT", fontsize=10, weight="bold", color="white", ha="right", backgroundcolor="#9b1c1c")
    for k, text in enumerate(notes["text"][:8]):
        figure.text(0.05, 0.18 - 0.015 * k, text[:160], fontsize=6)
    figure.text(0.05, 0.04, "Illustrative. Not official statistics.", fontsize=7, weight="bold")
    figure.text(0.05, 0.03, "Sources: Office for National Statistics, Open Government Licence v3.0", fontsize=6)
    figure.savefig(out + ".png", dpi=300)
    figure.savefig(out + ".pdf")


main()
