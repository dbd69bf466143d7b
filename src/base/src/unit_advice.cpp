#include "unit_advice.hpp"

#include "unit_atoms.hpp"
#include "unit_parser.hpp"

#include <algorithm>
#include <optional>

namespace strandline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

struct Respelling {
    std::string_view from, to;
};

/// Signs and words that are replaced wherever they stand.
constexpr Respelling signs[] = {
    {"µ", "u"},
    {"μ", "u"},
    {"°C", "Cel"},
    {"º C", "Cel"},
    {"ºC", "Cel"},
    {"℃", "Cel"},
    {"°F", "[degF]"},
    {"℉", "[degF]"},
    {"°", "deg"},
    {"Ω", "Ohm"},
    {"Ω", "Ohm"},
    {"Å", "Ao"},
    {"Å", "Ao"},
    {"ℓ", "L"},
    {"‰", "[ppth]"},
    {"·", "."},
    {"⋅", "."},
    {"×", "."},
    {"∕", "/"},
    {"÷", "/"},
    {"−", "-"},
    {"–", "-"},
    {"⁻", "-"},
    {"⁺", ""},
    {"⁰", "0"},
    {"¹", "1"},
    {"²", "2"},
    {"³", "3"},
    {"⁴", "4"},
    {"⁵", "5"},
    {"⁶", "6"},
    {"⁷", "7"},
    {"⁸", "8"},
    {"⁹", "9"},
    {"\xC2\xA0", " "},
    {" per ", "/"},
    {"**", "^"},
    {"mmH2O", "mm[H2O]"},
    {"cmH2O", "cm[H2O]"},
    {"inH2O", "[in_i'H2O]"},
    {"OD600", "{OD600}"},
    {"TCID50", "[TCID_50]"},
    {"CCID50", "[CCID_50]"},
};

/// A unit, and what people write for it. Compared first as it is and then without regard to capitals.
struct Spellings {
    std::string_view meant, written;
};

constexpr Spellings words[] = {
    {"s", "sec secs second seconds"},
    {"min", "mins minute minutes"},
    {"h", "hr hrs hour hours"},
    {"d", "day days"},
    {"wk", "week weeks"},
    {"mo", "month months"},
    {"a", "yr yrs year years"},
    {"g", "gm gms gram grams gramme grammes"},
    {"kg", "kgs kilogram kilograms"},
    {"ug", "mcg"},
    {"t", "tonne tonnes"},
    {"L", "lt ltr liter litre liters litres"},
    {"uL", "mcl"},
    {"cm3", "cc ccm"},
    {"m", "meter metre meters metres"},
    {"um", "micron microns"},
    {"Ao", "angstrom"},
    {"mol", "mole moles"},
    {"mol/L", "molar"},
    {"u", "Da dalton daltons"},
    {"ku", "kDa"},
    {"Mu", "MDa"},
    {"g{DW}", "gDW gDCW gCDW"},
    {"{cell}", "cell cells"},
    {"{copies}", "copies"},
    {"{bp}", "bp"},
    {"{vg}", "vg"},
    {"{OD}", "OD"},
    {"/min", "rpm cpm"},
    {"/s", "rps"},
    {"[g]", "rcf"},
    {"L/L/min", "vvm"},
    {"L/min", "lpm slpm"},
    {"cm3/min", "sccm"},
    {"L/m2/h", "LMH"},
    {"W.h", "Wh"},
    {"kW.h", "kWh"},
    {"MW.h", "MWh"},
    {"A.h", "Ah"},
    {"mA.h", "mAh"},
    {"km/h", "kph kmph"},
    {"[mi_i]/h", "mph"},
    {"[psi]{absolute}", "psia"},
    {"[psi]{gauge}", "psig"},
    {"bar{absolute}", "bara"},
    {"bar{gauge}", "barg"},
    {"mm[Hg]", "mmHg torr"},
    {"cm[Hg]", "cmHg"},
    {"[in_i'Hg]", "inHg"},
    {"Cel", "degC celsius"},
    {"[degF]", "fahrenheit"},
    {"K", "degK kelvin"},
    {"deg", "degree degrees"},
    {"[in_i]", "in inch inches"},
    {"[ft_i]", "foot feet"},
    {"[yd_i]", "yd yard yards"},
    {"[mi_i]", "mi mile miles"},
    {"[acr_us]", "acre acres"},
    {"[lb_av]", "lb lbs lbm"},
    {"[lbf_av]", "lbf"},
    {"[oz_av]", "oz"},
    {"[gal_us]", "gal gallon gallons"},
    {"[foz_us]", "floz"},
    {"[bbl_us]", "bbl"},
    {"Ohm", "ohm ohms"},
    {"J", "joule joules"},
    {"W", "watt watts"},
    {"V", "volt volts"},
    {"N", "newton newtons"},
    {"Pa", "pascal pascals"},
    {"%", "percent pct"},
    {"[pptr]", "ppt"},
    {"1", "unitless dimensionless none fraction ratio"},
};

/// Candidates for a slip of the finger: what is in daily use, so that the nearest are also the likely ones.
constexpr std::string_view usual[] = {
    "kg",  "mg",   "ug",  "ng",   "pg",   "L",    "dL",   "mL",   "uL",   "nL", "fL",     "km",      "cm",
    "mm",  "um",   "nm",  "mmol", "umol", "nmol", "pmol", "fmol", "kmol", "ms", "kJ",     "MJ",      "kcal",
    "kW",  "MW",   "mW",  "kPa",  "MPa",  "mbar", "mPa",  "mV",   "kV",   "mA", "uA",     "kHz",     "MHz",
    "GHz", "mosm", "meq", "mU",   "kat",  "nkat", "ukat", "mSv",  "MBq",  "cP", "mm[Hg]", "cm[H2O]", "k[iU]"};

bool is_unit_symbol(std::string_view symbol) {
    const UnitSymbol found = find_unit_symbol(symbol);
    return found.atom && (!found.prefix || found.atom->prefixes == Prefixes::metric);
}

bool is_usual(const std::string& symbol) { return std::ranges::find(usual, symbol) != std::end(usual); }

std::string with_signs_replaced(std::string_view text) {
    std::string result(text);
    for (const auto& [from, to] : signs)
        for (std::size_t at = 0; (at = result.find(from, at)) != npos; at += to.size()) {
            const bool in_brackets = at > 0 && (result[at - 1] == '[' || result[at - 1] == '{');
            if (in_brackets) {
                at += from.size() - to.size();
                continue;
            }
            result.replace(at, from.size(), to);
        }
    return result;
}

/// "mmol/L" for "mM"; nothing when it is not a prefix and M.
std::optional<std::string> molar(std::string_view symbol) {
    if (!symbol.ends_with('M')) return std::nullopt;
    const std::string_view prefix = symbol.substr(0, symbol.size() - 1);
    const auto known = [&](const UnitPrefix& one) { return one.code == prefix; };
    if (!prefix.empty() && !std::ranges::any_of(unit_prefixes(), known)) return std::nullopt;
    return std::string(prefix) + "mol/L";
}

bool is_among(std::string_view word, std::string_view words_apart) {
    return std::ranges::count(split(words_apart, ' '), word) > 0;
}

/// The symbol or expression that was meant by a symbol that UCUM does not have; itself when not known.
std::string respelled_symbol(std::string_view symbol) {
    for (const auto& [meant, written] : words)
        if (is_among(symbol, written)) return std::string(meant);
    if (const auto concentration = molar(symbol)) return *concentration;
    if (const auto variants = unit_case_variants(symbol); !variants.empty()) return variants.front();
    const std::string in_brackets = "[" + std::string(symbol) + "]";
    if (is_unit_symbol(in_brackets)) return in_brackets;
    const std::string small = lower(symbol);
    for (const auto& [meant, written] : words)
        if (is_among(small, lower(written))) return std::string(meant);
    for (const UnitAtom& atom : unit_atoms())
        if (lower(atom.code) == lower(in_brackets)) return std::string(atom.code);
    return std::string(symbol);
}

/// Goes through an expression once, writing it anew.
class Respeller {
public:
    explicit Respeller(std::string_view text) : text_(text) {}

    std::string respell() {
        while (at_ < text_.size()) step();
        return std::move(out_);
    }

private:
    void step() {
        const std::string_view rest = text_.substr(at_);
        if (rest[0] == '{') return annotation();
        if (rest[0] == ' ' || rest[0] == '\t') return space();
        if (rest.starts_with("10*") || rest.starts_with("10^")) return take(3);
        if (rest[0] == '*') return replace_one('.');
        if (rest[0] == '^') return drop_one();  // of an exponent
        const bool joins = rest[0] == '-' && (rest.size() == 1 || rest[1] < '0' || rest[1] > '9');
        if (joins) return replace_one('.');
        const std::size_t length = unit_symbol_length(rest);
        if (length == 0) return take(1);
        symbol(rest.substr(0, length));
        at_ += length;
    }

    void symbol(std::string_view symbol) {
        if (is_unit_symbol(symbol)) {
            out_ += symbol;
            return;
        }
        const std::string meant = respelled_symbol(symbol);
        const bool is_compound = meant.find_first_of("/.") != npos && meant[0] != '[';
        const bool is_first = out_.empty();
        const bool is_all = is_first && symbol.size() == text_.size();
        const std::string one = !is_all && meant[0] == '/' ? "1" + meant : meant;
        out_ += is_compound && !is_first ? "(" + one + ")" : one;
    }

    void annotation() {
        const std::size_t end = std::min(text_.find('}', at_), text_.size() - 1) + 1;
        for (; at_ < end; ++at_) out_ += text_[at_] == ' ' ? '_' : text_[at_];
    }

    void space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
        const bool joins = !out_.empty() && at_ < text_.size() &&
                           std::string_view("./(").find(out_.back()) == npos &&
                           std::string_view("./)*^{").find(text_[at_]) == npos;
        if (joins) out_ += '.';
    }

    void take(std::size_t length) {
        out_ += text_.substr(at_, length);
        at_ += length;
    }
    void replace_one(char c) {
        out_ += c;
        drop_one();
    }
    void drop_one() { ++at_; }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
};

std::vector<std::string> known_symbols() {
    std::vector<std::string> known(std::begin(usual), std::end(usual));
    for (const UnitAtom& atom : unit_atoms()) known.emplace_back(atom.code);
    return known;
}

}  // namespace

std::vector<std::string> unit_case_variants(std::string_view symbol) {
    const std::string small = lower(symbol);
    std::vector<std::string> variants;
    const auto consider = [&](std::string_view prefix, std::string_view atom) {
        if (prefix.size() + atom.size() != symbol.size()) return;
        std::string code = std::string(prefix) + std::string(atom);
        if (lower(code) == small && code != symbol) variants.push_back(std::move(code));
    };
    for (const UnitAtom& atom : unit_atoms()) {
        consider("", atom.code);
        if (atom.prefixes == Prefixes::none) continue;
        for (const UnitPrefix& prefix : unit_prefixes()) consider(prefix.code, atom.code);
    }
    std::ranges::stable_sort(variants, std::greater(), is_usual);
    return variants;
}

std::string respelled_unit(std::string_view text) {
    const std::string with_signs = with_signs_replaced(trim(text));
    std::string respelled = Respeller(with_signs).respell();
    const bool good = respelled != text && parse_unit(respelled).has_value();
    return good ? respelled : std::string();
}

Error with_unit_advice(Error error, std::string_view text) {
    const std::string respelled = respelled_unit(text);
    const bool only_capitals = lower(respelled) == lower(text);
    if (error.code() == "unit.prefix" && (respelled.empty() || only_capitals)) return error;
    if (only_capitals && !respelled.empty()) {
        std::vector<std::string> candidates = unit_case_variants(text);
        if (candidates.empty()) candidates.push_back(respelled);
        return std::move(error)
            .candidates(std::move(candidates))
            .mend("capital and small letters differ in UCUM: write {}", respelled);
    }
    if (!respelled.empty()) return std::move(error).candidates({respelled}).mend("write {}", respelled);
    if (error.code() != "unit.unknown") return error;
    return std::move(error)
        .candidates(nearest(error.found(), known_symbols()))
        .mend("use a code of UCUM (unitsofmeasure.org); things that are counted go in braces: {{cell}}/mL");
}

}  // namespace strandline
