#pragma once

#include <string>
#include <string_view>

namespace strandline::edit {

/// The page's style sheet. Colours of kinds of edits and of bases are those of Okabe and Ito (2008), which
/// stay apart for colour-blind eyes.
std::string_view page_style();

/// The beginning of a page up to its body: nothing may be run or fetched.
std::string page_head(std::string_view title);

}  // namespace strandline::edit
