#include "check/chemical_formula.hpp"

#include <cctype>
#include <charconv>

namespace strandline::process {

std::optional<Elements> elements_of(std::string_view formula) {
    Elements made;
    std::size_t at = 0;
    while (at < formula.size()) {
        if (std::isupper(static_cast<unsigned char>(formula[at])) == 0) return std::nullopt;
        std::size_t end = at + 1;
        while (end < formula.size() && std::islower(static_cast<unsigned char>(formula[end])) != 0) ++end;
        const std::string element(formula.substr(at, end - at));
        double count = 1;
        const auto [behind, slip] = std::from_chars(formula.data() + end, formula.data() + formula.size(),
                                                    count, std::chars_format::fixed);
        if (slip != std::errc())
            count = 1;
        else
            end = static_cast<std::size_t>(behind - formula.data());
        made[element] += count;
        at = end;
    }
    if (made.empty()) return std::nullopt;
    return made;
}

}  // namespace strandline::process
