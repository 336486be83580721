// SPDX-License-Identifier: MIT
// Segments of `<<..>>`, in patterns and in expressions.
#include <optional>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::optional<int64_t> constant_size(const typed::Expr* size) {
  if (!size || size->kind != typed::ExprKind::Int) return std::nullopt;
  return static_cast<const typed::IntExpr*>(size)->value;
}

struct Specs {
  std::optional<typed::BitType> type;
  std::optional<bool> little, is_signed;
  bool ok = true;
};

}  // namespace

// The specifiers of one segment; each at most once, and only those that mean something for the type.
static Specs read_specs(const std::vector<syntax::Ident>& specs, const std::function<void(Code, Span, std::string, std::string)>& report) {
  Specs result;
  auto fail = [&](Code code, Span span, std::string message, std::string help = "") {
    result.ok = false;
    report(code, span, std::move(message), std::move(help));
  };
  for (const syntax::Ident& spec : specs) {
    auto set_type = [&](typed::BitType type) {
      if (result.type) fail(Code::E0413, spec.span, "a segment has one type, and this is the second");
      result.type = type;
    };
    auto set = [&](std::optional<bool>& flag, bool value, const char* what) {
      if (flag) fail(Code::E0413, spec.span, std::string("a segment has one ") + what + ", and this is the second");
      flag = value;
    };
    if (spec.text == "int") set_type(typed::BitType::Int);
    else if (spec.text == "float") set_type(typed::BitType::Float);
    else if (spec.text == "bytes") set_type(typed::BitType::Bytes);
    else if (spec.text == "utf8") set_type(typed::BitType::Utf8);
    else if (spec.text == "big") set(result.little, false, "byte order");
    else if (spec.text == "little") set(result.little, true, "byte order");
    else if (spec.text == "signed") set(result.is_signed, true, "sign");
    else if (spec.text == "unsigned") set(result.is_signed, false, "sign");
    else {
      std::string near = did_you_mean(spec.text, {"int", "float", "bytes", "utf8", "big", "little", "signed", "unsigned"});
      if (spec.text == "binary" || spec.text == "bitstring") near = "bytes";
      fail(Code::E0414, spec.span, "unknown specifier " + quoted(spec.text),
           near.empty() ? "they are int, float, bytes, utf8; big, little; signed, unsigned" : "did you mean " + quoted(near) + "?");
    }
  }
  const typed::BitType type = result.type.value_or(typed::BitType::Int);
  if (result.is_signed && type != typed::BitType::Int) fail(Code::E0413, specs.back().span, "only an int is signed or unsigned");
  if (result.little && type != typed::BitType::Int && type != typed::BitType::Float)
    fail(Code::E0413, specs.back().span, "only an int and a float have a byte order");
  return result;
}

namespace {

// Adds up constant sizes: bytes start on a byte, and the whole is whole bytes.
struct BitCount {
  int64_t bits = 0;
  bool is_known = true;
};
// Checks the size of a segment, which is `size` when that is constant, and adds it up. `any_width`: nothing but zeros or
// what nobody looks at, which may be wider than an Int.
template <class Segment, class Report>
void count_bits(const Segment& segment, const syntax::BitSegment& written, std::optional<int64_t> size, bool any_width, BitCount& total, Report& report) {
  switch (segment.type) {
    case typed::BitType::Int:
      if (size && (*size < 1 || (*size > 64 && !any_width))) report(Code::E0412, written.size->span, "an int has 1 to 64 bits, found " + std::to_string(*size), "");
      if (!segment.size) total.bits += 8;
      else if (size) total.bits += *size;
      else total.is_known = false;
      break;
    case typed::BitType::Float:
      if (size && *size != 32 && *size != 64) report(Code::E0412, written.size->span, "a float has 32 or 64 bits, found " + std::to_string(*size), "");
      total.bits += segment.size ? (size ? *size : 0) : 64;
      break;
    case typed::BitType::Utf8:
      if (written.size) report(Code::E0415, written.size->span, "a utf8 segment has no size: it is one code point", "");
      break;
    case typed::BitType::Bytes:
      if (size && *size < 0) report(Code::E0412, written.size->span, "a size cannot be negative", "");
      if (total.is_known && total.bits % 8 != 0) report(Code::E0410, written.span, "bytes start on a whole byte, and " + std::to_string(total.bits % 8) + " bits stand before", "");
      break;
    case typed::BitType::String: break;
  }
}

}  // namespace

typed::Expr* Inferer::infer_bits(const syntax::BitsExpr& expr) {
  auto* node = make<typed::BitsExpr>(expr.span, bytes_);
  BitCount total;
  auto report = [this](Code code, Span span, std::string message, std::string help) {
    auto made = error(code, span, std::move(message));
    if (!help.empty()) made.help(std::move(help));
  };
  for (const syntax::BitSegment& written : expr.segments) {
    typed::BitSegment segment;
    segment.span = written.span;
    Specs specs = read_specs(written.specs, report);
    segment.type = specs.type.value_or(typed::BitType::Int);
    segment.little = specs.little.value_or(false);
    segment.is_signed = specs.is_signed.value_or(false);
    if (written.size) segment.size = infer(written.size, Want{int_, {Why::Bits, {}, "", 0}});
    const bool is_text = written.value && written.value->kind == syntax::ExprKind::String && (!specs.type || segment.type == typed::BitType::Utf8);
    if (is_text) {
      segment.type = typed::BitType::String;
      segment.value = infer(written.value);
      if (written.size) error(Code::E0415, written.size->span, "a string literal has its own size");
      node->segments.push_back(segment);
      continue;
    }
    TypeId type = segment.type == typed::BitType::Float ? float_ : segment.type == typed::BitType::Bytes ? bytes_ : int_;
    segment.value = infer(written.value, Want{type, {Why::Bits, {}, "", 0}});
    std::optional<int64_t> size = constant_size(segment.size);
    const bool is_zero = segment.value->kind == typed::ExprKind::Int && static_cast<typed::IntExpr*>(segment.value)->value == 0;
    count_bits(segment, written, size, is_zero, total, report);
    node->segments.push_back(segment);
  }
  if (total.is_known && total.bits % 8 != 0 && (!body_->has_errors || quiet_ > 0))
    error(Code::E0410, expr.span, "the segments add up to " + std::to_string(total.bits) + " bits, which is no whole number of bytes");
  return node;
}

typed::Pattern* Inferer::infer_bits_pattern(const syntax::BitsPattern& pattern, TypeId type) {
  using K = syntax::PatternKind;
  auto* node = make<typed::BitsPattern>(pattern.span, type);
  BitCount total;
  auto report = [this](Code code, Span span, std::string message, std::string help) {
    auto made = error(code, span, std::move(message));
    if (!help.empty()) made.help(std::move(help));
  };
  for (size_t i = 0; i < pattern.segments.size(); ++i) {
    const syntax::BitSegment& written = pattern.segments[i];
    typed::BitPatternSegment segment;
    segment.span = written.span;
    Specs specs = read_specs(written.specs, report);
    segment.type = specs.type.value_or(typed::BitType::Int);
    segment.little = specs.little.value_or(false);
    segment.is_signed = specs.is_signed.value_or(false);
    // A size may use what the pattern has bound before it.
    if (written.size) segment.size = infer(written.size, Want{int_, {Why::Bits, {}, "", 0}});
    const syntax::Pattern* value = written.pattern;
    if (value && value->kind == K::String && (!specs.type || segment.type == typed::BitType::Utf8)) {
      segment.type = typed::BitType::String;
      segment.text = static_cast<const syntax::StringPattern*>(value)->value;
      if (written.size) error(Code::E0415, written.size->span, "a string literal has its own size");
      node->segments.push_back(std::move(segment));
      continue;
    }
    TypeId item = segment.type == typed::BitType::Float ? float_ : segment.type == typed::BitType::Bytes ? bytes_ : int_;
    bool any_width = false;
    Want want{item, {Why::Bits, {}, "", 0}};
    if (!value) {
      segment.value = infer(written.value, want);
    } else {
      switch (value->kind) {
        case K::Wildcard:
          any_width = true;
          segment.pattern = infer_pattern(value, item, want.origin);
          break;
        case K::Variable: segment.pattern = infer_pattern(value, item, want.origin); break;
        case K::Int: {
          auto* literal = make<typed::IntExpr>(value->span, int_);
          literal->value = static_cast<const syntax::IntPattern*>(value)->value;
          any_width = literal->value == 0;
          segment.value = coerce(literal, want);
          break;
        }
        case K::Float: {
          auto* literal = make<typed::FloatExpr>(value->span, float_);
          literal->value = static_cast<const syntax::FloatPattern*>(value)->value;
          segment.value = coerce(literal, want);
          break;
        }
        case K::Pin: segment.value = infer_pin(static_cast<const syntax::PinPattern&>(*value), want); break;
        case K::Error: segment.pattern = wildcard(value->span, types_.error()); break;
        default:
          error(Code::E0416, value->span, "a segment of a pattern is a literal, a variable, `_` or a pin");
          segment.pattern = infer_pattern(value, types_.error(), want.origin);
      }
    }
    std::optional<int64_t> size = constant_size(segment.size);
    if (segment.type == typed::BitType::Bytes && !written.size && i + 1 < pattern.segments.size())
      report(Code::E0411, written.span, "bytes without a size are all that is left, so they stand last", "give it a size: `name:length/bytes`");
    count_bits(segment, written, size, any_width, total, report);
    node->segments.push_back(std::move(segment));
  }
  if (total.is_known && total.bits % 8 != 0 && (!body_->has_errors || quiet_ > 0))
    error(Code::E0410, pattern.span, "the segments add up to " + std::to_string(total.bits) + " bits, which is no whole number of bytes");
  return node;
}

}  // namespace riotc::infer
