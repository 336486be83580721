// SPDX-License-Identifier: MIT
// Doc comments as HTML: the part of Markdown that they use. Paragraphs, headings, lists, code in fences and in backticks,
// strong and emphasised words, links. Everything else is text.
#pragma once
#include <string>
#include <string_view>

namespace riotc::doc {

std::string escape(std::string_view text);         // for HTML, also within attributes
std::string to_html(std::string_view markdown);
std::string first_sentence(std::string_view markdown);  // without markup
std::string highlight(std::string_view code);      // Riot code as HTML, with its kinds of words marked

}  // namespace riotc::doc
