#include <strandline/edit/guides.hpp>

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

/// The coding sequences of one gene, and the gene: those with one locus tag, else with one symbol.
struct Locus {
    std::string symbol, tag;
    std::vector<const domain::CodingSequence*> coding;
    std::vector<const domain::Gene*> genes;
    const std::string& name() const { return tag.empty() ? symbol : tag; }
};

using LocusIds = std::vector<std::size_t>;

/// Names of one kind, as written and in lower case.
class NameTable {
public:
    void add(const std::string& name, std::size_t locus) {
        if (name.empty()) return;
        insert(as_written_[name], locus);
        insert(lower_case_[lower(name)], locus);
    }
    const LocusIds* find(const std::string& name) const { return in(as_written_, name); }
    const LocusIds* find_in_any_case(const std::string& name) const { return in(lower_case_, lower(name)); }

private:
    using Map = std::unordered_map<std::string, LocusIds>;
    static void insert(LocusIds& ids, std::size_t locus) {
        if (std::ranges::find(ids, locus) == ids.end()) ids.push_back(locus);
    }
    static const LocusIds* in(const Map& map, const std::string& name) {
        const auto found = map.find(name);
        return found == map.end() ? nullptr : &found->second;
    }
    Map as_written_, lower_case_;
};

class GeneIndex {
public:
    GeneIndex(const domain::Annotation& annotation, GeneKinds kinds) {
        std::unordered_map<std::string, std::size_t> by_name;
        for (const domain::CodingSequence& coding : annotation.coding) {
            const std::string key =
                locus_key(coding.gene, coding.locus_tag, coding.parts.front(), coding.strand);
            const auto [found, is_new] = by_name.try_emplace(key, loci_.size());
            if (is_new) loci_.push_back({coding.gene, coding.locus_tag, {}, {}});
            loci_[found->second].coding.push_back(&coding);
            add(coding.gene, coding.locus_tag, coding.synonyms, found->second);
        }
        for (const domain::Gene& gene : annotation.genes) {
            const std::string key = locus_key(gene.symbol, gene.locus_tag, gene.span, gene.strand);
            auto found = by_name.find(key);
            if (found == by_name.end() && kinds == GeneKinds::coding) continue;
            if (found == by_name.end()) {
                found = by_name.emplace(key, loci_.size()).first;
                loci_.push_back({gene.symbol, gene.locus_tag, {}, {}});
            }
            loci_[found->second].genes.push_back(&gene);
            if (kinds == GeneKinds::any) add(gene.symbol, gene.locus_tag, gene.synonyms, found->second);
        }
        for (Locus& locus : loci_)
            std::ranges::stable_sort(locus.coding, std::ranges::greater(), &domain::CodingSequence::length);
    }

    const Locus& locus(std::size_t id) const { return loci_[id]; }
    std::size_t size() const { return loci_.size(); }

    /// Loci of that name and whether the name says which: symbols stand for all genes that bear them.
    struct Match {
        LocusIds loci;
        bool ambiguous = false;
        bool several = false;
    };
    Match find(const std::string& name) const {
        for (const bool any_case : {false, true})
            for (std::size_t kind = 0; kind < tables_.size(); ++kind) {
                const LocusIds* found =
                    any_case ? tables_[kind].find_in_any_case(name) : tables_[kind].find(name);
                if (!found) continue;
                const bool several = found->size() > 1;
                return {*found, several && (any_case || kind != symbol), several};
            }
        return {};
    }

    /// Names a slip may have meant: symbols and locus tags.
    std::vector<std::string> near(const std::string& name) const {
        std::vector<std::string> known;
        for (const Locus& locus : loci_)
            for (const std::string* text : {&locus.symbol, &locus.tag})
                if (!text->empty()) known.push_back(*text);
        return nearest(name, known);
    }

private:
    enum Kind { symbol, tag, synonym };

    static std::string locus_key(const std::string& gene, const std::string& locus_tag,
                                 const domain::Interval& at, domain::Strand strand) {
        if (!locus_tag.empty()) return "tag " + locus_tag;
        if (!gene.empty()) return "symbol " + gene;
        return format("place {}:{}{}", at.contig, at.begin, domain::symbol(strand));
    }

    void add(const std::string& gene, const std::string& locus_tag, const std::vector<std::string>& synonyms,
             std::size_t id) {
        if (loci_[id].symbol.empty()) loci_[id].symbol = gene;
        tables_[symbol].add(gene, id);
        tables_[tag].add(locus_tag, id);
        for (const std::string& other : synonyms) tables_[synonym].add(other, id);
    }

    std::vector<Locus> loci_;
    std::array<NameTable, 3> tables_;
};

std::vector<std::string> names_of(const GeneIndex& index, const LocusIds& loci) {
    std::vector<std::string> names;
    for (const std::size_t id : loci) {
        const Locus& locus = index.locus(id);
        names.push_back(locus.symbol.empty() || locus.tag.empty()
                            ? locus.name()
                            : format("{} ({})", locus.tag, locus.symbol));
    }
    return names;
}

Error unknown(const GeneIndex& index, const GeneRequest& request) {
    const std::string& name = request.names.front();
    return Error::input("gene.unknown", "the annotation has no gene '{}'", name)
        .at(request.place)
        .expected("a gene symbol, locus tag or synonym")
        .found("'{}'", join(request.names, ", "))
        .candidates(index.near(request.names.back()))
        .mend("write the name as the annotation has it; check that it annotates this organism");
}

Error not_coding(const GeneIndex& index, const GeneRequest& request, std::size_t id) {
    const Locus& locus = index.locus(id);
    const std::string& biotype = locus.genes.front()->biotype;
    return Error::input("gene.not_coding", "gene '{}' has no coding sequence to cut", request.names.front())
        .at(request.place)
        .expected("a gene with a coding sequence")
        .found("{}", biotype.empty() ? "a gene without one" : biotype)
        .mend("take --strategy tiling, crispri or crispra for it");
}

Error ambiguous(const GeneIndex& index, const GeneRequest& request, const std::string& name,
                const LocusIds& loci) {
    return Error::input("gene.ambiguous", "'{}' may be any of {}", name, counted(loci.size(), "gene"))
        .at(request.place)
        .expected("a name that one gene bears")
        .found("{}", join(names_of(index, loci), ", "))
        .mend("ask for it by its locus tag");
}

}  // namespace

std::vector<TargetGene> all_genes(const domain::Annotation& annotation, GeneKinds kinds) {
    const GeneIndex index(annotation, kinds);
    std::vector<TargetGene> genes;
    for (std::size_t id = 0; id < index.size(); ++id) {
        const Locus& locus = index.locus(id);
        genes.push_back({locus.name(), locus.coding, locus.genes});
    }
    return genes;
}

Result<std::vector<TargetGene>> find_genes(const domain::Annotation& annotation,
                                           std::span<const GeneRequest> requests, Context& context,
                                           GeneKinds kinds) {
    const GeneIndex index(annotation, kinds);
    std::optional<GeneIndex> all;  // made when a name is not that of a coding gene
    std::vector<TargetGene> genes;
    std::set<std::size_t> taken;
    Errors errors;
    for (const GeneRequest& request : requests) {
        GeneIndex::Match match;
        std::string name;
        for (const std::string& next : request.names) {
            if (!match.loci.empty()) break;
            name = next;
            match = index.find(next);
        }
        if (match.loci.empty()) {
            if (!all) all.emplace(annotation, GeneKinds::any);
            const LocusIds other = all->find(request.names.front()).loci;
            errors.add(other.empty() ? unknown(*all, request) : not_coding(*all, request, other.front()));
            if (errors.full()) break;
            continue;
        }
        if (match.ambiguous) {
            errors.add(ambiguous(index, request, name, match.loci));
            continue;
        }
        if (match.several)
            context.log(LogLevel::warning,
                        format("'{}' names {}: {}; guides are designed for all of them", name,
                               counted(match.loci.size(), "gene"), join(names_of(index, match.loci), ", ")));
        for (const std::size_t id : match.loci) {
            if (taken.insert(id).second)
                genes.push_back({name, index.locus(id).coding, index.locus(id).genes});
            else
                context.log(LogLevel::notice, format("'{}' was asked for before under another name", name));
        }
    }
    if (errors.any()) return fail(errors.take());
    return genes;
}

}  // namespace strandline::edit
