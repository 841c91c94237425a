#include "load/provision.hpp"

#include "common/scan.hpp"
#include "load/http_client.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace bench {

namespace {

constexpr std::size_t connections = 16;

/// Calls `step` for 0 … count - 1, on a few threads with a client each.
void for_each_on_threads(
  const options& o, std::size_t count,
  const std::function<void(http_client&, std::size_t)>& step) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  auto work = [&] {
    try {
      http_client client(o.hosts.front(), o.port,
                         "X-Admin-Key: " + o.admin_key + "\r\n", o.tls);
      for (auto i = next++; i < count; i = next++)
        step(client, i);
    } catch (...) {
      std::lock_guard lock(mutex);
      failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < connections; ++i)
    threads.emplace_back(work);
  for (auto& t : threads)
    t.join();
  if (failure)
    std::rethrow_exception(failure);
}

http_response expect_success(http_client& client, std::string_view method,
                             const std::string& path, const std::string& body) {
  auto response = client.request(method, path, body);
  if (response.status / 100 != 2)
    throw std::runtime_error(std::string(method) + " " + path + ": "
                             + std::to_string(response.status) + " "
                             + response.body);
  return response;
}

void put_user(http_client& client, const std::string& id,
              const std::string& role) {
  expect_success(client, "PUT", "/api/admin/users/" + id,
                 R"({"role":")" + role + R"(","name":")" + id + "\"}");
}

std::string make_conversation(http_client& client,
                              const std::string& participants,
                              const std::string& kind) {
  auto made = expect_success(client, "POST", "/api/admin/conversations",
                             R"({"participants":[)" + participants
                               + R"(],"conversationType":")" + kind + "\"}");
  auto data = after(made.body, R"("data":)").value_or("");
  std::string id(text_after(data, R"("id":)"));
  if (id.size() != 24)
    throw std::runtime_error("no conversation id in " + made.body);
  return id;
}

std::string participant(const std::string& id, const std::string& role) {
  return R"({"id":")" + id + R"(","type":")" + role + "\"}";
}

void provision_pair(http_client& client, pair_of_users& p) {
  put_user(client, p.user, "user");
  put_user(client, p.astrologer, "astrologer");
  expect_success(client, "PUT",
                 "/api/admin/consultations/" + p.user + "/" + p.astrologer,
                 "{}");
  p.conversation = make_conversation(
    client,
    participant(p.user, "user") + "," + participant(p.astrologer, "astrologer"),
    "user_astrologer");
}

std::string numbered_conversation(std::size_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id(24, '0');
  for (auto i = id.size(); number > 0; number /= 16)
    id[--i] = digits[number % 16];
  return id;
}

} // namespace

std::vector<pair_of_users> provision_pairs(const options& o) {
  std::vector<pair_of_users> pairs(o.pairs);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    auto number = std::to_string(i);
    pairs[i] = {"bench-user-" + number, "bench-astrologer-" + number,
                numbered_conversation(i)};
  }
  if (!o.no_provision)
    for_each_on_threads(o, pairs.size(),
                        [&](http_client& client, std::size_t i) {
                          provision_pair(client, pairs[i]);
                        });
  return pairs;
}

group_of_users provision_group(const options& o) {
  group_of_users group;
  std::string participants;
  for (std::size_t i = 0; i < o.members; ++i) {
    group.members.push_back("bench-member-" + std::to_string(i));
    participants += (i > 0 ? "," : "") + participant(group.members[i], "user");
  }
  group.conversation = numbered_conversation(0);
  if (o.no_provision)
    return group;
  for_each_on_threads(o, o.members, [&](http_client& client, std::size_t i) {
    put_user(client, group.members[i], "user");
  });
  http_client client(o.hosts.front(), o.port,
                     "X-Admin-Key: " + o.admin_key + "\r\n", o.tls);
  group.conversation = make_conversation(client, participants, "group");
  return group;
}

std::vector<std::string> provision_users(const options& o) {
  std::vector<std::string> users(o.connections);
  for (std::size_t i = 0; i < users.size(); ++i)
    users[i] = "bench-idle-" + std::to_string(i);
  if (!o.no_provision)
    for_each_on_threads(o, users.size(),
                        [&](http_client& client, std::size_t i) {
                          put_user(client, users[i], "user");
                        });
  return users;
}

} // namespace bench
