// Plain C++, as a library would have it: nothing here knows of Riot, except that a type's things are shared pointers.
#pragma once
#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

namespace geo {

struct Point {
  double x, y;
};
inline double distance(const Point& a, const Point& b) { return std::hypot(a.x - b.x, a.y - b.y); }
inline Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

enum class Color { Red, Green, Blue };
inline Color next(Color c) { return static_cast<Color>((static_cast<int>(c) + 1) % 3); }

struct Rect {
  double width, height;
};
using Shape = std::variant<double, Rect, std::monostate>;
inline double area(const Shape& shape) {
  if (const double* radius = std::get_if<0>(&shape)) return 3.0 * *radius * *radius;
  if (const Rect* rect = std::get_if<1>(&shape)) return rect->width * rect->height;
  return 0;
}
inline std::vector<Shape> shapes() { return {2.0, Rect{1.5, 2.0}, std::monostate{}}; }

}  // namespace geo

namespace text {

inline std::string shout(const std::string& text) { return text + "!"; }
inline std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result(1);
  for (const char c : text) {
    if (c == ' ') result.emplace_back();
    else result.back() += c;
  }
  return result;
}
inline std::optional<std::int64_t> number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return std::stoll(std::string(text));
}
inline std::vector<unsigned char> reversed(std::vector<unsigned char> data) { return {data.rbegin(), data.rend()}; }
inline std::map<std::string, int> counts(const std::vector<std::string>& words) {
  std::map<std::string, int> result;
  for (const std::string& word : words) ++result[word];
  return result;
}
inline std::set<int> odd(std::set<int> all) {
  for (auto it = all.begin(); it != all.end();) it = *it % 2 == 0 ? all.erase(it) : std::next(it);
  return all;
}
inline std::tuple<int, bool, std::string> triple(const std::tuple<int, bool, std::string>& t) {
  return {std::get<0>(t) + 1, !std::get<1>(t), "<" + std::get<2>(t) + ">"};
}
inline unsigned char small(unsigned char n) { return n; }

}  // namespace text

namespace db {

struct Db {
  explicit Db(std::string name) : name(std::move(name)) {}
  std::string name;
  std::vector<std::string> log;
};
inline std::variant<std::shared_ptr<Db>, std::string> open(const std::string& name) {
  if (name.empty()) return std::string("no name");
  return std::make_shared<Db>(name);
}
inline std::variant<std::vector<std::string>, std::string> query(Db& db, const std::string& sql) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (sql.empty()) throw std::runtime_error("empty query of " + db.name);
  db.log.push_back(sql);
  return db.log;
}
inline std::chrono::milliseconds twice(std::chrono::milliseconds time) { return 2 * time; }
inline void forget(Db& db) { db.log.clear(); }

}  // namespace db
