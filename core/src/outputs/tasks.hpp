#pragma once
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "tranche/maps/draw.hpp"
#include "tranche/outputs/run_folder.hpp"

/// The files of a folder, made side by side.
namespace tranche {

using Task = std::function<void()>;

/// A picture of each kind, each a task of its own: no thread waits long for another.
void add_map(std::vector<Task>& tasks, const RunFolder& folder, const std::string& name,
             std::shared_ptr<const MapSheet> sheet, std::initializer_list<ImageFormat> formats);

/// Fills the folder by the tasks, on so many threads, and with checksums of all (for `sha256sum -c`; they also tell the
/// next run which files are its own to replace), and puts it in its place. @throws the first failure in the tasks'
/// order, when all are done, or that the disk is full.
void fill(RunFolder& folder, const std::vector<Task>& tasks, int threads);

} // namespace tranche
