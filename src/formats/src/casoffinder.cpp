#include <strandline/formats/casoffinder.hpp>

#include "guide_list.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    for (std::size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        found.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(" \t", end);
    }
    return found;
}

std::optional<int> small_number(std::string_view word) {
    int value = 0;
    const auto [end, slip] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (slip != std::errc() || end != word.data() + word.size() || value < 0 || value > 1000)
        return std::nullopt;
    return value;
}

bool is_plain(std::string_view bases) { return std::ranges::all_of(bases, domain::is_plain_base); }

/// Where spacer and PAM stand within the pattern.
struct Layout {
    std::size_t spacer_begin = 0, spacer_size = 0;
    bool pam_is_5_prime = false;
    bool operator==(const Layout&) const = default;
};

class CasOffinderReader {
public:
    explicit CasOffinderReader(LineReader& in) : in_(in) {}

    Result<CasOffinderInput> read() {
        STRANDLINE_CHECK(read_genome());
        STRANDLINE_CHECK(read_pattern());
        while (!guides_.full() && next_line()) read_guide();
        STRANDLINE_CHECK(in_.status());
        return finish();
    }

private:
    /// The next line with something on it.
    bool next_line() {
        while (in_.next())
            if (!trim(in_.line()).empty()) return true;
        return false;
    }

    Error ends_early(std::string_view expected) const {
        return Error::input("casoffinder.short", "the Cas-OFFinder file ends early")
            .at(in_.number() > 0 ? in_.place() : Place{.file = in_.name()})
            .expected("{}", expected)
            .found("the end of the file")
            .mend(
                "write the genome on line 1, the pattern on line 2, then a guide a line: spacer and N at the "
                "PAM, most mismatches");
    }

    Result<void> read_genome() {
        if (!next_line()) {
            STRANDLINE_CHECK(in_.status());
            return fail(ends_early("the genome on line 1"));
        }
        const std::string_view path = trim(in_.line());
        input_.genome = path;
        input_.genome_place = in_.place_of(path);
        return {};
    }

    Result<void> read_pattern() {
        if (!next_line()) {
            STRANDLINE_CHECK(in_.status());
            return fail(ends_early("the pattern on line 2"));
        }
        const auto found = words(in_.line());
        pattern_ = upper(found[0]);
        std::ranges::replace(pattern_, 'U', 'T');
        input_.pattern_place = in_.place_of(found[0]);
        const auto wrong = std::ranges::find_if(pattern_, [](char c) { return domain::base_set(c) == 0; });
        if (wrong != pattern_.end())
            return fail(
                Error::input("casoffinder.pattern", "'{}' is no letter of a pattern", *wrong)
                    .at(in_.place_of(found[0].substr(static_cast<std::size_t>(wrong - pattern_.begin()), 1)))
                    .expected("N for each base of the spacer, IUPAC codes for the PAM")
                    .found("'{}'", *wrong)
                    .mend("write it as in NNNNNNNNNNNNNNNNNNNNNGG"));
        if (found.size() == 1) return {};
        const auto dna = small_number(found[1]);
        const auto rna = found.size() == 3 ? small_number(found[2]) : std::nullopt;
        if (!dna || !rna)
            return fail(
                Error::input("casoffinder.bulges", "the pattern line is not as it should be")
                    .at(in_.place_of(found[1]))
                    .expected(
                        "the pattern alone, or the pattern, the most DNA bulges and the most RNA bulges")
                    .found("{}", counted(found.size(), "word"))
                    .mend("write it as in NNNNNNNNNNNNNNNNNNNNNGG 0 0"));
        input_.dna_bulges = *dna;
        input_.rna_bulges = *rna;
        return {};
    }

    void read_guide() {
        const auto found = words(in_.line());
        if (found.size() < 2 || found.size() > 3)
            return guides_.add(Error::input("casoffinder.guide", "the line is no guide")
                                   .at(in_.place(1))
                                   .expected("a guide, its most mismatches, and perhaps an id")
                                   .found("{}", counted(found.size(), "word"))
                                   .mend("write it as in GGCCGACCTGTCGCTGACGCNNN 4"));
        const auto mismatches = small_number(found[1]);
        if (!mismatches)
            return guides_.add(Error::input("casoffinder.mismatches", "the most mismatches are no number")
                                   .at(in_.place_of(found[1]))
                                   .expected("a whole number from 0")
                                   .found("'{}'", found[1])
                                   .mend("write it as in GGCCGACCTGTCGCTGACGCNNN 4"));
        const auto layout = layout_of(found[0]);
        if (!layout) return;
        const Place id_place = in_.place_of(found.size() == 3 ? found[2] : found[0]);
        const std::string id = found.size() == 3 ? std::string(found[2]) : format("g{}", ++unnamed_);
        if (layout_ && *layout != *layout_) return other_layout(found[0]);
        layout_ = layout;
        const std::string_view spacer = found[0].substr(layout->spacer_begin, layout->spacer_size);
        guides_.add(id, id_place, spacer, in_.place_of(spacer));
        mismatches_.push_back(*mismatches);
    }

    void other_layout(std::string_view guide) {
        guides_.add(
            Error::input("casoffinder.layout", "spacer and PAM stand elsewhere than in the guides before")
                .at(in_.place_of(guide))
                .expected("{} of spacer at position {}", counted(layout_->spacer_size, "base"),
                          layout_->spacer_begin + 1)
                .found("'{}'", guide)
                .mend("write N at the same positions in all guides"));
    }

    /// The spacer is the run of plain bases that the pattern leaves free; the rest of the guide is N or
    /// what the pattern says.
    std::optional<Layout> layout_of(std::string_view written) {
        const std::string guide = upper(written);
        if (guide.size() != pattern_.size()) {
            wrong_length(written);
            return std::nullopt;
        }
        for (const bool pam_is_5_prime : {false, true}) {
            const auto layout = layout_with(guide, pam_is_5_prime);
            if (layout) return layout;
        }
        wrong_letters(written, guide);
        return std::nullopt;
    }

    std::optional<Layout> layout_with(const std::string& guide, bool pam_is_5_prime) const {
        const std::size_t first_n = guide.find('N'), last_n = guide.rfind('N');
        const std::size_t size = guide.size();
        // Without an N nothing tells where the PAM begins, unless the pattern asks for none.
        if (first_n == std::string::npos)
            return !pam_is_5_prime && pattern_.find_first_not_of('N') == std::string::npos && is_plain(guide)
                       ? std::optional<Layout>({0, size, false})
                       : std::nullopt;
        const Layout layout =
            pam_is_5_prime ? Layout{last_n + 1, size - last_n - 1, true} : Layout{0, first_n, false};
        const auto inside = [&](std::size_t i) {
            return i >= layout.spacer_begin && i < layout.spacer_begin + layout.spacer_size;
        };
        for (std::size_t i = 0; i < size; ++i) {
            const bool fits = inside(i) ? pattern_[i] == 'N' && domain::is_plain_base(guide[i])
                                        : guide[i] == 'N' || guide[i] == pattern_[i];
            if (!fits) return std::nullopt;
        }
        return layout.spacer_size > 0 ? std::optional(layout) : std::nullopt;
    }

    void wrong_length(std::string_view written) {
        guides_.add(Error::input("casoffinder.length", "the guide is not as long as the pattern")
                        .at(in_.place_of(written))
                        .expected("{} letters as in the pattern {}", pattern_.size(), pattern_)
                        .found("{}", written.size())
                        .mend("write the spacer and N for each base of the PAM"));
    }

    void wrong_letters(std::string_view written, const std::string& guide) {
        const std::size_t at = guide.find_first_not_of("ACGTN");
        if (at != std::string::npos && guide[at] == 'U')
            return guides_.add(Error::input("guide.letter", "'{}' is no base of a spacer", written[at])
                                   .at(in_.place_of(written.substr(at, 1)))
                                   .expected("A C G T only")
                                   .found("'{}'", written[at])
                                   .mend("write DNA: T for U"));
        const bool no_n = guide.find('N') == std::string::npos;
        guides_.add(
            Error::input("casoffinder.guide", "the guide does not fit the pattern")
                .at(in_.place_of(written))
                .expected("A C G T where the pattern {} leaves the spacer free, N at the PAM", pattern_)
                .found("{}", no_n ? "no N that tells where the PAM stands" : format("'{}'", written))
                .mend("write N for each base of the PAM, and only there"));
    }

    Result<CasOffinderInput> finish() {
        const std::size_t guide_lines = mismatches_.size();
        STRANDLINE_TRY(std::vector<domain::Guide> guides, std::move(guides_).take(in_.name()));
        STRANDLINE_ASSERT(guides.size() == guide_lines);
        for (std::size_t i = 0; i < guides.size(); ++i)
            input_.queries.push_back({std::move(guides[i]), mismatches_[i]});
        input_.spacer_length = static_cast<int>(layout_->spacer_size);
        input_.pam_is_5_prime = layout_->pam_is_5_prime;
        input_.pam = layout_->pam_is_5_prime ? pattern_.substr(0, layout_->spacer_begin)
                                             : pattern_.substr(layout_->spacer_size);
        return std::move(input_);
    }

    LineReader& in_;
    CasOffinderInput input_;
    std::string pattern_;
    std::optional<Layout> layout_;
    GuideList guides_;
    std::vector<int> mismatches_;
    std::size_t unnamed_ = 0;
};

}  // namespace

Result<CasOffinderInput> read_casoffinder(const Source& source) {
    LineReader in(source);
    return CasOffinderReader(in).read();
}

}  // namespace strandline::formats
