// SPDX-License-Identifier: MIT
// riot-emitcheck: reads emitted C++ with libclang and holds it to what emission promises.
//
//   riot-emitcheck --include=DIR [--program=DIR] FILE.cpp...
//
// DIR is the folder above riot/riot.h. Checked, for all code in the files' own folder:
// - clang has nothing to say under -Wall -Wextra -Wpedantic (but that `$` in names, which tells functions that the compiler makes
//   from those of the source, is no standard C++);
// - no new, delete, C cast, goto, lambda, throw, catch or macro, and no reinterpret_cast inside a function;
// - every function body maps to a line of a .riot file (program.cpp, with its tables, is the compiler's own);
// - only the runtime's public names, the program's own and those of foreign headers are used: no std::, no riot::detail;
// - a step that parks can be run again: it answers Next::Park after it has looked at the messages and before it gives up
//   its frame or waits on its stack;
// - a self tail call is a loop: no function answers with a call of itself, but from inside a loop of its own.
//
// Exits with 1 when something is wrong, with 2 when it could not look.
#include <clang-c/Index.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string take(CXString string) {
  const char* text = clang_getCString(string);
  std::string copy = text ? text : "";
  clang_disposeString(string);
  return copy;
}

std::string spelling(CXCursor cursor) { return take(clang_getCursorSpelling(cursor)); }

// The file that the cursor's text stands in, whatever #line says; "" for none.
std::string physical_file(CXCursor cursor) {
  CXFile file = nullptr;
  clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, nullptr, nullptr, nullptr);
  return file ? take(clang_getFileName(file)) : "";
}

unsigned physical_offset(CXCursor cursor) {
  unsigned offset = 0;
  clang_getExpansionLocation(clang_getCursorLocation(cursor), nullptr, nullptr, nullptr, &offset);
  return offset;
}

// The place as compilers report it, through #line.
struct Place {
  std::string file;
  unsigned line = 0;
};
Place presumed(CXSourceLocation location) {
  CXString file;
  Place place;
  clang_getPresumedLocation(location, &file, &place.line, nullptr);
  place.file = take(file);
  return place;
}

// Calls visit(child, parent) for each child; the answer says whether to go into it.
void visit_children(CXCursor cursor, const std::function<bool(CXCursor)>& visit) {
  clang_visitChildren(
      cursor,
      [](CXCursor child, CXCursor, CXClientData data) {
        return (*static_cast<const std::function<bool(CXCursor)>*>(data))(child) ? CXChildVisit_Recurse : CXChildVisit_Continue;
      },
      const_cast<std::function<bool(CXCursor)>*>(&visit));
}

std::vector<CXCursor> children_of(CXCursor cursor) {
  std::vector<CXCursor> children;
  visit_children(cursor, [&](CXCursor child) {
    children.push_back(child);
    return false;
  });
  return children;
}

// "riot::detail" for something declared there.
std::string namespace_of(CXCursor cursor) {
  std::string path;
  for (CXCursor at = clang_getCursorSemanticParent(cursor); !clang_Cursor_isNull(at) && clang_getCursorKind(at) != CXCursor_TranslationUnit;
       at = clang_getCursorSemanticParent(at)) {
    if (clang_isInvalid(clang_getCursorKind(at))) break;
    if (clang_getCursorKind(at) == CXCursor_Namespace) path = spelling(at) + (path.empty() ? "" : "::" + path);
  }
  return path;
}

class Checker {
 public:
  // `program`: the folder from which the program's own C++ headers are found; may be empty.
  Checker(std::string file, std::string include, std::string program)
      : file_(std::move(file)), include_(std::move(include)), program_(std::move(program)) {
    folder_ = fs::path(file_).parent_path();
  }

  // The number of problems, which have been printed; -1 when the file cannot be read.
  int run(CXIndex index) {
    std::vector<std::string> flags = {"-xc++", "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wno-dollar-in-identifier-extension", "-isystem", include_};
    if (!program_.empty()) flags.insert(flags.end(), {"-isystem", program_});
    std::vector<const char*> arguments;
    for (const std::string& flag : flags) arguments.push_back(flag.c_str());
    CXTranslationUnit unit = nullptr;
    const CXErrorCode code = clang_parseTranslationUnit2(index, file_.c_str(), arguments.data(), static_cast<int>(arguments.size()),
                                                         nullptr, 0, CXTranslationUnit_DetailedPreprocessingRecord, &unit);
    if (code != CXError_Success) {
      std::fprintf(stderr, "%s: cannot be parsed (libclang error %d)\n", file_.c_str(), static_cast<int>(code));
      return -1;
    }
    check_diagnostics(unit);
    visit_children(clang_getTranslationUnitCursor(unit), [&](CXCursor cursor) { return check(cursor); });
    clang_disposeTranslationUnit(unit);
    return problems_;
  }

 private:
  void complain(CXCursor cursor, const std::string& sentence) {
    const Place place = presumed(clang_getCursorLocation(cursor));
    std::fprintf(stderr, "%s: %s:%u: %s\n", fs::path(file_).filename().c_str(), place.file.c_str(), place.line, sentence.c_str());
    ++problems_;
  }

  void check_diagnostics(CXTranslationUnit unit) {
    for (unsigned i = 0; i < clang_getNumDiagnostics(unit); ++i) {
      CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
      if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Warning) {
        const Place place = presumed(clang_getDiagnosticLocation(diagnostic));
        std::fprintf(stderr, "%s: %s:%u: clang says: %s\n", fs::path(file_).filename().c_str(), place.file.c_str(), place.line,
                     take(clang_getDiagnosticSpelling(diagnostic)).c_str());
        ++problems_;
      }
      clang_disposeDiagnostic(diagnostic);
    }
  }

  bool is_emitted(const std::string& file) const { return !file.empty() && fs::path(file).parent_path() == folder_; }
  bool is_public(const std::string& file) const {
    const std::string prefix = (fs::path(include_) / "riot/").string();
    return file.compare(0, prefix.size(), prefix) == 0;
  }

  // Every cursor of the file and of what it includes; the answer says whether to look inside.
  bool check(CXCursor cursor) {
    const std::string file = physical_file(cursor);
    if (!is_emitted(file)) return false;
    const CXCursorKind kind = clang_getCursorKind(cursor);
    // What chooses among the overloads of a foreign function spells its C++ type, and may name one of std's.
    if (kind == CXCursor_CallExpr && spelling(cursor) == "one_of" && namespace_of(clang_getCursorReferenced(cursor)) == "riot::foreign") return false;
    check_construct(cursor, kind);
    check_name(cursor, kind);
    if (kind == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor)) {
      check_function(cursor, file);
      function_depth_ = 1;
      visit_children(cursor, [&](CXCursor child) { return check(child); });
      function_depth_ = 0;
      return false;
    }
    return true;
  }

  void check_construct(CXCursor cursor, CXCursorKind kind) {
    switch (kind) {
      case CXCursor_CXXNewExpr: return complain(cursor, "`new`");
      case CXCursor_CXXDeleteExpr: return complain(cursor, "`delete`");
      case CXCursor_CStyleCastExpr: return complain(cursor, "a C cast");
      case CXCursor_GotoStmt:
      case CXCursor_LabelStmt:
      case CXCursor_IndirectGotoStmt: return complain(cursor, "`goto` or a label");
      case CXCursor_LambdaExpr: return complain(cursor, "a lambda");
      case CXCursor_CXXThrowExpr: return complain(cursor, "`throw`");
      case CXCursor_CXXTryStmt: return complain(cursor, "`try`");
      case CXCursor_MacroDefinition: return complain(cursor, "a macro");
      case CXCursor_FunctionTemplate:
      case CXCursor_ClassTemplate: return complain(cursor, "a template");
      case CXCursor_CXXReinterpretCastExpr:
        if (function_depth_ > 0) complain(cursor, "`reinterpret_cast` in a function");
        return;
      default: return;
    }
  }

  void check_name(CXCursor cursor, CXCursorKind kind) {
    switch (kind) {
      case CXCursor_DeclRefExpr:
      case CXCursor_MemberRefExpr:
      case CXCursor_TypeRef:
      case CXCursor_TemplateRef:
      case CXCursor_NamespaceRef:
      case CXCursor_OverloadedDeclRef: break;
      default: return;
    }
    const CXCursor target = clang_getCursorReferenced(cursor);
    if (clang_Cursor_isNull(target) || clang_isInvalid(clang_getCursorKind(target))) return;
    const std::string name = spelling(target);
    const std::string file = physical_file(target);
    if (kind == CXCursor_NamespaceRef) {
      // std:: is there for the widths of enums; what is taken from it is looked at where it is named.
      if (name == "detail") complain(cursor, "names the runtime's inside, riot::detail");
      return;
    }
    if (is_emitted(file) || file.empty()) return;  // the program's own, or the compiler's: __builtin_..
    const std::string scope = namespace_of(target);
    if (is_public(file)) {
      // riot::foreign is what passes values to C++ functions of the program and back.
      if (scope != "riot" && scope != "riot::foreign") complain(cursor, "uses `" + scope + "::" + name + "`, which is not the runtime's public surface");
      return;
    }
    if (name == "uint16_t") return;
    if (scope == "std" || scope.compare(0, 5, "std::") == 0) return complain(cursor, "uses `" + scope + "::" + name + "`");
    if (scope == "riot" || scope.compare(0, 6, "riot::") == 0)
      complain(cursor, "uses `" + scope + "::" + name + "`, which is not the runtime's public surface");
    // Everything else comes from a foreign header.
  }

  // ---- functions

  struct Body {
    unsigned park = 0;          // offset of the first Next::Park; 0: none
    unsigned next_message = 0;  // of the first of each call
    unsigned leave_frame = 0;
    unsigned wait_for_message = 0;
  };

  void look(CXCursor cursor, Body& body) const {
    visit_children(cursor, [&](CXCursor child) {
      const CXCursorKind kind = clang_getCursorKind(child);
      if (kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr) {
        const std::string name = spelling(child);
        const auto note = [&](const char* wanted, unsigned& at) {
          if (name == wanted && at == 0) at = physical_offset(child);
        };
        note("next_message", body.next_message);
        note("leave_frame", body.leave_frame);
        note("wait_for_message", body.wait_for_message);
        if (namespace_of(clang_getCursorReferenced(child)) == "riot") note("Park", body.park);
      }
      return true;
    });
  }

  void check_function(CXCursor function, const std::string& file) {
    const Place place = presumed(clang_getCursorLocation(function));
    const std::string name = spelling(function);
    if (fs::path(file).filename() != "program.cpp" && fs::path(place.file).extension() != ".riot")
      complain(function, "`" + name + "` maps to no Riot source");

    Body body;
    look(function, body);
    if (body.park) {
      const bool is_step = clang_Cursor_getNumArguments(function) == 1 &&
                           take(clang_getTypeSpelling(clang_getCursorResultType(function))) == "riot::Next";
      if (!is_step) complain(function, "`" + name + "` parks but is no step");
      if (!body.next_message || body.park < body.next_message) complain(function, "`" + name + "` parks before it has looked at a message");
      if (body.leave_frame && body.leave_frame < body.park) complain(function, "`" + name + "` cannot be resumed: its frame is gone when it parks");
      if (body.wait_for_message && body.wait_for_message < body.park) complain(function, "`" + name + "` waits on its stack before it parks");
    }
    check_returns(function, function, 0);
  }

  // Whether the expression, apart from conversions, is a call of `function`.
  bool calls(CXCursor expression, CXCursor function) const {
    const CXCursorKind kind = clang_getCursorKind(expression);
    if (kind == CXCursor_CallExpr)
      return clang_equalCursors(clang_getCanonicalCursor(clang_getCursorReferenced(expression)), clang_getCanonicalCursor(function));
    if (kind != CXCursor_UnexposedExpr && kind != CXCursor_ParenExpr) return false;
    const std::vector<CXCursor> inner = children_of(expression);
    return inner.size() == 1 && calls(inner[0], function);
  }

  // `loops`: loops around, but for the one that is the function's body.
  void check_returns(CXCursor at, CXCursor function, int loops) {
    const std::vector<CXCursor> children = children_of(at);
    const bool is_body = clang_getCursorKind(at) == CXCursor_CompoundStmt && at_body_;
    at_body_ = clang_equalCursors(at, function);
    for (const CXCursor& child : children) {
      const CXCursorKind kind = clang_getCursorKind(child);
      if (kind == CXCursor_ReturnStmt && loops == 0) {
        const std::vector<CXCursor> answer = children_of(child);
        if (answer.size() == 1 && calls(answer[0], function))
          complain(child, "`" + spelling(function) + "` answers with a call of itself instead of a loop");
      }
      const bool is_loop = kind == CXCursor_ForStmt || kind == CXCursor_WhileStmt || kind == CXCursor_DoStmt;
      at_body_ = clang_equalCursors(at, function);
      check_returns(child, function, loops + (is_loop && !(is_body && kind == CXCursor_ForStmt)));
    }
  }

  std::string file_;
  std::string include_;
  std::string program_;
  fs::path folder_;
  int problems_ = 0;
  int function_depth_ = 0;
  bool at_body_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  std::string include, program;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.compare(0, 10, "--include=") == 0) include = argument.substr(10);
    else if (argument.compare(0, 10, "--program=") == 0) program = argument.substr(10);
    else files.push_back(argument);
  }
  if (include.empty() || files.empty()) {
    std::fprintf(stderr, "usage: riot-emitcheck --include=DIR [--program=DIR] FILE.cpp...\n");
    return 2;
  }
  include = fs::weakly_canonical(include).string();
  CXIndex index = clang_createIndex(0, 0);
  int status = 0;
  for (const std::string& file : files) {
    const std::string path = fs::weakly_canonical(file).string();
    if (!fs::exists(path)) {
      std::fprintf(stderr, "%s: there is no such file\n", file.c_str());
      status = 2;
      continue;
    }
    const int problems = Checker(path, include, program).run(index);
    if (problems < 0) status = 2;
    else if (problems > 0 && status == 0) status = 1;
  }
  clang_disposeIndex(index);
  return status;
}
