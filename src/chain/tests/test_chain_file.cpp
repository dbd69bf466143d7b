#include "chain_file.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::chain;
using namespace strandline::operation;

namespace {

Operation step_operation(std::string name, std::string in, std::string out) {
    return {.name = std::move(name),
            .summary = "A step",
            .inputs = {port("in").format(std::move(in)).optional().repeated().described("in")},
            .params = {number("volume", 1).unit("L").range(0, 10).help("volume")},
            .outputs = {port("out").format(std::move(out)).described("out")},
            .example = "-",
            .run = [](Call&, Context&) -> Result<Answer> { return Answer::yes; }};
}

struct Fixture {
    Registry registry;
    Fixture() {
        registry.add({step_operation("test same", "a/1", "a/1"), step_operation("test other", "b/1", "b/1")});
    }
    Result<ChainPlan> read(std::string text) {
        return read_chain(Source::memory("chain.toml", std::move(text)), registry);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "steps come in an order in which each finds its inputs made") {
    const auto plan = read(
        "[step.c]\nuse='test same'\nin=['a.out','b.out']\n[step.b]\nuse='test "
        "same'\nin='a.out'\n[step.a]\nuse='test same'\nvolume='500 mL'\n[output]\n'x'='c.out'\n");
    REQUIRE(plan);
    CHECK(plan->steps[0].name == "a");
    CHECK(plan->steps[1].name == "b");
    CHECK(plan->steps[2].name == "c");
    CHECK(plan->steps[2].inputs[0].second.step == 0U);
    CHECK(plan->steps[2].inputs[1].second.step == 1U);
    CHECK(plan->outputs[0].step == 2);
    CHECK(plan->steps[0].params.at("volume").number() == doctest::Approx(0.5));
}

TEST_CASE_FIXTURE(Fixture, "a circle is named") {
    const auto plan = read(
        "[step.a]\nuse='test same'\nin='c.out'\n[step.b]\nuse='test same'\nin='a.out'\n[step.c]\nuse='test "
        "same'\nin='b.out'\n[step.d]\nuse='test same'\nin='c.out'\n");
    REQUIRE(!plan);
    CHECK(plan.error().code() == "chain.cycle");
    CHECK(plan.error().found().find("→") != std::string::npos);
    CHECK(plan.error().found().find("d") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a step that waits for itself") {
    CHECK(read("[step.a]\nuse='test same'\nin='a.out'\n").error().code() == "chain.cycle");
}

TEST_CASE_FIXTURE(Fixture, "several errors are told at once, each with its line") {
    const auto plan = read(
        "[step.a]\nuse='test same'\nvolume='3 kg'\n[step.b]\nuse='test "
        "other'\nin='a.out'\n[step.c]\nuse='test smae'\n");
    REQUIRE(!plan);
    std::vector<std::string> codes{plan.error().code()};
    std::vector<std::int64_t> lines{plan.error().place().line};
    for (const Error& more : plan.error().more()) {
        codes.push_back(more.code());
        lines.push_back(more.place().line);
    }
    CHECK(codes.size() == 3);
    CHECK(std::ranges::find(codes, "chain.type") != codes.end());
    CHECK(std::ranges::find(codes, "operation.unknown") != codes.end());
    CHECK(std::ranges::all_of(lines, [](std::int64_t line) { return line > 0; }));
}

TEST_CASE_FIXTURE(Fixture, "no bytes make the reader crash") {
    const std::string good =
        "[chain]\ntitle='t'\n[step.a]\nuse='test same'\n[step.b]\nuse='test "
        "same'\nin=['a.out']\nvolume=2\n[output]\n'x'='b.out'\n";
    CHECK(rc::check("a plan or an error with exit status 2", [&] {
        std::string text = good;
        const int changes = *rc::gen::inRange(1, 6);
        for (int i = 0; i < changes; ++i)
            text[*rc::gen::inRange<std::size_t>(0, text.size())] =
                static_cast<char>(*rc::gen::inRange(0, 256));
        text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
        const auto plan = read(text);
        if (!plan) RC_ASSERT(plan.error().exit() == Exit::bad_input);
    }));
}

TEST_CASE_FIXTURE(Fixture, "names joined by thousands of dots are refused, not followed") {
    std::string deep = "a";
    for (int i = 0; i < 100000; ++i) deep += ".a";
    const auto plan = read("[step.a]\nuse='test same'\n[step." + deep + "]\nuse='test same'\n");
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code() == "chain.depth");
    CHECK(plan.error().place().line == 3);
}
