#include "outcome/assign.hpp"
#include "outcome/explain.hpp"
#include "outcome/gather.hpp"
#include "outcome/unique_reads.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <utility>

namespace strandline::edit {
namespace {

using namespace outcome;

constexpr std::size_t reads_a_piece = 1 << 12;

/// Distinct reads in pieces of like length, aligned by several threads.
std::vector<Assigned> assign_all(std::span<const UniqueReads::Entry> reads, const References& references,
                                 const OutcomeSettings& settings, Context& context) {
    const std::size_t pieces = (reads.size() + reads_a_piece - 1) / reads_a_piece;
    std::vector<Assigned> made(pieces);
    const std::size_t workers = std::max<std::size_t>(1, std::min<std::size_t>(context.threads(), pieces));
    std::atomic<std::size_t> next = 0;
    parallel_for(workers, context.threads(), [&](std::size_t) {
        Assigner assigner(references, settings);
        for (std::size_t i = next++; i < pieces && !context.cancelled(); i = next++) {
            const std::size_t begin = i * reads_a_piece;
            made[i] = assigner.assign(reads.subspan(begin, std::min(reads_a_piece, reads.size() - begin)));
        }
    });
    return made;
}

void count_aligned(SampleOutcome& sample) {
    ReadCounts& counts = sample.counts;
    for (const Allele& allele : sample.alleles) {
        counts.aligned += allele.reads;
        if (allele.ambiguous)
            counts.ambiguous += allele.reads;
        else if (!allele.covers_window)
            counts.not_covering += allele.reads;
    }
    counts.unaligned = counts.input - counts.low_quality - counts.unmerged - counts.aligned;
}

}  // namespace

Result<SampleOutcome> measure_outcome(const ReadFiles& reads, std::span<const Amplicon> amplicons,
                                      const OutcomeSettings& settings, Context& context) {
    STRANDLINE_ASSERT(!amplicons.empty());
    SampleOutcome sample;
    sample.name = reads.name;
    UniqueReads unique;
    STRANDLINE_CHECK(collect_reads(reads, settings, unique, sample.counts, context));
    const std::vector<UniqueReads::Entry> distinct = unique.take_by_length();
    sample.counts.unique = distinct.size();
    const References references(amplicons, settings.scores);
    std::vector<Assigned> pieces = assign_all(distinct, references, settings, context);
    if (context.cancelled()) return fail(Error::interrupted());
    std::vector<UniqueReads::Entry> unaligned;
    for (const Assigned& piece : pieces)
        unaligned.insert(unaligned.end(), piece.unaligned.begin(), piece.unaligned.end());
    sample.unaligned = explain_unaligned(std::move(unaligned), references, settings);
    gather(pieces, context.threads(), sample);
    count_aligned(sample);
    return sample;
}

}  // namespace strandline::edit
