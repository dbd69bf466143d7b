#include <strandline/base/text.hpp>

#include "utf8.hpp"

#include <algorithm>
#include <cctype>

namespace strandline {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

}  // namespace

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i) joined += separator;
        joined += parts[i];
    }
    return joined;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), to_lower);
    return result;
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), to_upper);
    return result;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = to_lower(a[i - 1]) == to_lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
                                 to_lower(a[i - 2]) == to_lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::vector<std::string> nearest(std::string_view name, const std::vector<std::string>& known,
                                 std::size_t most) {
    struct Near {
        std::size_t distance;
        std::size_t order;
    };
    std::vector<Near> found;
    const std::string wanted = lower(name);
    for (std::size_t i = 0; i < known.size(); ++i) {
        const std::string candidate = lower(known[i]);
        std::size_t distance = edit_distance(wanted, candidate);
        // A word that begins with what was typed is what was meant more often than its length suggests.
        if (wanted.size() >= 3 && candidate.starts_with(wanted))
            distance = std::min<std::size_t>(distance, 1);
        if (distance < name.size() && distance <= std::max<std::size_t>(1, name.size() / 3))
            found.push_back({distance, i});
    }
    std::ranges::stable_sort(found, {}, &Near::distance);
    std::vector<std::string> names;
    for (const Near& near : found) {
        if (names.size() == most) break;
        if (std::ranges::find(names, known[near.order]) == names.end()) names.push_back(known[near.order]);
    }
    return names;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    if (count == 1) return format("1 {}", one);
    return many.empty() ? format("{} {}s", with_thousands(count), one)
                        : format("{} {}", with_thousands(count), many);
}

std::string with_thousands(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

std::string printable(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::size_t length = utf8_sequence_length(text.substr(i));
        // C1 controls (U+0080 to U+009F) drive terminals just as the C0 ones do.
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F ||
                             (byte == 0xC2 && length == 2 && static_cast<unsigned char>(text[i + 1]) < 0xA0);
        if (length == 0 || control) {
            shown += format("\\x{:02x}", byte);
            ++i;
        } else {
            shown += text.substr(i, length);
            i += length;
        }
    }
    return shown;
}

}  // namespace strandline
