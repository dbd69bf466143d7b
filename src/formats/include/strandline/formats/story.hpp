#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace strandline::formats {

/// A figure in a text: {{ design:/prediction/growth_per_h | 3 }}, or {{ run:succinate_g_per_L@last | 3 }} of
/// a table. `factor` is the product of all "* number" behind it.
struct StoryFigure {
    std::string data, path;  // before and after the colon
    int digits = 4;          // significant
    double factor = 1;
    Place place;
};

/// Words with figures between them.
using StoryText = std::vector<std::variant<std::string, StoryFigure>>;

/// "key: value" within a fenced block.
struct StoryEntry {
    std::string key;
    StoryText value;
    Place place;
};

struct StoryBlock {
    enum class Kind { section, heading, paragraph, list, table, note, headlines, chart, data_table };
    Kind kind = Kind::paragraph;
    Place place;
    StoryText text;                            // of section, heading, paragraph, note
    std::vector<std::vector<StoryText>> rows;  // of list (one cell each), of table (the first: its header)
    std::vector<StoryEntry> entries;           // of headlines, chart and data_table
};

/// A page as text with figures that come from results: docs/report.md.
struct Story {
    StoryText title, lead;
    std::vector<std::string> data;  // names of the results, in the order in which they are given
    Place data_place;
    std::vector<StoryBlock> blocks;
};

/// "story.…" errors with line and column, up to 20 at once.
Result<Story> read_story(const Source& source);

}  // namespace strandline::formats
