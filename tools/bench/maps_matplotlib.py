"""The tranche map of a run as an A4 sheet by geopandas and matplotlib: PNG at 300 dpi and PDF, with legend and names."""
import sys

import geopandas
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Patch

run, out = sys.argv[1:]
areas = geopandas.read_file(run + "/assessment.gpkg", layer="authorities")
colours = {1: "#7a0177", 2: "#c51b8a", 3: "#fbb4b9"}
figure = plt.figure(figsize=(8.27, 11.69))
axes = figure.add_axes([0.05, 0.12, 0.9, 0.78])
handles = []
for tranche, group in areas.groupby(areas["tranche"].fillna(0).astype(int)):
    style = {"color": colours[tranche]} if tranche in colours else {"facecolor": "white", "hatch": "////"}
    group.plot(ax=axes, edgecolor="white", linewidth=0.4, **style)
    handles.append(Patch(label=f"Tranche {tranche} ({len(group)})", **style))
for _, area in areas[areas["tranche"] == 1].iterrows():
    point = area.geometry.representative_point()
    axes.annotate(area["name"], (point.x, point.y), fontsize=5, ha="center")
axes.set_axis_off()
axes.legend(handles=handles, loc="upper left", frameon=False)
figure.text(0.05, 0.95, "Tranches", fontsize=18, weight="bold")
figure.text(0.05, 0.05, "Illustrative. Sources: Office for National Statistics, Open Government Licence v3.0", fontsize=6)
figure.savefig(out + ".png", dpi=300)
figure.savefig(out + ".pdf")
