#include "names.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {

void add_synonym(domain::CodingSequence& coding, std::string_view name) {
    name = trim(name);
    if (name.empty() || name == coding.gene || name == coding.locus_tag) return;
    if (std::ranges::find(coding.synonyms, name) == coding.synonyms.end()) coding.synonyms.emplace_back(name);
}

void add_synonyms(domain::CodingSequence& coding, std::string_view list, std::string_view separators) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of(separators), list.size());
        add_synonym(coding, list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

void add_cross_reference(domain::CodingSequence& coding, std::string_view reference) {
    add_synonym(coding, reference);
    const std::size_t colon = reference.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = reference.substr(colon + 1);
    if (name.find_first_not_of("0123456789") != std::string_view::npos) add_synonym(coding, name);
}

}  // namespace strandline::formats
