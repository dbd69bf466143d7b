#include <strandline/domain/packed_genome.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

using namespace strandline::domain;

TEST_CASE("a packed genome gives back the letters of any stretch, across the origin too") {
    CHECK(rc::check([] {
        Genome genome;
        const auto letters = rc::gen::elementOf(std::string("AACCGGTTNNRY"));
        for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
            genome.contigs.push_back({"c" + std::to_string(i),
                                      *rc::gen::nonEmpty(rc::gen::container<std::string>(letters)), true});
        const PackedGenome packed = pack(genome);
        RC_ASSERT(packed.total_length() == genome.total_length());
        for (ContigId id = 0; id < genome.contigs.size(); ++id) {
            const std::string& bases = genome.contigs[id].bases;
            RC_ASSERT(packed.find(genome.contigs[id].name) == &packed.contigs()[id]);
            const auto begin = *rc::gen::inRange<std::size_t>(0, bases.size());
            const auto count = *rc::gen::inRange<std::size_t>(0, 200);
            std::string expected;
            for (std::size_t i = 0; i < count; ++i) expected += bases[(begin + i) % bases.size()];
            RC_ASSERT(packed.bases(id, static_cast<std::int64_t>(begin), static_cast<std::int64_t>(count)) ==
                      expected);
        }
    }));
}
