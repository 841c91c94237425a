#include "dialects/unified/unified.hpp"

namespace dialects::unified {

void write_ack(std::string& out, std::string_view data_json) {
  out.append(R"([{"success":true,"data":)").append(data_json);
  if (data_json.starts_with('{') && data_json.size() > 2)
    out.append(",").append(data_json.substr(1, data_json.size() - 2));
  out.append("}]");
}

} // namespace dialects::unified
