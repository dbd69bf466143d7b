#include "score/bases.hpp"
#include "score/cfd_weights.hpp"

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

struct LastTwo {
    int first = 0, second = 0;
    double weight() const {
        return cfd_pam_billionths[static_cast<std::size_t>(first * 4 + second)] / billion;
    }
};

std::optional<LastTwo> last_two(std::string_view pam) {
    if (pam.size() != scored_pam_length) return std::nullopt;
    const LastTwo bases{base_number(pam[1]), base_number(pam[2])};
    if (bases.first < 0 || bases.second < 0) return std::nullopt;
    return bases;
}

/// The base of its two bits in the planes of domain::PackedGenome.
int base_of_bits(unsigned low, unsigned high) { return high ? (low ? 2 : 3) : (low ? 1 : 0); }

/// A letter's low bit, and its high bit four further up; far above both for what is no plain base.
constexpr std::array<std::uint32_t, 256> plane_bits = [] {
    constexpr std::array<std::uint32_t, 4> of_base = {0x00, 0x01, 0x11, 0x10};
    std::array<std::uint32_t, 256> bits{};
    for (std::size_t i = 0; i < bits.size(); ++i)
        bits[i] = base_numbers[i] < 0 ? 1U << 16 : of_base[static_cast<std::size_t>(base_numbers[i])];
    return bits;
}();

std::uint32_t four_bases(const char* text) {
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < grouped; ++i) bits |= plane_bits[static_cast<unsigned char>(text[i])] << i;
    return bits;
}

}  // namespace

std::optional<double> cfd(std::string_view spacer, std::string_view site, std::string_view pam) {
    const auto guide = plain_bases<positions>(spacer);
    const auto bases = plain_bases<positions>(site);
    const auto ending = last_two(pam);
    if (!guide || !bases || !ending) return std::nullopt;
    double product = 1;
    for (std::size_t group = 0; group < positions; group += grouped) {
        double of_group = 1;
        for (std::size_t i = group; i < group + grouped; ++i) of_group *= weight((*guide)[i], (*bases)[i], i);
        product *= of_group;
    }
    return product * ending->weight();
}

std::optional<CfdOfGuide> CfdOfGuide::of(std::string_view spacer) {
    const auto guide = plain_bases<positions>(spacer);
    if (!guide) return std::nullopt;
    auto groups = std::make_unique<Groups>();
    for (std::size_t group = 0; group < groups->sites.size(); ++group)
        for (unsigned planes = 0; planes < 256; ++planes) {
            double product = 1;
            for (std::size_t i = 0; i < grouped; ++i) {
                const std::size_t position = group * grouped + i;
                const int base = base_of_bits(planes >> i & 1, planes >> (i + 4) & 1);
                product *= weight((*guide)[position], base, position);
            }
            groups->sites[group][planes] = product;
        }
    for (unsigned planes = 0; planes < 16; ++planes) {
        const LastTwo ending{base_of_bits(planes & 1, planes >> 2 & 1),
                             base_of_bits(planes >> 1 & 1, planes >> 3 & 1)};
        groups->pams[planes] = ending.weight();
    }
    return CfdOfGuide(std::move(groups));
}

std::optional<double> CfdOfGuide::operator()(std::string_view site, std::string_view pam) const {
    const auto ending = last_two(pam);
    if (site.size() != positions || !ending) return std::nullopt;
    double product = 1;
    std::uint32_t all = 0;
    for (std::size_t group = 0; group < groups_->sites.size(); ++group) {
        const std::uint32_t bits = four_bases(site.data() + group * grouped);
        all |= bits;
        product *= groups_->sites[group][bits & 0xFF];
    }
    if (all > 0xFF) return std::nullopt;
    return product * ending->weight();
}

}  // namespace strandline::edit
