#pragma once

#include <strandline/base/chart.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline {

/// A page that is complete in itself: no scripts, nothing fetched; light, dark and on paper. Texts are plain
/// and made safe.
class WebPage {
public:
    explicit WebPage(std::string title, std::string lead = {});

    /// A row of large numbers, each with what it is and a word on it.
    struct Headline {
        std::string value, name, note;
    };
    void headlines(const std::vector<Headline>& items);
    void section(std::string_view title);
    void heading(std::string_view title);  // within a section
    void paragraph(std::string_view text);
    void list(const std::vector<std::string>& items);
    void chart(const Chart& chart, std::string_view caption = {});
    /// The first column is text, the others are set flush right where every cell looks like a number.
    void table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows,
               std::string_view caption = {});
    void note(std::string_view text);  // small print

    std::string html() const;

private:
    std::string title_, lead_, body_;
    std::vector<std::string> sections_;
};

/// A number for people: so many significant digits, thousands set off, powers of ten where it is very large
/// or small.
std::string readable(double value, int digits = 4);

}  // namespace strandline
