#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::clinic {

/// Calls by others of one gene: of each sample that has its own, those for every sample among them.
struct OutsideOfGene {
    std::vector<domain::PgxOutsideCall> of_all;
    std::unordered_map<std::string, std::vector<domain::PgxOutsideCall>> of_sample;

    const std::vector<domain::PgxOutsideCall>& of(const std::string& sample) const {
        const auto found = of_sample.find(sample);
        return found == of_sample.end() ? of_all : found->second;
    }
};

OutsideOfGene outside_of(std::span<const domain::PgxOutsideCall> calls, std::string_view gene);

}  // namespace strandline::clinic
