#include "outcome/align.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/outcome.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace strandline::edit {
namespace {

using domain::Strand;

constexpr std::size_t shortest_amplicon = 30, longest_amplicon = 10'000;
constexpr std::size_t shortest_guide = 15, longest_guide = 30;
constexpr std::size_t cas9_spacer = 20, cas9_with_pam = 23;

Result<std::string> plain_bases(std::string_view text, std::string_view code, const std::string& what,
                                const Place& place) {
    std::string bases = upper(trim(text));
    std::ranges::replace(bases, 'U', 'T');
    const auto wrong = std::ranges::find_if(bases, [](char c) { return !domain::is_plain_base(c); });
    if (wrong == bases.end()) return bases;
    const auto at = static_cast<std::size_t>(wrong - bases.begin());
    return fail(Error::input(std::string(code), "{}: letter {} is no base", what, at + 1)
                    .at(place)
                    .expected("A C G T")
                    .found("'{}'", printable(trim(text).substr(at, 1)))
                    .mend("give the sequence itself, without names, blanks or ambiguous letters"));
}

Result<std::string> amplicon_bases(std::string_view text, const std::string& name, const Place& place) {
    STRANDLINE_TRY(std::string bases, plain_bases(text, "amplicon.letter", "amplicon '" + name + "'", place));
    if (bases.size() >= shortest_amplicon && bases.size() <= longest_amplicon) return bases;
    return fail(Error::input("amplicon.length", "amplicon '{}' is {} bp", name, bases.size())
                    .at(place)
                    .expected("{} to {} bp", shortest_amplicon, with_thousands(longest_amplicon))
                    .found("{} bp", bases.size())
                    .mend("give the sequence from the first base of one primer to the last of the other"));
}

std::vector<std::int64_t> occurrences(std::string_view text, std::string_view part) {
    std::vector<std::int64_t> found;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        found.push_back(static_cast<std::int64_t>(at));
    return found;
}

/// Where `part` comes nearest, in words.
std::string nearest_place(std::string_view amplicon, const std::string& part) {
    std::size_t fewest = part.size() + 1, where = 0;
    Strand strand = Strand::forward;
    for (const Strand side : {Strand::forward, Strand::reverse}) {
        const std::string bases = side == Strand::forward ? part : domain::reverse_complement(part);
        for (std::size_t at = 0; at + bases.size() <= amplicon.size(); ++at) {
            std::size_t slips = 0;
            for (std::size_t i = 0; i < bases.size(); ++i) slips += amplicon[at + i] != bases[i];
            if (slips >= fewest) continue;
            fewest = slips;
            where = at;
            strand = side;
        }
    }
    if (fewest > part.size() / 4) return "nothing like it";
    const std::string there(amplicon.substr(where, part.size()));
    return format("{} with {} at base {} of the {} strand",
                  strand == Strand::forward ? there : domain::reverse_complement(there),
                  counted(fewest, "mismatch", "mismatches"), where + 1, domain::symbol(strand));
}

AmpliconGuide place_guide(const std::string& spacer, std::int64_t begin, Strand strand,
                          const WindowSettings& window) {
    AmpliconGuide guide;
    guide.spacer = spacer;
    guide.begin = begin;
    guide.end = begin + static_cast<std::int64_t>(spacer.size());
    guide.strand = strand;
    const auto beside = [&](std::int64_t offset) {
        return strand == Strand::forward ? guide.end + offset : guide.begin - offset;
    };
    guide.cut = beside(window.cut_offset);
    guide.centre = beside(window.centre);
    return guide;
}

Result<std::string> parse_guide(const std::string& given, const LocusRequest& locus,
                                const WindowSettings& window) {
    STRANDLINE_TRY(std::string spacer,
                   plain_bases(given, "guide.letter", "guide " + printable(given), locus.place));
    if (spacer.size() < shortest_guide || spacer.size() > longest_guide)
        return fail(Error::input("guide.length", "guide {} is {} nt", spacer, spacer.size())
                        .at(locus.place)
                        .expected("{} to {} nt", shortest_guide, longest_guide)
                        .found("{} nt", spacer.size())
                        .mend("give the spacer alone, 5' to 3'"));
    // A spacer of 23 that ends in GG and is cut 3 bases from its end would be cut inside the PAM.
    if (spacer.size() == cas9_with_pam && spacer.ends_with("GG") && window.cut_offset == -3)
        return fail(Error::input("guide.pam", "guide {} seems to bring its PAM along", spacer)
                        .at(locus.place)
                        .expected("the spacer alone; the cut is counted from its 3' end")
                        .found("23 nt that end in {}", spacer.substr(cas9_spacer))
                        .mend("give {}", spacer.substr(0, cas9_spacer)));
    return spacer;
}

Result<std::vector<AmpliconGuide>> find_guides(const LocusRequest& locus, const std::string& amplicon,
                                               const WindowSettings& window) {
    std::vector<AmpliconGuide> guides;
    for (std::size_t i = 0; i < locus.guides.size(); ++i) {
        STRANDLINE_TRY(const std::string spacer, parse_guide(locus.guides[i], locus, window));
        const std::size_t before = guides.size();
        for (const Strand strand : {Strand::forward, Strand::reverse}) {
            const std::string bases = strand == Strand::forward ? spacer : domain::reverse_complement(spacer);
            for (const std::int64_t at : occurrences(amplicon, bases))
                guides.push_back(place_guide(spacer, at, strand, window));
        }
        if (guides.size() == before)
            return fail(
                Error::input("guide.not_found", "guide {} is not in amplicon '{}'", spacer, locus.name)
                    .at(locus.place)
                    .expected("a spacer that the amplicon holds, on either strand")
                    .found("nearest: {}", nearest_place(amplicon, spacer))
                    .mend("check guide and amplicon; the spacer goes without its PAM"));
        for (std::size_t k = before; k < guides.size(); ++k)
            guides[k].name =
                format("guide{}{}", i + 1,
                       guides.size() - before > 1 ? format(".{}", k - before + 1) : std::string());
    }
    return guides;
}

Result<std::vector<Range>> find_coding(const LocusRequest& locus, const std::string& amplicon) {
    std::vector<Range> parts;
    for (const std::string& given : locus.coding) {
        STRANDLINE_TRY(const std::string bases,
                       plain_bases(given, "coding.letter", "coding part " + printable(given), locus.place));
        const std::size_t at = bases.empty() ? std::string::npos : amplicon.find(bases);
        if (at == std::string::npos)
            return fail(
                Error::input("coding.not_found", "a coding part is not in amplicon '{}'", locus.name)
                    .at(locus.place)
                    .expected("a part of the amplicon, on its own strand")
                    .found("nearest: {}", bases.empty() || bases.size() > amplicon.size()
                                              ? "nothing like it"
                                              : nearest_place(amplicon, bases))
                    .mend("give the coding bases as they stand in the amplicon; give its reverse complement "
                          "where the gene runs the other way"));
        const auto begin = static_cast<std::int64_t>(at);
        parts.push_back({begin, begin + static_cast<std::int64_t>(bases.size())});
    }
    std::ranges::sort(parts, {}, &Range::begin);
    return parts;
}

std::vector<std::uint8_t> make_window(const Amplicon& amplicon, const WindowSettings& settings) {
    const auto size = static_cast<std::int64_t>(amplicon.bases.size());
    std::vector<std::uint8_t> window(amplicon.bases.size(), 0);
    const std::int64_t first = settings.exclude_left, end = size - settings.exclude_right;
    const auto mark = [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t at = std::max(from, first); at < std::min(to, end); ++at)
            window[static_cast<std::size_t>(at)] = 1;
    };
    if (amplicon.guides.empty() || settings.size == 0) mark(0, size);
    for (const AmpliconGuide& guide : amplicon.guides)
        mark(guide.centre - settings.size, guide.centre + settings.size);
    return window;
}

Result<Amplicon> wild_type(const LocusRequest& locus, const WindowSettings& window) {
    Amplicon amplicon;
    amplicon.name = locus.name;
    STRANDLINE_TRY(amplicon.bases, amplicon_bases(locus.amplicon, locus.name, locus.place));
    STRANDLINE_TRY(amplicon.guides, find_guides(locus, amplicon.bases, window));
    STRANDLINE_TRY(amplicon.coding, find_coding(locus, amplicon.bases));
    amplicon.window = make_window(amplicon, window);
    if (std::ranges::count(amplicon.window, 1) == 0)
        return fail(
            Error::input("window.empty", "amplicon '{}' has no base in its quantification window", locus.name)
                .at(locus.place)
                .expected("a window inside the amplicon")
                .found("none left: {} bp, of which {} and {} at the ends are never in it",
                       amplicon.bases.size(), window.exclude_left, window.exclude_right)
                .mend("exclude fewer bases, or move the window's centre"));
    for (std::size_t i = 0; i <= amplicon.bases.size(); ++i)
        amplicon.on_wild_type.push_back(static_cast<std::int64_t>(i));
    return amplicon;
}

std::vector<std::int64_t> map_to(const std::string& bases, const Amplicon& wild,
                                 const AlignmentScores& scores) {
    std::vector<std::int64_t> cuts;
    for (const AmpliconGuide& guide : wild.guides) cuts.push_back(guide.cut);
    std::vector<std::int64_t> map;
    std::int64_t there = 0;
    for (const outcome::Run& run :
         outcome::align_plain(bases, outcome::AlignmentTarget(wild.bases, cuts, scores)).runs) {
        if (run.column == outcome::Column::deletion) {
            there += run.length;
            continue;
        }
        for (std::uint32_t i = 0; i < run.length; ++i) {
            map.push_back(there);
            if (run.column == outcome::Column::pair) ++there;
        }
    }
    map.push_back(static_cast<std::int64_t>(wild.bases.size()));
    return map;
}

/// What holds of the wild type, carried over base by base.
Amplicon carry_over(const Amplicon& wild, std::string name, std::string bases, AmpliconRole role,
                    const AlignmentScores& scores) {
    Amplicon made;
    made.name = std::move(name);
    made.bases = std::move(bases);
    made.role = role;
    made.on_wild_type = map_to(made.bases, wild, scores);
    const auto here = [&](std::int64_t position) {
        return static_cast<std::int64_t>(std::ranges::lower_bound(made.on_wild_type, position) -
                                         made.on_wild_type.begin());
    };
    for (AmpliconGuide guide : wild.guides) {
        guide.begin = here(guide.begin);
        guide.end = here(guide.end);
        guide.cut = here(guide.cut);
        guide.centre = here(guide.centre);
        made.guides.push_back(guide);
    }
    for (const Range& part : wild.coding) made.coding.push_back({here(part.begin), here(part.end)});
    made.window.assign(made.bases.size(), 0);
    // The window's runs, with what was inserted in them.
    for (std::size_t at = 0; at < wild.window.size();) {
        std::size_t end = at;
        while (end < wild.window.size() && wild.window[end]) ++end;
        if (end > at)
            for (std::int64_t i = here(static_cast<std::int64_t>(at));
                 i < here(static_cast<std::int64_t>(end)); ++i)
                made.window[static_cast<std::size_t>(i)] = 1;
        at = end + 1;
    }
    if (std::ranges::count(made.window, 1) == 0) made.window.assign(made.bases.size(), 1);
    return made;
}

Result<void> check_new(const std::vector<Amplicon>& known, const Amplicon& one, const Place& place) {
    for (const Amplicon& other : known) {
        if (other.bases == one.bases || other.bases == domain::reverse_complement(one.bases))
            return fail(Error::input("amplicon.same", "amplicons '{}' and '{}' have the same sequence",
                                     other.name, one.name)
                            .at(place)
                            .expected("sequences that differ: reads are told apart by them")
                            .found("the same {} bp", one.bases.size())
                            .mend("give the sequence as it is after editing, or leave one of the two out"));
        if (other.name == one.name)
            return fail(Error::input("amplicon.name", "two amplicons are named '{}'", one.name)
                            .at(place)
                            .expected("a name of its own for each")
                            .found("'{}' again", one.name)
                            .mend("rename one of the two"));
    }
    return {};
}

}  // namespace

Result<std::vector<Amplicon>> make_amplicons(std::span<const LocusRequest> loci, const WindowSettings& window,
                                             const AlignmentScores& scores) {
    std::vector<Amplicon> made;
    for (std::uint32_t locus = 0; locus < loci.size(); ++locus) {
        const LocusRequest& request = loci[locus];
        const auto first = static_cast<std::uint32_t>(made.size());
        const auto add = [&](Amplicon one) -> Result<void> {
            one.locus = locus;
            one.wild_type = first;
            STRANDLINE_CHECK(check_new(made, one, request.place));
            made.push_back(std::move(one));
            return {};
        };
        STRANDLINE_TRY(Amplicon wild, wild_type(request, window));
        STRANDLINE_CHECK(add(wild));
        for (const LocusRequest::Expected& expected : request.expected) {
            STRANDLINE_TRY(std::string bases, amplicon_bases(expected.bases, expected.name, request.place));
            STRANDLINE_CHECK(add(carry_over(wild, expected.name, std::move(bases), expected.role, scores)));
        }
    }
    return made;
}

}  // namespace strandline::edit
