#pragma once

#include <strandline/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// What --pam says: IUPAC codes in upper case, T for U. Errors: "pam.empty", "pam.letter", "pam.length".
Result<std::string> parse_pam(std::string_view text);

/// One PAM or several of one length, commas between; each once. Error besides: "pam.lengths".
Result<std::vector<std::string>> parse_pams(std::string_view text);

}  // namespace strandline::edit
