#include <strandline/formats/reaction_table.hpp>

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::formats;

namespace {

Result<ReactionTable> read(std::string text) {
    return read_reaction_table(Source::memory("universe.tsv", std::move(text)));
}

}  // namespace

TEST_CASE("a table of reactions") {
    const auto table = read(
        "id\tequation\tlower\tupper\tgenes\tcost\n"
        "A\ta_c + 2 b_c --> 0.5 c_c\t\t\tg1 and g2\t2.5\n"
        "B\tc_c <=> a_c\t-5\t\t\t\n"
        "C\td_e <--\t\t\tg2\t0\n"
        "D\ta_c + b_c + a_c => 3 a_c\t0.5\t2\t\t1\n");
    REQUIRE(table.has_value());
    const domain::Network& network = table->network;
    REQUIRE(network.reactions.size() == 4);
    CHECK(table->cost == std::vector<double>{2.5, 1, 0, 1});
    REQUIRE(table->place.size() == 4);
    CHECK(table->place[3].line == 5);
    CHECK(network.metabolites.size() == 4);
    CHECK(network.metabolites[3].id == "d_e");
    CHECK(network.metabolites[3].compartment == "e");
    CHECK(network.genes.size() == 2);
    using Terms = std::vector<domain::Term>;
    CHECK(network.reactions[0].terms == Terms{{0, -1}, {1, -2}, {2, 0.5}});
    CHECK(network.reactions[0].lower == 0);
    CHECK(network.reactions[0].upper == 1000);
    CHECK(network.reactions[0].rule.kind == domain::GeneRule::Kind::all_of);
    CHECK(network.reactions[1].lower == -5);
    CHECK(network.reactions[1].upper == 1000);
    CHECK(network.reactions[2].terms == Terms{{3, -1}});
    CHECK(network.reactions[2].lower == -1000);
    CHECK(network.reactions[2].upper == 0);
    // What stands on both sides is summed up.
    CHECK(network.reactions[3].terms == Terms{{0, 1}, {1, -1}});
    CHECK(network.reactions[3].lower == 0.5);
}

TEST_CASE("errors of a reaction table are gathered and placed") {
    const auto table = read("id\tequation\nA\ta_c b_c --> c_c\nB\ta_c --> +\nC\ta_c --> c_c\n");
    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().code() == "reactions.equation");
    CHECK(table.error().place().line == 2);
    CHECK(table.error().place().column == 7);
    REQUIRE(table.error().more().size() == 1);
    CHECK(table.error().more()[0].place().line == 3);
    CHECK_FALSE(is_reaction_table(Source::memory("m.yml", "metabolites:\n- id: a_c\n")));
    CHECK(is_reaction_table(Source::memory("u.tsv", "# note\nid\tequation\n")));
}
