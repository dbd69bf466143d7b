#include "loci.hpp"

#include "build.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

PgxLocus locus_of(const domain::PgxPosition& position, const PgxReference& reference) {
    PgxLocus made;
    made.position = &position;
    made.first = position.position;
    made.ref_last = position.position + static_cast<std::int64_t>(position.ref.size()) - 1;
    made.last = made.ref_last;
    for (const std::string& alt : position.alts) {
        auto edits = reference.edits(position.chromosome, position.position, position.ref, alt);
        for (const PgxEdit& edit : edits) {
            made.changes_length = made.changes_length || edit.changes_length();
            if (edit.changes_length())
                made.last = std::max(made.last, reference.rightmost(position.chromosome, edit));
        }
        made.alts.push_back(std::move(edits));
    }
    return made;
}

}  // namespace

PgxLoci::PgxLoci(std::span<const domain::GeneDefinition> definitions)
    : reference_(PgxReference::of(definitions)) {
    const auto chromosome_named = [this](const std::string& name) -> std::uint32_t {
        const auto known = names_.find(lower(name));
        if (known != names_.end()) return known->second;
        const auto number = static_cast<std::uint32_t>(chromosomes_.size());
        Chromosome made;
        made.name = name;
        made.aliases = {name};
        const std::string bare = name.starts_with("chr") ? name.substr(3) : name;
        if (bare != name) made.aliases.push_back(bare);
        if (bare == "X") made.aliases.insert(made.aliases.end(), {"23", "chr23"});
        if (bare == "M" || bare == "MT")
            made.aliases.insert(made.aliases.end(), {"chrM", "M", "MT", "chrMT", "NC_012920.1"});
        made.length = length_in_grch38(name);
        for (const std::string& alias : made.aliases) names_.emplace(lower(alias), number);
        chromosomes_.push_back(std::move(made));
        return number;
    };
    for (std::uint32_t gene = 0; gene < definitions.size(); ++gene) {
        std::uint32_t column = 0;
        for (const auto* positions : {&definitions[gene].positions, &definitions[gene].extra})
            for (const domain::PgxPosition& position : *positions) {
                if (!position.rsid.empty()) rsids_.emplace(position.rsid, &position);
                PgxLocus locus = locus_of(position, reference_);
                locus.gene = gene;
                locus.column = column++;
                const std::uint32_t number = chromosome_named(position.chromosome);
                Chromosome& chromosome = chromosomes_[number];
                const std::string& refseq = definitions[gene].refseq;
                if (!refseq.empty() && names_.emplace(lower(refseq), number).second)
                    chromosome.aliases.push_back(refseq);
                chromosome.longest = std::max(chromosome.longest, locus.last - locus.first);
                chromosome.end = std::max(chromosome.end, locus.last);
                chromosome.loci.push_back(std::move(locus));
            }
    }
    for (Chromosome& chromosome : chromosomes_)
        std::ranges::stable_sort(chromosome.loci, {}, &PgxLocus::first);
}

std::uint32_t PgxLoci::chromosome_of(std::string_view contig) const {
    const auto found = names_.find(lower(contig));
    return found == names_.end() ? unknown : found->second;
}

std::string PgxLoci::other_version_of(std::string_view contig) const {
    const std::string name = lower(contig);
    const std::size_t dot = name.find('.');
    if (!name.starts_with("nc_") || dot == std::string::npos || names_.contains(name)) return {};
    for (const Chromosome& chromosome : chromosomes_)
        for (const std::string& alias : chromosome.aliases)
            if (lower(alias).starts_with(name.substr(0, dot + 1))) return alias;
    return {};
}

const domain::PgxPosition* PgxLoci::position_of(std::string_view rsid) const {
    const auto found = rsids_.find(std::string(rsid));
    return found == rsids_.end() ? nullptr : found->second;
}

std::size_t PgxLoci::from(const Chromosome& chromosome, std::int64_t first) {
    const auto found =
        std::ranges::lower_bound(chromosome.loci, first - chromosome.longest, {}, &PgxLocus::first);
    return static_cast<std::size_t>(found - chromosome.loci.begin());
}

bool PgxLoci::touches(std::uint32_t chromosome, std::int64_t first, std::int64_t last) const {
    bool any = false;
    overlapping(chromosome, first, last, [&any](const PgxLocus&) { any = true; });
    return any;
}

}  // namespace strandline::formats
