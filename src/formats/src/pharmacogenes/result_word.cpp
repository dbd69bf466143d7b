#include <strandline/formats/therapy.hpp>

#include <strandline/base/text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

using domain::ResultWord;

std::optional<double> score(std::string_view text) {
    text = trim(text);
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
}

Error not_understood(std::string_view text) {
    return Error::input("therapy.condition", "'{}' is no result of a gene", printable(text))
        .expected(
            "a phenotype, an allele as \"*58:01 positive\", or an activity score as \">= 2.25\" or \"0.25 to "
            "1\"");
}

Result<ResultWord> compared(std::string_view text, std::string_view sign) {
    const auto value = score(text.substr(sign.size()));
    if (!value) return fail(not_understood(text));
    ResultWord word{.kind = ResultWord::Kind::score};
    if (sign != "<" && sign != "<=" && sign != "≤") word.least = *value;
    if (sign != ">" && sign != ">=" && sign != "≥") word.most = *value;
    word.above_least = sign == ">";
    word.below_most = sign == "<";
    return word;
}

Result<ResultWord> range(std::string_view text, std::size_t to, std::string_view between) {
    const auto least = score(text.substr(0, to)), most = score(text.substr(to + between.size()));
    if (!least || !most || *least > *most) return fail(not_understood(text));
    return ResultWord{.kind = ResultWord::Kind::score, .least = *least, .most = *most};
}

Result<ResultWord> parse(std::string_view text) {
    constexpr std::array<std::string_view, 7> signs = {">=", "≥", "<=", "≤", ">", "<", "="};
    for (const std::string_view sign : signs)
        if (text.starts_with(sign)) return compared(text, sign);
    if (const auto value = score(text))
        return ResultWord{.kind = ResultWord::Kind::score, .least = *value, .most = *value};
    constexpr std::string_view between = " to ";
    if (const std::size_t to = text.find(between);
        to != std::string_view::npos &&
        (score(text.substr(0, to)) || score(text.substr(to + between.size()))))
        return range(text, to, between);
    constexpr std::array presences = {std::pair(std::string_view(" positive"), ResultWord::Kind::carries),
                                      std::pair(std::string_view(" negative"), ResultWord::Kind::lacks)};
    for (const auto& [ending, kind] : presences)
        if (text.ends_with(ending))
            return ResultWord{.kind = kind,
                              .name = std::string(trim(text.substr(0, text.size() - ending.size())))};
    if (text.empty()) return fail(not_understood(text));
    return ResultWord{.kind = ResultWord::Kind::phenotype, .name = std::string(text)};
}

}  // namespace

Result<domain::ResultWord> parse_result_word(std::string_view text) {
    STRANDLINE_TRY(ResultWord word, parse(trim(text)));
    word.written = std::string(trim(text));
    return word;
}

}  // namespace strandline::formats
