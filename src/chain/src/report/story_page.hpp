#pragma once

#include "report/story_data.hpp"

#include <strandline/base/chart.hpp>
#include <strandline/formats/story.hpp>

#include <string>

namespace strandline::chain {

/// The page, complete in itself, with small print on what each result is.
Result<std::string> story_page(const formats::Story& story, const StoryData& data);

/// One chart of the page; `caption` gets what is written below it.
Result<Chart> story_chart(const formats::StoryBlock& block, const StoryData& data, std::string& caption);

/// The text split at `separator`, trimmed: "a as b; right" at ';'.
std::vector<std::string> parts_of(std::string_view text, char separator);
/// The words before and after " as "; the second is empty where there is none.
std::pair<std::string, std::string> with_label(const std::string& text);

}  // namespace strandline::chain
