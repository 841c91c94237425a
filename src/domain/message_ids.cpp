#include "domain/message_ids.hpp"

#include <bit>
#include <chrono>
#include <cstring>

namespace domain {

namespace {

constexpr std::uint64_t low36 = (1ULL << 36) - 1;
constexpr std::uint64_t low28 = (1ULL << 28) - 1;

struct sip_state {
  std::uint64_t v0;
  std::uint64_t v1;
  std::uint64_t v2;
  std::uint64_t v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

std::uint64_t load_little_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i)
    value = (value << 8) | bytes[i];
  return value;
}

} // namespace

std::uint64_t siphash(std::uint64_t k0, std::uint64_t k1, std::uint64_t word0,
                      std::uint64_t word1) {
  sip_state s{k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL,
              k0 ^ 0x6c7967656e657261ULL, k1 ^ 0x7465646279746573ULL};
  s.absorb(word0);
  s.absorb(word1);
  s.absorb(16ULL << 56); // the length in bytes, nothing left over
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i)
    s.round();
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

message_id_codec::message_id_codec(const key& secret)
  : k0_(load_little_endian(secret.data())),
    k1_(load_little_endian(secret.data() + 8)) {
  // nop
}

std::uint64_t message_id_codec::mask(std::uint64_t second,
                                     std::uint64_t seq) const {
  return siphash(k0_, k1_, second, seq) & low36;
}

schema::message_id
message_id_codec::encode(schema::conversation_no conversation,
                         schema::message_seq seq,
                         schema::timestamp created_at) const {
  const auto second = static_cast<std::uint64_t>(
                        std::chrono::floor<std::chrono::seconds>(created_at)
                          .time_since_epoch()
                          .count())
                      & 0xffffffffULL;
  const auto number = static_cast<std::uint64_t>(seq.value) & low28;
  const auto tail = (number << 36)
                    | ((static_cast<std::uint64_t>(conversation.value) & low36)
                       ^ mask(second, number));
  schema::message_id id;
  for (std::size_t i = 0; i < 4; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(second >> (24 - 8 * i));
  for (std::size_t i = 0; i < 8; ++i)
    id.bytes[4 + i] = static_cast<std::uint8_t>(tail >> (56 - 8 * i));
  return id;
}

schema::message_id
message_id_codec::encode(schema::conversation_no conversation,
                         schema::message_ref ref) const {
  const schema::timestamp time{std::chrono::seconds{ref.value >> 28}};
  return encode(conversation, {ref.value & max_seq}, time);
}

message_id_codec::parts
message_id_codec::decode(const schema::message_id& id) const {
  std::uint64_t second = 0;
  std::uint64_t tail = 0;
  for (std::size_t i = 0; i < 4; ++i)
    second = (second << 8) | id.bytes[i];
  for (std::size_t i = 4; i < 12; ++i)
    tail = (tail << 8) | id.bytes[i];
  const auto seq = tail >> 36;
  const auto conversation = (tail & low36) ^ mask(second, seq);
  return {.conversation = {static_cast<std::int64_t>(conversation)},
          .seq = {static_cast<std::int64_t>(seq)},
          .second = static_cast<std::int64_t>(second)};
}

} // namespace domain
