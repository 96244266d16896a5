#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "scratch.hpp"

/// How the command-line tool ended, and what it said.
struct ToolResult {
  int code = -1; ///< exit code; 128 + signal when it was killed
  std::string out, err;
};

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Runs `tranche ARGUMENTS` in `folder`, with its cache there too. extra: environment, "NAME=VALUE".
inline ToolResult run_tool(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                           const std::vector<std::string>& extra = {}) {
  const std::filesystem::path out = folder / ".stdout", err = folder / ".stderr";
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(folder.c_str()) != 0 || !freopen(out.c_str(), "w", stdout) || !freopen(err.c_str(), "w", stderr))
      _exit(126);
    setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    for (const std::string& setting : extra) putenv(const_cast<char*>(setting.c_str()));
    std::vector<char*> argv{const_cast<char*>("tranche")};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(TRANCHE_BINARY_DIR "/bin/tranche", argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), contents(out), contents(err)};
}

inline std::string config(const std::string& name) { return std::string(TRANCHE_SOURCE_DIR) + "/config/" + name; }
