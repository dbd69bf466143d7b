#include <strandline/clinic/match.hpp>

#include <algorithm>

namespace strandline::clinic {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits from `at` without leading noughts, and where they end.
std::string_view number_at(const std::string& text, std::size_t& at) {
    while (at < text.size() && text[at] == '0') ++at;
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return std::string_view(text).substr(begin, at - begin);
}

}  // namespace

bool told_before(const std::string& one, const std::string& other) {
    std::size_t i = 0, j = 0;
    while (i < one.size() && j < other.size()) {
        if (is_digit(one[i]) && is_digit(other[j])) {
            const std::string_view a = number_at(one, i), b = number_at(other, j);
            if (a.size() != b.size()) return a.size() < b.size();
            if (a != b) return a < b;
        } else {
            if (one[i] != other[j]) return one[i] < other[j];
            ++i;
            ++j;
        }
    }
    if ((i < one.size()) != (j < other.size())) return j < other.size();
    return one < other;
}

}  // namespace strandline::clinic
