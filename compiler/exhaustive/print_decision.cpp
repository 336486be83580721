// SPDX-License-Identifier: MIT
// Decision trees as text: one node a line, what follows from it indented.
#include <cstdio>

#include "compiler/exhaustive/decision.h"

namespace riotc::exhaustive {

namespace {

class TreePrinter {
 public:
  TreePrinter(const DecisionTree& tree, const resolve::Program& program, const IdVec<typed::VariableId, typed::Variable>* variables)
      : tree_(tree), program_(program), variables_(variables) {}

  std::string print() {
    node(tree_.root, 0);
    return std::move(text_);
  }

 private:
  static std::string quoted(const std::string& text) {
    std::string result = "\"";
    result += text;
    result += '"';
    return result;
  }

  std::string place(PlaceId id) const {
    const Place& at = tree_.places[id];
    std::string text = at.kind == PlaceKind::Root ? "$" : place(at.parent);
    std::string index = std::to_string(at.index);
    switch (at.kind) {
      case PlaceKind::Root: return text.append(index);
      case PlaceKind::Field: return text.append(".").append(program_.constructors[at.constructor].name).append(".").append(index);
      case PlaceKind::Item: return text.append(".").append(index);
      case PlaceKind::Head: return text.append(".head");
      case PlaceKind::Tail: return text.append(".tail");
      case PlaceKind::PrefixRest: return text.append(".behind(").append(quoted(static_cast<const typed::PrefixPattern*>(at.test)->prefix)).append(")");
      case PlaceKind::MapValue: return text.append(".value(").append(index).append(")");
      case PlaceKind::BitsValue: return text.append(".bits(").append(index).append(")");
    }
    return text;
  }

  std::string label(SwitchKind kind, const Case& one) const {
    switch (kind) {
      case SwitchKind::Constructor: return program_.constructors[one.constructor].name;
      case SwitchKind::List: return one.number ? "[_, ..]" : "[]";
      case SwitchKind::Int: return std::to_string(one.number);
      case SwitchKind::Bool: return one.number ? "true" : "false";
      case SwitchKind::String: return quoted(one.text);
      case SwitchKind::Float: {
        char text[32];
        std::snprintf(text, sizeof text, "%g", one.real);
        return text;
      }
    }
    return {};
  }

  std::string test(const Node& node) const {
    switch (node.test->kind) {
      case typed::PatternKind::Prefix: return std::string("starts with ").append(quoted(static_cast<const typed::PrefixPattern*>(node.test)->prefix));
      case typed::PatternKind::Map: return std::string("has key ").append(std::to_string(node.entry));
      case typed::PatternKind::Bits: return "matches bits";
      default: return "equals pin";
    }
  }

  std::string bindings(const Node& node) const {
    std::string text;
    for (const BoundVariable& bound : node.bindings) {
      text += text.empty() ? " {" : ", ";
      text += variables_ ? (*variables_)[bound.variable].name : std::string("v").append(std::to_string(bound.variable.value));
      text += " = ";
      text += place(bound.place);
    }
    return text.empty() ? text : text.append("}");
  }

  void line(int indent, const std::string& text) {
    text_.append(static_cast<size_t>(indent) * 2, ' ');
    text_ += text;
    text_ += '\n';
  }

  // `before` leads to the node: a case or an answer.
  void node(NodeId id, int indent, const std::string& before = {}) {
    const Node& node = tree_.nodes[id];
    std::string row = std::to_string(node.row);
    switch (node.kind) {
      case NodeKind::Fail: return line(indent, before + "fail");
      case NodeKind::Leaf: return line(indent, before + "row " + row + bindings(node));
      case NodeKind::Guard:
        line(indent, before + "guard of row " + row + bindings(node));
        return this->node(node.no, indent + 1, "else ");
      case NodeKind::Switch:
        line(indent, before + "switch " + place(node.place));
        for (const Case& one : node.cases) this->node(one.node, indent + 1, label(node.switch_kind, one) + " -> ");
        if (node.otherwise.is_valid()) this->node(node.otherwise, indent + 1, "_ -> ");
        return;
      case NodeKind::Test:
        line(indent, before + "test " + place(node.place) + " " + test(node));
        this->node(node.yes, indent + 1, "yes -> ");
        return this->node(node.no, indent + 1, "no -> ");
    }
  }

  const DecisionTree& tree_;
  const resolve::Program& program_;
  const IdVec<typed::VariableId, typed::Variable>* variables_;
  std::string text_;
};

}  // namespace

std::string print(const DecisionTree& tree, const resolve::Program& program, const IdVec<typed::VariableId, typed::Variable>* variables) {
  return TreePrinter(tree, program, variables).print();
}

}  // namespace riotc::exhaustive
