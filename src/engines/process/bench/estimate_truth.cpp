// What simulated fed-batches say of the filter of 'process estimate'.
//
//     estimate_truth FOLDER [RUNS]
//
// FOLDER holds the model: examples/estimate-fedbatch. stdout: JSON.

#include "truth_figures.hpp"

#include <cstdio>
#include <cstdlib>

int main(int count, char** words) {
    if (count < 2) return 2;
    const auto made = strandline::process::testing::truth_figures(
        words[1], count > 2 ? static_cast<std::size_t>(std::atoi(words[2])) : 200);
    std::printf(
        "{\"runs\": %zu, \"nees\": %.3f, \"nis_per_degree\": %.4f, \"biomass_rms\": %.4f, "
        "\"biomass_rms_co2_alone\": %.4f, \"growth_rms_per_h\": %.4f, \"false_alarms\": %zu, "
        "\"false_by_innovations\": %zu, "
        "\"caught_by_innovations\": %zu, \"named_by_innovations\": %zu, \"false_by_balance\": %zu, "
        "\"caught_by_balance\": %zu, \"named_by_balance\": %zu}\n",
        made.runs, made.nees, made.nis, made.biomass, made.biomass_soft, made.growth, made.false_alarms,
        made.false_by_innovations, made.caught_by_innovations, made.named_by_innovations,
        made.false_by_balance, made.caught_by_balance, made.named_by_balance);
}
