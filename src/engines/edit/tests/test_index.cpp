#include "search/index_file.hpp"
#include "search_support.hpp"

#include <strandline/formats/packed_genome.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

std::string index_of(const domain::PackedGenome& genome, const Pattern& pattern, unsigned threads) {
    Context context({.threads = threads});
    MemorySink sink;
    REQUIRE(write_index(sink, genome, pattern, context).has_value());
    return sink.bytes();
}

}  // namespace

TEST_CASE("index: finds what the scan finds, capped and counted too, built on any number of threads") {
    CHECK(rc::check([] {
        const domain::Genome genome = random_genome();
        const domain::PackedGenome packed = domain::pack(genome);
        const Pattern pattern = random_pattern();
        std::vector<Query> queries =
            random_queries(genome, pattern, *rc::gen::inRange(1, 40), rc::gen::just(Limits{}));
        for (Query& query : queries) {
            query.limits = {};
            query.limits.mismatches = *rc::gen::inRange(0, 8);
            query.limits.edits = *rc::gen::inRange(0, 12);
        }
        const std::string bytes = index_of(packed, pattern, 1);
        RC_ASSERT(bytes == index_of(packed, pattern, 2));
        Context context({.threads = 2});
        const Digest digest = formats::genome_digest(packed, context);
        const auto index = read_index(Source::memory("x.index", bytes), digest, context);
        RC_ASSERT(index.has_value());
        const SearchOptions options{.max_hits = *rc::gen::element<std::uint64_t>(0, 1, 3),
                                    .count_only = *rc::gen::inRange(0, 4) == 0};
        const SearchResult scanned = find_off_targets(packed, queries, pattern, options, context);
        RC_ASSERT(find_off_targets_indexed(*index, packed, queries, options, context) == scanned);
    }));
}

TEST_CASE("index: layouts cover each base of the spacer once") {
    for (int length = shortest_pattern_spacer; length <= longest_pattern_spacer; ++length)
        for (const SiteIndex::Layout& layout : SiteIndex::layouts(length)) {
            std::uint32_t covered = ((1u << layout.key_length) - 1) << layout.key_begin;
            int bases = layout.key_length;
            for (int piece = 0; piece < 2; ++piece) {
                covered |= ((1u << layout.rest_length[piece]) - 1) << layout.rest_begin[piece];
                bases += layout.rest_length[piece];
            }
            CHECK(covered == (1u << length) - 1);
            CHECK(bases == length);
            CHECK(layout.rest_length[0] + layout.rest_length[1] <= SiteIndex::rest_bits);
        }
}
