// CPU seconds of deletions and of flux variability on one model, with the figures to compare.
// usage: deletions_speed MODEL genes|reactions|fva ORDER|FRACTION [threads] [plain|synthetic]
#include <strandline/formats/network.hpp>
#include <strandline/strain/deletions.hpp>
#include <strandline/strain/variability.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string_view>

using namespace strandline;
using namespace strandline::strain;

namespace {

int run_deletions(const FluxModel& model, const DeletionOptions& options, bool plain, Context& context) {
    std::uint64_t rows = 0, lethal = 0, infeasible = 0;
    double sum = 0;
    const auto count = [&](std::span<const std::int32_t>, DeletionOutcome outcome) {
        ++rows;
        lethal += outcome.is_lethal();
        infeasible += outcome.status == FluxStatus::infeasible;
        sum += outcome.growth;
    };
    const auto done = plain ? delete_each_plainly(model, options, count, context)
                            : delete_each(model, options, count, context);
    if (!done) return std::fputs(render(done.error()).c_str(), stderr), 1;
    std::printf("rows %lu lethal %lu infeasible %lu sum %.10g programs %lu verified %lu judged %lu\n", rows,
                lethal, infeasible, sum, done->linear_programs, done->verified, done->judged);
    return 0;
}

int run_variability(const FluxModel& model, double fraction, Context& context) {
    const auto done = flux_variability(model, {.fraction = fraction, .reactions = {}}, context);
    if (!done) return std::fputs(render(done.error()).c_str(), stderr), 1;
    double least = 0, most = 0;
    for (const FluxRange& range : done->ranges) {
        least += range.minimum;
        most += range.maximum;
    }
    std::printf("objective %.12g sums %.10g %.10g programs %lu\n", done->objective, least, most,
                done->linear_programs);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count < 4)
        return std::fputs("usage: deletions_speed MODEL genes|reactions|fva N [threads] [plain]\n", stderr),
               2;
    Context context({.threads = count > 4 ? static_cast<unsigned>(std::atoi(words[4])) : 1});
    auto source = Source::open(words[1]);
    if (!source) return 2;
    auto network = formats::read_network(*source, context);
    if (!network) return std::fputs(render(network.error()).c_str(), stderr), 2;
    const FluxModel model = flux_model(std::make_shared<const domain::Network>(std::move(*network)));
    const std::string_view what = words[2], how = count > 5 ? words[5] : "";
    const std::clock_t begin = std::clock();
    const auto wall = std::chrono::steady_clock::now();
    DeletionOptions options;
    options.kind = what == "genes" ? DeletionKind::genes : DeletionKind::reactions;
    options.order = std::atoi(words[3]);
    options.synthetic = how == "synthetic";
    const int exit = what == "fva" ? run_variability(model, std::atof(words[3]), context)
                                   : run_deletions(model, options, how == "plain", context);
    std::printf("%.3f s CPU, %.3f s\n", static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count());
    return exit;
}
