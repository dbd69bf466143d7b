#include "helpers.hpp"
#include <strandline/strain/cutsets.hpp>
#include <numeric>
#include <cstdio>
#include <map>
using namespace strandline;
using namespace strandline::strain;
TEST_CASE("proto cutsets") {
    auto source = Source::open(std::getenv("MODEL"));
    const FluxModel model = testing::model_from(*source);
    CutSetProblem p;
    p.suppress.push_back(*parse_region("growth >= 0.001", model, "--suppress"));
    p.knock_outs.resize(model.network->genes.size());
    std::iota(p.knock_outs.begin(), p.knock_outs.end(), 0);
    p.max_size = atoi(std::getenv("N"));
    Context context({.threads = (unsigned)atoi(std::getenv("T"))});
    auto r = minimal_cut_sets(model, p, context);
    if (!r) MESSAGE(render(r.error()));
    else { std::map<std::size_t,int> n; for (auto& x : r->sets) ++n[x.size()]; for (auto [k,v] : n) std::fprintf(stderr, "%zu:%d ", k, v);
    std::fprintf(stderr, "programs %lu verdicts %lu states %lu\n", r->programs, r->verdicts, r->states); }
}
