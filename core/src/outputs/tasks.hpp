#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "tranche/maps/draw.hpp"
#include "tranche/outputs/run_folder.hpp"

/// The files of a folder, made side by side.
namespace tranche {

using Task = std::function<void()>;

/// Each task once, on so many threads. The first failure in the tasks' order is thrown when all are done.
void run_all(const std::vector<Task>& tasks, int threads);

/// A picture of each kind, each a task of its own: no thread waits long for another.
void add_map(std::vector<Task>& tasks, const RunFolder& folder, const std::string& name, MapSheet drawn,
             std::initializer_list<ImageFormat> formats);

/// For `sha256sum -c`; also tells the next run which files are its own to replace.
void write_checksums(const RunFolder& folder);

} // namespace tranche
