#include "build.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace strandline::formats {
namespace {

struct Length {
    std::string_view name;
    std::int64_t grch38, grch37;
};
// Genome Reference Consortium, GRCh38.p14 and GRCh37.p13, assembled molecules.
constexpr std::array lengths = {Length{"chr1", 248956422, 249250621},  Length{"chr2", 242193529, 243199373},
                                Length{"chr3", 198295559, 198022430},  Length{"chr4", 190214555, 191154276},
                                Length{"chr5", 181538259, 180915260},  Length{"chr6", 170805979, 171115067},
                                Length{"chr7", 159345973, 159138663},  Length{"chr8", 145138636, 146364022},
                                Length{"chr9", 138394717, 141213431},  Length{"chr10", 133797422, 135534747},
                                Length{"chr11", 135086622, 135006516}, Length{"chr12", 133275309, 133851895},
                                Length{"chr13", 114364328, 115169878}, Length{"chr14", 107043718, 107349540},
                                Length{"chr15", 101991189, 102531392}, Length{"chr16", 90338345, 90354753},
                                Length{"chr17", 83257441, 81195210},   Length{"chr18", 80373285, 78077248},
                                Length{"chr19", 58617616, 59128983},   Length{"chr20", 64444167, 63025520},
                                Length{"chr21", 46709983, 48129895},   Length{"chr22", 50818468, 51304566},
                                Length{"chrX", 156040895, 155270560},  Length{"chrY", 57227415, 59373566},
                                Length{"chrM", 16569, 16571}};  // UCSC's hg19 alone: NC_001807

constexpr std::string_view mend =
    "call variants against GRCh38, or lift the file over with bcftools +liftover or CrossMap; "
    "positions are never mapped here";

/// Another build's name among these words; empty where they name GRCh38, or none.
std::string_view other_build_in(const std::string& words) {
    for (const std::string_view same : {"grch38", "hg38", "hs38"})
        if (words.find(same) != std::string::npos) return {};
    for (const std::string_view other :
         {"grch37", "hg19", "b37", "hs37", "g1k_v37", "grch36", "hg18", "chm13", "t2t"})
        if (words.find(other) != std::string::npos) return other;
    return {};
}

const Length* length_of(std::string_view chromosome) {
    const auto found = std::ranges::find(lengths, chromosome, &Length::name);
    return found == lengths.end() ? nullptr : &*found;
}

}  // namespace

std::int64_t length_in_grch38(std::string_view chromosome) {
    const Length* found = length_of(chromosome);
    return found ? found->grch38 : 0;
}

std::int64_t length_in_grch37(std::string_view chromosome) {
    const Length* found = length_of(chromosome);
    return found ? found->grch37 : 0;
}

namespace {

/// Refuses a contig of a header that is not of GRCh38: by its length where given, else by its assembly's
/// name.
std::optional<Error> check_build(std::string_view contig, std::string_view chromosome, std::int64_t length,
                                 std::string_view assembly, const Place& place) {
    const std::int64_t wanted = length_in_grch38(chromosome);
    const std::string named = lower(assembly);
    std::string found;
    if (wanted != 0 && length > 0) {
        if (length == wanted) return std::nullopt;
        found = format("{} of {} bp{}", printable(contig), with_thousands(static_cast<std::uint64_t>(length)),
                       length == length_in_grch37(chromosome) ? ", as in GRCh37 (hg19)" : "");
    } else {
        if (!other_build_in(named).empty()) found = format("assembly {}", printable(assembly));
        if (found.empty()) return std::nullopt;
    }
    return Error::input("clinic.build", "the file is not of GRCh38")
        .at(place)
        .expected("GRCh38 (hg38){}", wanted == 0 ? ""
                                                 : format(": {} of {} bp", chromosome,
                                                          with_thousands(static_cast<std::uint64_t>(wanted))))
        .found("{}", found)
        .mend("{}", mend);
}

}  // namespace

bool PgxBuild::names_grch38(std::string_view words) {
    const std::string small = lower(words);
    return small.find("grch38") != std::string::npos || small.find("hg38") != std::string::npos ||
           small.find("hs38") != std::string::npos;
}

std::optional<Error> PgxBuild::contig(std::string_view name, std::int64_t length, std::string_view assembly,
                                      const Place& place) {
    has_contigs_ = true;
    if (auto wrong = version(name)) return std::move(*wrong).at(place);
    const std::uint32_t which = loci_.chromosome_of(name);
    if (which == PgxLoci::unknown) return std::nullopt;
    const std::string& chromosome = loci_.chromosomes()[which].name;
    if (auto wrong = check_build(name, chromosome, length, assembly, place)) return wrong;
    is_stated_ =
        is_stated_ || (length > 0 && length_in_grch38(chromosome) == length) || names_grch38(assembly);
    return std::nullopt;
}

void PgxBuild::reference(std::string_view words, const Place& place) {
    is_stated_ = is_stated_ || names_grch38(words);
    if (!other_build_in(lower(words)).empty() && !named_otherwise_)
        named_otherwise_ = Error::input("clinic.build", "the file is not of GRCh38")
                               .at(place)
                               .expected("GRCh38 (hg38)")
                               .found("{}", printable(words))
                               .mend("{}", mend);
}

std::optional<Error> PgxBuild::end_of_header() const {
    if (is_stated_) return std::nullopt;  // lengths of contigs count more than the name of a file
    return named_otherwise_;
}

std::optional<Error> PgxBuild::version(std::string_view contig) {
    const std::string known = loci_.other_version_of(contig);
    if (known.empty() || std::exchange(refused_, true)) return std::nullopt;
    return Error::input("clinic.build", "the file is not of GRCh38")
        .expected("{}, GRCh38's version", known)
        .found("{}", printable(contig))
        .mend("{}", mend);
}

std::optional<Error> PgxBuild::record(std::uint32_t chromosome, std::int64_t position, std::string_view ids) {
    const PgxLoci::Chromosome& of = loci_.chromosomes()[chromosome];
    if (of.length > 0 && position > of.length && !std::exchange(refused_, true))
        return Error::input("clinic.build", "the file is not of GRCh38")
            .expected("places up to {}, the end of {}", with_thousands(static_cast<std::uint64_t>(of.length)),
                      of.name)
            .found("{}", with_thousands(static_cast<std::uint64_t>(position)))
            .mend("{}", mend);
    if (is_stated_ || !ids.starts_with("rs")) return std::nullopt;
    constexpr std::int64_t near = 1000;  // farther than any spelling of a change moves it
    for (const std::string_view id : split(ids, ';')) {
        const domain::PgxPosition* known = loci_.position_of(id);
        if (!known || known->chromosome != of.name) continue;
        const bool is_here = std::abs(known->position - position) < near;
        ++(is_here ? in_place_ : elsewhere_);
        if (!is_here && example_.empty())
            example_ = format("{} at {}, which is at {} of {}", id, position, known->position, of.name);
    }
    return std::nullopt;
}

std::optional<Error> PgxBuild::end_of_records(const std::string& file) const {
    if (elsewhere_ <= in_place_) return std::nullopt;
    return Error::input("clinic.build", "the file is not of GRCh38")
        .at({.file = file})
        .expected("variants of known names at their places in GRCh38")
        .found("{} elsewhere, {} in place: {}", elsewhere_, in_place_, example_)
        .mend("{}", mend);
}

std::optional<Error> PgxBuild::references(std::uint64_t agree, std::uint64_t differ,
                                          const std::string& file) const {
    // In a file of GRCh38 hardly any REF differs; by chance one in four agrees. A header that tells the build
    // is believed until many differ.
    const std::uint64_t enough = is_stated_ || has_contigs_ ? 4 : 2;
    if (differ < enough || differ <= agree) return std::nullopt;
    return Error::input("clinic.build", "the file is not of GRCh38")
        .at({.file = file})
        .expected("REF as in GRCh38 at the known positions")
        .found("another base at {} of {} positions", differ, agree + differ)
        .mend("{}", mend);
}

std::optional<Error> PgxBuild::may_assume(std::uint64_t agree, const std::string& file) const {
    if (is_stated_ || has_contigs_ || agree > 0) return std::nullopt;
    return Error::input("clinic.build", "nothing shows that the file is of GRCh38")
        .at({.file = file})
        .expected("contig lines with lengths, or records at known positions")
        .found("neither, and all positions would be taken as reference")
        .mend("add the contig lines (bcftools reheader), or leave --absent-to-ref out");
}

std::string PgxBuild::doubt(std::uint64_t agree) const {
    if (is_stated_ || has_contigs_ || agree >= 4) return {};
    return format("nothing in the header tells the build; REF is GRCh38's at {}", counted(agree, "position"));
}

}  // namespace strandline::formats
