#include <strandline/base/error.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <algorithm>
#include <utility>

namespace strandline::domain {
namespace {

constexpr std::string_view by_code = "ACTG";
constexpr std::uint64_t padding = 512;

struct Planes {
    std::vector<std::uint64_t> low, high;
    std::vector<PackedGenome::Run> runs;

    void put(std::uint64_t position, char letter) {
        const std::size_t code = by_code.find(letter);
        if (code == std::string_view::npos) return put_ambiguous(position, letter);
        const std::uint64_t bit = std::uint64_t{1} << position % 64;
        if (code & 1) low[position / 64] |= bit;
        if (code & 2) high[position / 64] |= bit;
    }

    void put_ambiguous(std::uint64_t position, char letter) {
        if (!runs.empty() && runs.back().letter == letter &&
            runs.back().begin + runs.back().length == position)
            ++runs.back().length;
        else
            runs.push_back({position, 1, letter});
    }
};

}  // namespace

PackedGenome::PackedGenome(std::vector<Contig> contigs, std::span<const std::uint64_t> low,
                           std::span<const std::uint64_t> high, std::span<const Run> runs,
                           std::shared_ptr<const void> memory)
    : contigs_(std::move(contigs)), low_(low), high_(high), runs_(runs), memory_(std::move(memory)) {
    STRANDLINE_ASSERT(low_.size() == high_.size());
}

std::span<const PackedGenome::Run> PackedGenome::runs_within(std::uint64_t begin, std::uint64_t end) const {
    const auto ends_behind = [](std::uint64_t at, const Run& run) { return at < run.begin + run.length; };
    const auto first = std::upper_bound(runs_.begin(), runs_.end(), begin, ends_behind);
    const auto last = std::ranges::lower_bound(first, runs_.end(), end, {}, &Run::begin);
    return {first, last};
}

const PackedGenome::Contig* PackedGenome::find(std::string_view name) const {
    const auto found = std::ranges::find(contigs_, name, &Contig::name);
    return found == contigs_.end() ? nullptr : &*found;
}

std::uint64_t PackedGenome::total_length() const {
    std::uint64_t sum = 0;
    for (const Contig& contig : contigs_) sum += static_cast<std::uint64_t>(contig.length);
    return sum;
}

std::string PackedGenome::bases(ContigId id, std::int64_t begin, std::int64_t count) const {
    const Contig& contig = contigs_[id];
    STRANDLINE_ASSERT(begin >= 0 && begin < contig.length && count >= 0);
    std::string text;
    text.reserve(static_cast<std::size_t>(count));
    while (count > 0) {
        const std::int64_t here = std::min(count, contig.length - begin);
        const std::uint64_t first = contig.offset + static_cast<std::uint64_t>(begin);
        const std::size_t written = text.size();
        for (std::uint64_t p = first; p < first + static_cast<std::uint64_t>(here); ++p)
            text += by_code[(high_[p / 64] >> p % 64 & 1) << 1 | (low_[p / 64] >> p % 64 & 1)];
        for (const Run& run : runs_within(first, first + static_cast<std::uint64_t>(here)))
            for (std::uint64_t p = std::max(first, run.begin);
                 p < std::min(first + static_cast<std::uint64_t>(here), run.begin + run.length); ++p)
                text[written + (p - first)] = run.letter;
        count -= here;
        begin = 0;
    }
    return text;
}

PackedGenome pack(const Genome& genome) {
    std::vector<PackedGenome::Contig> contigs;
    std::uint64_t next = 0;
    for (const Contig& contig : genome.contigs) {
        contigs.push_back({contig.name, contig.length(), next, contig.circular});
        next += (static_cast<std::uint64_t>(contig.length() + PackedGenome::wrap) + 63) / 64 * 64;
    }
    auto planes = std::make_shared<Planes>();
    planes->low.resize((next + padding) / 64);
    planes->high.resize((next + padding) / 64);
    for (std::size_t id = 0; id < contigs.size(); ++id) {
        const std::string& bases = genome.contigs[id].bases;
        if (bases.empty()) continue;
        for (std::size_t i = 0; i < bases.size() + PackedGenome::wrap; ++i)
            planes->put(contigs[id].offset + i, bases[i % bases.size()]);
    }
    const std::span<const std::uint64_t> low = planes->low, high = planes->high;
    const std::span<const PackedGenome::Run> runs = planes->runs;
    return {std::move(contigs), low, high, runs, std::move(planes)};
}

}  // namespace strandline::domain
