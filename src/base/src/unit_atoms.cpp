#include "unit_atoms.hpp"

#include <algorithm>
#include <vector>

namespace strandline {

namespace {

constexpr Prefixes plain = Prefixes::none;
constexpr Prefixes metric = Prefixes::metric;
constexpr UnitScale base = UnitScale::base;
constexpr UnitScale ratio = UnitScale::ratio;
constexpr UnitScale offset = UnitScale::offset;
constexpr UnitScale own = UnitScale::own;
constexpr UnitScale own_in_products = UnitScale::own_in_products;

constexpr UnitPrefix prefixes[] = {
    {"Y", 1e24L},    {"Z", 1e21L},    {"E", 1e18L},       {"P", 1e15L},         {"T", 1e12L},
    {"G", 1e9L},     {"M", 1e6L},     {"k", 1e3L},        {"h", 1e2L},          {"da", 1e1L},
    {"d", 1, 1e1L},  {"c", 1, 1e2L},  {"m", 1, 1e3L},     {"u", 1, 1e6L},       {"n", 1, 1e9L},
    {"p", 1, 1e12L}, {"f", 1, 1e15L}, {"a", 1, 1e18L},    {"z", 1, 1e21L},      {"y", 1, 1e24L},
    {"Ki", 1024},    {"Mi", 1048576}, {"Gi", 1073741824}, {"Ti", 1099511627776}};

// Codes and values: UCUM 2.2 (2024-06-17). The mole is the number of 2019 (6.02214076e23); the short
// names (cal, [Btu], a, mo) mean what the standard says they mean.
constexpr UnitAtom atoms[] = {
    // base units, in the order of a dimension's exponents
    {"m", metric, base},
    {"s", metric, base},
    {"g", metric, base},
    {"rad", metric, base},
    {"K", metric, base},
    {"C", metric, base},
    {"cd", metric, base},
    // numbers
    {"10*", plain, ratio, "10", "1"},
    {"10^", plain, ratio, "10", "1"},
    {"[pi]", plain, ratio, "3.14159265358979323846", "1"},
    {"%", plain, ratio, "1", "10*-2"},
    {"[ppth]", plain, ratio, "1", "10*-3"},
    {"[ppm]", plain, ratio, "1", "10*-6"},
    {"[ppb]", plain, ratio, "1", "10*-9"},
    {"[pptr]", plain, ratio, "1", "10*-12"},
    // SI derived
    {"mol", metric, ratio, "6.02214076", "10*23"},
    {"sr", metric, ratio, "1", "rad2"},
    {"Hz", metric, ratio, "1", "s-1"},
    {"N", metric, ratio, "1", "kg.m/s2"},
    {"Pa", metric, ratio, "1", "N/m2"},
    {"J", metric, ratio, "1", "N.m"},
    {"W", metric, ratio, "1", "J/s"},
    {"A", metric, ratio, "1", "C/s"},
    {"V", metric, ratio, "1", "J/C"},
    {"F", metric, ratio, "1", "C/V"},
    {"Ohm", metric, ratio, "1", "V/A"},
    {"S", metric, ratio, "1", "Ohm-1"},
    {"Wb", metric, ratio, "1", "V.s"},
    {"Cel", metric, offset, "1", "K"},
    {"T", metric, ratio, "1", "Wb/m2"},
    {"H", metric, ratio, "1", "Wb/A"},
    {"lm", metric, ratio, "1", "cd.sr"},
    {"lx", metric, ratio, "1", "lm/m2"},
    {"Bq", metric, ratio, "1", "s-1"},
    {"Gy", metric, ratio, "1", "J/kg"},
    {"Sv", metric, ratio, "1", "J/kg"},
    // in use with the SI
    {"gon", plain, ratio, "0.9", "deg"},
    {"deg", plain, ratio, "2", "[pi].rad/360"},
    {"'", plain, ratio, "1", "deg/60"},
    {"''", plain, ratio, "1", "'/60"},
    {"l", metric, ratio, "1", "dm3"},
    {"L", metric, ratio, "1", "l"},
    {"ar", metric, ratio, "100", "m2"},
    {"min", plain, ratio, "60", "s"},
    {"h", plain, ratio, "60", "min"},
    {"d", plain, ratio, "24", "h"},
    {"a_t", plain, ratio, "365.24219", "d"},
    {"a_j", plain, ratio, "365.25", "d"},
    {"a_g", plain, ratio, "365.2425", "d"},
    {"a", plain, ratio, "1", "a_j"},
    {"wk", plain, ratio, "7", "d"},
    {"mo_s", plain, ratio, "29.53059", "d"},
    {"mo_j", plain, ratio, "1", "a_j/12"},
    {"mo_g", plain, ratio, "1", "a_g/12"},
    {"mo", plain, ratio, "1", "mo_j"},
    {"t", metric, ratio, "1e3", "kg"},
    {"bar", metric, ratio, "1e5", "Pa"},
    {"u", metric, ratio, "1.66053906660e-24", "g"},
    {"eV", metric, ratio, "1", "[e].V"},
    {"AU", plain, ratio, "149597.870691", "Mm"},
    {"pc", metric, ratio, "3.085678e16", "m"},
    // natural constants
    {"[c]", metric, ratio, "299792458", "m/s"},
    {"[h]", metric, ratio, "6.62607015e-34", "J.s"},
    {"[k]", metric, ratio, "1.380649e-23", "J/K"},
    {"[eps_0]", metric, ratio, "8.854187817e-12", "F/m"},
    {"[mu_0]", metric, ratio, "1", "4.[pi].10*-7.N/A2"},
    {"[e]", metric, ratio, "1.602176634e-19", "C"},
    {"[m_e]", metric, ratio, "9.1093837139e-31", "kg"},
    {"[m_p]", metric, ratio, "1.67262192595e-27", "kg"},
    {"[G]", metric, ratio, "6.67430e-11", "m3.kg-1.s-2"},
    {"[g]", metric, ratio, "980665e-5", "m/s2"},
    {"atm", plain, ratio, "101325", "Pa"},
    {"[ly]", metric, ratio, "1", "[c].a_j"},
    {"gf", metric, ratio, "1", "g.[g]"},
    {"[lbf_av]", plain, ratio, "1", "[lb_av].[g]"},
    // CGS
    {"Ky", metric, ratio, "1", "cm-1"},
    {"Gal", metric, ratio, "1", "cm/s2"},
    {"dyn", metric, ratio, "1", "g.cm/s2"},
    {"erg", metric, ratio, "1", "dyn.cm"},
    {"P", metric, ratio, "1", "dyn.s/cm2"},
    {"Bi", metric, ratio, "10", "A"},
    {"St", metric, ratio, "1", "cm2/s"},
    {"Mx", metric, ratio, "1e-8", "Wb"},
    {"G", metric, ratio, "1e-4", "T"},
    {"Oe", metric, ratio, "250", "/[pi].A/m"},
    {"Gb", metric, ratio, "1", "Oe.cm"},
    {"sb", metric, ratio, "1", "cd/cm2"},
    {"Lmb", metric, ratio, "1", "cd/cm2/[pi]"},
    {"ph", metric, ratio, "1e-4", "lx"},
    {"Ci", metric, ratio, "37e9", "Bq"},
    {"R", metric, ratio, "2.58e-4", "C/kg"},
    {"RAD", metric, ratio, "100", "erg/g"},
    {"REM", metric, ratio, "1", "RAD"},
    // international customary
    {"[in_i]", plain, ratio, "254e-2", "cm"},
    {"[ft_i]", plain, ratio, "12", "[in_i]"},
    {"[yd_i]", plain, ratio, "3", "[ft_i]"},
    {"[mi_i]", plain, ratio, "5280", "[ft_i]"},
    {"[fth_i]", plain, ratio, "6", "[ft_i]"},
    {"[nmi_i]", plain, ratio, "1852", "m"},
    {"[kn_i]", plain, ratio, "1", "[nmi_i]/h"},
    {"[sin_i]", plain, ratio, "1", "[in_i]2"},
    {"[sft_i]", plain, ratio, "1", "[ft_i]2"},
    {"[syd_i]", plain, ratio, "1", "[yd_i]2"},
    {"[cin_i]", plain, ratio, "1", "[in_i]3"},
    {"[cft_i]", plain, ratio, "1", "[ft_i]3"},
    {"[cyd_i]", plain, ratio, "1", "[yd_i]3"},
    {"[bf_i]", plain, ratio, "144", "[in_i]3"},
    {"[cr_i]", plain, ratio, "128", "[ft_i]3"},
    {"[mil_i]", plain, ratio, "1e-3", "[in_i]"},
    {"[cml_i]", plain, ratio, "1", "[pi]/4.[mil_i]2"},
    {"[hd_i]", plain, ratio, "4", "[in_i]"},
    // US survey lengths
    {"[ft_us]", plain, ratio, "1200", "m/3937"},
    {"[yd_us]", plain, ratio, "3", "[ft_us]"},
    {"[in_us]", plain, ratio, "1", "[ft_us]/12"},
    {"[rd_us]", plain, ratio, "16.5", "[ft_us]"},
    {"[ch_us]", plain, ratio, "4", "[rd_us]"},
    {"[lk_us]", plain, ratio, "1", "[ch_us]/100"},
    {"[rch_us]", plain, ratio, "100", "[ft_us]"},
    {"[rlk_us]", plain, ratio, "1", "[rch_us]/100"},
    {"[fth_us]", plain, ratio, "6", "[ft_us]"},
    {"[fur_us]", plain, ratio, "40", "[rd_us]"},
    {"[mi_us]", plain, ratio, "8", "[fur_us]"},
    {"[acr_us]", plain, ratio, "160", "[rd_us]2"},
    {"[srd_us]", plain, ratio, "1", "[rd_us]2"},
    {"[smi_us]", plain, ratio, "1", "[mi_us]2"},
    {"[sct]", plain, ratio, "1", "[mi_us]2"},
    {"[twp]", plain, ratio, "36", "[sct]"},
    {"[mil_us]", plain, ratio, "1e-3", "[in_us]"},
    // British Imperial lengths
    {"[in_br]", plain, ratio, "2.539998", "cm"},
    {"[ft_br]", plain, ratio, "12", "[in_br]"},
    {"[rd_br]", plain, ratio, "16.5", "[ft_br]"},
    {"[ch_br]", plain, ratio, "4", "[rd_br]"},
    {"[lk_br]", plain, ratio, "1", "[ch_br]/100"},
    {"[fth_br]", plain, ratio, "6", "[ft_br]"},
    {"[pc_br]", plain, ratio, "2.5", "[ft_br]"},
    {"[yd_br]", plain, ratio, "3", "[ft_br]"},
    {"[mi_br]", plain, ratio, "5280", "[ft_br]"},
    {"[nmi_br]", plain, ratio, "6080", "[ft_br]"},
    {"[kn_br]", plain, ratio, "1", "[nmi_br]/h"},
    {"[acr_br]", plain, ratio, "4840", "[yd_br]2"},
    // US volumes
    {"[gal_us]", plain, ratio, "231", "[in_i]3"},
    {"[bbl_us]", plain, ratio, "42", "[gal_us]"},
    {"[qt_us]", plain, ratio, "1", "[gal_us]/4"},
    {"[pt_us]", plain, ratio, "1", "[qt_us]/2"},
    {"[gil_us]", plain, ratio, "1", "[pt_us]/4"},
    {"[foz_us]", plain, ratio, "1", "[gil_us]/4"},
    {"[fdr_us]", plain, ratio, "1", "[foz_us]/8"},
    {"[min_us]", plain, ratio, "1", "[fdr_us]/60"},
    {"[crd_us]", plain, ratio, "128", "[ft_i]3"},
    {"[bu_us]", plain, ratio, "2150.42", "[in_i]3"},
    {"[gal_wi]", plain, ratio, "1", "[bu_us]/8"},
    {"[pk_us]", plain, ratio, "1", "[bu_us]/4"},
    {"[dqt_us]", plain, ratio, "1", "[pk_us]/8"},
    {"[dpt_us]", plain, ratio, "1", "[dqt_us]/2"},
    {"[tbs_us]", plain, ratio, "1", "[foz_us]/2"},
    {"[tsp_us]", plain, ratio, "1", "[tbs_us]/3"},
    {"[cup_us]", plain, ratio, "16", "[tbs_us]"},
    {"[foz_m]", plain, ratio, "30", "mL"},
    {"[cup_m]", plain, ratio, "240", "mL"},
    {"[tsp_m]", plain, ratio, "5", "mL"},
    {"[tbs_m]", plain, ratio, "15", "mL"},
    // British Imperial volumes
    {"[gal_br]", plain, ratio, "4.54609", "l"},
    {"[pk_br]", plain, ratio, "2", "[gal_br]"},
    {"[bu_br]", plain, ratio, "4", "[pk_br]"},
    {"[qt_br]", plain, ratio, "1", "[gal_br]/4"},
    {"[pt_br]", plain, ratio, "1", "[qt_br]/2"},
    {"[gil_br]", plain, ratio, "1", "[pt_br]/4"},
    {"[foz_br]", plain, ratio, "1", "[gil_br]/5"},
    {"[fdr_br]", plain, ratio, "1", "[foz_br]/8"},
    {"[min_br]", plain, ratio, "1", "[fdr_br]/60"},
    // avoirdupois weights
    {"[gr]", plain, ratio, "64.79891", "mg"},
    {"[lb_av]", plain, ratio, "7000", "[gr]"},
    {"[oz_av]", plain, ratio, "1", "[lb_av]/16"},
    {"[dr_av]", plain, ratio, "1", "[oz_av]/16"},
    {"[scwt_av]", plain, ratio, "100", "[lb_av]"},
    {"[lcwt_av]", plain, ratio, "112", "[lb_av]"},
    {"[ston_av]", plain, ratio, "20", "[scwt_av]"},
    {"[lton_av]", plain, ratio, "20", "[lcwt_av]"},
    {"[stone_av]", plain, ratio, "14", "[lb_av]"},
    // troy weights
    {"[pwt_tr]", plain, ratio, "24", "[gr]"},
    {"[oz_tr]", plain, ratio, "20", "[pwt_tr]"},
    {"[lb_tr]", plain, ratio, "12", "[oz_tr]"},
    // apothecaries' weights
    {"[sc_ap]", plain, ratio, "20", "[gr]"},
    {"[dr_ap]", plain, ratio, "3", "[sc_ap]"},
    {"[oz_ap]", plain, ratio, "8", "[dr_ap]"},
    {"[lb_ap]", plain, ratio, "12", "[oz_ap]"},
    {"[oz_m]", plain, ratio, "28", "g"},
    // typesetter lengths
    {"[lne]", plain, ratio, "1", "[in_i]/12"},
    {"[pnt]", plain, ratio, "1", "[lne]/6"},
    {"[pca]", plain, ratio, "12", "[pnt]"},
    {"[pnt_pr]", plain, ratio, "0.013837", "[in_i]"},
    {"[pca_pr]", plain, ratio, "12", "[pnt_pr]"},
    {"[pied]", plain, ratio, "32.48", "cm"},
    {"[pouce]", plain, ratio, "1", "[pied]/12"},
    {"[ligne]", plain, ratio, "1", "[pouce]/12"},
    {"[didot]", plain, ratio, "1", "[ligne]/6"},
    {"[cicero]", plain, ratio, "12", "[didot]"},
    // heat
    {"[degF]", plain, offset, "5", "K/9", 32},
    {"[degR]", plain, ratio, "5", "K/9"},
    {"[degRe]", plain, offset, "5", "K/4"},
    {"cal_[15]", metric, ratio, "4.18580", "J"},
    {"cal_[20]", metric, ratio, "4.18190", "J"},
    {"cal_m", metric, ratio, "4.19002", "J"},
    {"cal_IT", metric, ratio, "4.1868", "J"},
    {"cal_th", metric, ratio, "4.184", "J"},
    {"cal", metric, ratio, "1", "cal_th"},
    {"[Cal]", plain, ratio, "1", "kcal_th"},
    {"[Btu_39]", plain, ratio, "1.05967", "kJ"},
    {"[Btu_59]", plain, ratio, "1.05480", "kJ"},
    {"[Btu_60]", plain, ratio, "1.05468", "kJ"},
    {"[Btu_m]", plain, ratio, "1.05587", "kJ"},
    {"[Btu_IT]", plain, ratio, "1.05505585262", "kJ"},
    {"[Btu_th]", plain, ratio, "1.054350", "kJ"},
    {"[Btu]", plain, ratio, "1", "[Btu_th]"},
    {"[HP]", plain, ratio, "550", "[ft_i].[lbf_av]/s"},
    {"tex", metric, ratio, "1", "g/km"},
    {"[den]", plain, ratio, "1", "g/9/km"},
    // clinical
    {"m[H2O]", metric, ratio, "980665e-5", "kPa"},
    {"m[Hg]", metric, ratio, "133.3220", "kPa"},
    {"[in_i'H2O]", plain, ratio, "1", "m[H2O].[in_i]/m"},
    {"[in_i'Hg]", plain, ratio, "1", "m[Hg].[in_i]/m"},
    {"[PRU]", plain, ratio, "1", "mm[Hg].s/ml"},
    {"[wood'U]", plain, ratio, "1", "mm[Hg].min/L"},
    {"[diop]", plain, ratio, "1", "/m"},
    {"[p'diop]", plain, own, "1", "1"},
    {"%[slope]", plain, own, "1", "1"},
    {"[mesh_i]", plain, ratio, "1", "/[in_i]"},
    {"[Ch]", plain, ratio, "1", "mm/3"},
    {"[drp]", plain, ratio, "1", "ml/20"},
    {"[hnsf'U]", plain, ratio, "1", "1"},
    {"[MET]", plain, ratio, "3.5", "mL/min/kg"},
    {"[hp'_X]", plain, own, "1", "1"},
    {"[hp'_C]", plain, own, "1", "1"},
    {"[hp'_M]", plain, own, "1", "1"},
    {"[hp'_Q]", plain, own, "1", "1"},
    {"[hp_X]", plain, own_in_products, "1", "1"},
    {"[hp_C]", plain, own_in_products, "1", "1"},
    {"[hp_M]", plain, own_in_products, "1", "1"},
    {"[hp_Q]", plain, own_in_products, "1", "1"},
    {"[kp_X]", plain, own_in_products, "1", "1"},
    {"[kp_C]", plain, own_in_products, "1", "1"},
    {"[kp_M]", plain, own_in_products, "1", "1"},
    {"[kp_Q]", plain, own_in_products, "1", "1"},
    // chemical and biochemical; arbitrary units are defined by an assay
    {"eq", metric, ratio, "1", "mol"},
    {"osm", metric, ratio, "1", "mol"},
    {"[pH]", plain, own, "1", "1"},
    {"g%", metric, ratio, "1", "g/dl"},
    {"[S]", plain, ratio, "1", "10*-13.s"},
    {"[HPF]", plain, ratio, "1", "1"},
    {"[LPF]", plain, ratio, "100", "1"},
    {"kat", metric, ratio, "1", "mol/s"},
    {"U", metric, ratio, "1", "umol/min"},
    {"[iU]", metric, own_in_products, "1", "1"},
    {"[IU]", metric, ratio, "1", "[iU]"},
    {"[arb'U]", plain, own_in_products, "1", "1"},
    {"[USP'U]", plain, own_in_products, "1", "1"},
    {"[GPL'U]", plain, own_in_products, "1", "1"},
    {"[MPL'U]", plain, own_in_products, "1", "1"},
    {"[APL'U]", plain, own_in_products, "1", "1"},
    {"[beth'U]", plain, own_in_products, "1", "1"},
    {"[anti'Xa'U]", plain, own_in_products, "1", "1"},
    {"[todd'U]", plain, own_in_products, "1", "1"},
    {"[dye'U]", plain, own_in_products, "1", "1"},
    {"[smgy'U]", plain, own_in_products, "1", "1"},
    {"[bdsk'U]", plain, own_in_products, "1", "1"},
    {"[ka'U]", plain, own_in_products, "1", "1"},
    {"[knk'U]", plain, own_in_products, "1", "1"},
    {"[mclg'U]", plain, own_in_products, "1", "1"},
    {"[tb'U]", plain, own_in_products, "1", "1"},
    {"[CCID_50]", plain, own_in_products, "1", "1"},
    {"[TCID_50]", plain, own_in_products, "1", "1"},
    {"[EID_50]", plain, own_in_products, "1", "1"},
    {"[PFU]", plain, own_in_products, "1", "1"},
    {"[FFU]", plain, own_in_products, "1", "1"},
    {"[CFU]", plain, own_in_products, "1", "1"},
    {"[IR]", plain, own_in_products, "1", "1"},
    {"[BAU]", plain, own_in_products, "1", "1"},
    {"[AU]", plain, own_in_products, "1", "1"},
    {"[Amb'a'1'U]", plain, own_in_products, "1", "1"},
    {"[PNU]", plain, own_in_products, "1", "1"},
    {"[Lf]", plain, own_in_products, "1", "1"},
    {"[D'ag'U]", plain, own_in_products, "1", "1"},
    {"[FEU]", plain, own_in_products, "1", "1"},
    {"[ELU]", plain, own_in_products, "1", "1"},
    {"[EU]", plain, own_in_products, "1", "1"},
    // logarithmic levels
    {"Np", metric, own, "1", "1"},
    {"B", metric, own, "1", "1"},
    {"B[SPL]", metric, own, "1", "1"},
    {"B[V]", metric, own, "1", "1"},
    {"B[mV]", metric, own, "1", "1"},
    {"B[uV]", metric, own, "1", "1"},
    {"B[10.nV]", metric, own, "1", "1"},
    {"B[W]", metric, own, "1", "1"},
    {"B[kW]", metric, own, "1", "1"},
    // others
    {"st", metric, ratio, "1", "m3"},
    {"Ao", plain, ratio, "0.1", "nm"},
    {"b", plain, ratio, "100", "fm2"},
    {"att", plain, ratio, "1", "kgf/cm2"},
    {"mho", metric, ratio, "1", "S"},
    {"[psi]", plain, ratio, "1", "[lbf_av]/[in_i]2"},
    {"circ", plain, ratio, "2", "[pi].rad"},
    {"sph", plain, ratio, "4", "[pi].sr"},
    {"[car_m]", plain, ratio, "2e-1", "g"},
    {"[car_Au]", plain, ratio, "1", "/24"},
    {"[smoot]", plain, ratio, "67", "[in_i]"},
    {"[m/s2/Hz^(1/2)]", plain, own, "1", "1"},
    {"[NTU]", plain, ratio, "1", "1"},
    {"[FNU]", plain, ratio, "1", "1"},
    // information
    {"bit_s", plain, own, "1", "1"},
    {"bit", metric, ratio, "1", "1"},
    {"By", metric, ratio, "8", "bit"},
    {"Bd", metric, ratio, "1", "/s"}};

std::vector<const UnitAtom*> sorted_by_code() {
    std::vector<const UnitAtom*> sorted;
    for (const UnitAtom& atom : atoms) sorted.push_back(&atom);
    std::ranges::sort(sorted, {}, [](const UnitAtom* atom) { return atom->code; });
    return sorted;
}

const UnitAtom* find_atom(std::string_view code) {
    static const std::vector<const UnitAtom*> sorted = sorted_by_code();
    const auto found =
        std::ranges::lower_bound(sorted, code, {}, [](const UnitAtom* atom) { return atom->code; });
    return found != sorted.end() && (*found)->code == code ? *found : nullptr;
}

}  // namespace

std::span<const UnitAtom> unit_atoms() { return atoms; }

std::span<const UnitPrefix> unit_prefixes() { return prefixes; }

UnitSymbol find_unit_symbol(std::string_view symbol) {
    if (const UnitAtom* atom = find_atom(symbol)) return {nullptr, atom};
    UnitSymbol refused;
    for (const UnitPrefix& prefix : prefixes) {
        if (!symbol.starts_with(prefix.code)) continue;
        const UnitAtom* atom = find_atom(symbol.substr(prefix.code.size()));
        if (atom && atom->prefixes == metric) return {&prefix, atom};
        if (atom) refused = {&prefix, atom};
    }
    return refused;
}

}  // namespace strandline
