#include "actors/history_answer.hpp"

#include "actors/message_views.hpp"
#include "actors/speaking.hpp"
#include "domain/permissions.hpp"

namespace actors {

namespace {

std::string encode_messages(const context& env, dialects::dialect words,
                            const storage::history_page& page) {
  std::string list{"["};
  for (const auto& message : page.messages) {
    if (list.size() > 1)
      list.push_back(',');
    dialects::vocabulary_of(words).write_message(
      list, view_of(env.ids, message, page.conversation, page.marks),
      page.conversation);
  }
  list.push_back(']');
  return list;
}

void show(const context& env, const reply_route& route,
          const storage::history_query& query,
          const storage::history_page& page) {
  const auto list = encode_messages(env, route.dialect, page);
  const dialects::history_view view{.messages = list,
                                    .total = page.total,
                                    .page = query.page.value_or(1),
                                    .limit = query.limit,
                                    .as_of = page.as_of,
                                    .has_more = page.has_more};
  const auto frame = event_frame(route.speech, [&](std::string& out) {
    dialects::vocabulary_of(route.dialect)
      .write_history(out, view, page.conversation);
  });
  succeed(route, "{}");
  route.out->post(frame);
}

} // namespace

void answer_history(const context& env, const schema::identity& who,
                    const reply_route& route,
                    const storage::history_query& query,
                    schema::result<storage::history_page> page,
                    std::shared_ptr<packet_credit> credit) {
  if (!page)
    return refuse(route, page.error());
  const auto allowed =
    domain::authorise(who, domain::action::read, page->conversation);
  if (!allowed)
    return refuse(route, allowed.error());
  if (page->conversation.find_member(who.no) != nullptr)
    return show(env, route, query, *page);
  // Noted first: an admin who reads what is others' leaves a trace.
  const auto id = page->conversation.id;
  env.store.audit(who.no, "read_messages", id, env.now(),
                  [&env, route, query, credit = std::move(credit),
                   page = std::make_shared<const storage::history_page>(
                     std::move(*page))](const schema::result<void>& noted) {
                    if (!noted)
                      return refuse(route, noted.error());
                    show(env, route, query, *page);
                  });
}

} // namespace actors
