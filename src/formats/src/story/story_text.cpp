#include "story/story_text.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>
#include <optional>

namespace strandline::formats {
namespace {

std::optional<double> number(std::string_view text) {
    text = trim(text);
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = slip == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

Error not_a_figure(std::string_view found, const Place& place) {
    return Error::input("story.figure", "this is no figure")
        .at(place)
        .expected("{{{{ DATA:/pointer | digits }}}}, or {{{{ DATA:column@last | digits }}}} of a table")
        .found("{{{{{}}}}}", printable(found))
        .mend(
            "for example {{{{ feed:/final/succinate | 3 }}}}; to multiply: {{{{ feed:/objective * 0.001 | 3 "
            "}}}}");
}

std::optional<StoryFigure> figure(std::string_view inside, const Place& place) {
    StoryFigure made;
    made.place = place;
    const std::size_t bar = inside.rfind('|');
    std::string_view what = trim(inside.substr(0, bar));
    if (bar != std::string_view::npos) {
        const auto digits = number(inside.substr(bar + 1));
        if (!digits || *digits < 1 || *digits > 15 || std::trunc(*digits) != *digits) return std::nullopt;
        made.digits = static_cast<int>(*digits);
    }
    for (std::size_t times = what.rfind(" * "); times != std::string_view::npos; times = what.rfind(" * ")) {
        const auto factor = number(what.substr(times + 3));
        if (!factor) return std::nullopt;
        made.factor *= *factor;
        what = trim(what.substr(0, times));
    }
    const std::size_t colon = what.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == what.size()) return std::nullopt;
    made.data = trim(what.substr(0, colon));
    made.path = trim(what.substr(colon + 1));
    return made;
}

Place within(Place place, std::size_t at, std::size_t length) {
    place.column += static_cast<std::int64_t>(at);
    place.length = static_cast<std::int64_t>(length);
    return place;
}

}  // namespace

StoryText read_story_text(std::string_view text, const Place& place, Errors& errors) {
    StoryText made;
    const auto words = [&](std::string_view part) {
        if (!part.empty()) made.emplace_back(std::string(part));
    };
    std::size_t at = 0;
    for (std::size_t open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", at)) {
        words(text.substr(at, open - at));
        const std::size_t close = text.find("}}", open);
        if (close == std::string_view::npos) {
            errors.add(not_a_figure(text.substr(open + 2), within(place, open, text.size() - open)));
            return made;
        }
        at = close + 2;
        const std::string_view inside = text.substr(open + 2, close - open - 2);
        const Place here = within(place, open, at - open);
        if (auto read = figure(inside, here))
            made.emplace_back(std::move(*read));
        else
            errors.add(not_a_figure(inside, here));
    }
    words(text.substr(at));
    return made;
}

}  // namespace strandline::formats
