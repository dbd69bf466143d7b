#pragma once

#include "scale/study/study.hpp"

#include <strandline/formats/settings.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace strandline::process {

/// How a quantity is asked for: by its name in the file, in the unit it is shown in, and what one of these is
/// in SI units.
struct AskedFigure {
    std::string_view name, unit;
    double si = 1;
    formats::Allowed allowed = formats::not_negative;
};

/// Reads quantities and remembers each with its source, so that a study can show what it rests on.
class FigureLog {
public:
    /// What must be there; NaN and a note in the document where it is not.
    double given(const formats::SettingsTable& table, const AskedFigure& asked);
    std::optional<double> if_given(const formats::SettingsTable& table, const AskedFigure& asked);
    /// `usual` in the unit asked for; `why` goes to the source.
    double or_usual(const formats::SettingsTable& table, const AskedFigure& asked, double usual,
                    std::string_view why);
    /// A number that nobody asked the file for, derived or a default.
    void add(std::string path, std::string_view unit, double value, std::string_view why);

    std::vector<StatedFigure> take() { return std::move(figures_); }

private:
    void keep(const formats::Figure& figure);
    std::vector<StatedFigure> figures_;
};

}  // namespace strandline::process
