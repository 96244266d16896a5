#include "plugin_check.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <functional>

#include "made_up_figures.hpp"
#include "tranche/indicators/plugin_host.hpp"

// A plugin that is not yet trusted may take the process with it: the work is done in a child, which tells its parent
// through a pipe how far it came. Lines of the pipe: 's' what is being done, 'l' a line of the result, 'e' an error of
// exit code 1, 'E' one of exit code 2, 'd' done.
namespace tranche {
namespace {

class Teller {
public:
  explicit Teller(int pipe) : m_pipe(pipe) {}
  void operator()(char kind, std::string text) const {
    std::replace(text.begin(), text.end(), '\n', ' ');
    text = kind + text + '\n';
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t written = ::write(m_pipe, text.data() + sent, text.size() - sent);
      if (written <= 0) _exit(1);
      sent += static_cast<std::size_t>(written);
    }
  }

private:
  int m_pipe;
};

std::string remark(const LoadedPlugin& plugin, const MeasureInfo& measure) {
  Findings findings;
  const std::vector<ParameterSetting> settings = required_settings(plugin.info());
  const std::vector<ParameterValue> parameters = plugin.resolve_parameters(settings, {}, findings);
  findings.throw_if_errors();
  std::string refusal;
  for (const MadeUpShape& shape : shapes_for(plugin.info(), parameters)) {
    const MadeUp made_up = made_up_figures(measure, shape);
    try {
      const IndicatorColumn column =
          plugin.compute(measure.id, made_up.codes, made_up.names, made_up.levels, made_up.inputs, parameters);
      return fmt::format("{}: computed on made-up figures, {}", measure.id, column.title);
    } catch (const PluginThrew& threw) { // a plugin may refuse figures that are not what it needs
      refusal = threw.findings().front().what;
    }
  }
  return fmt::format("{}: refuses the made-up figures ({})", measure.id, refusal);
}

void check(const std::filesystem::path& file, const PluginCheckOptions& options, const Teller& tell) {
  tell('s', "being loaded");
  const LoadedPlugin plugin = load_plugin(file);
  const PluginInfo& info = plugin.info();
  tell('l', fmt::format("{} {}: {}", info.id, info.version, info.title));
  for (const MeasureInfo& measure : info.measures) {
    if (options.only_load) break;
    tell('s', "computing the measure " + measure.id);
    tell('l', "  " + remark(plugin, measure));
  }
  tell('s', "being destroyed");
}

/// A crash must end the child by its signal, at once and without a core file, whoever has put a handler there.
void prepare_to_crash(const PluginCheckOptions& options) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) std::signal(signal, SIG_DFL);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  alarm(options.seconds);
  const int sink = options.show_output ? STDERR_FILENO : open("/dev/null", O_WRONLY);
  dup2(sink, STDOUT_FILENO);
  dup2(sink, STDERR_FILENO);
}

[[noreturn]] void child(int pipe, const std::filesystem::path& file, const PluginCheckOptions& options) {
  const Teller tell(pipe);
  prepare_to_crash(options);
  try {
    check(file, options, tell);
    tell('d', "");
  } catch (const Error& error) {
    for (const Finding& finding : error.findings()) tell(error.exit_code() == 1 ? 'e' : 'E', finding.text());
    tell('d', "");
  }
  _exit(0); // without the destructors of the plugin's globals: nothing is asked of them
}

/// What the child has said, line by line.
struct Said {
  std::vector<std::string> lines, errors;
  std::string doing;
  bool done = false;
  Fault fault = Fault::data;

  void read(const std::string& text) {
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      take(text[start], text.substr(start + 1, end - start - 1));
      start = end + 1;
    }
  }
  void take(char kind, std::string rest) {
    if (kind == 's')
      doing = std::move(rest);
    else if (kind == 'l')
      lines.push_back(std::move(rest));
    else if (kind == 'd')
      done = true;
    else {
      if (kind == 'E') fault = Fault::plugin;
      errors.push_back(std::move(rest));
    }
  }
};

std::string read_all(int pipe) {
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = read(pipe, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  return text;
}

std::string end_of(int status, const PluginCheckOptions& options) {
  if (!WIFSIGNALED(status)) return fmt::format("ended the process with code {}", WEXITSTATUS(status));
  if (WTERMSIG(status) == SIGALRM) return fmt::format("did not finish within {} seconds", options.seconds);
  return fmt::format("crashed ({})", sigdescr_np(WTERMSIG(status)));
}

} // namespace

std::vector<std::string> check_plugin_apart(const std::filesystem::path& file, const PluginCheckOptions& options) {
  const auto system_fault = [](const char* what) {
    throw Error(Fault::system, "plugins check", fmt::format("{}: {}", what, std::strerror(errno)), "try again");
  };
  int ends[2];
  if (pipe(ends) != 0) system_fault("no pipe");
  const pid_t process = fork();
  if (process < 0) system_fault("no child process");
  if (process == 0) {
    close(ends[0]);
    child(ends[1], file, options);
  }
  close(ends[1]);
  Said said;
  said.read(read_all(ends[0]));
  close(ends[0]);
  int status = 0;
  if (waitpid(process, &status, 0) != process) system_fault("the child process was lost");
  std::vector<Finding> findings;
  for (const std::string& error : said.errors) findings.push_back({Severity::error, said.fault, "", error, ""});
  if (!said.done)
    findings.push_back({Severity::error, Fault::plugin, "plugin " + file.string(),
                        end_of(status, options) + " while " + said.doing, "run it in a debugger, or tell its author"});
  if (!findings.empty()) throw PluginError(std::move(findings));
  return said.lines;
}

} // namespace tranche
