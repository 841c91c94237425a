#pragma once

#include <filesystem>
#include <string>

namespace tests {

/// A certificate that signs itself, and its key, as files in a folder that
/// goes away with this.
class certificate_files {
public:
  /// Good from yesterday until so many days from now.
  explicit certificate_files(int days = 365);
  ~certificate_files();

  certificate_files(const certificate_files&) = delete;
  certificate_files& operator=(const certificate_files&) = delete;

  /// Puts another pair into the same files.
  void renew(int days = 365);

  /// A file of that name with that text; its path.
  [[nodiscard]] std::string write(const std::string& name,
                                  const std::string& text) const;

  /// A key behind a passphrase; its path.
  [[nodiscard]] std::string write_encrypted_key() const;

  std::string certificate;
  std::string key;
  /// Of the certificate, in hexadecimal digits.
  std::string serial;

private:
  std::filesystem::path folder_;
};

} // namespace tests
