#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace http {

/// Why a request is refused for its form.
struct request_fault {
  int status = 400;
  /// A sentence for the client.
  std::string_view text;
};

/// Finds where each request on a connection begins and ends, and judges its
/// form by the letter of RFC 9112, before a more tolerant parser sees it: two
/// readers that take the same bytes for different requests are how requests
/// are smuggled. Sees every byte once and allocates nothing; what it says
/// depends on the bytes only, not on the pieces they come in.
class request_guard {
public:
  static constexpr std::size_t max_target = 16u << 10;
  /// Name and value.
  static constexpr std::size_t max_field = 16u << 10;
  static constexpr std::size_t max_fields = 100;
  /// All lines before the body, and again all behind a chunked one.
  static constexpr std::size_t max_head = 64u << 10;
  /// The line of a chunk's size, with its extension.
  static constexpr std::size_t max_size_line = 256;
  /// A parser may remember each chunk.
  static constexpr std::uint32_t max_chunks = 16u << 10;

  /// `max_body`: bodies above it are refused when announced, or when counted.
  /// Below 2^59.
  explicit request_guard(std::uint64_t max_body) noexcept;

  enum class outcome : std::uint8_t {
    /// All is good so far; the request goes on.
    more,
    /// What is released ends with the last byte of a request.
    request_end,
    /// The request is refused: nothing behind what is released is any good.
    fault,
  };

  struct verdict {
    /// How many bytes from the beginning may go to the parser.
    std::size_t release = 0;
    request_guard::outcome outcome = outcome::more;
  };

  /// Looks at what came. `bytes` is all that was not released yet: it begins
  /// where the last release ended, with the same bytes as before. Heads, and
  /// lines within a body, are released whole. Looks no further than to the
  /// end of a request; the next call begins a new one. Not to be called after
  /// a fault, nor after the end of a request that `is_last`.
  verdict look(std::string_view bytes);

  /// Refuses a request that has begun, for a reason outside of its bytes.
  void refuse(request_fault why) noexcept;

  [[nodiscard]] const request_fault& fault() const noexcept {
    return fault_;
  }

  /// What makes a whole request, for a parser that has got what was released,
  /// of the one that is refused or has only begun.
  [[nodiscard]] std::string_view ending() const noexcept {
    return ending_;
  }

  /// A request has begun and its head is not complete.
  [[nodiscard]] bool is_in_head() const noexcept;

  /// The head of a request is complete and its body is not.
  [[nodiscard]] bool is_in_body() const noexcept;

  /// The client waits for a 100 before it sends the body.
  [[nodiscard]] bool awaits_continue() const noexcept {
    return awaits_continue_;
  }

  /// The request is the last one of its connection: it asks to close it, or
  /// to speak something else from then on.
  [[nodiscard]] bool is_last() const noexcept;

private:
  /// What is looked for next. For those before `content` there is a function
  /// each, that takes the next byte and the word that it follows.
  enum class place : std::uint8_t {
    before,
    before_lf,
    method,
    target,
    version,
    line_lf,
    field_start,
    field_name,
    field_value,
    field_lf,
    fields_lf,
    chunk_size,
    extension,
    size_lf,
    chunk_cr,
    chunk_lf,
    content,
    chunk,
    ended,
    refused,
  };

  void skip_content(std::size_t size) noexcept;
  bool skip_value(std::string_view bytes) noexcept;
  void step(std::string_view bytes);
  void step_request_line(char c, std::string_view bytes);
  void begin_request(char c, std::string_view);
  void end_empty_line(char c, std::string_view);
  void step_method(char c, std::string_view word);
  void step_target(char c, std::string_view word);
  void step_version(char c, std::string_view word);
  void end_line(char c, std::string_view);
  void begin_field(char c, std::string_view);
  void step_name(char c, std::string_view word);
  void step_value(char c, std::string_view word);
  void end_field_line(char c, std::string_view);
  void end_fields(char c, std::string_view);
  void step_size(char c, std::string_view);
  void step_extension(char c, std::string_view);
  void end_size(char c, std::string_view);
  void end_chunk(char c, std::string_view);
  void begin_size(char c, std::string_view);
  void take_field(std::string_view name, std::string_view value);
  void take_length(std::string_view value);
  void take_encoding(std::string_view value);
  void take_host(std::string_view value);
  void take_connection(std::string_view value);
  void take_expectation(std::string_view value);
  void end_head();
  void expect_lf(char c, place next);
  void go(place next) noexcept;
  void fail(int status, std::string_view text) noexcept;

  std::uint64_t max_body_;
  /// The next byte to look at and the beginning of what it belongs to, from
  /// the first byte that is not released.
  std::size_t at_ = 0;
  std::size_t mark_ = 0;
  std::size_t colon_ = 0;
  std::size_t released_ = 0;
  /// Of the body or the chunk, still to come.
  std::uint64_t left_ = 0;
  std::uint64_t body_ = 0;
  /// Of the lines before the body, behind it, or around a chunk.
  std::size_t line_bytes_ = 0;
  std::uint32_t chunks_ = 0;
  std::uint32_t fields_ = 0;
  request_fault fault_;
  std::string_view ending_;
  place place_ = place::before;

  /// What was looked at ends with a line that is good by itself.
  bool line_is_whole_ = false;
  bool knows_method_ = false;
  bool is_options_ = false;
  bool is_old_ = false; // HTTP/1.0
  bool has_host_ = false;
  bool has_length_ = false;
  bool is_chunked_ = false;
  bool expects_continue_ = false;
  bool awaits_continue_ = false;
  bool names_protocol_ = false; // Upgrade
  bool asks_upgrade_ = false;   // Connection: upgrade
  bool asks_close_ = false;
  bool asks_keep_alive_ = false;
  bool in_trailer_ = false;
  bool has_digit_ = false;
};

} // namespace http
