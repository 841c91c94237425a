#include "storage/pg/session.hpp"

#include "storage/pg/statements.hpp"

namespace storage::pg {

namespace {

constexpr const char* settings = "set enable_hashjoin = off;"
                                 "set enable_mergejoin = off;"
                                 "set enable_seqscan = off;"
                                 "set synchronous_commit = on;"
                                 "set plan_cache_mode = force_generic_plan;"
                                 "set client_encoding = 'UTF8';"
                                 "set bytea_output = 'hex';"
                                 "set jit = off";

} // namespace

std::string with_timeouts(const std::string& url) {
  static constexpr const char* pairs[][2] = {
    {"connect_timeout", "2"},     {"keepalives_idle", "5"},
    {"keepalives_interval", "2"}, {"keepalives_count", "3"},
    {"tcp_user_timeout", "8000"},
  };
  const bool is_uri =
    url.starts_with("postgresql://") || url.starts_with("postgres://");
  std::string added;
  for (const auto& [key, value] : pairs)
    added.append(key).append("=").append(value).append(is_uri ? "&" : " ");
  // Of two equal keys libpq takes the later one: ours come first.
  if (!is_uri)
    return added + url;
  const auto mark = url.find('?');
  if (mark == std::string::npos)
    return url + "?" + added.substr(0, added.size() - 1);
  if (mark + 1 == url.size())
    added.pop_back();
  return url.substr(0, mark + 1) + added + url.substr(mark + 1);
}

session::session(const std::string& url, const std::string& name)
  : connection_(with_timeouts(url)),
    quiet_(connection_) {
  {
    pqxx::nontransaction tx{connection_};
    tx.exec(settings);
    tx.exec("set application_name = " + tx.quote("switchboard " + name));
  }
  for (const auto& s : statements())
    connection_.prepare(s.name, s.text);
}

void session::transact(const std::function<void()>& work) {
  last_statement_ = "begin";
  pqxx::work tx{connection_};
  open_ = &tx;
  try {
    work();
  } catch (...) {
    open_ = nullptr;
    throw;
  }
  open_ = nullptr;
  last_statement_ = "commit";
  tx.commit();
}

} // namespace storage::pg
