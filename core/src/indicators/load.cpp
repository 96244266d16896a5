// The only file that includes Boost.DLL: its headers are slow to compile.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <mutex>
#include <vector>

#include "indicators/elf_check.hpp"
#include "indicators/handshake.hpp"
#include "indicators/loaded.hpp"

namespace tranche {
namespace {

using Library = boost::dll::shared_library;

/// Keeps a library open for the life of the process: unloading gains nothing and code of it may still be on a stack.
Library& keep(Library library) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::unique_ptr<Library>>; // never destroyed: no order of destructors to get wrong
  const std::lock_guard lock(mutex);
  kept.push_back(std::make_unique<Library>(std::move(library)));
  return *kept.back();
}

/// dlerror's text, without the path in front and the unrelated errno text that Boost adds behind.
std::string loader_message(std::string text, const std::filesystem::path& file) {
  const std::size_t start = text.find(file.string() + ": ");
  if (start != std::string::npos) text.erase(0, start + file.string().size() + 2);
  const std::size_t extra = text.rfind(": ");
  if (extra != std::string::npos && text.find("undefined symbol", extra) == std::string::npos) text.erase(extra);
  return text;
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string what, std::string remedy) {
  throw PluginError(Fault::plugin, "plugin " + file.string(), std::move(what), std::move(remedy));
}

Library open(const std::filesystem::path& file) {
  try {
    return Library(std::filesystem::absolute(file), boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& error) {
    refuse(file, "cannot be loaded: " + loader_message(error.what(), std::filesystem::absolute(file)),
           "rebuild it against this version of Tranche, linked with -Wl,-z,defs");
  } catch (...) {
    refuse(file, "threw while it was being loaded", "remove global objects whose constructors can throw");
  }
}

} // namespace

void guarded(const PluginInfo& info, Fault fault, const std::string& doing, const std::function<void()>& action) {
  std::string reason;
  try {
    action();
    return;
  } catch (const PluginError&) {
    throw; // ours: thrown by the host's own checks
  } catch (const std::exception& error) {
    reason = error.what();
  } catch (...) {
    reason = "threw something that is not a std::exception";
  }
  throw PluginError(fault, "plugin " + info.id + " " + info.version + " (" + info.path.string() + ")", doing + ": " + reason,
                    "see the plugin's README, or tell its author");
}

LoadedPlugin load_plugin(const std::filesystem::path& file) {
  if (file.extension() != ".so") refuse(file, "is not named <id>.so", "give the plugin's shared object");
  const std::string fault = elf_fault(file);
  if (!fault.empty()) refuse(file, fault, "rebuild or copy the plugin again");
  Library& library = keep(open(file));
  if (!library.has("tranche_plugin"))
    refuse(file, "is a shared object without the symbol tranche_plugin", "declare the plugin with TRANCHE_PLUGIN");
  const auto* descriptor = library.get<const TranchePluginDescriptor* const>("tranche_plugin");

  auto loaded = std::make_shared<LoadedPlugin::Loaded>();
  loaded->info = checked_info(descriptor, file);
  guarded(loaded->info, Fault::plugin, "could not be created", [&] {
    const auto* made = reinterpret_cast<const Indicator*>(descriptor->create());
    if (!made) throw std::runtime_error("create returned nothing");
    const auto destroy = descriptor->destroy;
    loaded->indicator.reset(made, [destroy](const Indicator* indicator) {
      destroy(reinterpret_cast<TrancheIndicator*>(const_cast<Indicator*>(indicator)));
    });
  });
  LoadedPlugin plugin;
  plugin.m_loaded = std::move(loaded);
  return plugin;
}

const PluginInfo& LoadedPlugin::info() const { return m_loaded->info; }

} // namespace tranche
