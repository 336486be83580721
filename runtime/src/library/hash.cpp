// SPDX-License-Identifier: MIT
// What hash.riot is built on: SHA-1 and SHA-256 (FIPS 180-4), HMAC (RFC 2104), CRC-32.
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "riot/library.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

constexpr std::size_t kBlock = 64;

std::uint32_t load_big(const unsigned char* p) {
  return static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 | static_cast<std::uint32_t>(p[2]) << 8 | p[3];
}

// Calls compress(block) for each block of the text and its padding: a 1 bit, zeros, the length in bits.
template <class Compress>
void each_block(std::string_view text, Compress&& compress) {
  const unsigned char* data = reinterpret_cast<const unsigned char*>(text.data());
  const std::uint64_t bits = static_cast<std::uint64_t>(text.size()) * 8;
  std::size_t left = text.size();
  for (; left >= kBlock; left -= kBlock, data += kBlock) compress(data);
  unsigned char last[2 * kBlock] = {};
  if (left) std::memcpy(last, data, left);
  last[left] = 0x80;
  const std::size_t size = left + 9 <= kBlock ? kBlock : 2 * kBlock;
  for (unsigned i = 0; i < 8; ++i) last[size - 1 - i] = static_cast<unsigned char>(bits >> 8 * i);
  for (std::size_t at = 0; at < size; at += kBlock) compress(last + at);
}

template <std::size_t kWords>
std::string digest(const std::array<std::uint32_t, kWords>& state) {
  std::string out;
  for (std::uint32_t word : state)
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(word >> shift));
  return out;
}

constexpr std::uint32_t kSha256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::string sha256(std::string_view text) {
  std::array<std::uint32_t, 8> h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  each_block(text, [&](const unsigned char* block) {
    std::uint32_t w[64];
    for (unsigned i = 0; i < 16; ++i) w[i] = load_big(block + 4 * i);
    for (unsigned i = 16; i < 64; ++i) {
      const std::uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[i - 7] + (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
    std::array<std::uint32_t, 8> s = h;
    for (unsigned i = 0; i < 64; ++i) {
      const std::uint32_t t1 = s[7] + (std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + kSha256[i] + w[i];
      const std::uint32_t t2 = (std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
      s = {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
    }
    for (unsigned i = 0; i < 8; ++i) h[i] += s[i];
  });
  return digest(h);
}

std::string sha1(std::string_view text) {
  std::array<std::uint32_t, 5> h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  each_block(text, [&](const unsigned char* block) {
    std::uint32_t w[80];
    for (unsigned i = 0; i < 16; ++i) w[i] = load_big(block + 4 * i);
    for (unsigned i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    std::array<std::uint32_t, 5> s = h;
    for (unsigned i = 0; i < 80; ++i) {
      const std::uint32_t f = i < 20 ? (s[1] & s[2]) | (~s[1] & s[3]) : i >= 40 && i < 60 ? (s[1] & s[2]) | (s[1] & s[3]) | (s[2] & s[3]) : s[1] ^ s[2] ^ s[3];
      constexpr std::uint32_t k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
      s = {std::rotl(s[0], 5) + f + s[4] + k[i / 20] + w[i], s[0], std::rotl(s[1], 30), s[2], s[3]};
    }
    for (unsigned i = 0; i < 5; ++i) h[i] += s[i];
  });
  return digest(h);
}

constexpr auto kCrc32 = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = c & 1 ? 0xedb88320 ^ c >> 1 : c >> 1;
    table[i] = c;
  }
  return table;
}();

}  // namespace

Bytes* hash_sha256(Process&, Bytes* data) { return new_bytes(sha256(view(data))); }
Bytes* hash_sha1(Process&, Bytes* data) { return new_bytes(sha1(view(data))); }

Bytes* hash_hmac_sha256(Process&, Bytes* data, Bytes* key) {
  std::string block(view(key).size() > kBlock ? sha256(view(key)) : std::string(view(key)));
  block.resize(kBlock);
  std::string inner = block, outer = block;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return new_bytes(sha256(outer + sha256(inner + std::string(view(data)))));
}

Int hash_crc32(Process&, Bytes* data) {
  std::uint32_t c = 0xffffffff;
  for (Int i = 0; i < data->size; ++i) c = kCrc32[(c ^ data->data[i]) & 0xff] ^ c >> 8;
  return static_cast<Int>(c ^ 0xffffffff);
}

Bool hash_secure_equal(Process&, Bytes* a, Bytes* b) {
  if (a->size != b->size) return false;
  unsigned difference = 0;
  for (Int i = 0; i < a->size; ++i) difference |= static_cast<unsigned>(a->data[i] ^ b->data[i]);
  return difference == 0;
}

}  // namespace riot
