#include "off_target_input.hpp"

#include "pam.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/casoffinder.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/recognise.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace strandline::edit {
namespace {

/// The Cas-OFFinder file, under whichever port it came; nullptr when there is none.
const Source* casoffinder_file(const operation::Call& call) {
    if (call.has("casoffinder")) return &call.input("casoffinder");
    if (call.has("guides") && formats::recognise(call.input("guides")) == "casoffinder.input")
        return &call.input("guides");
    return nullptr;
}

Result<void> check_inputs(const operation::Call& call) {
    if (call.has("guides") && call.has("casoffinder"))
        return fail(Error::input("guides.twice", "guides are given twice")
                        .expected("--guides or --casoffinder")
                        .found("both")
                        .mend("leave one of them out"));
    if (!call.has("guides") && !call.has("casoffinder"))
        return fail(Error::input("guides.missing", "no guides are given")
                        .expected("--guides or --casoffinder")
                        .found("neither")
                        .mend("give --guides guides.tsv, a table with the columns id and spacer, or one "
                              "spacer a line"));
    if (!call.has("genome") && !casoffinder_file(call))
        return fail(Error::input("genome.missing", "no genome is given")
                        .expected("--genome, a file in FASTA, GenBank or 2bit")
                        .found("none")
                        .mend("give --genome genome.fa"));
    return {};
}

Limits limits_of(const operation::Call& call) {
    const auto number = [&](std::string_view name) { return static_cast<int>(call.integer(name)); };
    return {number("mismatches"), number("dna-bulges"), number("rna-bulges"), number("max-edits")};
}

Result<OffTargetInput> from_guides(const operation::Call& call) {
    OffTargetInput input;
    STRANDLINE_TRY(formats::PlacedGuides placed, formats::read_placed_guides(call.input("guides")));
    std::vector<domain::Guide>& guides = placed.guides;
    STRANDLINE_TRY(input.pattern.pams, parse_pams(call.text("pam")));
    input.pattern.pam_side = call.text("pam-side") == "5" ? PamSide::five_prime : PamSide::three_prime;
    input.pattern.spacer_length = static_cast<int>(guides.front().spacer.size());
    const Limits limits = limits_of(call);
    for (domain::Guide& guide : guides) input.queries.push_back({std::move(guide), limits});
    input.places = std::move(placed.places);
    return input;
}

int largest_mismatches(const formats::CasOffinderInput& file) {
    return std::ranges::max(file.queries, {}, &formats::CasOffinderInput::Query::mismatches).mismatches;
}

/// What the file says holds. A parameter that says something else was meant to be used, so it is refused
/// rather than left aside; the defaults, and what the file says itself, are no contradiction.
Result<void> check_parameters_agree(const operation::Call& call, const formats::CasOffinderInput& file) {
    const std::string pam = upper(call.text("pam"));
    const std::string side = call.text("pam-side");
    const std::int64_t mismatches = call.integer("mismatches");
    const bool pam_agrees = pam == "NGG" || pam == file.pam;
    const bool side_agrees = side == "3" || file.pam_is_5_prime;
    const bool mismatches_agree = mismatches == 4 || mismatches == largest_mismatches(file);
    const std::int64_t dna = call.integer("dna-bulges"), rna = call.integer("rna-bulges");
    const bool bulges_agree = (dna == 0 || dna == file.dna_bulges) && (rna == 0 || rna == file.rna_bulges);
    if (pam_agrees && side_agrees && mismatches_agree && bulges_agree) return {};
    return fail(
        Error::input("casoffinder.parameters",
                     "the Cas-OFFinder file gives PAM, mismatches and bulges itself")
            .expected("no --pam, --pam-side, --mismatches and bulges beside it, or the same as in the file")
            .found("--pam {} --pam-side {} --mismatches {} --dna-bulges {} --rna-bulges {}", pam, side,
                   mismatches, dna, rna)
            .mend("change the numbers in the file, or give the guides with --guides"));
}

/// The file, where it asks for what can be searched and the parameters do not contradict it.
Result<formats::CasOffinderInput> read_checked(const operation::Call& call, const Source& file) {
    STRANDLINE_TRY(formats::CasOffinderInput from, formats::read_casoffinder(file));
    STRANDLINE_CHECK(check_parameters_agree(call, from));
    if (from.dna_bulges > most_bulges || from.rna_bulges > most_bulges)
        return fail(Error::input("casoffinder.bulges", "the pattern asks for too many bulges")
                        .at(from.pattern_place)
                        .expected("at most {} of DNA and {} of RNA", most_bulges, most_bulges)
                        .found("{} of DNA and {} of RNA", from.dna_bulges, from.rna_bulges)
                        .mend("write smaller numbers behind the pattern"));
    for (const formats::CasOffinderInput::Query& query : from.queries)
        if (query.mismatches > most_mismatches)
            return fail(Error::input("casoffinder.mismatches", "guide '{}' asks for {} mismatches",
                                     query.guide.id, query.mismatches)
                            .at({.file = file.name()})
                            .expected("at most {}", most_mismatches)
                            .found("{}", query.mismatches)
                            .mend("write a smaller number behind the guide"));
    return from;
}

Result<OffTargetInput> from_casoffinder(const operation::Call& call, const Source& file) {
    STRANDLINE_TRY(formats::CasOffinderInput from, read_checked(call, file));
    OffTargetInput input;
    input.pattern = {
        from.spacer_length, {from.pam}, from.pam_is_5_prime ? PamSide::five_prime : PamSide::three_prime};
    const auto most_edits = static_cast<int>(call.integer("max-edits"));
    for (formats::CasOffinderInput::Query& query : from.queries)
        input.queries.push_back(
            {std::move(query.guide), {query.mismatches, from.dna_bulges, from.rna_bulges, most_edits}});
    return input;
}

std::filesystem::path beside(const Source& file, const std::string& named) {
    const std::filesystem::path path = named;
    if (path.is_absolute() || file.path().empty()) return path;
    return file.path().parent_path() / path;
}

Result<void> open_genome(operation::Call& call, const Source& file, const formats::CasOffinderInput& from) {
    const std::filesystem::path path = beside(file, from.genome);
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return fail(Error::input("casoffinder.folder", "the genome is a folder")
                        .at(from.genome_place)
                        .expected("one file in FASTA, GenBank or 2bit")
                        .found("the folder {}", path.string())
                        .mend("join its files, `cat {}/*.fa > genome.fa`, and give --genome genome.fa",
                              path.string()));
    auto genome = Source::open(path, from.genome);
    if (!genome) {
        Error error = std::move(genome).error();
        error.at(from.genome_place);
        return fail(std::move(error).mend("correct line 1 of the file, or give --genome"));
    }
    call.sources["genome"].push_back(std::move(*genome));
    return {};
}

}  // namespace

Result<OffTargetInput> read_off_target_input(const operation::Call& call) {
    STRANDLINE_CHECK(check_inputs(call));
    if (const Source* file = casoffinder_file(call)) return from_casoffinder(call, *file);
    return from_guides(call);
}

Result<void> complete_from_casoffinder(operation::Call& call) {
    STRANDLINE_CHECK(check_inputs(call));
    const Source* found = casoffinder_file(call);
    if (!found) return {};
    const Source file = *found;  // opening the genome adds to the sources
    STRANDLINE_TRY(const formats::CasOffinderInput from, read_checked(call, file));
    if (!call.has("genome")) STRANDLINE_CHECK(open_genome(call, file, from));
    call.values.insert_or_assign("pam", Json(from.pam));
    call.values.insert_or_assign("pam-side", Json(from.pam_is_5_prime ? "5" : "3"));
    call.values.insert_or_assign("mismatches", Json(largest_mismatches(from)));
    call.values.insert_or_assign("dna-bulges", Json(from.dna_bulges));
    call.values.insert_or_assign("rna-bulges", Json(from.rna_bulges));
    return {};
}

}  // namespace strandline::edit
