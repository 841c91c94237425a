#include "domain/call/steps.hpp"

#include "domain/call/parties.hpp"

namespace domain::call {

std::shared_ptr<schema::call> next_version(const state& of) {
  auto row = std::make_shared<schema::call>(*of.row);
  ++row->version;
  return row;
}

void store(transition& in, std::shared_ptr<const schema::call> row) {
  in.stored = write{
    .row = row, .expected = in.after.row->version, .takes = {}, .frees = {}};
  in.after.row = std::move(row);
}

void tell(transition& in, const party& whom, schema::call_event what) {
  in.tellings.push_back(
    {whom.who, taking_part(whom, in.after), std::move(what)});
}

void tell_or_keep(transition& in, party& whom, schema::call_event what) {
  if (taking_part(whom, in.after).empty())
    whom.waiting.push_back(std::move(what));
  else
    tell(in, whom, std::move(what));
}

schema::result<void> check_payload(const std::string& payload) {
  if (payload.size() > schema::most_payload)
    return schema::fail(schema::errc::payload_too_large,
                        "A call relays at most 64 KiB a message");
  return {};
}

} // namespace domain::call
