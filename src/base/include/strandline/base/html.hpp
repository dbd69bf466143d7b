#pragma once

#include <string>
#include <string_view>

namespace strandline {

/// For element content and attribute values of HTML and XML. Control characters and invalid UTF-8 become
/// U+FFFD.
std::string escaped(std::string_view text);

/// JSON for inside of a script: no "</script>" in it may end the script early.
std::string in_script(std::string json);

}  // namespace strandline
