#include "domain/posting.hpp"

#include "base/encoding.hpp"
#include "domain/permissions.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

namespace domain {

namespace {

using schema::errc;
using schema::fail;

/// White space as JavaScript's trim() and Unicode see it.
bool is_space(char32_t c) {
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0
         || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x2028
         || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000
         || c == 0xfeff;
}

/// The code point at `i` of valid UTF-8; moves `i` behind it.
char32_t next_code_point(std::string_view text, std::size_t& i) {
  const auto lead = static_cast<unsigned char>(text[i++]);
  if (lead < 0x80)
    return lead;
  const int more = lead >= 0xf0 ? 3 : (lead >= 0xe0 ? 2 : 1);
  char32_t value = lead & (0x3f >> more);
  for (int k = 0; k < more && i < text.size(); ++k)
    value = (value << 6) | (static_cast<unsigned char>(text[i++]) & 0x3f);
  return value;
}

bool only_white_space(std::string_view text) {
  for (std::size_t i = 0; i < text.size();)
    if (!is_space(next_code_point(text, i)))
      return false;
  return true;
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

schema::result<void> check_content(std::string_view content) {
  if (content.empty() || only_white_space(content))
    return fail(errc::validation_failed, "content must not be empty");
  if (has_nul(content))
    return fail(errc::validation_failed, "content must not contain U+0000");
  // A code point has four bytes at most: counting is needed near the bound.
  if (content.size() > max_content
      && base::count_code_points(content) > max_content)
    return fail(errc::validation_failed,
                "content must have at most 2000 characters");
  return {};
}

schema::result<void> check_media(const std::optional<std::string>& url) {
  if (!url)
    return {};
  if (url->empty() || url->size() > max_media_url || has_nul(*url))
    return fail(errc::validation_failed,
                "mediaUrl must have 1 to 2048 characters");
  if (!url->starts_with("https://") && !url->starts_with("http://"))
    return fail(errc::validation_failed,
                "mediaUrl must begin with https:// or http://");
  return {};
}

schema::result<std::optional<schema::message_ref>>
resolve_reply(const schema::post_message& command,
              const schema::conversation& where, const message_id_codec& ids) {
  if (!command.reply_to)
    return std::optional<schema::message_ref>{};
  const auto parts = ids.decode(*command.reply_to);
  if (parts.conversation != where.no || parts.seq.value < 1
      || parts.seq > where.head.last_seq)
    return fail(errc::validation_failed,
                "replyTo must be a message of this conversation");
  return std::optional{message_id_codec::pack(parts)};
}

std::int64_t first_eight(const unsigned char* digest) {
  std::int64_t value = 0;
  std::memcpy(&value, digest, sizeof(value));
  return value;
}

} // namespace

schema::result<void> check_form(const schema::post_message& command) {
  if (auto ok = check_content(command.content); !ok)
    return ok;
  if (auto ok = check_media(command.media_url); !ok)
    return ok;
  if (command.kind == schema::message_kind::system)
    return fail(errc::validation_failed,
                "messageType must not be system: only the server writes those");
  const auto& key = command.client_message_id;
  if (key
      && (key->empty() || has_nul(*key)
          || base::count_code_points(*key) > max_client_message_id))
    return fail(errc::validation_failed,
                "clientMessageId must have 1 to 128 characters");
  return {};
}

schema::result<std::shared_ptr<const schema::keyed_message>>
decide(const schema::post_message& command, const schema::identity& who,
       const schema::conversation& where, const message_id_codec& ids,
       schema::timestamp now) {
  if (auto ok = authorise(who, action::write, where); !ok)
    return schema::failure{ok.error()};
  if (auto ok = check_form(command); !ok)
    return schema::failure{ok.error()};
  auto reply = resolve_reply(command, where, ids);
  if (!reply)
    return schema::failure{reply.error()};
  if (where.head.last_seq.value >= max_seq)
    return fail(errc::conflict, "This conversation is full");
  auto post = std::make_shared<schema::keyed_message>();
  auto& message = post->message;
  message.conversation = where.no;
  message.seq = {where.head.last_seq.value + 1};
  message.rev = {where.head.rev.value + 1};
  message.sender = who.no;
  message.created_at = std::max(now, where.head.last_at);
  message.kind = command.kind;
  message.content = command.content;
  message.media_url = command.media_url;
  message.reply_to = *reply;
  if (command.client_message_id) {
    post->dedupe = dedupe_key_of(who.profile.id, *command.client_message_id);
    post->body_hash = body_hash_of(message);
  }
  return post;
}

void apply(schema::conversation& where, const schema::keyed_message& post) {
  where.head = {.rev = post.message.rev,
                .last_seq = post.message.seq,
                .last_at = post.message.created_at};
  for (auto& m : where.members)
    if (m.no != post.message.sender)
      m.unread = std::min(m.unread + 1, schema::more_unread);
}

schema::dedupe_key dedupe_key_of(std::string_view sender_id,
                                 std::string_view key) {
  std::string input;
  input.reserve(sender_id.size() + key.size() + 1);
  // No id holds a NUL, so two pairs cannot give one text.
  input.append(sender_id).append(1, '\0').append(key);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(),
         digest);
  schema::dedupe_key result;
  std::memcpy(result.bytes.data(), digest, result.bytes.size());
  return result;
}

std::int64_t body_hash_of(const schema::message& body) {
  std::string input{to_string(body.kind)};
  input.append(1, '\0').append(body.content).append(1, '\0');
  input.append(body.media_url.value_or("")).append(1, '\0');
  input.append(std::to_string(body.reply_to ? body.reply_to->value : 0));
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(),
         digest);
  return first_eight(digest);
}

} // namespace domain
