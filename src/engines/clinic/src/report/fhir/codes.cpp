#include "report/fhir/codes.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace strandline::clinic::fhir {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 23> hgnc_ids = {
    {{"ABCG2", "HGNC:74"},     {"CACNA1S", "HGNC:1397"}, {"CFTR", "HGNC:1884"},   {"CYP2B6", "HGNC:2615"},
     {"CYP2C19", "HGNC:2621"}, {"CYP2C9", "HGNC:2623"},  {"CYP2D6", "HGNC:2625"}, {"CYP3A4", "HGNC:2637"},
     {"CYP3A5", "HGNC:2638"},  {"CYP4F2", "HGNC:2645"},  {"DPYD", "HGNC:3012"},   {"G6PD", "HGNC:4057"},
     {"HLA-A", "HGNC:4931"},   {"HLA-B", "HGNC:4932"},   {"IFNL3", "HGNC:18365"}, {"MT-RNR1", "HGNC:7470"},
     {"NAT2", "HGNC:7646"},    {"NUDT15", "HGNC:23063"}, {"RYR1", "HGNC:10483"},  {"SLCO1B1", "HGNC:10959"},
     {"TPMT", "HGNC:12014"},   {"UGT1A1", "HGNC:12530"}, {"VKORC1", "HGNC:23663"}}};

/// Genes whose star alleles PharmVar names.
constexpr std::array<std::string_view, 10> pharmvar_genes = {
    "CYP2B6", "CYP2C19", "CYP2C9", "CYP2D6", "CYP3A4", "CYP3A5", "CYP4F2", "NAT2", "NUDT15", "SLCO1B1"};

/// LL2938-0: chromosomes 1 to 22, X, Y.
constexpr std::array<std::string_view, 24> chromosome_codes = {
    "LA21254-0", "LA21255-7", "LA21256-5", "LA21257-3", "LA21258-1", "LA21259-9", "LA21260-7", "LA21261-5",
    "LA21262-3", "LA21263-1", "LA21264-9", "LA21265-6", "LA21266-4", "LA21267-2", "LA21268-0", "LA21269-8",
    "LA21270-6", "LA21271-4", "LA21272-2", "LA21273-0", "LA21274-8", "LA21275-5", "LA21276-3", "LA21277-1"};

/// Of genetic-therapeutic-implications-vs: those that are phenotypes of CPIC, in its spelling.
constexpr std::array<std::pair<std::string_view, Pair>, 9> phenotype_codes = {
    {{"Ultrarapid Metabolizer", {"LA10315-2", "Ultrarapid metabolizer"}},
     {"Rapid Metabolizer", {"LA25390-8", "Rapid metabolizer"}},
     {"Normal Metabolizer", {"LA25391-6", "Normal metabolizer"}},
     {"Intermediate Metabolizer", {"LA10317-8", "Intermediate metabolizer"}},
     {"Poor Metabolizer", {"LA9657-3", "Poor metabolizer"}},
     {"Increased Function", {"LA25392-4", "Increased function"}},
     {"Normal Function", {"LA25393-2", "Normal function"}},
     {"Decreased Function", {"LA25395-7", "Decreased function"}},
     {"Poor Function", {"LA25394-0", "Poor function"}}}};

const Pair* phenotype_code(const std::string& phenotype) {
    const auto found =
        std::ranges::find(phenotype_codes, phenotype, &std::pair<std::string_view, Pair>::first);
    return found == phenotype_codes.end() ? nullptr : &found->second;
}

bool is_hla(const std::string& gene) { return gene.starts_with("HLA-"); }

/// "*2", "*15:02" and nothing more: no combination, no count of copies, no single variant.
bool is_star_name(const std::string& allele) {
    constexpr std::string_view known = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.:";
    return allele.size() > 1 && allele.starts_with('*') &&
           allele.find_first_not_of(known, 1) == std::string::npos;
}

}  // namespace

Json object(Json::Member one) {
    Json::Members members;
    members.push_back(std::move(one));
    return Json::object(std::move(members));
}

Json object(Json::Member one, Json::Member two) {
    Json::Members members;
    members.reserve(2);
    members.push_back(std::move(one));
    members.push_back(std::move(two));
    return Json::object(std::move(members));
}

Json object(Json::Member one, Json::Member two, Json::Member three) {
    Json::Members members;
    members.reserve(3);
    members.push_back(std::move(one));
    members.push_back(std::move(two));
    members.push_back(std::move(three));
    return Json::object(std::move(members));
}

Json array(Json one) {
    Json::Array items;
    items.push_back(std::move(one));
    return Json::array(std::move(items));
}

Json array(Json one, Json two) {
    Json::Array items;
    items.reserve(2);
    items.push_back(std::move(one));
    items.push_back(std::move(two));
    return Json::array(std::move(items));
}

Json coding(std::string_view system, std::string_view code, std::string_view display) {
    return display.empty() ? object({"system", system}, {"code", code})
                           : object({"system", system}, {"code", code}, {"display", display});
}

Json concept_of(std::string_view system, std::string_view code, std::string_view display) {
    return object({"coding", array(coding(system, code, display))});
}

Json concept_of_text(std::string_view text) { return object({"text", shown(text)}); }

std::string shown(std::string_view text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.push_back(printable(line));
    return join(lines, "\n");
}

Json reference(std::string_view urn) { return object({"reference", urn}); }

Json component(Json code, std::string_view value_name, Json value) {
    return object({"code", std::move(code)}, {std::string(value_name), std::move(value)});
}

Json loinc_component(std::string_view code, std::string_view display, std::string_view value_name,
                     Json value) {
    return component(concept_of(loinc, code, display), value_name, std::move(value));
}

Json gene_concept(const std::string& gene) {
    const auto found = std::ranges::find(hgnc_ids, gene, &Pair::first);
    return found == hgnc_ids.end() ? concept_of_text(gene) : concept_of(hgnc, found->second, gene);
}

Json allele_concept(const std::string& gene, const std::string& allele, const std::string& clinpgx_id) {
    const std::string name = is_hla(gene) || is_star_name(allele) ? gene + allele : gene + " " + allele;
    Json codings = Json::array();
    if (is_star_name(allele) && is_hla(gene))
        codings.push_back(coding(hla, gene + allele, name));
    else if (is_star_name(allele) && std::ranges::find(pharmvar_genes, gene) != pharmvar_genes.end())
        codings.push_back(coding(pharmvar, gene + allele, name));
    if (clinpgx_id.starts_with("PA")) codings.push_back(coding(clinpgx_haplotype, clinpgx_id, name));
    Json made = Json::object();
    if (!codings.items().empty()) made.set("coding", std::move(codings));
    made.set("text", shown(name));
    return made;
}

bool is_of_clinpgx(const domain::GeneDefinition& definition) {
    constexpr std::array<std::string_view, 3> sources = {"CLINPGX", "PHARMGKB", "CPIC"};
    return std::ranges::find(sources, upper(definition.source)) != sources.end();
}

std::string diplotype_text(const std::string& gene, const std::string& diplotype) {
    if (!is_hla(gene)) return gene + " " + diplotype;
    std::vector<std::string> alleles;
    for (const std::string_view allele : split(diplotype, '/')) alleles.push_back(gene + std::string(allele));
    return join(alleles, "+");
}

Json chromosome_concept(const std::string& chromosome) {
    const std::string name = chromosome.starts_with("chr") ? chromosome.substr(3) : chromosome;
    std::size_t number = 0;
    if (name == "X" || name == "Y")
        number = name == "X" ? 23 : 24;
    else if (!name.empty() && name.size() < 3 && name.find_first_not_of("0123456789") == std::string::npos)
        number = static_cast<std::size_t>(std::stoi(name));
    const bool is_known = number >= 1 && (number <= 22 || name == "X" || name == "Y");
    if (!is_known) return {};
    return concept_of(loinc, chromosome_codes[number - 1], "Chromosome " + name);
}

Json phenotype_concept(const std::string& gene, const std::string& phenotype) {
    const Pair* code = phenotype_code(phenotype);
    Json made = code ? concept_of(loinc, code->first, code->second) : Json::object();
    made.set("text", shown(gene + ": " + phenotype));
    return made;
}

bool has_phenotype_code(const std::string& phenotype) { return phenotype_code(phenotype) != nullptr; }

}  // namespace strandline::clinic::fhir
