#include <strandline/domain/annotation.hpp>

#include <algorithm>

namespace strandline::domain {
namespace {

std::int64_t length_of(const std::vector<Interval>& parts) {
    std::int64_t total = 0;
    for (const Interval& part : parts) total += part.end - part.begin;
    return total;
}

}  // namespace

std::int64_t CodingSequence::length() const { return length_of(parts); }

std::int64_t Transcript::coding_length() const { return length_of(coding); }

bool Gene::is_coding() const {
    return std::ranges::any_of(transcripts, [](const Transcript& one) { return !one.coding.empty(); });
}

std::int64_t start_site(const Transcript& transcript, Strand strand) {
    const Interval& first = transcript.exons.front();
    return strand == Strand::forward ? first.begin : first.end - 1;
}

std::vector<std::int64_t> start_sites(const Gene& gene) {
    std::vector<std::int64_t> sites;
    for (const Transcript& transcript : gene.transcripts) {
        const std::int64_t site = start_site(transcript, gene.strand);
        if (std::ranges::find(sites, site) == sites.end()) sites.push_back(site);
    }
    return sites;
}

}  // namespace strandline::domain
