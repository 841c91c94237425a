#include "sample.hpp"

#include <algorithm>

namespace call_sample {

namespace {

using namespace domain::call;

std::string with(const char* name, const std::string& payload) {
  return payload.empty() ? name : name + ("(" + payload + ")");
}

struct namer {
  std::string operator()(const schema::call_started&) const {
    return "started";
  }

  std::string operator()(const schema::call_incoming& x) const {
    return with("incoming", x.call->invite);
  }

  std::string operator()(const schema::call_answered& x) const {
    return with("answered", x.payload);
  }

  std::string operator()(const schema::call_taken&) const {
    return "taken";
  }

  std::string operator()(const schema::call_candidate& x) const {
    return with("candidate", x.payload);
  }

  std::string operator()(const schema::call_ended& x) const {
    return with("ended", x.payload);
  }
};

} // namespace

domain::call::device device(std::int64_t no) {
  const bool webrtc = no % 10 == 4 || no % 10 == 5;
  return {{no}, {no % 10 != 4, webrtc}};
}

std::string told(const transition& t) {
  std::string text;
  for (const auto& x : t.tellings) {
    auto to = x.to;
    std::ranges::sort(to);
    text += text.empty() ? "" : " ";
    for (std::size_t i = 0; i < to.size(); ++i)
      text += (i == 0 ? "" : ",") + std::to_string(to[i].value);
    text += (to.empty() ? "-" : "") + (":" + std::visit(namer{}, x.what));
  }
  return text;
}

std::string stage(const schema::call& row) {
  return std::string{row.end ? to_string(*row.end) : to_string(row.state)};
}

fixture::fixture() {
  first = dial(dialling(), {}, settings, now).value();
  call = first.after;
}

domain::call::dialling fixture::dialling() const {
  domain::call::dialling what;
  what.id.text = "000000000000000000000001";
  what.caller = caller;
  what.callee = callee;
  what.channel = "call_1";
  what.payload = "invite";
  what.from = schema::device_no{11};
  what.caller_devices = {device(11), device(12)};
  what.callee_devices = {device(21), device(22), device(23)};
  return what;
}

std::string fixture::say(schema::user_no who, std::int64_t from,
                         const schema::call_command& command) {
  speaker by{who};
  if (from != 0)
    by.device = schema::device_no{from};
  const auto t = decide(call, by, command, now);
  if (!t)
    return samples::outcome(t);
  follow(*t);
  return told(*t);
}

void fixture::follow(const transition& t) {
  last = t;
  apply(call, t);
}

std::string fixture::attach(schema::user_no who, std::int64_t no) {
  follow(domain::call::attach(call, who, device(no), now));
  return told(last);
}

std::string fixture::detach(schema::user_no who, std::int64_t no) {
  follow(domain::call::detach(call, who, {no}, now));
  return told(last);
}

std::string fixture::expire() {
  follow(domain::call::expire(call, now));
  return told(last);
}

std::string fixture::answer(std::int64_t from) {
  return say(callee, from, schema::answer_call{{}, "yes"});
}

std::string fixture::hang_up(schema::user_no who, std::int64_t from) {
  return say(who, from, schema::end_call{});
}

std::string fixture::candidate(schema::user_no who, std::int64_t from,
                               std::string payload) {
  return say(who, from, schema::send_candidate{{}, std::move(payload)});
}

} // namespace call_sample
