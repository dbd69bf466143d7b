#include "estimates.hpp"

#include <strandline/base/text.hpp>

#include <cmath>
#include <string>

namespace strandline::process {

void mark_outside(Estimate& estimate, std::string_view words) {
    estimate.in_range = false;
    if (words.empty() || estimate.outside.find(words) != std::string::npos) return;
    if (!estimate.outside.empty()) estimate.outside += "; ";
    estimate.outside += words;
}

Estimate estimated(double value, double error, std::string_view source,
                   std::initializer_list<Fitted> fitted) {
    Estimate made;
    made.value = value;
    made.error = error;
    made.source = source;
    for (const Fitted& f : fitted) {
        if (f.value >= f.least && f.value <= f.most) continue;
        const bool below = f.value < f.least;
        const std::string unit = f.unit.empty() ? "" : format(" {}", f.unit);
        mark_outside(made, format("{} {:.3g}{} {} {:.3g}{}", f.name, f.value, unit, below ? "below" : "above",
                                  below ? f.least : f.most, unit));
    }
    return made;
}

void carry(Estimate& product, const Estimate& from, double exponent) {
    product.error = std::hypot(product.error, exponent * from.error);
    if (!from.in_range) mark_outside(product, from.outside);
}

}  // namespace strandline::process
