#pragma once

#include <strandline/domain/kinetic_model.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

using domain::KineticUnit;

KineticUnit operator*(KineticUnit a, const KineticUnit& b);
KineticUnit power_of(const KineticUnit& unit, double exponent);
bool fits(const KineticUnit& a, const KineticUnit& b);
bool is_dimensionless(const KineticUnit& unit);

/// Units of formulas; nothing where they are not known. What does not fit inside of a formula is said once.
class UnitReader {
public:
    using Units = std::map<std::string, std::optional<KineticUnit>, std::less<>>;

    explicit UnitReader(const domain::KineticModel& model);

    std::optional<KineticUnit> of(const domain::Formula& formula, const Units& own = {});
    std::optional<KineticUnit> of_name(std::string_view id) const;
    std::optional<KineticUnit> named(std::string_view unit) const;
    std::optional<KineticUnit> per_time(const std::optional<KineticUnit>& unit) const;
    /// What was said since this was asked last.
    std::vector<std::string> remarks();

private:
    void read_quantities();
    std::optional<KineticUnit> same(const std::vector<domain::Formula>& parts, const Units& own,
                                    std::string_view doing, std::size_t step = 1);
    std::optional<KineticUnit> product(const domain::Formula& formula, const Units& own);
    std::optional<KineticUnit> raised(const domain::Formula& base, const domain::Formula& exponent, bool root,
                                      const Units& own);
    std::optional<KineticUnit> called(const domain::Formula& formula, const Units& own);
    std::optional<KineticUnit> of_number(const domain::Formula& formula, const Units& own);
    void say(std::string text);

    const domain::KineticModel& model_;
    Units quantities_;
    std::vector<std::string> remarks_;
    int depth_ = 0;
};

}  // namespace strandline::process
