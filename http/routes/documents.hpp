#pragma once

#include <string>
#include <string_view>

namespace http {

/// schema/openapi.yaml and schema/asyncapi.yaml, built into the program.
[[nodiscard]] std::string_view openapi_document();
[[nodiscard]] std::string_view asyncapi_document();

/// A page that lists the routes and events of these documents. It needs
/// nothing else, and runs no script. Reads them in the form that they are
/// written in here, not all that YAML allows.
[[nodiscard]] std::string describe_page(std::string_view openapi,
                                        std::string_view asyncapi);

} // namespace http
