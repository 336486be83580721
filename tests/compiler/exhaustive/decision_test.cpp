// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::exhaustive {

TEST_F(Exhaustive, TreeOfConstructors) {
  EXPECT_EQ(tree_text("pub type Shape = Circle(Float) | Rect(Float, Float) | Empty\n"
                      "pub fn f(s) = match s {\n  Circle(r) -> r\n  Rect(w, h) -> w * h\n  Empty -> 0.0\n}\n"),
            R"(
switch $0
  Circle -> row 0 {r = $0.Circle.0}
  Rect -> row 1 {w = $0.Rect.0, h = $0.Rect.1}
  Empty -> row 2
)");
}

TEST_F(Exhaustive, TreeThatDecidesNothing) {
  EXPECT_EQ(tree_text("pub type P(x: Int, y: Int)\npub fn f(p) = match p { (P(x, _) as all, y) -> (x, y, all) }\n"),
            R"(
row 0 {all = $0.0, x = $0.0.P.0, y = $0.1}
)");
}

TEST_F(Exhaustive, TreeOfLists) {
  EXPECT_EQ(tree_text("pub fn f([]) = 0\nfn f([x]) = x\nfn f([x, y, ..rest]) = x + y + f(rest)\n"),
            R"(
switch $0
  [] -> row 0
  [_, ..] -> switch $0.tail
    [] -> row 1 {x = $0.head}
    [_, ..] -> row 2 {x = $0.head, y = $0.tail.head, rest = $0.tail.tail}
)");
}

TEST_F(Exhaustive, TreeWithGuards) {
  EXPECT_EQ(tree_text("pub fn f(n) = match n {\n  0 -> 1\n  x when x < 0 -> 2\n  1 -> 3\n  _ -> 4\n}\n"),
            R"(
switch $0
  0 -> row 0
  1 -> guard of row 1 {x = $0}
    else row 2
  _ -> guard of row 1 {x = $0}
    else row 3
)");
}

TEST_F(Exhaustive, TreeOfAlternativesSharesLeaves) {
  DecisionTree built = tree("pub fn f(n) = match n {\n  1 | 2 | 3 -> 1\n  _ -> 2\n}\n");
  EXPECT_EQ("\n" + print(built, *program), R"(
switch $0
  1 -> row 0
  2 -> row 0
  3 -> row 0
  _ -> row 1
)");
  const Node& root = built.nodes[built.root];
  EXPECT_EQ(root.cases[0].node, root.cases[2].node);
  EXPECT_EQ(built.leaf_counts, (std::vector<uint32_t>{3, 1}));
  EXPECT_EQ(built.nodes[root.cases[0].node].uses, 3u);
}

TEST_F(Exhaustive, TreeTakesTheColumnThatDecidesMost) {
  EXPECT_EQ(tree_text("pub fn f(_, true, 1) = 1\nfn f(None, false, _) = 2\nfn f(Some(x), true, _) = x\nfn f(_, _, _) = 3\n"),
            R"(
switch $1
  true -> switch $2
    1 -> row 0
    _ -> switch $0
      Some -> row 2 {x = $0.Some.0}
      _ -> row 3
  false -> switch $0
    None -> row 1
    _ -> row 3
)");
}

TEST_F(Exhaustive, TreeOfPrefixes) {
  EXPECT_EQ(tree_text("pub fn f(s) = match s {\n  \"GET \" ++ path -> path\n  \"GET\" -> \"all\"\n  \"GE\" ++ rest -> rest\n  other -> other\n}\n"),
            R"(
test $0 starts with "GET "
  yes -> row 0 {path = $0.behind("GET ")}
  no -> switch $0
    "GET" -> row 1
    _ -> test $0 starts with "GE"
      yes -> row 2 {rest = $0.behind("GE")}
      no -> row 3 {other = $0}
)");
}

TEST_F(Exhaustive, TreeOfPrefixesInTwoColumnsStaysSmall) {
  std::string text = "pub fn f(s, n) = match (s, n) {\n";
  for (int i = 0; i < 30; ++i) {
    std::string number = std::to_string(i + 10);
    text.append("  (\"p").append(number).append("\" ++ _, ").append(number).append(") -> 1\n");
  }
  text += "  _ -> 2\n}\n";
  DecisionTree built = tree(text);
  EXPECT_FALSE(built.is_sequential);
  EXPECT_LT(built.nodes.size(), 200u);
}

TEST_F(Exhaustive, TreeOfMapsAsksForAKeyOnce) {
  EXPECT_EQ(tree_text("pub fn f(m) = match m {\n  #{\"a\" => 1, \"b\" => x} -> x\n  #{\"a\" => y} -> y\n  #{\"b\" => z} -> z\n  _ -> 0\n}\n"),
            R"(
test $0 has key 0
  yes -> switch $0.value(0)
    1 -> test $0 has key 1
      yes -> row 0 {x = $0.value(1)}
      no -> row 1 {y = $0.value(0)}
    _ -> row 1 {y = $0.value(0)}
  no -> test $0 has key 0
    yes -> row 2 {z = $0.value(0)}
    no -> row 3
)");
}

TEST_F(Exhaustive, TreeOfPinsAndBits) {
  EXPECT_EQ(tree_text("pub fn f(p, n) = match p {\n  (^n, <<1, x>>) -> x\n  (^n, _) -> 1\n  _ -> 0\n}\n"),
            R"(
test $0.0 equals pin
  yes -> test $0.1 matches bits
    yes -> row 0 {x = $0.1.bits(1)}
    no -> row 1
  no -> row 2
)");
}

TEST_F(Exhaustive, TreeOfFloatsStringsAndBools) {
  EXPECT_EQ(tree_text("pub fn f(1.5, \"a\", true) = 1\nfn f(_, _, _) = 2\n"),
            R"(
switch $0
  1.5 -> switch $1
    "a" -> switch $2
      true -> row 0
      _ -> row 1
    _ -> row 1
  _ -> row 1
)");
}

TEST_F(Exhaustive, NothingMatches) {
  EXPECT_EQ(tree_text("pub type M = A | B(Int)\npub fn f(m) = match m {\n  B(1) -> 1\n  A -> 2\n  B(_) -> 3\n}\n"),
            R"(
switch $0
  B -> switch $0.B.0
    1 -> row 0
    _ -> row 2
  A -> row 1
)");
}

TEST_F(Exhaustive, TreeThatWouldExplodeIsSequential) {
  std::string text = "pub type T = A | B | C\npub fn f(t: (";
  constexpr int kColumns = 24;
  for (int i = 0; i < kColumns; ++i) text += i > 0 ? ", T" : "T";
  text += ")) = match t {\n";
  for (int row = 0; row < 24; ++row) {
    text += "  (";
    for (int c = 0; c < kColumns; ++c) {
      if (c > 0) text += ", ";
      text += c == (row * 7) % kColumns ? "A" : c == (row * 11 + 3) % kColumns ? "B" : c == (row * 5 + 1) % kColumns ? "C" : "_";
    }
    text += ") -> 1\n";
  }
  text += "  _ -> 2\n}\n";
  DecisionTree built = tree(text);
  EXPECT_LT(built.nodes.size(), 4000u);
  RecordProperty("sequential", built.is_sequential);
  RecordProperty("nodes", static_cast<int>(built.nodes.size()));
}

}  // namespace riotc::exhaustive
