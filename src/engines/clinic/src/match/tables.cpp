#include "tables.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <bit>
#include <numeric>

namespace strandline::clinic {

namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using Tables = GeneMatcher::Tables;

/// Genes whose answer is about harm: PharmCAT takes alleles that are not documented as reference there.
constexpr std::string_view genes_of_toxicity[] = {"CACNA1S", "DPYD", "G6PD", "NUDT15", "RYR1", "TPMT"};
/// Genes of which the variants of least function decide.
constexpr std::string_view genes_of_least_function[] = {"DPYD", "RYR1"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

Result<void> check(const GeneDefinition& definition) {
    const auto wrong = [&](const std::string& found) {
        return fail(
            Error::input("clinic.definition", "the definition of {} does not fit together", definition.gene)
                .found("{}", found)
                .mend("use a definition as PharmCAT or the knowledge pack has it"));
    };
    std::size_t references = 0;
    for (const NamedAllele& allele : definition.alleles) {
        references += allele.reference;
        if (allele.cells.size() != definition.positions.size())
            return wrong(allele.name + " with " + std::to_string(allele.cells.size()) + " cells for " +
                         std::to_string(definition.positions.size()) + " positions");
        for (std::size_t p = 0; p < allele.cells.size(); ++p) {
            if (allele.reference && !allele.cells[p])
                return wrong("a blank cell in the reference " + allele.name);
            if (allele.cells[p] >> definition.positions[p].alts.size() > 1)
                return wrong("a cell of " + allele.name + " with an allele that its position does not have");
        }
    }
    if (references != 1) return wrong(std::to_string(references) + " reference alleles");
    for (const domain::PgxPosition& position : definition.positions)
        if (position.alts.size() > 30) return wrong("more than 30 alleles at one position");
    return {};
}

void fill_cells(Tables& tables) {
    const auto& alleles = tables.definition.alleles;
    const std::size_t positions = tables.positions();
    tables.cells.resize(alleles.size() * positions);
    tables.defines.assign(alleles.size(), Bits(positions));
    tables.wobbles.assign(alleles.size(), Bits(positions));
    tables.other_than_ref.assign(alleles.size(), Bits(positions));
    tables.needed_by.resize(positions);
    for (std::size_t a = 0; a < alleles.size(); ++a) {
        for (std::size_t p = 0; p < positions; ++p) {
            const std::uint32_t own = alleles[a].cells[p];
            Tables::Cell& cell = tables.cells[a * positions + p];
            cell.blank = own == 0;
            cell.kinds = own ? own : alleles[tables.reference].cells[p];
            cell.wobble = std::popcount(own) > 1;
            if (cell.wobble)
                tables.wobbles[a].set(p);
            else if (!cell.blank)
                tables.defines[a].set(p);
            if (tables.matched[a] && !(cell.kinds & 1)) {
                tables.other_than_ref[a].set(p);
                tables.needed_by[p].push_back(static_cast<std::uint32_t>(a));
            }
        }
        if (tables.matched[a] && !tables.other_than_ref[a].any())
            tables.plain.push_back(static_cast<std::uint32_t>(a));
    }
}

void fill_names(Tables& tables) {
    const auto& definition = tables.definition;
    for (const NamedAllele& allele : definition.alleles) {
        const auto told = definition.suballeles.find(allele.name);
        tables.told.push_back(told == definition.suballeles.end() ? allele.name : told->second);
    }
    std::vector<std::uint32_t> order(tables.alleles());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(
        order, [&](std::uint32_t a, std::uint32_t b) { return told_before(tables.told[a], tables.told[b]); });
    tables.rank.resize(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) tables.rank[order[i]] = i;
}

void find_hapb3(Tables& tables) {
    const auto& definition = tables.definition;
    if (definition.gene != "DPYD") return;
    const auto position = [&](std::string_view rsid) {
        return static_cast<std::uint32_t>(
            std::ranges::find(definition.positions, rsid, &domain::PgxPosition::rsid) -
            definition.positions.begin());
    };
    const std::uint32_t intronic = position("rs75017182"), exonic = position("rs56038477");
    if (intronic == tables.positions() || exonic == tables.positions()) return;
    std::optional<std::uint32_t> both, alone;
    for (std::uint32_t a = 0; a < tables.alleles(); ++a) {
        if (a == tables.reference || !tables.matched[a] || !tables.defines[a].has(intronic)) continue;
        (tables.defines[a].has(exonic) ? both : alone) = a;
    }
    if (both && alone) tables.hapb3 = {intronic, exonic, *both, *alone};
}

void fill_exemptions(Tables& tables) {
    const auto& definition = tables.definition;
    for (const std::int64_t required : definition.required)
        for (std::uint32_t p = 0; p < tables.positions(); ++p)
            if (definition.positions[p].position == required) tables.required.push_back(p);
    for (const auto& names : definition.unphased_priorities)
        if (!names.empty()) tables.preferences.push_back(names);
}

}  // namespace

Result<GeneMatcher> GeneMatcher::compile(const GeneDefinition& definition, const MatchOptions& options) {
    STRANDLINE_CHECK(check(definition));
    auto tables = std::make_unique<Tables>();
    tables->definition = definition;
    tables->options = options;
    tables->toxicity = is_one_of(genes_of_toxicity, definition.gene);
    tables->least_function = is_one_of(genes_of_least_function, definition.gene);
    for (std::size_t a = 0; a < definition.alleles.size(); ++a) {
        const NamedAllele& allele = definition.alleles[a];
        if (allele.reference) tables->reference = static_cast<std::uint32_t>(a);
        const bool ignored =
            options.exemptions &&
            std::ranges::find(definition.ignored_alleles, allele.name) != definition.ignored_alleles.end();
        tables->matched.push_back(!ignored && !allele.structural);
    }
    fill_cells(*tables);
    fill_names(*tables);
    find_hapb3(*tables);
    if (options.exemptions) fill_exemptions(*tables);
    return GeneMatcher(std::move(tables));
}

GeneMatcher::GeneMatcher(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
GeneMatcher::GeneMatcher(GeneMatcher&&) noexcept = default;
GeneMatcher& GeneMatcher::operator=(GeneMatcher&&) noexcept = default;
GeneMatcher::~GeneMatcher() = default;

const std::string& GeneMatcher::gene() const { return tables_->definition.gene; }
const std::string& GeneMatcher::told_name(std::uint32_t allele) const { return tables_->told[allele]; }

}  // namespace strandline::clinic
