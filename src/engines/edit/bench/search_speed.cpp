// How many pairs of site and guide the search compares a second, in CPU time, on each kind of vector.
// usage: search_speed [Mbp] [guides] [mismatches] [DNA bulges] [RNA bulges] [threads]
#include <strandline/edit/offtargets.hpp>

#include <hwy/targets.h>

#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>

using namespace strandline;
using namespace strandline::edit;

namespace {

struct Planes {
    std::vector<std::uint64_t> low, high;
};

/// Random bases, one contig.
domain::PackedGenome random_genome(std::uint64_t bases, std::mt19937_64& random) {
    auto planes = std::make_shared<Planes>();
    const std::size_t words = (bases + 63) / 64;
    planes->low.resize(words + 16);
    planes->high.resize(words + 16);
    for (std::size_t i = 0; i < words; ++i) {
        planes->low[i] = random() & (random() | random() | random());  // 44 % G and C
        planes->high[i] = random();
    }
    const std::span<const std::uint64_t> low = planes->low, high = planes->high;
    return {{{"c", static_cast<std::int64_t>(words * 64), 0, false}}, low, high, {}, planes};
}

std::uint64_t count_sites(const domain::PackedGenome& genome) {
    std::uint64_t sites = 0;
    for (std::size_t i = 0; i + 1 < genome.low().size(); ++i) {
        const auto pairs = [&](std::uint64_t here, std::uint64_t next) {
            return static_cast<std::uint64_t>(std::popcount(here & (here >> 1 | next << 63)));
        };
        const std::uint64_t low = genome.low()[i], next = genome.low()[i + 1], high = genome.high()[i],
                            high_next = genome.high()[i + 1];
        sites += pairs(low & high, next & high_next) + pairs(low & ~high, next & ~high_next);
    }
    return sites;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Time {
    double cpu, wall;
    std::uint64_t hits;
};

Time search(const domain::PackedGenome& genome, std::span<const Query> queries, unsigned threads) {
    Context context({.threads = threads});
    const auto begin = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    const SearchResult result = find_off_targets(genome, queries, {}, {}, context);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    return {cpu_seconds() - cpu, wall.count(), result.hits.size()};
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
    std::mt19937_64 random(1);
    const auto genome = random_genome(static_cast<std::uint64_t>(number(1, 256)) * 1'000'000, random);
    const Limits limits{number(3, 4), number(4, 0), number(5, 0), 16};
    const auto threads = static_cast<unsigned>(number(6, 1));
    std::vector<Query> queries;
    for (int i = 0; i < number(2, 1000); ++i) {
        std::string spacer;
        for (int p = 0; p < 20; ++p) spacer += "ACGT"[random() % 4];
        queries.push_back({{"g", spacer}, limits});
    }
    const std::uint64_t sites = count_sites(genome);
    std::printf("%zu guides, %d mismatches, %d DNA and %d RNA bulges, %.1f M sites, %u threads\n",
                queries.size(), limits.mismatches, limits.dna_bulges, limits.rna_bulges,
                static_cast<double>(sites) / 1e6, threads);
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
        const std::int64_t target = left & -left;
        if (!(target & (HWY_AVX3 | HWY_AVX2 | HWY_SSE4))) continue;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().DeInit();
        const Time one = search(genome, {queries.data(), 1}, threads), all = search(genome, queries, threads);
        std::printf(
            "%-5s one guide: %.3f s CPU, %.3f s wall; all: %.3f s CPU, %.3f s wall, %.1f G pairs/s, "
            "%llu hits\n",
            hwy::TargetName(target), one.cpu, one.wall, all.cpu, all.wall,
            static_cast<double>(sites) * static_cast<double>(queries.size() - 1) / (all.cpu - one.cpu) / 1e9,
            static_cast<unsigned long long>(all.hits));
        std::fflush(stdout);
        hwy::SetSupportedTargetsForTest(0);
    }
}
