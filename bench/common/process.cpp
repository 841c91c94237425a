#include "common/process.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>

namespace bench {

namespace {

struct usage {
  pid_t parent = 0;
  double own = 0;
  double reaped = 0; ///< of children that have ended and were waited for
};

usage read_usage(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  // The name in brackets may hold blanks and brackets of its own.
  auto name_end = line.rfind(')');
  if (name_end == std::string::npos)
    return {};
  std::istringstream fields(line.substr(name_end + 1));
  std::string state;
  std::array<long long, 14> value{}; // from ppid, the 4th field, to cstime
  fields >> state;
  for (auto& v : value)
    fields >> v;
  auto tick = double(sysconf(_SC_CLK_TCK));
  return {static_cast<pid_t>(value[0]), double(value[10] + value[11]) / tick,
          double(value[12] + value[13]) / tick};
}

std::map<pid_t, usage> read_all() {
  std::map<pid_t, usage> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos)
      continue;
    auto pid = static_cast<pid_t>(std::atoi(name.c_str()));
    all[pid] = read_usage(pid);
  }
  return all;
}

} // namespace

double cpu_of_process(pid_t pid) {
  return pid > 0 ? read_usage(pid).own : 0;
}

double cpu_of_tree(pid_t pid) {
  if (pid <= 0)
    return 0;
  auto all = read_all();
  double sum = 0;
  for (const auto& [member, use] : all) {
    auto ancestor = member;
    while (ancestor > 1 && ancestor != pid && all.contains(ancestor))
      ancestor = all.at(ancestor).parent;
    if (ancestor == pid)
      sum += use.own + use.reaped;
  }
  return sum;
}

double cpu_of_machine() {
  std::ifstream file("/proc/stat");
  std::string name;
  std::array<long long, 8> value{}; // from user to steal
  file >> name;
  for (auto& v : value)
    file >> v;
  constexpr std::size_t idle = 3;
  constexpr std::size_t iowait = 4;
  auto sum = std::accumulate(value.begin(), value.end(), 0LL);
  return double(sum - value[idle] - value[iowait])
         / double(sysconf(_SC_CLK_TCK));
}

std::int64_t rss_of_process(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (file >> word) {
    if (word == "VmRSS:") {
      std::int64_t kib = 0;
      file >> kib;
      return kib * 1024;
    }
  }
  return 0;
}

} // namespace bench
