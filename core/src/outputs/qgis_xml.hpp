#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "outputs/run_maps.hpp"
#include "tranche/outputs/table.hpp"

/// Pieces of the XML of QGIS 3.22: its styles (QML) and its projects (QGS) share them.
namespace tranche::qgis {

inline constexpr const char* version = "3.22.16";
inline constexpr double mm = 25.4 / 72; ///< of a point
inline constexpr const char* doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n";

/// Text as content or attribute value.
std::string xml(std::string_view text);

/// Text that QGIS shows as it is: it would take what stands between "[%" and "%]" for an expression.
std::string literal(std::string_view text);

/// Text as a string of QGIS' expressions, and a name as a field of theirs.
std::string expression_text(std::string_view text);
std::string field(std::string_view name);

/// "12,44,132,255"
std::string rgba(Colour colour);

/// <Option name="..." type="QString" value="..."/>
std::string option(std::string_view name, std::string_view value);

/// The same of a length in points, as QGIS keeps it: millimetres, and a second option that says so.
std::string length(std::string_view name, double points);

/// A part of a symbol with its options and, for patterns, a symbol of its own; a symbol of such parts; and the renderer
/// that draws everything by one. type: marker, line or fill.
std::string symbol_layer(const char* type, const std::string& options, const std::string& inside = {});
std::string symbol(const std::string& name, const char* type, const std::string& layers);
std::string single_symbol(const char* type, const std::string& layers);

/// A field's text in an HTML map tip: names may hold markup.
std::string tip_field(std::string_view name);

/// How a layer is drawn.
struct LayerLook {
  std::string attribute;  ///< the field of the classes
  std::string figure;     ///< the field written under the name; empty: no labels
  std::string map_tip;    ///< HTML with QGIS' expressions
  bool schematic = false; ///< outlines as on hexagon maps
  std::vector<MapClass> classes;
};

/// One fill for each class, labels, aliases with units, map tip: what stands inside <qgis> of a style and <maplayer> of
/// a project.
std::string look_xml(const LayerLook& look, const Table& table);

/// The same as a style of its own. categories: as QGIS names them, "Symbology|Fields"; DOCTYPE is not in it.
std::string style_xml(const LayerLook& look, const Table& table);

} // namespace tranche::qgis
