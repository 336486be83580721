// SPDX-License-Identifier: MIT
// What bytes.riot, base64.riot and hex.riot are built on.
#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/encoding.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

Bytes* bytes_from_string(Process&, String* text) { return as_bytes(text); }

Object* bytes_to_string(Process&, Bytes* data) { return is_utf8(view(data)) ? some(as_string(data)) : none(); }

String* bytes_to_string_lossy(Process&, Bytes* data) {
  if (is_utf8(view(data))) return as_string(data);
  Text out;
  add_lossy(out, view(data));
  return new_string(out.view());
}

// Each Int modulo 256, as `<<value>>` builds it.
Bytes* bytes_from_list(Process&, Object* values) {
  Text out;
  for (ListReader r(values, kInt); !r.done(); r.next()) out.add(static_cast<char>(r.head()));
  return new_bytes(out.view());
}

Object* bytes_to_list(Process&, Bytes* data) {
  ListBuilder list(kInt);
  for (Int i = 0; i < data->size; ++i) list.add(data->data[i]);
  return list.list();
}

Bytes* bytes_join(Process&, Object* parts) {
  std::size_t size = 0;
  for (ListReader r(parts, kBytes); !r.done(); r.next()) size += view(from_word<Bytes*>(r.head())).size();
  Bytes* joined = new_bytes_of_size(size);
  char* out = bytes_of(joined);
  for (ListReader r(parts, kBytes); !r.done(); r.next()) {
    const std::string_view part = view(from_word<Bytes*>(r.head()));
    out = static_cast<char*>(std::memcpy(out, part.data(), part.size())) + part.size();
  }
  return joined;
}

Bytes* bytes_repeat(Process&, Bytes* data, Int times) {
  const std::string_view unit = view(data);
  if (times <= 0) times = 0;
  Bytes* result = new_bytes_of_size(unit.size() * static_cast<std::size_t>(times));
  char* out = bytes_of(result);
  for (Int i = 0; i < times && !unit.empty(); ++i) out = static_cast<char*>(std::memcpy(out, unit.data(), unit.size())) + unit.size();
  return result;
}

Object* bytes_slice(Process&, Bytes* data, Int at, Int take) {
  // Like Erlang's binary:part: a negative length reaches back.
  if (take < 0) {
    if (take < -data->size) return none();
    at += take;
    take = -take;
  }
  if (at < 0 || at > data->size || take > data->size - at) return none();
  return some(slice(data, static_cast<std::size_t>(at), static_cast<std::size_t>(take)));
}

Object* bytes_index_of(Process&, Bytes* data, Bytes* part, Int from) {
  if (from < 0) from = 0;
  if (from > data->size) return none();
  const std::size_t at = view(data).find(view(part), static_cast<std::size_t>(from));
  return at == std::string_view::npos ? none() : some(static_cast<Int>(at));
}

Bool bytes_has_prefix(Process&, Bytes* data, Bytes* prefix) { return view(data).starts_with(view(prefix)); }
Bool bytes_has_suffix(Process&, Bytes* data, Bytes* suffix) { return view(data).ends_with(view(suffix)); }

Object* bytes_split(Process&, Bytes* data, Bytes* separator) {
  const std::string_view whole = view(data), on = view(separator);
  ListBuilder list(kBytes);
  std::size_t from = 0;
  if (!on.empty())
    for (std::size_t at; (at = whole.find(on, from)) != std::string_view::npos; from = at + on.size())
      list.add(to_word(slice(data, from, at - from)));
  list.add(to_word(slice(data, from, whole.size() - from)));
  return list.list();
}

Object* bytes_split_once(Process&, Bytes* data, Bytes* separator) {
  const std::size_t at = view(data).find(view(separator));
  if (at == std::string_view::npos) return none();
  const std::size_t behind = at + view(separator).size();
  Bytes* before = slice(data, 0, at);
  Bytes* after = slice(data, behind, view(data).size() - behind);
  return some(to_word(pair(to_word(before), kBytes, to_word(after), kBytes)), kAnyObject);
}

Bytes* bytes_mask(Process&, Bytes* data, Bytes* key) {
  if (key->size == 0) return shared(data);
  Bytes* made = new_bytes_of_size(static_cast<std::size_t>(data->size));
  char* out = bytes_of(made);
  for (Int i = 0; i < data->size; ++i) out[i] = static_cast<char>(data->data[i] ^ key->data[i % key->size]);
  return made;
}

String* base64_encode(Process&, Bytes* data, Bool for_urls, Bool padded) {
  Text out;
  add_base64(out, view(data), for_urls, padded);
  return new_string(out.view());
}

Object* base64_decode(Process&, String* text, Bool for_urls) {
  Text out;
  return decode_base64(out, view(text), for_urls) ? some(new_bytes(out.view())) : none();
}

String* hex_encode(Process&, Bytes* data) {
  constexpr char digits[] = "0123456789abcdef";
  String* text = new_string_of_size(2 * view(data).size());
  char* out = bytes_of(text);
  for (Int i = 0; i < data->size; ++i) {
    *out++ = digits[data->data[i] >> 4];
    *out++ = digits[data->data[i] & 15];
  }
  return text;
}

Object* hex_decode(Process&, String* text) {
  const std::string_view digits = view(text);
  if (digits.size() % 2) return none();
  const auto value = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  Text out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = value(digits[i]), low = value(digits[i + 1]);
    if (high < 0 || low < 0) return none();
    out.add(static_cast<char>(high << 4 | low));
  }
  return some(new_bytes(out.view()));
}

}  // namespace riot
