#include "tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/scores.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

struct GuideCells {
    std::size_t id, gene, locus_tag, spacer, pam, contig, start, end, strand, cds_percent, gc_percent, poly_t;
    std::optional<std::size_t> context;  // since edit.guides/2
};

Result<GuideCells> find_cells(const formats::TableReader& table) {
    GuideCells cells{};
    const std::pair<std::size_t GuideCells::*, std::string_view> wanted[] = {
        {&GuideCells::id, "id"},
        {&GuideCells::gene, "gene"},
        {&GuideCells::locus_tag, "locus_tag"},
        {&GuideCells::spacer, "spacer"},
        {&GuideCells::pam, "pam"},
        {&GuideCells::contig, "contig"},
        {&GuideCells::start, "start"},
        {&GuideCells::end, "end"},
        {&GuideCells::strand, "strand"},
        {&GuideCells::cds_percent, "cds_percent"},
        {&GuideCells::gc_percent, "gc_percent"},
        {&GuideCells::poly_t, "poly_t"}};
    for (const auto& [member, name] : wanted) { STRANDLINE_TRY(cells.*member, table.column(name)); }
    cells.context = table.find_column("context");
    return cells;
}

Result<domain::Strand> read_strand(const formats::TableReader& table, std::size_t cell) {
    if (table.text(cell) == "+") return domain::Strand::forward;
    if (table.text(cell) == "-") return domain::Strand::reverse;
    return fail(Error::input("table.strand", "this is no strand")
                    .at(table.place(cell))
                    .expected("+ or -")
                    .found("'{}'", table.text(cell))
                    .mend("correct the cell"));
}

Result<Candidate> read_candidate(const formats::TableReader& table, const GuideCells& cells) {
    Candidate candidate;
    candidate.id = table.text(cells.id);
    candidate.gene = table.text(cells.gene);
    candidate.locus_tag = table.text(cells.locus_tag);
    candidate.pam = table.text(cells.pam);
    candidate.contig = table.text(cells.contig);
    STRANDLINE_TRY(candidate.spacer,
                   formats::parse_spacer(table.text(cells.spacer), table.place(cells.spacer)));
    STRANDLINE_TRY(candidate.start, table.integer(cells.start));
    STRANDLINE_TRY(candidate.end, table.integer(cells.end));
    STRANDLINE_TRY(candidate.strand, read_strand(table, cells.strand));
    candidate.cds_percent.reset();
    if (table.text(cells.cds_percent) != "NA") {
        STRANDLINE_TRY(candidate.cds_percent, table.number(cells.cds_percent));
    }
    STRANDLINE_TRY(candidate.gc_percent, table.number(cells.gc_percent));
    STRANDLINE_TRY(const std::int64_t poly_t, table.integer(cells.poly_t));
    if (poly_t < 0 || poly_t > static_cast<std::int64_t>(candidate.spacer.size()))
        return fail(Error::input("table.range", "no run of T can be that long")
                        .at(table.place(cells.poly_t))
                        .expected("0 to {}", candidate.spacer.size())
                        .found("{}", poly_t)
                        .mend("correct the cell"));
    candidate.poly_t = static_cast<int>(poly_t);
    if (cells.context)
        candidate.on_target = on_target_score(table.text(*cells.context), candidate.cds_percent);
    return candidate;
}

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using IdTable = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

Error other_spacer(const formats::TableReader& table, std::size_t cell, const Candidate& candidate) {
    return Error::input("rank.spacer", "the hits are of another guide set: '{}' has another spacer",
                        candidate.id)
        .at(table.place(cell))
        .expected("{} as in the guides", candidate.spacer)
        .found("{}", table.text(cell))
        .mend("search the off-targets of these guides again");
}

Error no_own_site(const Source& hits, const Source& guides, const Candidate& candidate, std::int64_t line) {
    return Error::input("rank.own_site", "the own site of guide '{}' is not among the hits", candidate.id)
        .at({.file = guides.name(), .line = line})
        .expected("a hit without mismatch at {}:{}-{} ({}) in {}", candidate.contig, candidate.start,
                  candidate.end, domain::symbol(candidate.strand), hits.name())
        .found("none")
        .mend(
            "search these guides on the genome they were designed on, with the PAM of their nuclease; where "
            "--max-hits left it out, give --counts, too");
}

}  // namespace

Result<CandidateTable> read_candidates(const Source& guides) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(guides));
    STRANDLINE_TRY(const GuideCells cells, find_cells(table));
    CandidateTable result;
    IdTable ids;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        STRANDLINE_TRY(Candidate candidate, read_candidate(table, cells));
        if (!ids.try_emplace(candidate.id, result.candidates.size()).second)
            return fail(Error::input("guide.duplicate", "the name '{}' is there twice", candidate.id)
                            .at(table.place(cells.id))
                            .expected("a name of its own for each guide")
                            .found("'{}' again", candidate.id)
                            .mend("rename or remove one of the two"));
        result.candidates.push_back(std::move(candidate));
        result.lines.push_back(table.place().line);
    }
    if (result.candidates.empty())
        return fail(Error::input("guides.empty", "the table holds no guide")
                        .at({.file = guides.name()})
                        .expected("at least one guide")
                        .found("the header only")
                        .mend("design guides for other genes, or with a nuclease of another PAM"));
    return result;
}

namespace {

struct HitCells {
    std::size_t guide, spacer, contig, start, strand, mismatches;
    std::optional<std::size_t> dna_bulges, rna_bulges, cfd, site_change;
};

Result<HitCells> find_hit_cells(const formats::TableReader& table) {
    HitCells cells{};
    const std::pair<std::size_t HitCells::*, std::string_view> wanted[] = {
        {&HitCells::guide, "guide"}, {&HitCells::spacer, "spacer"}, {&HitCells::contig, "contig"},
        {&HitCells::start, "start"}, {&HitCells::strand, "strand"}, {&HitCells::mismatches, "mismatches"}};
    for (const auto& [member, name] : wanted) { STRANDLINE_TRY(cells.*member, table.column(name)); }
    cells.dna_bulges = table.find_column("dna_bulges");
    cells.rna_bulges = table.find_column("rna_bulges");
    cells.cfd = table.find_column("cfd");
    cells.site_change = table.find_column("site_change");
    return cells;
}

/// Mismatches and bulges of the present row.
Result<std::int64_t> edits_of(const formats::TableReader& table, const HitCells& cells) {
    STRANDLINE_TRY(std::int64_t edits, table.integer(cells.mismatches));
    for (const auto& bulges : {cells.dna_bulges, cells.rna_bulges}) {
        if (!bulges) continue;
        STRANDLINE_TRY(const std::int64_t number, table.integer(*bulges));
        edits += number;
    }
    return edits;
}

/// Sites of haplotypes that are no closer than the reference's own say nothing new.
bool says_nothing_new(const formats::TableReader& table, const HitCells& cells) {
    if (!cells.site_change) return false;
    const std::string_view change = table.text(*cells.site_change);
    return change == "unchanged" || change == "worsened" || change == "lost";
}

/// The table of counts of the same search.
struct Numbers {
    std::vector<OffTargetCounts> exact;  // by candidate, its own site left out
    std::vector<std::uint64_t> total;    // all sites, its own too
    std::vector<int> searched;           // most mismatches; -1: the table has no row for it
};

Result<Numbers> read_numbers(const Source& source, const IdTable& ids, std::size_t candidates) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t guide, table.column("guide"));
    STRANDLINE_TRY(const std::size_t mismatches, table.column("mismatches"));
    STRANDLINE_TRY(const std::size_t dna, table.column("dna_bulges"));
    STRANDLINE_TRY(const std::size_t rna, table.column("rna_bulges"));
    STRANDLINE_TRY(const std::size_t count, table.column("count"));
    Numbers numbers{std::vector<OffTargetCounts>(candidates), std::vector<std::uint64_t>(candidates),
                    std::vector<int>(candidates, -1)};
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        const auto found = ids.find(table.text(guide));
        if (found == ids.end()) continue;
        STRANDLINE_TRY(const std::int64_t mm, table.integer(mismatches));
        STRANDLINE_TRY(const std::int64_t d, table.integer(dna));
        STRANDLINE_TRY(const std::int64_t r, table.integer(rna));
        STRANDLINE_TRY(const std::int64_t number, table.integer(count));
        const std::size_t i = found->second;
        numbers.searched[i] = std::max(numbers.searched[i], static_cast<int>(mm));
        numbers.total[i] += static_cast<std::uint64_t>(std::max<std::int64_t>(0, number));
        const std::int64_t edits = mm + d + r;
        if (edits >= 0 && edits <= most_counted_mismatches)
            numbers.exact[i][static_cast<std::size_t>(edits)] += number;
    }
    for (OffTargetCounts& exact : numbers.exact) exact[0] = std::max<std::int64_t>(0, exact[0] - 1);
    return numbers;
}

Error other_search(const Source& source, const Candidate& candidate, std::string_view found) {
    return Error::input("rank.counts", "the counts are of another search than the hits")
        .at({.file = source.name()})
        .expected("as many sites of '{}' as the hits list, or more", candidate.id)
        .found("{}", found)
        .mend("give --hits and --counts of one run of 'edit offtargets'");
}

}  // namespace

Result<JudgedHits> judge_hits(const Source& hits, const Source* numbers, const CandidateTable& from,
                              const Source& guides) {
    const std::vector<Candidate>& candidates = from.candidates;
    IdTable ids;
    for (std::size_t i = 0; i < candidates.size(); ++i) ids.emplace(candidates[i].id, i);
    JudgedHits judged;
    judged.counts.resize(candidates.size());
    std::vector<Specificity> specificity(candidates.size());
    std::vector<bool> has_own_site(candidates.size()), has_cfd(candidates.size());
    std::vector<std::uint64_t> listed(candidates.size());
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(hits));
    STRANDLINE_TRY(const HitCells cells, find_hit_cells(table));
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        const auto found = ids.find(table.text(cells.guide));
        if (found == ids.end()) continue;  // guides may have been left out by hand
        const std::size_t i = found->second;
        const Candidate& candidate = candidates[i];
        if (table.text(cells.spacer) != candidate.spacer)
            return fail(other_spacer(table, cells.spacer, candidate));
        if (says_nothing_new(table, cells)) continue;
        ++listed[i];
        STRANDLINE_TRY(const std::int64_t edits, edits_of(table, cells));
        STRANDLINE_TRY(const std::int64_t begin, table.integer(cells.start));
        STRANDLINE_TRY(const domain::Strand side, read_strand(table, cells.strand));
        const bool scored = cells.cfd && table.text(*cells.cfd) != "NA";
        has_cfd[i] = has_cfd[i] || scored;
        if (edits == 0 && !has_own_site[i] && begin == candidate.start && side == candidate.strand &&
            table.text(cells.contig) == candidate.contig) {
            has_own_site[i] = true;
            continue;
        }
        if (scored) {
            STRANDLINE_TRY(const double cfd, table.number(*cells.cfd));
            specificity[i].add(100 * std::clamp(cfd, 0.0, 1.0));
        }
        if (edits >= 0 && edits <= most_counted_mismatches)
            ++judged.counts[i][static_cast<std::size_t>(edits)];
    }
    std::optional<Numbers> exact;
    if (numbers) { STRANDLINE_TRY(exact, read_numbers(*numbers, ids, candidates.size())); }
    Errors errors;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const bool capped = exact && exact->total[i] > listed[i];
        // Of more perfect sites than were listed any may have been left out, the own one too.
        if (!has_own_site[i] && !(capped && judged.counts[i][0] > 0))
            errors.add(no_own_site(hits, guides, candidates[i], from.lines[i]));
        judged.specificity.push_back(has_cfd[i] && !capped ? std::optional(specificity[i].value())
                                                           : std::nullopt);
        if (!exact) continue;
        if (exact->searched[i] < 0) {
            errors.add(other_search(*numbers, candidates[i], "no row of it"));
            continue;
        }
        judged.searched = std::min(judged.searched, exact->searched[i]);
        if (cells.site_change) continue;  // sites of haplotypes are listed and not counted
        if (exact->total[i] < listed[i])
            errors.add(other_search(*numbers, candidates[i],
                                    format("{} counted, {} listed", exact->total[i], listed[i])));
        judged.counts[i] = exact->exact[i];
    }
    if (errors.any()) return fail(errors.take());
    return judged;
}

}  // namespace strandline::edit
