#include "score/on_target_features.hpp"

#include "score/bases.hpp"

#include <strandline/base/error.hpp>
#include <strandline/edit/scores.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace strandline::edit {
namespace {

constexpr std::size_t length = on_target_length;
constexpr std::size_t spacer_begin = on_target_bases_before;
constexpr std::size_t spacer_end = spacer_begin + scored_spacer_length;
constexpr int guanine = 2;
constexpr std::int16_t missing = -1;

using Context = std::array<int, length>;
using Bases = std::span<const int>;

bool is_strong(int base) { return base == 1 || base == 2; }

struct Duplex {
    int enthalpy = 0;  // 0.1 kcal/mol
    int entropy = 0;   // 0.1 cal/(mol K)
};

/// SantaLucia 1998, PNAS 95:1460, table 2, 1 M NaCl: neighbours AA AC AG AT CA … TT.
constexpr std::array<Duplex, 16> neighbours = {{{-79, -222},
                                                {-84, -224},
                                                {-78, -210},
                                                {-72, -204},
                                                {-85, -227},
                                                {-80, -199},
                                                {-106, -272},
                                                {-78, -210},
                                                {-82, -222},
                                                {-98, -244},
                                                {-80, -199},
                                                {-84, -224},
                                                {-72, -213},
                                                {-82, -222},
                                                {-85, -227},
                                                {-79, -222}}};
constexpr Duplex strong_end = {1, -28}, weak_end = {23, 41};
/// R ln(c / 4) in cal/(mol K) at 50 nM of strands. Written out: logarithms may differ in the last bit.
constexpr double gas_constant_term = -36.158506;

std::int16_t rounded(double value) { return static_cast<std::int16_t>(std::floor(value * 100.0 + 0.5)); }

/// In 0.01 °C, from the sums over a window.
std::int16_t melting_temperature(int enthalpy, int entropy) {
    return rounded(enthalpy * 100.0 / (entropy / 10.0 + gas_constant_term) - 273.15);
}

std::int16_t melting_temperature(Bases bases) {
    Duplex sum;
    const auto add = [&](const Duplex& part) {
        sum.enthalpy += part.enthalpy;
        sum.entropy += part.entropy;
    };
    for (std::size_t i = 1; i < bases.size(); ++i)
        add(neighbours[static_cast<std::size_t>(4 * bases[i - 1] + bases[i])]);
    for (const int end : {bases.front(), bases.back()}) add(is_strong(end) ? strong_end : weak_end);
    return melting_temperature(sum.enthalpy, sum.entropy);
}

/// Fills features from the front; model/features.py has the same order.
class Filler {
public:
    explicit Filler(const Context& context) : context_(context) {}

    OnTargetFeatures fill(std::optional<double> percent_peptide) {
        add_bases_by_position();
        one_of<16>(4 * context_[spacer_end] + context_[spacer_end + 3]);
        add_counts();
        add_strong();
        add_runs();
        add_melting_temperatures();
        for (const int members : {0b0101, 0b0011, 0b0110}) add_class(members);  // purines, amino, strong
        add(percent_peptide ? rounded(std::clamp(*percent_peptide, 0.0, 100.0)) : missing);
        STRANDLINE_ASSERT(next_ == features_.size());
        return features_;
    }

private:
    void add(int value) { features_[next_++] = static_cast<std::int16_t>(value); }

    template <std::size_t N>
    void one_of(int which) {
        features_[next_ + static_cast<std::size_t>(which)] = 1;
        next_ += N;
    }

    void add_bases_by_position() {
        for (std::size_t i = 0; i < length; ++i)
            if (i != spacer_end + 1 && i != spacer_end + 2) one_of<4>(context_[i]);  // GG is always there
    }

    void add_counts() {
        for (const Bases bases : {Bases(context_), spacer()}) {
            for (const int base : bases) ++features_[next_ + static_cast<std::size_t>(base)];
            next_ += 4;
        }
        for (std::size_t i = 1; i < length; ++i)
            ++features_[next_ + static_cast<std::size_t>(4 * context_[i - 1] + context_[i])];
        next_ += 16;
    }

    void add_strong() {
        const auto far = std::ranges::count_if(spacer().first(10), is_strong);
        const auto near = std::ranges::count_if(spacer().last(10), is_strong);
        add(static_cast<int>(far + near));
        add(static_cast<int>(far));
        add(static_cast<int>(near));
    }

    void add_runs() {
        std::array<int, 4> longest{};
        int run = 0, last = -1;
        for (const int base : spacer()) {
            run = base == last ? run + 1 : 1;
            last = base;
            int& kept = longest[static_cast<std::size_t>(base)];
            kept = std::max(kept, run);
        }
        for (const int kept : longest) add(kept);
    }

    void add_melting_temperatures() {
        const Bases all(context_);
        for (const auto& [begin, end] : {std::pair{0, 30}, {4, 24}, {19, 24}, {11, 19}, {6, 11}})
            add(melting_temperature(
                all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin))));
    }

    /// How many of each four bases in a row belong to a class, a set of bits.
    void add_class(int members) {
        constexpr std::size_t window = 4;
        int inside = 0;
        for (std::size_t i = 0; i < length; ++i) {
            inside += members >> context_[i] & 1;
            if (i >= window) inside -= members >> context_[i - window] & 1;
            if (i + 1 >= window) add(inside);
        }
    }

    Bases spacer() const { return Bases(context_).subspan(spacer_begin, scored_spacer_length); }

    const Context& context_;
    OnTargetFeatures features_{};
    std::size_t next_ = 0;
};

}  // namespace

std::optional<OnTargetFeatures> on_target_features(std::string_view text,
                                                   std::optional<double> percent_peptide) {
    const auto context = plain_bases<length>(text);
    if (!context) return std::nullopt;
    if ((*context)[spacer_end + 1] != guanine || (*context)[spacer_end + 2] != guanine) return std::nullopt;
    return Filler(*context).fill(percent_peptide);
}

}  // namespace strandline::edit
