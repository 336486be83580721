// SPDX-License-Identifier: MIT
// JSON that follows types, there and back.
#include "runtime/src/library/build.h"
#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace riot::test {
namespace {

// type Point(x: Float, y: Float = 0.0)
struct Point : Object { Float x, y; };
Word origin(Process&) { return to_word(0.0); }
const FieldInfo kPointFields[] = {{"x", &kFloat, offsetof(Point, x), nullptr}, {"y", &kFloat, offsetof(Point, y), nullptr, origin}};
const ConstructorInfo kPointConstructors[] = {{"Point", kPointFields, 2, false, sizeof(Point)}};
const TypeInfo kPoint{Kind::Data, true, 1, "Point", kPointConstructors, nullptr, nullptr};

// type Shape = Empty | Poly(List[Int]) | Rect(width: Float, height: Float) | Named(@json("@name") name: String, at: Option[Int])
struct Poly : Object { IntList* points; };
struct Named : Object { String* name; OptionInt* at; };
const FieldInfo kPolyFields[] = {{nullptr, &kIntList, offsetof(Poly, points), nullptr}};
const FieldInfo kRectFields[] = {{"width", &kFloat, offsetof(Point, x), nullptr}, {"height", &kFloat, offsetof(Point, y), nullptr}};
const FieldInfo kNamedFields[] = {{"name", &kString, offsetof(Named, name), "@name"}, {"at", &kOptionInt, offsetof(Named, at), nullptr}};
const ConstructorInfo kShapes[] = {{"Empty", nullptr, 0, false, 0}, {"Poly", kPolyFields, 1, true, sizeof(Poly)},
                                   {"Rect", kRectFields, 2, false, sizeof(Point)}, {"Named", kNamedFields, 2, true, sizeof(Named)}};
const TypeInfo kShape{Kind::Data, true, 4, "Shape", kShapes, nullptr, nullptr};

// Option[Option[Int]]
struct Nested : Object { OptionInt* value; };
const FieldInfo kNestedFields[] = {{nullptr, &kOptionInt, offsetof(Nested, value), nullptr}};
const ConstructorInfo kNestedConstructors[] = {{"None", nullptr, 0, false, 0}, {"Some", kNestedFields, 1, true, sizeof(Nested)}};
const TypeInfo kNested{Kind::Data, true, 2, "Option[Option[Int]]", kNestedConstructors, nullptr, nullptr};

// json.Json
struct Boxed : Object { Object* value; };
extern const TypeInfo kJson, kJsonList, kJsonPair, kJsonPairs;
struct JsonCell : Object { Object* head; Object* tail; };
const FieldInfo kBoolField[] = {{nullptr, &kBool, sizeof(Object), nullptr}};
const FieldInfo kIntField[] = {{nullptr, &kInt, 8, nullptr}};
const FieldInfo kFloatField[] = {{nullptr, &kFloat, 8, nullptr}};
const FieldInfo kStringField[] = {{nullptr, &kString, 8, nullptr}};
const FieldInfo kArrayField[] = {{nullptr, &kJsonList, 8, nullptr}};
const FieldInfo kObjectField[] = {{nullptr, &kJsonPairs, 8, nullptr}};
const ConstructorInfo kJsons[] = {{"Null", nullptr, 0, false, 0}, {"Bool", kBoolField, 1, false, 12}, {"Int", kIntField, 1, false, 16},
                                  {"Float", kFloatField, 1, false, 16}, {"String", kStringField, 1, true, 16},
                                  {"Array", kArrayField, 1, true, 16}, {"Object", kObjectField, 1, true, 16}};
const FieldInfo kJsonCellFields[] = {{nullptr, &kJson, 8, nullptr}, {nullptr, &kJsonList, 16, nullptr}};
const ConstructorInfo kJsonCells[] = {{"[]", nullptr, 0, false, 0}, {"::", kJsonCellFields, 2, true, 24}};
const FieldInfo kJsonPairFields[] = {{nullptr, &kString, 8, nullptr}, {nullptr, &kJson, 16, nullptr}};
const ConstructorInfo kJsonPairTuple[] = {{"", kJsonPairFields, 2, true, 24}};
const FieldInfo kJsonPairCellFields[] = {{nullptr, &kJsonPair, 8, nullptr}, {nullptr, &kJsonPairs, 16, nullptr}};
const ConstructorInfo kJsonPairCells[] = {{"[]", nullptr, 0, false, 0}, {"::", kJsonPairCellFields, 2, true, 24}};
const TypeInfo kJson{Kind::Data, true, 7, "Json", kJsons, nullptr, nullptr};
const TypeInfo kJsonList{Kind::List, true, 2, "List[Json]", kJsonCells, nullptr, nullptr};
const TypeInfo kJsonPair{Kind::Tuple, true, 1, "(String, Json)", kJsonPairTuple, nullptr, nullptr};
const TypeInfo kJsonPairs{Kind::List, true, 2, "List[(String, Json)]", kJsonPairCells, nullptr, nullptr};

class Json : public ValueTest {
 protected:
  struct Error : Object { String* message; String* path; Int line, column; };
  struct Failed : Object { Error* error; };

  // What a text decodes to, encoded again; or the error.
  std::string round(const std::string& text, const TypeInfo& type) {
    String* s = string(text);
    Object* result = json_decode(self, s, type);
    drop(s, kString);
    std::string shown;
    if (result->tag == 0) {
      const detail::Layout layout = detail::layout_of(type);
      const Word value = detail::load(detail::at_offset(result, layout.first), type);
      shown = take(json_encode(self, value, type));
      if (type.has_references) drop(detail::object_of(value), type);
      release_memory(result, layout.size);
    } else {
      Error* e = static_cast<Failed*>(result)->error;
      shown = take(e->path) + ": " + take(e->message) + " (" + std::to_string(e->line) + ":" + std::to_string(e->column) + ")";
      release_memory(e, sizeof(Error));
      release_memory(result, sizeof(Failed));
    }
    return shown;
  }
};

TEST_F(Json, PlainValues) {
  EXPECT_EQ(round(" 42 ", kInt), "42");
  EXPECT_EQ(round("-9223372036854775808", kInt), "-9223372036854775808");
  EXPECT_EQ(round("9223372036854775808", kInt), "$: expected an Int, found the number 9223372036854775808 (1:1)");
  EXPECT_EQ(round("1", kFloat), "1.0");
  EXPECT_EQ(round("1e3", kFloat), "1000.0");
  EXPECT_EQ(round("1.5E+20", kFloat), "1.5e20");
  EXPECT_EQ(round("true", kBool), "true");
  EXPECT_EQ(round("null", kUnit), "null");
  EXPECT_EQ(round("1000", kDuration), "1000");
  EXPECT_EQ(round("\"AQL/\"", kBytes), "\"AQL/\"");
  EXPECT_EQ(round("\"Green\"", kColour), "\"Green\"");
  EXPECT_EQ(round("\"Pink\"", kColour), "$: Colour has no constructor `Pink` (1:1)");
  EXPECT_EQ(round("\"a\\u00e9\\ud83d\\ude00\\n\\/\\u0001\"", kString), "\"aé😀\\n/\\u0001\"");
  EXPECT_EQ(take(json_encode(self, to_word(__builtin_nan("")), kFloat)), "null");
}

TEST_F(Json, SyntaxErrorsHaveAPlace) {
  EXPECT_EQ(round("", kInt), "$: expected a value, found the end (1:1)");
  EXPECT_EQ(round("1 2", kInt), "$: expected the end, found `2` (1:3)");
  EXPECT_EQ(round("[1,]", kIntList), "$: expected a value, found `]` (1:4)");
  EXPECT_EQ(round("[1 2]", kIntList), "$: expected `,` or `]`, found `2` (1:4)");
  EXPECT_EQ(round("[\n  é]", kIntList), "$: expected a value, found `é` (2:3)");
  EXPECT_EQ(round("{\"a\" 1}", kStringIntMap), "$: expected `:`, found `1` (1:6)");
  EXPECT_EQ(round("{\"a\":1,}", kStringIntMap), "$: expected a key, found `}` (1:8)");
  EXPECT_EQ(round("{,}", kStringIntMap), "$: expected a key, found `,` (1:2)");
  EXPECT_EQ(round("[,1]", kIntList), "$: expected a value, found `,` (1:2)");
  EXPECT_EQ(round("01", kInt), "$: a number does not begin with 0 (1:2)");
  EXPECT_EQ(round("1.", kFloat), "$: expected a digit, found the end (1:3)");
  EXPECT_EQ(round("-", kInt), "$: expected a digit, found the end (1:2)");
  EXPECT_EQ(round("\"\\ud800\"", kString), "$: half of a surrogate pair (1:8)");
  EXPECT_EQ(round("\"abc", kString), "$: a text without its closing quote (1:5)");
  EXPECT_EQ(round("\"\\x\"", kString), "$: no escape: `x` (1:3)");
  EXPECT_EQ(round("[1", kIntList), "$: expected `,` or `]`, found the end (1:3)");
  EXPECT_EQ(round("nul", kUnit), "$: expected a value, found `n` (1:1)");
}

TEST_F(Json, Collections) {
  EXPECT_EQ(round("[ 1 , 2,3 ]", kIntList), "[1,2,3]");
  EXPECT_EQ(round("[]", kIntList), "[]");
  EXPECT_EQ(round("[1,true]", kIntList), "$[1]: expected an Int, found a boolean (1:4)");
  EXPECT_EQ(round("[3,1,1]", kIntSet), "[1,3]");
  EXPECT_EQ(round("{\"b\":2,\"a\":1}", kStringIntMap), "{\"a\":1,\"b\":2}");
  EXPECT_EQ(round("{}", kStringIntMap), "{}");
  EXPECT_EQ(round("{\"a b\":null}", kStringIntMap), "$[\"a b\"]: expected an Int, found null (1:8)");
  EXPECT_EQ(round("[[2,20],[1,10]]", kIntIntMap), "[[1,10],[2,20]]");
  EXPECT_EQ(round("[[2,20],[1]]", kIntIntMap), "$[1]: expected a pair of key and value, found an array (1:9)");
  EXPECT_EQ(round("[]", kIntIntMap), "[]");
  EXPECT_EQ(round("[1,2.5]", kFloatPair), "[1.0,2.5]");
  EXPECT_EQ(round("[1]", kFloatPair), "$: expected an array of 2, found an array (1:1)");
}

TEST_F(Json, Records) {
  EXPECT_EQ(round("{\"y\":1,\"more\":[{}],\"x\":2}", kPoint), "{\"x\":2.0,\"y\":1.0}");
  EXPECT_EQ(round("{\"x\":2}", kPoint), "{\"x\":2.0,\"y\":0.0}");
  EXPECT_EQ(round("{\"y\":2}", kPoint), "$: the field `x` is missing (1:1)");
  EXPECT_EQ(round("{\"a\":true,\"b\":\"Blue\",\"c\":null,\"d\":5,\"e\":\"AQI=\"}", kMixed), "{\"a\":true,\"b\":\"Blue\",\"c\":null,\"d\":5,\"e\":\"AQI=\"}");
  EXPECT_EQ(round("{\"a\":true,\"b\":\"Blue\",\"c\":null,\"d\":5,\"e\":\"A\"}", kMixed), "$.e: expected a String of base64 (1:41)");
}

TEST_F(Json, SeveralConstructors) {
  EXPECT_EQ(round("\"Empty\"", kShape), "\"Empty\"");
  EXPECT_EQ(round("{\"Poly\":[[1,2]]}", kShape), "{\"Poly\":[[1,2]]}");
  EXPECT_EQ(round("{\"Rect\":{\"height\":2,\"width\":1}}", kShape), "{\"Rect\":{\"width\":1.0,\"height\":2.0}}");
  EXPECT_EQ(round("{\"Named\":{\"@name\":\"n\"}}", kShape), "{\"Named\":{\"@name\":\"n\",\"at\":null}}");
  EXPECT_EQ(round("{\"Named\":{\"@name\":\"n\",\"at\":\"x\"}}", kShape), "$.Named.at: expected an Int, found a string (1:28)");
  EXPECT_EQ(round("\"Rect\"", kShape), "$: Rect has arguments (1:1)");
  EXPECT_EQ(round("{\"Empty\":[]}", kShape), "$: Empty has no arguments (1:1)");
  EXPECT_EQ(round("{\"Oval\":[]}", kShape), "$: Shape has no constructor `Oval` (1:1)");
}

TEST_F(Json, Options) {
  EXPECT_EQ(round("null", kOptionInt), "null");
  EXPECT_EQ(round("1", kOptionInt), "1");
  EXPECT_EQ(round("null", kNested), "null");
  EXPECT_EQ(round("[null]", kNested), "[null]");
  EXPECT_EQ(round("1", kNested), "1");
  EXPECT_EQ(round("[1]", kNested), "$: expected an Int, found an array (1:1)");
}

TEST_F(Json, TreesStandForThemselves) {
  const std::string text = R"({"a":[1,2.5,null,true,"x"],"b":{},"a":[]})";
  EXPECT_EQ(round(text, kJson), text);
  EXPECT_EQ(round("null", kJson), "null");
  String* compact = string("{\"a\":[1,{}],\"b\":\"[,]\\\"\"}");
  EXPECT_EQ(take(json_indent(self, compact)), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"[,]\\\"\"\n}");
  drop(compact, kString);
}

TEST_F(Json, LevelsAreLimited) {
  EXPECT_EQ(round(std::string(512, '[') + std::string(512, ']'), kJson), std::string(512, '[') + std::string(512, ']'));
  EXPECT_EQ(round(std::string(513, '[') + std::string(513, ']'), kJson), "$: more than 512 levels (1:513)");
  EXPECT_EQ(round(std::string(100'000, '['), kJson), "$: more than 512 levels (1:513)");
}

}  // namespace
}  // namespace riot::test
