#include <strandline/formats/pseudonyms.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace strandline::formats {
namespace {

Error twice(const LineReader& in, std::string_view what, std::string_view name, std::int64_t line) {
    return Error::input("pseudonyms.twice", "{} '{}' is on two lines", what, printable(name))
        .at(in.place_of(name))
        .expected("each sample once, and a pseudonym of its own for each")
        .found("the same on line {}", line)
        .mend("remove one of the lines, or choose another pseudonym");
}

}  // namespace

Result<std::map<std::string, std::string>> read_pseudonyms(const Source& source) {
    std::map<std::string, std::string> made;
    std::map<std::string, std::int64_t, std::less<>> line_of_sample, line_of_pseudonym;
    LineReader in(source);
    while (in.next()) {
        if (in.line().starts_with('#') || trim(in.line()).empty()) continue;
        const std::vector<std::string_view> cells = split(in.line(), '\t');
        if (cells.size() != 2 || trim(cells[0]).empty() || trim(cells[1]).empty())
            return fail(Error::input("pseudonyms.cells", "a line is not a sample and its pseudonym")
                            .at(in.place())
                            .expected("two cells with a tab between: the sample's name, then its pseudonym")
                            .found("{}", counted(cells.size(), "cell"))
                            .mend("write for example: NA12878, a tab, P-001"));
        const auto [sample, is_new_sample] =
            line_of_sample.try_emplace(std::string(trim(cells[0])), in.number());
        if (!is_new_sample) return fail(twice(in, "sample", trim(cells[0]), sample->second));
        const auto [pseudonym, is_new] =
            line_of_pseudonym.try_emplace(std::string(trim(cells[1])), in.number());
        if (!is_new) return fail(twice(in, "pseudonym", trim(cells[1]), pseudonym->second));
        made.emplace(sample->first, pseudonym->first);
    }
    STRANDLINE_CHECK(in.status());
    return made;
}

}  // namespace strandline::formats
