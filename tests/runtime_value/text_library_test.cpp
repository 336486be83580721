// SPDX-License-Identifier: MIT
// The functions behind int, float, string, bytes, base64, hex and random.
#include <set>

#include "runtime/src/library/build.h"
#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

namespace riot::test {
namespace {

// Shows a result and lets it go.
std::string show_list(Object* list) {
  std::string text = show(list, kStringList);
  drop(list, kStringList);
  return text;
}

class Library : public ValueTest {
 protected:
  // Calls f with a text of its own.
  template <class F>
  auto with(const std::string& text, F f) {
    String* s = string(text);
    auto result = f(s);
    drop(s, kString);
    return result;
  }
  template <class F>
  auto with(const std::string& a, const std::string& b, F f) {
    return with(a, [&](String* x) { return with(b, [&](String* y) { return f(x, y); }); });
  }
  std::string option_int(Object* o) {
    std::string text = show(o, kOptionInt);
    drop(o, kOptionInt);
    return text;
  }
  std::string parse(const std::string& text, Int base = 10) {
    return option_int(with(text, [&](String* s) { return int_base_parse(self, s, base); }));
  }
  std::string parse_float(const std::string& text) {
    Object* o = with(text, [&](String* s) { return float_parse(self, s); });
    if (!is_object(o)) return "None";
    struct Some : Object { Float value; };
    std::string shown = show(to_word(static_cast<Some*>(o)->value), kFloat);
    release_memory(o, sizeof(Some));
    return shown;
  }
  std::string split(const std::string& text, const std::string& on) {
    return show_list(with(text, on, [&](String* x, String* y) { return string_split(self, x, y); }));
  }
};

TEST_F(Library, IntsParseWhollyOrNotAtAll) {
  EXPECT_EQ(parse("42"), "Some(42)");
  EXPECT_EQ(parse("+42"), "Some(42)");
  EXPECT_EQ(parse("-9223372036854775808"), "Some(-9223372036854775808)");
  for (const char* bad : {"", "-", "+", "+-1", "--1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "1_000"}) EXPECT_EQ(parse(bad), "None") << bad;
  EXPECT_EQ(parse("fF", 16), "Some(255)");
  EXPECT_EQ(parse("2", 2), "None");
  EXPECT_EQ(take(int_to_base_string(self, -255, 16)), "-FF");
  EXPECT_EQ(take(int_to_base_string(self, INT64_MIN, 2)).size(), 65u);
}

TEST_F(Library, FloatsParse) {
  EXPECT_EQ(parse_float("2.5e-3"), "0.0025");
  EXPECT_EQ(parse_float("1"), "1.0");
  EXPECT_EQ(parse_float("-0.0"), "-0.0");
  EXPECT_EQ(parse_float("+1.5"), "1.5");
  EXPECT_EQ(parse_float("1.0e400"), "inf");
  EXPECT_EQ(parse_float("-1.0e-400"), "-0.0");
  for (const char* bad : {"", ".", ".5", "1.", "1.e5", "inf", "nan", "0x1p3", "1.5x", "-", "+-1.0", " 1.0"}) EXPECT_EQ(parse_float(bad), "None") << bad;
  EXPECT_EQ(take(float_to_fixed(self, 2.0 / 3, 2)), "0.67");
  EXPECT_EQ(take(float_to_fixed(self, 1e300, 0)).size(), 301u);
  EXPECT_EQ(take(float_to_fixed(self, -0.004, 2)), "-0.00");
}

TEST_F(Library, GraphemesAreWhatReadersCount) {
  auto length = [&](const std::string& t) { return with(t, [&](String* s) { return string_length(self, s); }); };
  EXPECT_EQ(length(""), 0);
  EXPECT_EQ(length("abc"), 3);
  EXPECT_EQ(length("naïve"), 5);
  EXPECT_EQ(length("e\u0301"), 1);
  EXPECT_EQ(length("👨‍👩‍👧🇩🇪🇫🇷"), 3);
  EXPECT_EQ(length("a\r\nb"), 3);
  EXPECT_EQ(take(with("ae\u0301👨‍👩‍👧", [&](String* s) { return string_reverse(self, s); })), "👨‍👩‍👧e\u0301a");
  EXPECT_EQ(show_list(with("ae\u0301🇩🇪", [&](String* s) { return string_to_graphemes(self, s); })), "[\"a\", \"e\u0301\", \"🇩🇪\"]");
  EXPECT_EQ(take(with("naïve text", [&](String* s) { return string_between(self, s, 2, 5); })), "ïve");
  EXPECT_EQ(take(with("abc", [&](String* s) { return string_between(self, s, 1, INT64_MAX); })), "bc");
  EXPECT_EQ(take(with("abc", [&](String* s) { return string_between(self, s, 5, 7); })), "");
  EXPECT_EQ(option_int(with("naïve", "ve", [&](String* s, String* p) { return string_index_of(self, s, p); })), "Some(3)");
}

TEST_F(Library, SplittingAndJoining) {
  EXPECT_EQ(split("a,b,,c", ","), "[\"a\", \"b\", \"\", \"c\"]");
  EXPECT_EQ(split("", ","), "[\"\"]");
  EXPECT_EQ(split("abc", ""), "[\"a\", \"b\", \"c\"]");
  EXPECT_EQ(split(std::string(100, 'x') + "," + std::string(100, 'y'), ",").size(), 208u);
  EXPECT_EQ(show_list(with(" to\u00a0be \n or", [&](String* s) { return string_words(self, s); })), "[\"to\", \"be\", \"or\"]");
  EXPECT_EQ(show_list(with("a\n\nb\r\nc\r", [&](String* s) { return string_lines(self, s); })), "[\"a\", \"\", \"b\", \"c\\r\"]");
  EXPECT_EQ(show_list(with("a\n", [&](String* s) { return string_lines(self, s); })), "[\"a\"]");
  EXPECT_EQ(show_list(with("", [&](String* s) { return string_lines(self, s); })), "[]");
  Object* parts = with("a,b", ",", [&](String* x, String* y) { return string_split(self, x, y); });
  EXPECT_EQ(take(with("--", [&](String* s) { return string_join(self, parts, s); })), "a--b");
  drop(parts, kStringList);
  String* r = with("a-b-c", [&](String* t) { return with("-", "++", [&](String* x, String* y) { return string_replace(self, t, x, y); }); });
  EXPECT_EQ(take(r), "a++b++c");
  EXPECT_EQ(take(with("ab", [&](String* s) { return string_repeat(self, s, 3); })), "ababab");
  EXPECT_EQ(take(with("ab", [&](String* s) { return string_repeat(self, s, -3); })), "");
}

TEST_F(Library, CasesAndWhiteSpace) {
  EXPECT_EQ(take(with("ÄÉß", [&](String* s) { return string_lowercase(self, s); })), "äéß");
  EXPECT_EQ(take(with("straße é", [&](String* s) { return string_uppercase(self, s); })), "STRASSE É");
  EXPECT_EQ(take(with("\u2003 a b\t", [&](String* s) { return string_trim_start(self, s); })), "a b\t");
  EXPECT_EQ(take(with(" a b\t\u3000", [&](String* s) { return string_trim_end(self, s); })), " a b");
  EXPECT_EQ(take(with(" \n", [&](String* s) { return string_trim_end(self, s); })), "");
}

TEST_F(Library, BytesAndText) {
  auto bytes = [](std::string_view data) { return detail::new_bytes(data); };
  struct SomeText : Object { String* value; };
  Bytes* good = bytes("naïve");
  Object* o = bytes_to_string(self, good);
  EXPECT_EQ(show(o, kOptionString), "Some(\"naïve\")");
  drop(o, kOptionString);
  drop(good, kBytes);
  for (std::string_view bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "12345678\x80"}) {
    Bytes* b = bytes(bad);
    EXPECT_EQ(bytes_to_string(self, b), detail::none());
    drop(b, kBytes);
  }
  Bytes* mixed = bytes("a\xff\xe2\x82z\xf0\x9f\x98");
  EXPECT_EQ(take(bytes_to_string_lossy(self, mixed)), "a\uFFFD\uFFFDz\uFFFD");
  drop(mixed, kBytes);
  Bytes* data = bytes("0123456789");
  EXPECT_EQ(bytes_slice(self, data, 8, 3), detail::none());
  EXPECT_EQ(bytes_slice(self, data, -1, 1), detail::none());
  EXPECT_EQ(bytes_slice(self, data, 3, INT64_MIN), detail::none());
  Object* end = bytes_slice(self, data, 10, -2);
  EXPECT_EQ(show(to_word(static_cast<SomeText*>(end)->value), kBytes), "<<56, 57>>");
  drop(end, kOptionString);
  drop(data, kBytes);
}

TEST_F(Library, Base64AndHexRoundTrip) {
  const std::string all = [] {
    std::string s;
    for (int i = 0; i < 256; ++i) s += static_cast<char>(i);
    return s;
  }();
  for (std::size_t size : {0, 1, 2, 3, 4, 255, 256}) {
    for (bool urls : {false, true}) {
      for (bool padded : {false, true}) {
        Bytes* b = detail::new_bytes(std::string_view(all).substr(0, size));
        String* text = base64_encode(self, b, urls, padded);
        Object* back = base64_decode(self, text, urls);
        struct Some : Object { Bytes* value; };
        ASSERT_TRUE(is_object(back));
        EXPECT_TRUE(equal(to_word(b), to_word(static_cast<Some*>(back)->value), kBytes));
        drop(back, kOptionString);
        drop(text, kString);
        drop(b, kBytes);
      }
    }
  }
  for (const char* bad : {"A", "AB=C", "!!!!", "AAAAA", "====", "QQ=x"})
    EXPECT_EQ(with(bad, [&](String* s) { return base64_decode(self, s, false); }), detail::none()) << bad;
  EXPECT_EQ(with("0g", [&](String* s) { return hex_decode(self, s); }), detail::none());
  EXPECT_EQ(with("0", [&](String* s) { return hex_decode(self, s); }), detail::none());
}

TEST_F(Library, DigestsAgreeWithTheStandards) {
  auto hex = [&](Bytes* b) {
    std::string text = take(hex_encode(self, b));
    drop(b, kBytes);
    return text;
  };
  auto of = [&](const std::string& text, auto digest) {
    Bytes* b = detail::new_bytes(text);
    auto result = digest(self, b);
    drop(b, kBytes);
    return result;
  };
  EXPECT_EQ(hex(of("", hash_sha256)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(of("abc", hash_sha256)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(of(std::string(1'000'000, 'a'), hash_sha256)), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(hex(of("abc", hash_sha1)), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", hash_sha1)), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(of("123456789", hash_crc32), 0xcbf43926);
  Bytes* key = detail::new_bytes("Jefe");
  EXPECT_EQ(hex(of("what do ya want for nothing?", [&](Process& s, Bytes* b) { return hash_hmac_sha256(s, b, key); })),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  drop(key, kBytes);
}

TEST_F(Library, RandomNumbersStayInRangeAndRepeat) {
  random_seed(self, 0);
  std::vector<Int> first, second;
  std::set<Int> seen;
  for (int i = 0; i < 1000; ++i) first.push_back(random_int(self, -3, 3));
  for (Int i : first) {
    ASSERT_GE(i, -3);
    ASSERT_LE(i, 3);
    seen.insert(i);
  }
  EXPECT_EQ(seen.size(), 7u);
  random_seed(self, 0);
  for (int i = 0; i < 1000; ++i) second.push_back(random_int(self, -3, 3));
  EXPECT_EQ(first, second);
  EXPECT_EQ(random_int(self, 5, 5), 5);
  random_int(self, INT64_MIN, INT64_MAX);
  for (int i = 0; i < 1000; ++i) ASSERT_LT(random_float(self), 1.0);
}

}  // namespace
}  // namespace riot::test
