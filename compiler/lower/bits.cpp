// SPDX-License-Identifier: MIT
// Bit patterns and bit expressions.
//
// A pattern becomes a function of its own, from the Bytes to NoMatch or Match(what its variables stand for): each check
// that fails simply returns. An expression appends to Bytes of the runtime, segment by segment. Sizes and positions count
// bits; those that are known are folded.
#include "compiler/lower/builder.h"

#include <cstdint>

namespace riotc::lower {

using typed::BitType;
using typed::PatternKind;

namespace {

constexpr int64_t kDefaultIntBits = 8;
constexpr int64_t kDefaultFloatBits = 64;

// Segments whose value the pattern keeps, by index.
std::vector<uint32_t> kept_segments(const typed::BitsPattern& pattern) {
  std::vector<uint32_t> kept;
  for (uint32_t i = 0; i < pattern.segments.size(); ++i)
    if (pattern.segments[i].pattern && pattern.segments[i].pattern->kind == PatternKind::Variable) kept.push_back(i);
  return kept;
}

bool is_known(const core::Operand& operand) { return operand.kind == core::OperandKind::Int; }
bool is_known_within(const core::Operand& operand, int64_t low, int64_t high) {
  return is_known(operand) && operand.number >= low && operand.number <= high;
}
bool is_float_size(const core::Operand& operand) { return is_known(operand) && (operand.number == 32 || operand.number == 64); }

}  // namespace

core::TypeId Layout::matched(const std::vector<core::TypeId>& fields) {
  auto [id, added] = intern({core::TypeKind::Data, UINT32_MAX, fields}, "Matched[" + names_of(fields, ", ") + "]", "Matched" + symbols_of(fields), "");
  if (added) {
    core::Constructor match{"Match", {}};
    for (core::TypeId field : fields) match.fields.push_back({"", "", field});
    program_.types[id].constructors = {{"NoMatch", {}}, std::move(match)};
  }
  return id;
}

Builder::Operand Builder::scaled(const Operand& count, int64_t unit_bits, Span span) {
  if (unit_bits == 1) return count;
  if (is_known(count)) return integer(count.number * unit_bits);
  core::Expr product = make(core::ExprKind::Arithmetic, lowering_.layout.integer(), span, {count, integer(unit_bits)});
  product.op = core::Op::Multiply;
  return let(std::move(product));
}

Builder::Operand Builder::advanced(const Operand& position, const Operand& bits, Span span) {
  if (is_known(position) && is_known(bits)) return integer(position.number + bits.number);
  core::Expr sum = make(core::ExprKind::Arithmetic, lowering_.layout.integer(), span, {position, bits});
  sum.op = core::Op::Add;
  return let(std::move(sum));
}

// ---------------------------------------------------------------------------------------------- patterns

// A size may name a variable that the same match binds outside the bit pattern, at a place that is there without any test.
void Builder::bind_sizes(Matching& m, const typed::BitsPattern& pattern) {
  for (const typed::BitPatternSegment& segment : pattern.segments) {
    if (!segment.size || segment.size->kind != typed::ExprKind::Local) continue;
    const typed::VariableId wanted = static_cast<const typed::LocalExpr&>(*segment.size).variable;
    if (find({wanted, {}})) continue;
    for (const exhaustive::Node& node : m.tree->nodes)
      for (const exhaustive::BoundVariable& bound : node.bindings) {
        if (bound.variable != wanted) continue;
        exhaustive::PlaceId at = bound.place;
        while (m.tree->places[at].kind == exhaustive::PlaceKind::Item) at = m.tree->places[at].parent;
        if (m.tree->places[at].kind == exhaustive::PlaceKind::Root) bind(wanted, place(m, bound.place));
      }
  }
}

Builder::Operand Builder::call_bits_matcher(const typed::BitsPattern& pattern, const Operand& tested) {
  std::vector<core::TypeId> fields;
  for (uint32_t index : kept_segments(pattern)) fields.push_back(type_of(pattern.segments[index].pattern->type));
  const core::TypeId result = fields.empty() ? lowering_.layout.boolean() : lowering_.layout.matched(fields);
  std::unique_ptr<Builder> matcher = child(core::FunctionKind::Plain, Mode::Plain, "bits", pattern.span);
  matcher->function_.result = result;
  const Operand bytes = variable(matcher->add_parameter(lowering_.layout.bytes(), "bytes"));
  matcher->fill_bits_matcher(pattern, bytes);
  std::vector<Operand> operands = std::move(matcher->captured_);
  operands.insert(operands.begin(), tested);
  core::Expr call = make(core::ExprKind::Call, result, pattern.span, std::move(operands));
  call.function = lowering_.add(matcher->take());
  return let(std::move(call));
}

void Builder::fill_bits_matcher(const typed::BitsPattern& pattern, const Operand& bytes) {
  const core::TypeId result = function_.result;
  const core::TypeId boolean_type = lowering_.layout.boolean();
  const core::TypeId int_type = lowering_.layout.integer();
  const bool keeps = !is(result, core::TypeKind::Bool);
  const auto require = [&](core::Expr condition) {
    const Operand holds = let(std::move(condition));
    branch(holds, pattern.span, [] {}, [&] { return_value(use(keeps ? nullary(result, 0) : boolean(false), pattern.span)); });
  };
  const auto ask = [&](const char* name, std::vector<Operand> operands) {
    return runtime(name, boolean_type, std::move(operands), {}, pattern.span);
  };
  std::vector<Operand> kept;
  Operand position = integer(0);
  bool ends_open = false;
  for (const typed::BitPatternSegment& segment : pattern.segments) {
    const Span span = segment.span;
    const typed::Pattern* inner = segment.pattern;
    const bool ignored = inner && inner->kind == PatternKind::Wildcard;
    // Equal to an expression, a literal or a pinned variable; or kept.
    const auto settle = [&](core::Expr value) {
      if (segment.value) {
        const Operand found = let(std::move(value));
        const Operand wanted = operand(*segment.value);
        return require(compare(core::Op::Equal, found, wanted, span));
      }
      switch (inner->kind) {
        case PatternKind::Wildcard: return;
        case PatternKind::Variable: {
          const auto& variable = static_cast<const typed::VariablePattern&>(*inner);
          kept.push_back(let(std::move(value), &(*owner_->variables)[variable.variable]));
          return bind(variable.variable, kept.back());
        }
        case PatternKind::Int:
          return require(compare(core::Op::Equal, let(std::move(value)), integer(static_cast<const typed::IntPattern&>(*inner).value), span));
        case PatternKind::Float: {
          Operand literal;
          literal.kind = core::OperandKind::Float;
          literal.real = static_cast<const typed::FloatPattern&>(*inner).value;
          return require(compare(core::Op::Equal, let(std::move(value)), literal, span));
        }
        case PatternKind::Pin: {
          const Operand found = let(std::move(value));
          const Operand wanted = operand(*static_cast<const typed::PinPattern&>(*inner).value);
          return require(compare(core::Op::Equal, found, wanted, span));
        }
        default: return lowering_.unsupported(inner->span, "this pattern in `<<..>>`");
      }
    };
    switch (segment.type) {
      case BitType::Int: {
        const Operand size = segment.size ? operand(*segment.size) : integer(kDefaultIntBits);
        const bool is_literal = segment.value || (inner && (inner->kind == PatternKind::Int || inner->kind == PatternKind::Pin));
        // Wider than 64 bits only what needs no Int.
        if (!ignored && !is_literal && !is_known_within(size, 1, 64)) {
          require(compare(core::Op::GreaterEqual, size, integer(1), span));
          require(compare(core::Op::LessEqual, size, integer(64), span));
        }
        require(ask("bits_fit", {bytes, position, size, integer(1)}));
        if (is_literal) {
          // Compared where it lies: it may be wider than an Int, or too large for one.
          Operand literal = segment.value ? operand(*segment.value)
                            : inner->kind == PatternKind::Pin
                                ? operand(*static_cast<const typed::PinPattern&>(*inner).value)
                                : integer(static_cast<const typed::IntPattern&>(*inner).value);
          require(ask("bits_equal_int", {bytes, position, size, boolean(segment.is_signed), boolean(segment.little), literal}));
        } else if (!ignored) {
          settle(runtime("bits_int", int_type, {bytes, position, size, boolean(segment.is_signed), boolean(segment.little)}, {}, span));
        }
        position = advanced(position, size, span);
        break;
      }
      case BitType::Float: {
        const Operand size = segment.size ? operand(*segment.size) : integer(kDefaultFloatBits);
        if (!is_float_size(size)) {
          const Operand is_single = let(compare(core::Op::Equal, size, integer(32), span));
          branch(is_single, span, [] {}, [&] { require(compare(core::Op::Equal, size, integer(64), span)); });
        }
        require(ask("bits_fit", {bytes, position, size, integer(1)}));
        if (!ignored) settle(runtime("bits_float", lowering_.layout.floating(), {bytes, position, size, boolean(segment.little)}, {}, span));
        position = advanced(position, size, span);
        break;
      }
      case BitType::Bytes: {
        if (!is_known(position) || position.number % 8 != 0) {
          core::Expr used = make(core::ExprKind::Arithmetic, int_type, span, {position, integer(8)});
          used.op = core::Op::Remainder;
          require(compare(core::Op::Equal, let(std::move(used)), integer(0), span));
        }
        if (segment.size) {
          const Operand size = operand(*segment.size);
          require(ask("bits_fit", {bytes, position, size, integer(8)}));
          if (!ignored) settle(runtime("bits_bytes", lowering_.layout.bytes(), {bytes, position, size}, {}, span));
          position = advanced(position, scaled(size, 8, span), span);
        } else {
          require(ask("bits_fit", {bytes, position, integer(0), integer(8)}));
          if (!ignored) {
            core::Expr left = make(core::ExprKind::Arithmetic, int_type, span, {let(runtime("bits_size", int_type, {bytes}, {}, span)), position});
            left.op = core::Op::Subtract;
            core::Expr count = make(core::ExprKind::Arithmetic, int_type, span, {let(std::move(left)), integer(8)});
            count.op = core::Op::Divide;
            settle(runtime("bits_bytes", lowering_.layout.bytes(), {bytes, position, let(std::move(count))}, {}, span));
          }
          ends_open = true;
        }
        break;
      }
      case BitType::Utf8: {
        const Operand size = let(runtime("bits_utf8_size", int_type, {bytes, position}, {}, span));
        require(compare(core::Op::Greater, size, integer(0), span));
        settle(runtime("bits_utf8", int_type, {bytes, position}, {}, span));
        position = advanced(position, size, span);
        break;
      }
      case BitType::String:
        require(ask("bits_has_text", {bytes, position, text(segment.text)}));
        position = advanced(position, integer(static_cast<int64_t>(segment.text.size()) * 8), span);
        break;
    }
  }
  if (!ends_open) require(compare(core::Op::Equal, let(runtime("bits_size", int_type, {bytes}, {}, pattern.span)), position, pattern.span));
  return_value(keeps ? construct(result, 1, std::move(kept), pattern.span) : use(boolean(true), pattern.span));
}

void Builder::match_bits(Matching& m, const exhaustive::Node& node, const Operand& tested) {
  const auto& pattern = static_cast<const typed::BitsPattern&>(*node.test);
  bind_sizes(m, pattern);
  const Operand matched = call_bits_matcher(pattern, tested);
  if (kept_segments(pattern).empty())
    return branch(matched, m.span, [&] { match_scoped(m, node.yes); }, [&] { match_scoped(m, node.no); });
  core::Stmt choice;
  choice.kind = core::StmtKind::Switch;
  choice.span = m.span;
  choice.operand = matched;
  Lowered fails = block([&] { match_scoped(m, node.no); });
  Lowered holds = block([&] {
    m.found.push_back({node.test, 0, node.place, matched});
    match_scoped(m, node.yes);
    m.found.pop_back();
  });
  choice.cases.push_back({{0}, std::move(fails.block)});
  choice.cases.push_back({{1}, std::move(holds.block)});
  push(std::move(choice));
  dead_ = fails.dead && holds.dead;
}

Builder::Operand Builder::bits_value(Matching& m, const exhaustive::Place& wanted) {
  const auto& pattern = static_cast<const typed::BitsPattern&>(*wanted.test);
  const std::vector<uint32_t> kept = kept_segments(pattern);
  uint32_t field = 0;
  while (field < kept.size() && kept[field] != wanted.index) ++field;
  if (field == kept.size()) {
    lowering_.unsupported(pattern.segments[wanted.index].span, "this pattern in `<<..>>`");
    return unit();
  }
  for (const Matching::Found& found : m.found)
    if (found.pattern == wanted.test && found.map == wanted.parent) return let(project(found.option, 1, field, m.span));
  // An arm of receive: it has been matched, on the message where it lay.
  bind_sizes(m, pattern);
  const Operand matched = call_bits_matcher(pattern, place(m, wanted.parent));
  m.found.push_back({wanted.test, 0, wanted.parent, matched});
  return let(project(matched, 1, field, m.span));
}

// ---------------------------------------------------------------------------------------------- expressions

core::Expr Builder::lower_bits(const typed::BitsExpr& expr) {
  struct Segment {
    Operand value;
    std::optional<Operand> size;
  };
  std::vector<Segment> segments;
  for (const typed::BitSegment& written : expr.segments) {
    Segment segment{operand(*written.value), std::nullopt};
    if (written.size) segment.size = operand(*written.size);
    segments.push_back(std::move(segment));
  }
  if (dead_) return use(unit(), expr.span);
  const core::TypeId bytes_type = lowering_.layout.bytes();
  const core::TypeId boolean_type = lowering_.layout.boolean();
  // What begins with bytes may grow them where they are: `<<data/bytes, n:16>>` in a loop takes time for the numbers only.
  const bool grows = !segments.empty() && expr.segments[0].type == BitType::Bytes && !segments[0].size;
  Operand data = grows ? segments[0].value : let(runtime("bits_new", bytes_type, {}, {}, expr.span));
  for (size_t i = grows ? 1 : 0; i < segments.size(); ++i) {
    const typed::BitSegment& written = expr.segments[i];
    const Segment& segment = segments[i];
    const Span span = written.span;
    const auto add = [&](const char* name, std::vector<Operand> operands) {
      operands.insert(operands.begin(), data);
      data = let(runtime(name, bytes_type, std::move(operands), {}, span, true));
    };
    // One of two must hold.
    const auto require = [&](core::Expr first, core::Expr second, const char* complaint) {
      branch(let(std::move(first)), span, [] {}, [&] {
        branch(let(std::move(second)), span, [] {}, [&] { crash(text(complaint), span); });
      });
    };
    switch (written.type) {
      case BitType::Int: {
        const Operand size = segment.size.value_or(integer(kDefaultIntBits));
        const bool is_zero = segment.value.kind == core::OperandKind::Int && segment.value.number == 0;
        if (!is_known_within(size, is_zero ? 0 : 1, is_zero ? INT64_MAX : 64)) {
          const char* complaint = "size of an int in `<<..>>` out of range";
          const auto fails = [&] { crash(text(complaint), span); };
          branch(let(compare(core::Op::Less, size, integer(is_zero ? 0 : 1), span)), span, fails, [] {});
          if (!is_zero) branch(let(compare(core::Op::Greater, size, integer(64), span)), span, fails, [] {});
        }
        add("bits_add_int", {segment.value, size, boolean(written.little)});
        break;
      }
      case BitType::Float: {
        const Operand size = segment.size.value_or(integer(kDefaultFloatBits));
        if (!is_float_size(size))
          require(compare(core::Op::Equal, size, integer(64), span), compare(core::Op::Equal, size, integer(32), span),
                  "size of a float in `<<..>>` is not 32 or 64");
        add("bits_add_float", {segment.value, size, boolean(written.little)});
        break;
      }
      case BitType::Bytes:
        branch(let(runtime("bits_end_whole", boolean_type, {data}, {}, span)), span, [] {},
               [&] { crash(text("bytes in `<<..>>` do not start on a whole byte"), span); });
        if (segment.size) add("bits_add_part", {segment.value, *segment.size});
        else add("bits_add_bytes", {segment.value});
        break;
      case BitType::Utf8: add("bits_add_utf8", {segment.value}); break;
      case BitType::String: add("bits_add_text", {segment.value}); break;
    }
  }
  return runtime("bits_finish", bytes_type, {data}, {}, expr.span, true);
}

}  // namespace riotc::lower
