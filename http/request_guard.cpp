#include "http/request_guard.hpp"

#include "http/request_form.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace http {

namespace {

constexpr std::size_t max_method = 32;
/// http_parser takes every name that begins so for this one.
constexpr std::string_view encoding = "Transfer-Encoding";
constexpr std::string_view whole_get =
  "GET / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n";
constexpr std::string_view whole_head =
  "HEAD / HTTP/1.1\r\nHost: -\r\nConnection: close\r\n\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";
constexpr std::string_view last_chunk_behind_data = "\r\n0\r\n\r\n";
constexpr std::string_view end_of_trailer = "\r\n";

} // namespace

request_guard::request_guard(std::uint64_t max_body) noexcept
  : max_body_{max_body},
    ending_{whole_get} {
  // nop
}

request_guard::verdict request_guard::look(std::string_view bytes) {
  if (place_ == place::ended)
    *this = request_guard{max_body_};
  released_ = 0;
  while (at_ < bytes.size() && place_ != place::ended
         && place_ != place::refused) {
    awaits_continue_ = false;
    if (place_ == place::content || place_ == place::chunk)
      skip_content(bytes.size() - at_);
    else if (place_ != place::field_value || !skip_value(bytes))
      step(bytes);
  }
  at_ -= released_;
  mark_ -= std::min(mark_, released_);
  colon_ -= std::min(colon_, released_);
  if (place_ == place::refused)
    return {released_, outcome::fault};
  return {released_,
          place_ == place::ended ? outcome::request_end : outcome::more};
}

void request_guard::refuse(request_fault why) noexcept {
  place_ = place::refused;
  fault_ = why;
}

bool request_guard::is_in_head() const noexcept {
  return place_ > place::before_lf && place_ <= place::fields_lf
         && !in_trailer_;
}

bool request_guard::is_in_body() const noexcept {
  return place_ < place::ended && (place_ > place::fields_lf || in_trailer_);
}

bool request_guard::is_last() const noexcept {
  if (names_protocol_ && asks_upgrade_)
    return true;
  return asks_close_ || (is_old_ && !asks_keep_alive_);
}

void request_guard::skip_content(std::size_t size) noexcept {
  const auto taken = std::min<std::uint64_t>(size, left_);
  at_ += static_cast<std::size_t>(taken);
  left_ -= taken;
  released_ = at_;
  if (left_ == 0)
    place_ = place_ == place::content ? place::ended : place::chunk_cr;
}

/// Most of a head is values. Takes of one what is within all bounds, if there
/// is such.
bool request_guard::skip_value(std::string_view bytes) noexcept {
  const auto room = std::min(max_field - std::min(max_field, at_ - mark_),
                             max_head - std::min(max_head, line_bytes_));
  const auto rest = bytes.substr(at_, room);
  const auto end = std::ranges::find_if_not(rest, is_field_character);
  const auto size = static_cast<std::size_t>(end - rest.begin());
  at_ += size;
  line_bytes_ += size;
  return size > 0;
}

void request_guard::step(std::string_view bytes) {
  using g = request_guard;
  using step_function = void (g::*)(char, std::string_view);
  // In the order of `place`.
  static constexpr std::array<step_function, 16> reactions{
    &g::begin_request,  &g::end_empty_line, &g::step_method, &g::step_target,
    &g::step_version,   &g::end_line,       &g::begin_field, &g::step_name,
    &g::step_value,     &g::end_field_line, &g::end_fields,  &g::step_size,
    &g::step_extension, &g::end_size,       &g::end_chunk,   &g::begin_size,
  };
  const auto reaction = reactions[static_cast<std::size_t>(place_)];
  (this->*reaction)(bytes[at_], bytes.substr(mark_, at_ - mark_));
  ++at_;
  if (place_ != place::refused && ++line_bytes_ > max_head)
    fail(431, "The head is over 64 KiB.");
  if (std::exchange(line_is_whole_, false) && place_ != place::refused)
    released_ = at_;
}

void request_guard::fail(int status, std::string_view text) noexcept {
  refuse({status, text});
}

void request_guard::go(place next) noexcept {
  place_ = next;
}

void request_guard::expect_lf(char c, place next) {
  if (c == '\n')
    place_ = next;
  else
    fail(400, "A carriage return stands alone.");
}

// -- the request line --------------------------------------------------------

void request_guard::begin_request(char c, std::string_view) {
  mark_ = at_;
  if (c == '\r')
    go(place::before_lf); // empty lines before a request are let pass
  else if (is_token_character(c))
    go(place::method);
  else
    fail(400, "The method is malformed.");
}

void request_guard::end_empty_line(char c, std::string_view) {
  expect_lf(c, place::before);
}

void request_guard::step_method(char c, std::string_view word) {
  if (c != ' ') {
    if (!is_token_character(c) || word.size() == max_method)
      fail(400, "The method is malformed.");
    return;
  }
  knows_method_ = is_known_method(word);
  is_options_ = word == "OPTIONS";
  if (word == "HEAD")
    ending_ = whole_head;
  mark_ = at_ + 1;
  go(place::target);
}

void request_guard::step_target(char c, std::string_view word) {
  if (c != ' ') {
    if (!is_visible(c))
      fail(400, "The request line is malformed.");
    else if (word.size() == max_target)
      fail(414, "The request target is over 16 KiB.");
    return;
  }
  mark_ = at_ + 1;
  go(place::version);
  if (!is_good_target(word) && !(is_options_ && word == "*"))
    fail(400, "The request target is malformed.");
}

void request_guard::step_version(char c, std::string_view word) {
  if (c != '\r') {
    if (!is_visible(c) || word.size() == 8)
      fail(400, "The request line is malformed.");
    return;
  }
  go(place::line_lf);
  is_old_ = word == "HTTP/1.0";
  if (!is_version(word))
    fail(400, "The request line is malformed.");
  else if (!is_old_ && word != "HTTP/1.1")
    fail(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  else if (!knows_method_)
    fail(501, "This method is not known here.");
}

void request_guard::end_line(char c, std::string_view) {
  expect_lf(c, place::field_start);
}

// -- header and trailer fields -----------------------------------------------

void request_guard::begin_field(char c, std::string_view) {
  mark_ = at_;
  if (c == '\r')
    go(place::fields_lf);
  else if (c == ' ' || c == '\t')
    fail(400, "A header line begins with white space.");
  else if (!is_token_character(c))
    fail(400, "A header field's name is malformed.");
  else if (++fields_ > max_fields)
    fail(431, "There are over 100 header fields.");
  else
    go(place::field_name);
}

void request_guard::step_name(char c, std::string_view word) {
  if (c == ':') {
    colon_ = at_;
    go(place::field_value);
  } else if (c == ' ' || c == '\t') {
    fail(400, "There is white space before a colon.");
  } else if (c == '\r' || c == '\n') {
    fail(400, "A header line has no colon.");
  } else if (!is_token_character(c)) {
    fail(400, "A header field's name is malformed.");
  } else if (word.size() == max_field) {
    fail(431, "A header field is over 16 KiB.");
  }
}

void request_guard::step_value(char c, std::string_view word) {
  if (c == '\r') {
    const auto name = colon_ - mark_;
    go(place::field_lf);
    take_field(word.substr(0, name), trim(word.substr(name + 1)));
  } else if (!is_field_character(c)) {
    fail(400, "A header field has a forbidden character.");
  } else if (word.size() == max_field) {
    fail(431, "A header field is over 16 KiB.");
  }
}

void request_guard::take_field(std::string_view name, std::string_view value) {
  if (is_same_word(name, "Content-Length"))
    take_length(value);
  else if (is_same_word(name.substr(0, encoding.size()), encoding))
    take_encoding(name.size() == encoding.size() ? value : "");
  else if (in_trailer_)
    return; // what stands there steers nothing
  else if (is_same_word(name, "Host"))
    take_host(value);
  else if (is_same_word(name, "Connection"))
    take_connection(value);
  else if (is_same_word(name, "Upgrade"))
    names_protocol_ = true;
  else if (is_same_word(name, "Expect"))
    take_expectation(value);
}

void request_guard::take_length(std::string_view value) {
  if (in_trailer_)
    return fail(400, "A trailer cannot tell how long the body is.");
  if (has_length_)
    return fail(400, "There is more than one Content-Length.");
  const auto length = to_length(value);
  if (!length)
    return fail(400, "Content-Length is not a number.");
  has_length_ = true;
  left_ = *length;
}

void request_guard::take_encoding(std::string_view value) {
  if (in_trailer_)
    return fail(400, "A trailer cannot tell how long the body is.");
  if (is_chunked_ || !is_same_word(value, "chunked"))
    return fail(400, "The only Transfer-Encoding taken is chunked.");
  is_chunked_ = true;
}

void request_guard::take_host(std::string_view value) {
  if (has_host_)
    return fail(400, "There has to be one Host header.");
  if (!is_host(value))
    return fail(400, "The Host header is malformed.");
  has_host_ = true;
}

void request_guard::take_connection(std::string_view value) {
  asks_close_ = asks_close_ || has_word(value, "close");
  asks_keep_alive_ = asks_keep_alive_ || has_word(value, "keep-alive");
  asks_upgrade_ = asks_upgrade_ || has_word(value, "upgrade");
}

void request_guard::take_expectation(std::string_view value) {
  if (is_old_)
    return; // an old client cannot mean it
  if (!is_same_word(value, "100-continue"))
    return fail(417, "The only expectation met is 100-continue.");
  expects_continue_ = true;
}

void request_guard::end_field_line(char c, std::string_view) {
  expect_lf(c, place::field_start);
  line_is_whole_ = in_trailer_;
}

void request_guard::end_fields(char c, std::string_view) {
  expect_lf(c, place::ended);
  if (place_ == place::ended && !in_trailer_)
    end_head();
  line_is_whole_ = true;
}

void request_guard::end_head() {
  if (!has_host_ && !is_old_)
    return fail(400, "There has to be one Host header.");
  if (is_chunked_ && (has_length_ || is_old_))
    return fail(400, "Transfer-Encoding cannot stand here.");
  if (left_ > max_body_)
    return fail(413, "The body is too large.");
  line_bytes_ = 0;
  if (is_chunked_) {
    ending_ = last_chunk;
    go(place::chunk_size);
  } else if (left_ > 0) {
    go(place::content);
  }
  awaits_continue_ = expects_continue_ && place_ != place::ended;
}

// -- chunks ------------------------------------------------------------------

void request_guard::step_size(char c, std::string_view) {
  const auto digit = to_hex_digit(c);
  const bool ends = has_digit_ && (c == '\r' || c == ';');
  if (line_bytes_ == max_size_line || (!digit && !ends))
    return fail(400, "A chunk's size is malformed.");
  if (ends)
    return go(c == ';' ? place::extension : place::size_lf);
  has_digit_ = true;
  left_ = left_ * 16 + *digit;
  if (left_ > max_body_ - body_)
    fail(413, "The body is too large.");
}

void request_guard::step_extension(char c, std::string_view) {
  if (c == '\r')
    go(place::size_lf);
  else if (!is_field_character(c) || line_bytes_ == max_size_line)
    fail(400, "A chunk's size is malformed.");
}

void request_guard::end_size(char c, std::string_view) {
  expect_lf(c, left_ > 0 ? place::chunk : place::field_start);
  if (++chunks_ > max_chunks)
    fail(413, "The body has too many chunks.");
  if (place_ == place::refused)
    return;
  line_is_whole_ = true;
  line_bytes_ = 0;
  body_ += left_;
  in_trailer_ = left_ == 0;
  ending_ = in_trailer_ ? end_of_trailer : last_chunk_behind_data;
}

void request_guard::end_chunk(char c, std::string_view) {
  line_bytes_ = 0;
  if (c == '\r')
    go(place::chunk_lf);
  else
    fail(400, "A chunk is longer than its size says.");
}

void request_guard::begin_size(char c, std::string_view) {
  has_digit_ = false;
  expect_lf(c, place::chunk_size);
}

} // namespace http
