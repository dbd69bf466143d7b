#include <strandline/formats/json_pointer.hpp>

#include <strandline/base/text.hpp>

#include <charconv>
#include <utility>

namespace strandline::formats {
namespace {

void gather(const Json& json, const std::string& path, bool numbers_alone,
            std::vector<std::string>& pointers) {
    if (pointers.size() >= 5000) return;
    if (json.is_object()) {
        for (const auto& [name, value] : json.members()) {
            std::string coded;
            for (const char c : name) coded += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
            gather(value, path + "/" + coded, numbers_alone, pointers);
        }
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.items().size(); ++i)
            gather(json.items()[i], format("{}/{}", path, i), numbers_alone, pointers);
    } else if (json.is_number() || !numbers_alone) {
        pointers.push_back(path);
    }
}

/// "~1" is a slash, "~0" a tilde.
std::string decoded(std::string_view token) {
    std::string made;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const char next = token[i] == '~' && i + 1 < token.size() ? token[i + 1] : ' ';
        const bool is_coded = next == '0' || next == '1';
        made += !is_coded ? token[i] : next == '0' ? '~' : '/';
        i += is_coded;
    }
    return made;
}

}  // namespace

const Json* at_pointer(const Json& json, std::string_view pointer) {
    if (pointer.empty()) return &json;
    if (pointer.front() != '/') return nullptr;
    const Json* here = &json;
    for (const std::string_view raw : split(pointer.substr(1), '/')) {
        const std::string name = decoded(raw);
        if (here->is_array()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
            if (error != std::errc() || end != name.data() + name.size() || index >= here->items().size())
                return nullptr;
            here = &here->items()[index];
        } else if (!(here = here->find(name))) {
            return nullptr;
        }
    }
    return here;
}

std::vector<std::string> pointers_in(const Json& json, bool numbers_alone) {
    std::vector<std::string> pointers;
    gather(json, "", numbers_alone, pointers);
    return pointers;
}

}  // namespace strandline::formats
