#pragma once

#include <strandline/base/json.hpp>
#include <strandline/clinic/match.hpp>
#include <strandline/formats/pharmacogenes.hpp>
#include <strandline/formats/reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The shared cases and random samples with PharmCAT's answers, and plain readers for these small files.
namespace strandline::clinic::testing {

using domain::GeneDefinition;
using domain::PgxGenotype;

/// data/clinic of the shared data, or nothing with a message.
inline std::optional<std::filesystem::path> shared_clinic() {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const auto path = std::filesystem::path(shared ? shared : "") / "data/clinic";
    if (!shared || !*shared || !std::filesystem::exists(path)) {
        MESSAGE("skipped: no data/clinic (STRANDLINE_SHARED)");
        return std::nullopt;
    }
    return path;
}

inline std::string bytes_of(const std::filesystem::path& path) {
    auto source = Source::open(path);
    REQUIRE_MESSAGE(source.has_value(), path.string());
    auto bytes = formats::read_bytes(*source);
    REQUIRE(bytes.has_value());
    return *bytes;
}

inline std::vector<std::string> split(const std::string& text, const std::string& by) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    if (text.empty()) return parts;
    for (std::size_t at; (at = text.find(by, from)) != std::string::npos; from = at + by.size())
        parts.push_back(text.substr(from, at - from));
    parts.push_back(text.substr(from));
    return parts;
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines = split(text, "\n");
    for (std::string& line : lines)
        if (!line.empty() && line.back() == '\r') line.pop_back();
    return lines;
}

/// The files of a tar archive without long names.
inline std::map<std::string, std::string> untar(const std::string& bytes) {
    std::map<std::string, std::string> files;
    for (std::size_t at = 0; at + 512 <= bytes.size() && bytes[at];) {
        const std::string name = bytes.substr(at, std::min<std::size_t>(100, bytes.find('\0', at) - at));
        const std::size_t size = std::stoul(bytes.substr(at + 124, 11), nullptr, 8);
        if (bytes[at + 156] == '0' || bytes[at + 156] == '\0') files[name] = bytes.substr(at + 512, size);
        at += 512 + (size + 511) / 512 * 512;
    }
    return files;
}

inline std::string word(const Json& object, const char* name) {
    const Json* found = object.find(name);
    return found && found->is_string() ? found->string() : "";
}

inline GeneDefinition definition_of(const std::string& name, const std::string& text) {
    auto definition = formats::read_gene_definition(Source::memory(name, text));
    REQUIRE_MESSAGE(definition.has_value(), (definition ? std::string() : render(definition.error())));
    return *definition;
}

/// The definitions of the knowledge pack with their exemptions, by gene.
inline std::map<std::string, GeneDefinition> shared_definitions(const std::filesystem::path& clinic) {
    const auto files = untar(bytes_of(clinic / "knowledge_pharmcat_3.1.1.tar.gz"));
    std::vector<GeneDefinition> definitions;
    for (const auto& [name, text] : files)
        if (name.find("definition/") != std::string::npos && name.ends_with("_translation.json"))
            definitions.push_back(definition_of(name, text));
    for (const auto& [name, text] : files)
        if (name.ends_with("definition/exemptions.json"))
            REQUIRE(formats::read_exemptions(Source::memory(name, text), definitions).has_value());
    std::map<std::string, GeneDefinition> by_gene;
    for (GeneDefinition& definition : definitions) by_gene[definition.gene] = std::move(definition);
    return by_gene;
}

/// The genotypes of a well-formed VCF: of each sample at "chr:position", spelt as the record spells them.
struct PlainVcf {
    struct Site {
        std::vector<std::string> alleles;
        std::vector<std::string> format;
        std::vector<std::string> samples;
    };
    std::vector<std::string> samples;
    std::map<std::pair<std::string, std::int64_t>, std::vector<Site>>
        sites;  // records at one place in their order
};

inline PlainVcf plain_vcf(const std::string& text) {
    PlainVcf vcf;
    for (const std::string& line : lines_of(text)) {
        if (line.empty() || line.starts_with("##")) continue;
        const std::vector<std::string> cells = split(line, "\t");
        if (cells.size() < 10) continue;
        if (line.starts_with("#")) {
            vcf.samples.assign(cells.begin() + 9, cells.end());
            continue;
        }
        PlainVcf::Site site;
        site.alleles = {cells[3]};
        for (const std::string& alt : split(cells[4], ",")) site.alleles.push_back(alt);
        site.format = split(cells[8], ":");
        site.samples.assign(cells.begin() + 9, cells.end());
        vcf.sites[{cells[0], std::stoll(cells[1])}].push_back(site);
    }
    return vcf;
}

inline std::uint8_t kind_of(const std::string& index, const PlainVcf::Site& site,
                            const domain::PgxPosition& position) {
    if (index == ".") return PgxGenotype::missing;
    const std::string& allele = site.alleles.at(std::stoul(index));
    // Records that differ in length from the definition spell the same change with other trailing bases.
    const std::string& ref = site.alleles.front();
    const auto grown = static_cast<std::ptrdiff_t>(allele.size()) - static_cast<std::ptrdiff_t>(ref.size());
    if (allele == ref) return 0;
    for (std::size_t k = 0; k < position.alts.size(); ++k) {
        const std::string& alt = position.alts[k];
        if (ref == position.ref ? alt == allele
                                : grown != 0 && static_cast<std::ptrdiff_t>(alt.size()) -
                                                        static_cast<std::ptrdiff_t>(position.ref.size()) ==
                                                    grown)
            return static_cast<std::uint8_t>(k + 1);
    }
    return PgxGenotype::other;
}

inline PgxGenotype genotype_of(const PlainVcf::Site& site, std::size_t sample,
                               const domain::PgxPosition& position) {
    const std::vector<std::string> values = split(site.samples[sample], ":");
    PgxGenotype genotype;
    const std::string& gt = values[0];
    const std::size_t bar = gt.find_first_of("/|");
    genotype.first = kind_of(gt.substr(0, bar), site, position);
    genotype.second =
        bar == std::string::npos ? PgxGenotype::none : kind_of(gt.substr(bar + 1), site, position);
    genotype.phased = bar != std::string::npos && gt[bar] == '|';
    for (std::size_t f = 1; f < values.size() && f < site.format.size(); ++f)
        if (site.format[f] == "PS" && values[f] != ".") genotype.phase_set = std::stoi(values[f]);
    return genotype;
}

/// Of several records at one place, the first whose REF is the definition's.
inline std::vector<PgxGenotype> genotypes_of(const PlainVcf& vcf, std::size_t sample,
                                             const GeneDefinition& gene) {
    std::vector<PgxGenotype> genotypes;
    for (const domain::PgxPosition& position : gene.positions) {
        const auto sites = vcf.sites.find({position.chromosome, position.position});
        if (sites == vcf.sites.end()) {
            genotypes.emplace_back();
            continue;
        }
        auto site =
            std::ranges::find_if(sites->second, [&](const auto& s) { return s.alleles[0] == position.ref; });
        if (site == sites->second.end()) site = sites->second.begin();
        genotypes.push_back(genotype_of(*site, sample, position));
    }
    return genotypes;
}

/// "*1/*2=36;;*3/*4=2", as the expected tables spell it.
inline std::string spelt(const GeneCall& call) {
    std::string text;
    for (const DiplotypeCall& diplotype : call.diplotypes)
        text += (text.empty() ? "" : ";;") + diplotype.name + "=" + std::to_string(diplotype.score);
    return text;
}

inline std::string spelt_variants(const GeneMatcher& matcher, const GeneCall& call) {
    std::string text;
    for (const std::uint32_t allele : call.variants)
        text += (text.empty() ? "" : ";;") + matcher.told_name(allele);
    return text;
}

inline std::string spelt_phase(const GeneCall& call) {
    return std::string(call.phased ? "P" : "U") + (call.effectively_phased ? "E" : "-");
}

inline bool is_set(const Json& options, const char* name) {
    const Json* found = options.find(name);
    return found && found->boolean();
}

inline MatchOptions options_of(const Json& json, bool pipeline) {
    MatchOptions options;
    options.combinations = is_set(json, "find_combinations");
    options.all = pipeline ? is_set(json, "all_matches") : !is_set(json, "top_candidate_only");
    options.exemptions = pipeline || is_set(json, "use_exemptions");
    options.cyp2d6 = is_set(json, "call_cyp2d6");
    return options;
}

/// HapB3's message that the sheet expects, as the matcher warns of it.
inline std::string hapb3_message(const GeneCall& call) {
    for (const MatchWarning warning : call.warnings) {
        if (warning == MatchWarning::hapb3_exonic_only) return "pcat-dpyd-hapB3-exonic-only";
        if (warning == MatchWarning::hapb3_intronic_mismatch_exonic)
            return "pcat-dpyd-hapB3-intronic-mismatch-exonic";
    }
    return "";
}

}  // namespace strandline::clinic::testing
