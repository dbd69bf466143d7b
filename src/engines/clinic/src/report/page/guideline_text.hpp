#pragma once

#include <string>
#include <string_view>

namespace strandline::clinic {

/// What a guideline says, as HTML that cannot do harm: a few tags of structure without their attributes,
/// everything else dropped or shown as text. `advice` is what to do, `considerations` what stands below the
/// source's first heading; empty where there is none.
struct GuidelineText {
    std::string advice, considerations;
};
GuidelineText guideline_text(std::string_view source);

/// The advice alone in plain words of one line, not escaped.
std::string advice_words(std::string_view source);

/// The first words of a text, ended at a sentence or a word; whole where `most` bytes hold it.
std::string first_words(std::string_view text, std::size_t most);

}  // namespace strandline::clinic
