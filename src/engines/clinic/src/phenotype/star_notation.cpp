#include "phenotype/star_notation.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace strandline::clinic {
namespace {

constexpr std::string_view opening = "([", closing = ")]";

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string without_blanks(std::string_view text) {
    std::string made(text);
    std::erase_if(made, [](char letter) { return letter == ' ' || letter == '\t'; });
    return made;
}

/// "(*4/*40)", "(*10 [*36])": what stands within brackets that hold all of it.
std::string_view within_brackets(std::string_view text) {
    text = trim(text);
    for (;;) {
        if (text.size() < 2 || opening.find(text.front()) == std::string_view::npos) return text;
        int depth = 0;
        std::size_t end = 0;
        for (; end < text.size(); ++end) {
            if (opening.find(text[end]) != std::string_view::npos) ++depth;
            if (closing.find(text[end]) != std::string_view::npos && --depth == 0) break;
        }
        if (end + 1 != text.size()) return text;
        text = trim(text.substr(1, text.size() - 2));
    }
}

class StrandReader {
public:
    explicit StrandReader(std::string_view text) : rest_(text) {}

    /// Nothing, with a reason, where a piece is no allele.
    std::optional<StarStrand> read(std::string& reason) {
        StarStrand strand;
        for (const std::string_view piece : split(rest_, '+')) {
            auto copies = read_copies(piece, reason);
            if (!copies) return std::nullopt;
            strand.push_back(std::move(*copies));
        }
        return strand;
    }

private:
    static std::string_view take(std::string_view& text, auto&& belongs) {
        std::size_t size = 0;
        while (size < text.size() && belongs(text[size])) ++size;
        const std::string_view taken = text.substr(0, size);
        text.remove_prefix(size);
        return taken;
    }

    /// "*4.013", "*2A", "10", "*1x3", "*1x≥3", "*1xN".
    static std::optional<StarCopies> read_copies(std::string_view text, std::string& reason) {
        const std::string whole(text);
        if (text.starts_with('*')) text.remove_prefix(1);
        const std::string_view number = take(text, is_digit);
        if (number.empty()) {
            reason = whole == "?" || whole.starts_with('*') ? format("'{}' leaves the allele open", whole)
                                                            : format("'{}' is no star allele", whole);
            return std::nullopt;
        }
        StarCopies made{.allele = "*" + std::string(number)};
        made.suballele = take(text, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            made.suballele += "." + std::string(take(text, is_digit));
        }
        if (text.empty()) return made;
        if (!read_count(text, made)) {
            reason = text == "xN" || text == "xn" ? format("the copies of {} are not counted", made.allele)
                                                  : format("'{}' is no star allele", whole);
            return std::nullopt;
        }
        return made;
    }

    static bool read_count(std::string_view text, StarCopies& into) {
        if (!text.starts_with('x')) return false;
        text.remove_prefix(1);
        for (const std::string_view sign : {"≥", ">="})
            if (text.starts_with(sign)) {
                into.at_least = true;
                text.remove_prefix(sign.size());
            }
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into.copies);
        return fault == std::errc() && end == text.data() + text.size() && into.copies >= 1 &&
               into.copies <= 99;
    }

    std::string_view rest_;
};

/// The strands that a text may mean: "*2 (*35)" is *2 or *35, "(*68)+*4" and "(*36+)10" are told with doubt.
std::vector<std::string> possible_texts(std::string_view text) {
    text = within_brackets(text);
    const std::size_t open = text.find_first_of(opening);
    const bool another = open != std::string_view::npos && open > 0 && text[open - 1] != '+' &&
                         text.find_first_of(closing) + 1 == text.size();
    if (another) {
        const std::string_view inner = within_brackets(text.substr(open));
        if (inner.starts_with('*')) return {without_blanks(text.substr(0, open)), without_blanks(inner)};
    }
    std::string bare = without_blanks(text);
    std::erase_if(bare, [](char letter) {
        return opening.find(letter) != std::string_view::npos ||
               closing.find(letter) != std::string_view::npos;
    });
    return {bare};
}

bool says_nothing(std::string_view text) {
    const std::string plain = lower(trim(text));
    return plain.empty() || plain == "n/a" || plain == "na" || plain == "none" || plain == "no consensus" ||
           plain == "unknown" || plain == "unknown/unknown" || plain == "no call" || plain == ".";
}

void read_diplotype(std::string_view text, StarReading& into) {
    std::vector<std::vector<StarStrand>> made(1);
    for (const std::string_view strand_text : split(within_brackets(text), '/')) {
        std::vector<std::vector<StarStrand>> longer;
        for (const std::string& possible : possible_texts(strand_text)) {
            const auto strand = StrandReader(possible).read(into.reason);
            if (!strand) return;
            for (std::vector<StarStrand> before : made) {
                before.push_back(*strand);
                longer.push_back(std::move(before));
            }
        }
        made = std::move(longer);
    }
    if (made.front().size() > 2) {
        into.reason = "more than two strands";
        return;
    }
    into.possible.insert(into.possible.end(), made.begin(), made.end());
}

}  // namespace

std::string StarCopies::text() const {
    return copies == 1 && !at_least ? allele : format("{}x{}{}", allele, at_least ? "≥" : "", copies);
}

StarReading read_stars(std::string_view text) {
    StarReading reading;
    if (says_nothing(text)) {
        reading.reason = "no diplotype was called";
        return reading;
    }
    if (text.find('_') != std::string_view::npos) {
        reading.reason = "the alleles are not shared out between two strands";
        return reading;
    }
    for (const std::string_view one : split(text, ';')) {
        read_diplotype(one, reading);
        if (!reading.reason.empty()) {
            reading.possible.clear();
            return reading;
        }
    }
    return reading;
}

}  // namespace strandline::clinic
