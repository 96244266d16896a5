// The only file that includes Boost.DLL: its headers are slow to compile.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <mutex>
#include <system_error>
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
  static auto& kept =
      *new std::vector<std::unique_ptr<Library>>; // never destroyed: no order of destructors to get wrong
  const std::lock_guard lock(mutex);
  kept.push_back(std::make_unique<Library>(std::move(library)));
  return *kept.back();
}

/// dlerror's text, without the path in front, and without the bracket and the text of an unrelated errno that Boost
/// adds behind.
std::string loader_message(const std::system_error& error, const std::filesystem::path& file) {
  std::string text = error.what();
  const std::string behind = ": " + error.code().message(), before = file.string() + ": ";
  if (text.ends_with(behind)) text.erase(text.size() - behind.size());
  if (text.ends_with(")")) text.pop_back();
  const std::size_t start = text.find(before);
  return start == std::string::npos ? text : text.substr(start + before.size());
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string what, std::string remedy) {
  throw PluginError(Fault::plugin, "plugin " + file.string(), std::move(what), std::move(remedy));
}

Library open(const std::filesystem::path& file) {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now; // a missing symbol is refused here with its name, not at the first call
  const std::filesystem::path path = std::filesystem::absolute(file); // or dlopen would search for a bare name
  std::string reason;
  try {
    return Library(path, rtld_now | rtld_local);
  } catch (const std::system_error& error) {
    reason = loader_message(error, path);
  } catch (const std::exception& error) {
    reason = std::string("a global object of it threw: ") + error.what();
  } catch (...) {
    reason = "a global object of it threw something that is not a std::exception";
  }
  refuse(file, "cannot be loaded: " + reason, "rebuild it against this version of Tranche, linked with -Wl,-z,defs");
}

/// A finding of the plugin's own, under the plugin's name.
Finding named(const std::string& name, const std::string& doing, const Finding& finding) {
  const std::string where = finding.where.empty() ? "" : finding.where + ": ";
  return {Severity::error, finding.kind, name, doing + ": " + where + finding.what, finding.remedy};
}

} // namespace

std::string name_of(const PluginInfo& info) {
  return "plugin " + info.id + " " + info.version + " (" + info.path.string() + ")";
}

void guarded(const PluginInfo& info, Fault fault, const std::string& doing, const std::function<void()>& action) {
  std::vector<Finding> findings;
  const auto say = [&](std::string reason) {
    findings.push_back({Severity::error, fault, name_of(info), doing + ": " + std::move(reason),
                        "see the plugin's README, or tell its author"});
  };
  try {
    action();
    return;
  } catch (const Error& error) { // already in the form a person can act on
    for (const Finding& finding : error.findings()) findings.push_back(named(name_of(info), doing, finding));
  } catch (const std::exception& error) {
    const char* what = error.what();
    say(what && *what ? what : "threw an exception without a text");
  } catch (...) {
    say("threw something that is not a std::exception");
  }
  throw PluginThrew(std::move(findings));
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
  check_fallbacks(loaded->info);
  guarded(loaded->info, Fault::plugin, "could not be created", [&] {
    const auto* made = reinterpret_cast<const Indicator*>(descriptor->create());
    if (!made) throw Error(Fault::plugin, "", "create returned nothing", "see the plugin's README, or tell its author");
    const auto destroy = descriptor->destroy;
    loaded->indicator.reset(made, [destroy](const Indicator* indicator) {
      destroy(reinterpret_cast<TrancheIndicator*>(const_cast<Indicator*>(indicator)));
    });
  });
  LoadedPlugin plugin;
  plugin.m_loaded = std::move(loaded);
  return plugin;
}

PluginThrew::~PluginThrew() = default;

const PluginInfo& LoadedPlugin::info() const { return m_loaded->info; }

} // namespace tranche
