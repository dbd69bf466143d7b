#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

enum class PamSide { three_prime, five_prime };

/// A guided nuclease. Cuts count bases from the PAM-proximal end of the protospacer: `cut` on the strand that
/// carries the protospacer and the PAM, `cut_opposite` on the strand that the guide pairs with.
struct Nuclease {
    std::string_view name;
    int spacer_length;
    std::string_view pam;
    PamSide pam_side;
    int cut;
    int cut_opposite;
    std::string_view source;  // where PAM, length and cut are published
};

/// SpCas9 first.
std::span<const Nuclease> nucleases();
std::vector<std::string> nuclease_names();
const Nuclease* find_nuclease(std::string_view name);

}  // namespace strandline::edit
