#include "outcome/explain.hpp"

#include "outcome/classify.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace strandline::edit::outcome {
namespace {

constexpr std::size_t most_shown = 20;
constexpr std::size_t most_tried_amplicons = 50;
constexpr std::size_t primer_length = 15;
constexpr int primer_slips = 2;
constexpr std::size_t telling_run = 16;  // bases in a row that are shared by more than chance

/// What follows the fragment in libraries of common kinds (Illumina document 1000000002694).
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> adapters = {{
    {"AGATCGGAAGAGC", "TruSeq"},
    {"CTGTCTCTTATACACATCT", "Nextera"},
}};

bool like(std::string_view a, std::string_view b) {
    int slips = 0;
    for (std::size_t i = 0; i < a.size(); ++i) slips += a[i] != b[i];
    return slips <= primer_slips;
}

bool is_primer_dimer(std::string_view read, std::string_view amplicon) {
    if (read.size() < 2 * primer_length || amplicon.size() < 2 * primer_length) return false;
    return like(read.substr(0, primer_length), amplicon.substr(0, primer_length)) &&
           like(read.substr(read.size() - primer_length), amplicon.substr(amplicon.size() - primer_length));
}

/// The base that most of the read is, or 0.
char main_base(std::string_view read) {
    for (const char base : std::string_view("ACGTN"))
        if (5 * std::ranges::count(read, base) >= 4 * static_cast<std::ptrdiff_t>(read.size())) return base;
    return 0;
}

/// Whether read and amplicon share a run of bases.
bool shares_a_run(std::string_view read, std::string_view amplicon) {
    for (std::size_t at = 0; at + telling_run <= read.size(); ++at)
        if (amplicon.find(read.substr(at, telling_run)) != std::string_view::npos) return true;
    return false;
}

/// Sets the nearest amplicon and strand.
void find_nearest(UnalignedRead& read, const References& references) {
    const std::string turned = domain::reverse_complement(read.bases);
    read.identity = 0;
    if (read.bases.size() > references.longest_read) return;
    for (std::uint32_t i = 0; i < std::min(references.amplicons.size(), most_tried_amplicons); ++i)
        for (const bool reverse : {false, true}) {
            const std::string& bases = reverse ? turned : read.bases;
            const double found =
                identity(bases, align_plain(bases, references.targets[i]), references.amplicons[i]);
            if (found <= read.identity) continue;
            read.identity = found;
            read.amplicon = i;
            read.reverse = reverse;
        }
}

std::string reason_for(const UnalignedRead& read, const References& references,
                       const OutcomeSettings& settings) {
    if (read.bases.empty()) return "no bases";
    const Amplicon& amplicon = references.amplicons[read.amplicon];
    const std::string bases = read.reverse ? domain::reverse_complement(read.bases) : read.bases;
    for (const auto& [adapter, kind] : adapters)
        if (const std::size_t at = read.bases.find(adapter); at != std::string::npos)
            return at < primer_length ? format("adapter dimer: {} adapter from base {}", kind, at + 1)
                                      : format("reads into the {} adapter from base {}", kind, at + 1);
    if (const char base = main_base(read.bases))
        return base == 'N' ? std::string("mostly N: the sequencer, or --min-base-quality, left nothing")
                           : format("mostly {}: no signal", base);
    if (is_primer_dimer(bases, amplicon.bases) && bases.size() < amplicon.bases.size() / 2)
        return format("primer dimer: both ends of '{}' and little between", amplicon.name);
    if (bases.size() < references.shortest_read)
        return format("shorter than {} bases: a fragment or primer dimer", references.shortest_read);
    if (bases.size() > references.longest_read)
        return format("longer than {} bases: no read of an amplicon", references.longest_read);
    if (shares_a_run(bases, amplicon.bases))
        return format("like '{}' in part, yet at less than {:g} % of its bases", amplicon.name,
                      settings.min_identity);
    return "like no amplicon: another locus, or contamination";
}

}  // namespace

std::vector<UnalignedRead> explain_unaligned(std::vector<UniqueReads::Entry> reads,
                                             const References& references, const OutcomeSettings& settings) {
    const std::size_t shown = std::min(reads.size(), most_shown);
    std::ranges::partial_sort(reads, reads.begin() + static_cast<std::ptrdiff_t>(shown),
                              [](const UniqueReads::Entry& a, const UniqueReads::Entry& b) {
                                  return a.reads != b.reads ? a.reads > b.reads : a.bases() < b.bases();
                              });
    std::vector<UnalignedRead> made;
    for (std::size_t i = 0; i < shown; ++i) {
        UnalignedRead read{std::string(reads[i].bases()), reads[i].reads};
        find_nearest(read, references);
        read.reason = reason_for(read, references, settings);
        made.push_back(std::move(read));
    }
    return made;
}

}  // namespace strandline::edit::outcome
