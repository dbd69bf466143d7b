#include "json_place.hpp"
#include "network_builder.hpp"
#include "numbers.hpp"
#include "object_reader.hpp"
#include "readers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <algorithm>
#include <string>

namespace strandline::formats {
namespace {

/// Python writes Infinity and NaN bare; JSON has no such numbers. In quotes they are read as the texts that
/// COBRApy writes today. The length of the text stays.
std::string with_quoted_infinities(std::string_view text) {
    std::string made(text);
    bool in_string = false;
    for (std::size_t i = 0; i < made.size(); ++i) {
        const char c = made[i];
        if (c == '\\' && in_string) ++i;
        if (c == '"') in_string = !in_string;
        if (in_string || (c != 'I' && c != 'N' && c != '-')) continue;
        for (const auto& [word, quoted] :
             {std::pair<std::string_view, std::string_view>{"-Infinity", "\"-inf\"   "},
              {"Infinity", "\"inf\"   "},
              {"NaN", "\"?\""}})
            if (std::string_view(made).substr(i).starts_with(word)) {
                made.replace(i, word.size(), quoted);
                i += word.size() - 1;
                break;
            }
    }
    return made;
}

}  // namespace

Result<domain::Network> read_cobra_json(std::string_view text, std::string_view file) {
    std::string quoted;
    auto root = Json::parse(text, file);
    if (!root && root.error().code() == "json.number") {
        quoted = with_quoted_infinities(text);
        text = quoted;
        root = Json::parse(text, file);
    }
    if (!root) return fail(std::move(root).error());
    return network_of(*root, [&](const JsonPath& path) { return json_place(text, file, path); });
}

}  // namespace strandline::formats
