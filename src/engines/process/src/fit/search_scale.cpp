#include "fit/search_scale.hpp"

namespace strandline::process {
namespace {

using formats::PetabParameter;
using formats::PetabScale;

bool is_linear_over(const PetabParameter& parameter, double ratio) {
    return parameter.estimated && parameter.scale == PetabScale::linear && parameter.lower > 0 &&
           parameter.upper >= ratio * parameter.lower;
}

}  // namespace

void choose_search_scales(formats::PetabProblem& problem) {
    if (problem.version < 2) return;
    for (PetabParameter& parameter : problem.parameters)
        if (is_linear_over(parameter, 100) && !(parameter.nominal <= 0)) parameter.scale = PetabScale::log10;
}

std::vector<std::string> wide_linear_parameters(const formats::PetabProblem& problem) {
    std::vector<std::string> made;
    for (const PetabParameter& parameter : problem.parameters)
        if (is_linear_over(parameter, 1000)) made.push_back(parameter.id);
    return made;
}

}  // namespace strandline::process
