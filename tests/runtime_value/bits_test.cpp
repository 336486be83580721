// SPDX-License-Identifier: MIT
// Bit segments of every size, there and back.
#include <random>

#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

namespace riot::test {
namespace {

using Bits = ValueTest;

TEST_F(Bits, EverySizeRoundTrips) {
  std::mt19937_64 random(1);
  for (bool little : {false, true}) {
    for (bool is_signed : {false, true}) {
      for (Int size = 1; size <= 64; ++size) {
        for (Int lead = 0; lead < 8; ++lead) {
          Int value = static_cast<Int>(random());
          if (size == 64 && !is_signed) value &= INT64_MAX;
          Bytes* data = bits_add_int(self, bits_new(self), 0x2a, lead, false);
          data = bits_add_int(self, data, value, size, little);
          data = bits_add_int(self, data, 0, (16 - (lead + size) % 8) % 8, false);
          data = bits_finish(self, data, "");
          std::uint64_t expected = static_cast<std::uint64_t>(value);
          if (size < 64) {
            expected &= (std::uint64_t{1} << size) - 1;
            if (is_signed && expected >> (size - 1)) expected |= ~std::uint64_t{0} << size;
          }
          ASSERT_EQ(bits_int(self, data, lead, size, is_signed, little, ""), static_cast<Int>(expected)) << size << " " << lead << " " << little;
          drop(data, kBytes);
        }
      }
    }
  }
}

TEST_F(Bits, LayoutsAgreeWithErlang) {
  // <<1:4, 2:4, 16#1234:16/big, 16#1234:16/little, 1:12/little, 5:4>>
  Bytes* data = bits_new(self);
  data = bits_add_int(self, data, 1, 4, false);
  data = bits_add_int(self, data, 2, 4, false);
  data = bits_add_int(self, data, 0x1234, 16, false);
  data = bits_add_int(self, data, 0x1234, 16, true);
  data = bits_add_int(self, data, 0x123, 12, true);
  data = bits_add_int(self, data, 5, 4, false);
  EXPECT_EQ(show(data, kBytes), "<<18, 18, 52, 52, 18, 35, 21>>");
  drop(data, kBytes);
}

TEST_F(Bits, FloatsTextAndBytes) {
  Bytes* data = bits_add_float(self, bits_new(self), 1.5, 64, true);
  data = bits_add_float(self, data, -2.25, 32, false);
  data = bits_add_utf8(self, data, 0x1f600, "");
  String* text = string("GET ");
  data = bits_add_text(self, data, shared(text));
  EXPECT_EQ(bits_float(self, data, 0, 64, true), 1.5);
  EXPECT_EQ(bits_float(self, data, 64, 32, false), -2.25);
  EXPECT_EQ(bits_utf8_size(self, data, 96), 32);
  EXPECT_EQ(bits_utf8(self, data, 96), 0x1f600);
  EXPECT_EQ(bits_utf8_size(self, data, 104), 0);
  EXPECT_TRUE(bits_has_text(self, data, 128, text));
  EXPECT_FALSE(bits_has_text(self, data, 136, text));
  EXPECT_EQ(bits_utf8_size(self, data, bits_size(self, data)), 0);
  // Behind four bits everything shifts.
  Bytes* shifted = bits_add_int(self, bits_new(self), 7, 4, false);
  shifted = bits_add_bytes(self, shifted, shared(data));
  shifted = bits_add_int(self, shifted, 7, 4, false);
  EXPECT_EQ(bits_utf8(self, shifted, 100), 0x1f600);
  EXPECT_EQ(shifted->size, data->size + 1);
  drop(bits_finish(self, shifted, ""), kBytes);
  drop(text, kString);
  Bytes* part = bits_add_part(self, bits_new(self), shared(data), 2, "");
  EXPECT_EQ(part->size, 2);
  EXPECT_ANY_THROW((void)bits_add_part(self, shared(part), shared(data), 100, ""));
  drop(part, kBytes);
  drop(data, kBytes);
  EXPECT_ANY_THROW((void)bits_finish(self, bits_add_int(self, bits_new(self), 1, 3, false), ""));
  EXPECT_ANY_THROW((void)bits_add_utf8(self, bits_new(self), 0xd800, ""));
  Bytes* large = bits_add_int(self, bits_new(self), -1, 64, false);
  EXPECT_ANY_THROW((void)bits_int(self, large, 0, 64, false, false, ""));
  drop(large, kBytes);
}

}  // namespace
}  // namespace riot::test
