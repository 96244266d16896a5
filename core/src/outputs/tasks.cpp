#include "outputs/tasks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "tranche/outputs/sha256.hpp"

namespace tranche {
namespace {

void run_all(const std::vector<Task>& tasks, int threads) {
  std::vector<std::exception_ptr> failures(tasks.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        tasks[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int t = 1; t < threads && static_cast<std::size_t>(t) < tasks.size(); ++t) workers.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

void write_checksums(const RunFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.staging()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string list;
  for (const std::string& name : names) list += sha256_of_file(folder.staging() / name) + "  " + name + "\n";
  folder.write("checksums.sha256", list);
}

} // namespace

void add_map(std::vector<Task>& tasks, const RunFolder& folder, const std::string& name,
             std::shared_ptr<const MapSheet> sheet, std::initializer_list<ImageFormat> formats) {
  for (const ImageFormat format : formats) {
    const char* extension = format == ImageFormat::png ? ".png" : format == ImageFormat::svg ? ".svg" : ".pdf";
    tasks.emplace_back(
        [&folder, sheet, format, file = name + extension] { folder.write(file, render(*sheet, format)); });
  }
}

void fill(RunFolder& folder, const std::vector<Task>& tasks, int threads) {
  try {
    run_all(tasks, threads);
    write_checksums(folder);
    folder.commit();
  } catch (...) {
    folder.throw_if_disk_full();
    throw;
  }
}

} // namespace tranche
