#include "http/response.hpp"

namespace http {

std::array<std::string_view, 3> body_pieces(const response& x) {
  const std::string_view whole{x.body};
  const auto& again = x.repeated;
  if (again.size == 0)
    return {whole};
  return {whole.substr(0, again.at), whole.substr(again.from, again.size),
          whole.substr(again.at)};
}

std::size_t body_size(const response& x) {
  return x.body.size() + x.repeated.size;
}

std::string_view reason_phrase(int status) {
  switch (status) {
  case 200:
    return "OK";
  case 201:
    return "Created";
  case 204:
    return "No Content";
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 403:
    return "Forbidden";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 408:
    return "Request Timeout";
  case 409:
    return "Conflict";
  case 413:
    return "Payload Too Large";
  case 414:
    return "URI Too Long";
  case 415:
    return "Unsupported Media Type";
  case 417:
    return "Expectation Failed";
  case 426:
    return "Upgrade Required";
  case 429:
    return "Too Many Requests";
  case 431:
    return "Request Header Fields Too Large";
  case 501:
    return "Not Implemented";
  case 503:
    return "Service Unavailable";
  case 505:
    return "HTTP Version Not Supported";
  default:
    return "Internal Server Error";
  }
}

} // namespace http
