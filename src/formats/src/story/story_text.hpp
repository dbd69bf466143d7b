#pragma once

#include <strandline/formats/story.hpp>

#include <string_view>

namespace strandline::formats {

/// Words and figures of `text`, which stands at `place` and in its line begins at its column.
StoryText read_story_text(std::string_view text, const Place& place, Errors& errors);

}  // namespace strandline::formats
