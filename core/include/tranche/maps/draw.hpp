#pragma once
#include <filesystem>
#include <string>

#include "tranche/export.hpp"
#include "tranche/maps/map_sheet.hpp"

/// Draws a MapSheet. One drawing for all three formats; the same sheet gives the same bytes on the same machine, alone
/// or beside others: sheets may be drawn on several threads at once. Text is set in DejaVu Sans (fonts-dejavu-core).
namespace tranche {

enum class ImageFormat { png, svg, pdf };

/// The bytes of the picture. SVG carries <title> and <desc>; PDF its text, title and a fixed creation date.
/// @throws Error (system) when the drawing libraries fail (no memory, no font).
TRANCHE_API std::string render(const MapSheet& sheet, ImageFormat format);

/// Renders to a file; the format is that of the extension: .png, .svg or .pdf.
/// @throws Error (system) as render(), and when the file cannot be written, "the disk is full" among others;
///         Error (usage) for another extension.
TRANCHE_API void draw(const MapSheet& sheet, const std::filesystem::path& file);

} // namespace tranche
