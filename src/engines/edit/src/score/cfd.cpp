#include "score/bases.hpp"
#include "score/cfd_weights.hpp"

#include <strandline/base/error.hpp>
#include <strandline/edit/scores.hpp>

namespace strandline::edit {
namespace {

constexpr std::size_t positions = scored_spacer_length;
constexpr std::size_t grouped = 4;  // positions whose weights are multiplied first
constexpr double billion = 1e9;

double weight(int spacer_base, int site_base, std::size_t position) {
    return cfd_billionths[static_cast<std::size_t>(spacer_base)][static_cast<std::size_t>(site_base)]
                         [position] /
           billion;
}

constexpr std::array<double, 16> pam_table() {
    std::array<double, 16> weights{};
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = cfd_pam_billionths[i] / billion;
    return weights;
}
constexpr std::array<double, 16> pam_weight = pam_table();

std::optional<unsigned> pam_number(std::string_view pam) {
    if (pam.size() != scored_pam_length) return std::nullopt;
    const int first = base_number(pam[1]), second = base_number(pam[2]);
    if (first < 0 || second < 0) return std::nullopt;
    return static_cast<unsigned>(first * 4 + second);
}

}  // namespace

std::optional<double> cfd(std::string_view spacer, std::string_view site, std::string_view pam) {
    const auto guide = plain_bases<positions>(spacer);
    const auto bases = plain_bases<positions>(site);
    const auto last_two = pam_number(pam);
    if (!guide || !bases || !last_two) return std::nullopt;
    double product = 1;
    for (std::size_t group = 0; group < positions; group += grouped) {
        double of_group = 1;
        for (std::size_t i = group; i < group + grouped; ++i) of_group *= weight((*guide)[i], (*bases)[i], i);
        product *= of_group;
    }
    return product * pam_weight[*last_two];
}

std::optional<CfdOfGuide> CfdOfGuide::of(std::string_view spacer) {
    const auto guide = plain_bases<positions>(spacer);
    if (!guide) return std::nullopt;
    auto groups = std::make_unique<Groups>();
    for (std::size_t group = 0; group < groups->size(); ++group)
        for (unsigned bases = 0; bases < 256; ++bases) {
            double product = 1;
            for (std::size_t i = 0; i < grouped; ++i) {
                const std::size_t position = group * grouped + i;
                product *= weight((*guide)[position], static_cast<int>(bases >> 2 * i & 3), position);
            }
            (*groups)[group][bases] = product;
        }
    return CfdOfGuide(std::move(groups));
}

const std::array<double, 16>& CfdOfGuide::pam_weights() { return pam_weight; }

std::optional<double> CfdOfGuide::operator()(std::string_view site, std::string_view pam) const {
    const auto bases = plain_bases<positions>(site);
    const auto last_two = pam_number(pam);
    if (!bases || !last_two) return std::nullopt;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < positions; ++i) all |= static_cast<std::uint64_t>((*bases)[i]) << 2 * i;
    return packed(all, *last_two);
}

}  // namespace strandline::edit
