#include "pgx/sample_groups.hpp"

#include <utility>

namespace strandline::clinic {

SampleGroups groups_of(formats::PgxPatterns patterns, const std::vector<std::string>& samples,
                       const OutsideOfGene& outside) {
    if (outside.of_sample.empty()) return {std::move(patterns.of_sample), std::move(patterns.example)};
    constexpr std::uint32_t vacant = ~std::uint32_t{0};
    SampleGroups made;
    std::vector<std::uint32_t> of_pattern(patterns.example.size(), vacant);  // without calls of their own
    for (std::uint32_t sample = 0; sample < samples.size(); ++sample) {
        std::uint32_t alone = vacant;
        const bool is_alone = outside.of_sample.contains(samples[sample]);
        std::uint32_t& group = is_alone ? alone : of_pattern[patterns.of_sample[sample]];
        if (group == vacant) {
            group = static_cast<std::uint32_t>(made.example.size());
            made.example.push_back(sample);
        }
        made.of_sample.push_back(group);
    }
    return made;
}

formats::PgxPatterns one_pattern(std::size_t samples) {
    formats::PgxPatterns made;
    made.of_sample.resize(samples);
    if (samples > 0) made.example = {0};
    return made;
}

}  // namespace strandline::clinic
