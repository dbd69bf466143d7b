#pragma once

#include <strandline/domain/kinetic_model.hpp>

#include <string>
#include <string_view>

namespace strandline::process {

/// Puts a kinetic model of one vessel together, with formulas as text, in litres, grams and hours. Units:
/// litre, gram, per_h, L_per_h, g_per_L, mmol_per_L, mmol_per_g, mmol_per_L_h, kJ_per_g, W_per_L,
/// dimensionless.
class ModelBuilder {
public:
    ModelBuilder();

    void compartment(std::string id, double size, std::string words);
    /// Concentrations, in the one compartment.
    void species(std::string id, double concentration, std::string formula, std::string words);
    void value(std::string id, double value, std::string_view unit, std::string words);
    /// A value that a run may change: a feed.
    void control(std::string id, double value, std::string_view unit, std::string words);
    void assigned(std::string id, std::string_view unit, std::string words, const std::string& formula);
    void rate_of(std::string id, const std::string& formula);
    /// One species in or out; the law in grams per hour.
    void reaction(std::string id, const std::string& reactant, const std::string& product,
                  const std::string& law);
    domain::KineticModel model(std::string title) &&;

private:
    domain::Formula formula(const std::string& text) const;
    domain::KineticModel made_;
};

}  // namespace strandline::process
