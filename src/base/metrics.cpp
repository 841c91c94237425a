#include "base/metrics.hpp"

#include "base/allocator.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>
#include <vector>

namespace base {

namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

class families {
public:
  void add(const counter& c, const char* name, const char* help) {
    auto& family = begin(name, help, MetricType::Counter);
    family.metric.front().counter.value = static_cast<double>(c.value());
  }

  void add(const gauge& g, const char* name, const char* help) {
    auto& family = begin(name, help, MetricType::Gauge);
    family.metric.front().gauge.value = static_cast<double>(g.value());
  }

  void add_total(std::uint64_t x, const char* name, const char* help) {
    auto& family = begin(name, help, MetricType::Counter);
    family.metric.front().counter.value = static_cast<double>(x);
  }

  void add_level(std::uint64_t x, const char* name, const char* help) {
    auto& family = begin(name, help, MetricType::Gauge);
    family.metric.front().gauge.value = static_cast<double>(x);
  }

  [[nodiscard]] const std::vector<MetricFamily>& all() const {
    return families_;
  }

private:
  MetricFamily& begin(const char* name, const char* help, MetricType type) {
    auto& family = families_.emplace_back();
    family.name = std::string{"switchboard_"} + name;
    family.help = help;
    family.type = type;
    family.metric.emplace_back();
    return family;
  }

  std::vector<MetricFamily> families_;
};

void add_sockets(families& f, const metrics& m) {
  f.add(m.sockets_open, "sockets_open", "Sockets that are open now.");
  f.add(m.sockets_opened, "sockets_opened_total", "Sockets opened.");
  f.add(m.sockets_closed, "sockets_closed_total", "Sockets closed.");
  f.add(m.sockets_refused, "sockets_refused_total",
        "Sessions refused for want of descriptors or by a limit.");
  f.add(m.frames_in, "frames_in_total", "WebSocket messages received.");
  f.add(m.frames_out, "frames_out_total", "Frames posted to sockets.");
  f.add(m.bytes_in, "socket_bytes_in_total", "Bytes read from sockets.");
  f.add(m.bytes_out, "socket_bytes_out_total", "Bytes written to sockets.");
  f.add(m.socket_sends, "socket_sends_total", "Send calls on sockets.");
  f.add(m.io_wakeups, "io_wakeups_total",
        "Times an I/O thread was woken to write.");
  f.add(m.bytes_queued, "socket_bytes_queued",
        "Outgoing bytes that wait, over all sockets.");
  f.add(m.slow_sockets_closed, "slow_sockets_closed_total",
        "Sockets closed because their outgoing queue passed its bound.");
  f.add(m.reads_paused, "reads_paused_total",
        "Times a socket was not read further until its work was done.");
}

void add_commands(families& f, const metrics& m) {
  f.add(m.commands, "commands_total", "Commands from sockets and REST.");
  f.add(m.commands_refused, "commands_refused_total",
        "Commands answered with an error.");
  f.add(m.packets_malformed, "packets_malformed_total",
        "Packets that broke the protocol and closed their socket.");
  f.add(m.handovers, "handovers_total",
        "Messages handed from one thread or actor to another.");
  f.add(m.sessions, "sessions", "Sessions that live now.");
  f.add(m.conversations, "conversations", "Conversations that live now.");
  f.add(m.conversations_loaded, "conversations_loaded_total",
        "Conversations loaded from the database.");
  f.add(m.conversations_reloaded, "conversations_reloaded_total",
        "Conversations dropped and loaded again after a conflict.");
  f.add(m.http_requests, "http_requests_total", "HTTP requests.");
  f.add(m.http_errors, "http_errors_total",
        "HTTP requests answered with 400 or more.");
  f.add(m.tls_handshakes, "tls_handshakes_total", "TLS handshakes done.");
  f.add(m.tls_handshakes_failed, "tls_handshakes_failed_total",
        "TLS handshakes that failed or took too long.");
}

void add_journal(families& f, const metrics& m) {
  f.add(m.journal_commits, "journal_commits_total",
        "Transactions of the journal.");
  f.add(m.journal_rows, "journal_rows_total",
        "Entries committed, cursors apart.");
  f.add(m.journal_cursors, "journal_cursors_total",
        "Read and delivered cursors moved on.");
  f.add(m.journal_stale, "journal_stale_total", "Entries that were stale.");
  f.add(m.journal_duplicates, "journal_duplicates_total",
        "Entries stored before under the same key.");
  f.add(m.journal_refused, "journal_refused_total",
        "Entries that the database refused.");
  f.add(m.journal_unavailable, "journal_unavailable_total",
        "Entries given up because the database was away.");
  f.add(m.journal_in_doubt, "journal_in_doubt_total",
        "Commits whose outcome had to be found out.");
  f.add(m.journal_overloaded, "journal_overloaded_total",
        "Entries refused because a queue was full.");
  f.add(m.journal_queued_rows, "journal_queued_rows", "Entries that wait.");
  f.add(m.journal_queued_bytes, "journal_queued_bytes",
        "Bytes of the entries that wait.");
  f.add(m.calls_written, "calls_written_total",
        "Changes to calls that were committed.");
  f.add(m.calls_hindered, "calls_hindered_total",
        "Changes to calls that somebody was faster with.");
  f.add(m.users_written, "users_written_total",
        "Users made or changed because their claims changed.");
}

void add_memory(families& f) {
  const auto figures = read_allocator();
  if (!figures)
    return;
  f.add_total(figures->allocations, "allocations_total",
              "Requests for memory.");
  f.add_level(figures->allocated, "memory_allocated_bytes",
              "Bytes that the program holds.");
  f.add_level(figures->resident, "memory_resident_bytes",
              "Bytes of the machine's memory that the allocator takes.");
}

} // namespace

std::string render_metrics(const metrics& m) {
  families f;
  add_sockets(f, m);
  add_commands(f, m);
  add_journal(f, m);
  add_memory(f);
  std::ostringstream out;
  prometheus::TextSerializer{}.Serialize(out, f.all());
  return out.str();
}

} // namespace base
