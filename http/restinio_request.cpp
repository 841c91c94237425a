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

  [[nodiscard]] std::string get_all(std::string_view name) const override {
    std::string all;
    bool is_first = true;
    const auto add = [&](restinio::string_view_t value) {
      all.append(is_first ? "" : ",").append(to_view(value));
      is_first = false;
      return restinio::http_header_fields_t::continue_enumeration();
    };
    request_->header().for_each_value_of(
      restinio::string_view_t{name.data(), name.size()}, add);
    return all;
  }

private:
  restinio::request_handle_t request_;
};

/// Answers through RESTinio. Keeps the loop's context, which the connection
/// refers to, alive behind the end of the listener.
class restinio_exchange final : public exchange {
public:
  restinio_exchange(std::shared_ptr<asio::io_context> context,
                    restinio::request_handle_t r, const stream_ptr& from)
    : context_{std::move(context)},
      request_{std::move(r)},
      stream_{from},
      is_last_{!from || from->is_last()},
      is_strict_{from && from->is_strict()} {
    // nop
  }

  void send(response answer, bool with_body) noexcept override {
    try {
      if (with_body) {
        auto builder = begin<restinio::restinio_controlled_output_t>(answer);
        if (answer.repeated.size > 0)
          return send_in_pieces(std::move(builder), std::move(answer));
        builder.set_body(std::move(answer.body));
        builder.done(when_written());
      } else {
        auto builder = begin<restinio::user_controlled_output_t>(answer);
        builder.set_content_length(body_size(answer));
        builder.done(when_written());
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
    if (is_strict_)
      builder.append_header("Strict-Transport-Security", "max-age=31536000");
    for (const auto& [name, value] : answer.headers)
      builder.append_header(name, value);
    // The guard knows better than http_parser whether something follows.
    if (answer.close || is_last_)
      builder.connection_close();
    else
      builder.connection_keep_alive();
    return builder;
  }

  /// RESTinio keeps what it calls when it is done for as long as it writes.
  void send_in_pieces(
    restinio::response_builder_t<restinio::restinio_controlled_output_t>
      builder,
    response answer) {
    const auto kept = std::make_shared<const response>(std::move(answer));
    for (const auto piece : body_pieces(*kept))
      builder.append_body(restinio::const_buffer(piece.data(), piece.size()));
    builder.done([kept, tell = when_written()](const asio::error_code& error) {
      tell(error);
    });
  }

  /// RESTinio calls it on the listener's thread.
  [[nodiscard]] restinio::write_status_cb_t when_written() const {
    return [stream = stream_](const asio::error_code&) {
      if (const auto live = stream.lock())
        live->answered();
    };
  }

  std::shared_ptr<asio::io_context> context_;
  restinio::request_handle_t request_;
  std::weak_ptr<stream_core> stream_;
  bool is_last_;
  bool is_strict_;
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

/// The path and query of a target, which may be a whole URL.
std::string_view local_part(std::string_view target) {
  if (target.starts_with('/') || target == "*")
    return target;
  const auto host = target.find("://") + 3;
  const auto path = target.find_first_of("/?", host);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

} // namespace

request to_request(const restinio::request_handle_t& r) {
  const auto& header = r->header();
  const auto target = local_part(to_view(header.request_target()));
  const auto question = std::min(target.find('?'), target.size());
  request out;
  out.method = to_method(header);
  out.is_old = header.http_major() == 1 && header.http_minor() == 0;
  out.path = target.substr(0, question);
  if (question < target.size())
    out.raw_query = target.substr(question + 1);
  out.headers = std::make_shared<restinio_headers>(r);
  out.body = r->body();
  return out;
}

std::unique_ptr<exchange>
make_exchange(std::shared_ptr<asio::io_context> context,
              restinio::request_handle_t r, const stream_ptr& from) {
  return std::make_unique<restinio_exchange>(std::move(context), std::move(r),
                                             from);
}

} // namespace http
