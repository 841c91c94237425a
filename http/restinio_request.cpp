// With listener.cpp the only source that sees RESTinio: it is slow to compile.

#include "http/restinio_request.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace http {

namespace {

std::string_view to_view(restinio::string_view_t x) {
  return {x.data(), x.size()};
}

class restinio_headers final : public header_source {
public:
  explicit restinio_headers(restinio::request_handle_t r)
    : request_{std::move(r)} {
    // nop
  }

  [[nodiscard]] std::string_view get(std::string_view name) const override {
    const auto found =
      request_->header().opt_value_of({name.data(), name.size()});
    return found ? to_view(*found) : std::string_view{};
  }

private:
  restinio::request_handle_t request_;
};

/// Answers through RESTinio. Keeps the loop's context, which the connection
/// refers to, alive behind the end of the listener.
class restinio_exchange final : public exchange {
public:
  restinio_exchange(std::shared_ptr<asio::io_context> context,
                    restinio::request_handle_t r)
    : context_{std::move(context)},
      request_{std::move(r)} {
    // nop
  }

  void send(response answer, bool with_body) noexcept override {
    try {
      if (with_body) {
        auto builder = begin<restinio::restinio_controlled_output_t>(answer);
        builder.set_body(std::move(answer.body));
        builder.done();
      } else {
        auto builder = begin<restinio::user_controlled_output_t>(answer);
        builder.set_content_length(answer.body.size());
        builder.done();
      }
    } catch (const std::exception& e) {
      base::log::error("answer lost", "what={}", e.what());
    }
  }

private:
  template<class Output>
  restinio::response_builder_t<Output> begin(const response& answer) {
    const auto code = static_cast<std::uint16_t>(answer.status);
    auto builder = request_->create_response<Output>(
      {restinio::http_status_code_t{code},
       std::string{reason_phrase(answer.status)}});
    if (!answer.content_type.empty())
      builder.append_header(restinio::http_field::content_type,
                            answer.content_type);
    builder.append_header("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers)
      builder.append_header(name, value);
    // An upgrade that is not granted may have bytes behind it that are no
    // HTTP: nothing more is read from there.
    if (answer.close || !request_->header().should_keep_alive())
      builder.connection_close();
    return builder;
  }

  std::shared_ptr<asio::io_context> context_;
  restinio::request_handle_t request_;
};

method to_method(const restinio::http_request_header_t& h) {
  switch (h.method().raw_id()) {
  case HTTP_GET:
    return method::get;
  case HTTP_HEAD:
    return method::head;
  case HTTP_POST:
    return method::post;
  case HTTP_PUT:
    return method::put;
  case HTTP_PATCH:
    return method::patch;
  case HTTP_DELETE:
    return method::del;
  case HTTP_OPTIONS:
    return method::options;
  default:
    return method::other;
  }
}

bool is_control(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u < 0x20 && u != '\t') || u == 0x7f;
}

} // namespace

request to_request(const restinio::request_handle_t& r) {
  const auto& header = r->header();
  const auto target = to_view(header.request_target());
  const auto question = std::min(target.find('?'), target.size());
  request out;
  out.method = to_method(header);
  out.path = target.substr(0, question);
  if (question < target.size())
    out.raw_query = target.substr(question + 1);
  out.headers = std::make_shared<restinio_headers>(r);
  out.body = r->body();
  return out;
}

std::string_view find_fault(const restinio::http_request_header_t& h) {
  if (h.http_major() != 1 || h.http_minor() > 1)
    return "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
  std::size_t hosts = 0;
  bool bad = false;
  h.for_each_field([&](const restinio::http_header_field_t& field) {
    const auto& value = field.value();
    if (field.field_id() == restinio::http_field::host)
      ++hosts;
    bad = bad || field.name().find(' ') != std::string::npos
          || std::any_of(value.begin(), value.end(), is_control);
  });
  if (hosts > 1 || (hosts == 0 && h.http_minor() == 1))
    return "There has to be one Host header.";
  return bad ? "A header field is malformed." : "";
}

std::unique_ptr<exchange>
make_exchange(std::shared_ptr<asio::io_context> context,
              restinio::request_handle_t r) {
  return std::make_unique<restinio_exchange>(std::move(context), std::move(r));
}

} // namespace http
