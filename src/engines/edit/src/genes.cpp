#include <strandline/edit/guides.hpp>

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <utility>

namespace strandline::edit {
namespace {

/// The coding sequences of one gene: those with one locus tag, else with one symbol.
struct Locus {
    std::string symbol, tag;
    std::vector<const domain::CodingSequence*> coding;
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
    explicit GeneIndex(const domain::Annotation& annotation) {
        std::unordered_map<std::string, std::size_t> by_name;
        for (const domain::CodingSequence& coding : annotation.coding) {
            const std::string key = locus_key(coding);
            const auto [found, is_new] = by_name.try_emplace(key, loci_.size());
            if (is_new) loci_.push_back({coding.gene, coding.locus_tag, {}});
            add(coding, found->second);
        }
        for (Locus& locus : loci_)
            std::ranges::stable_sort(locus.coding, std::ranges::greater(), &domain::CodingSequence::length);
    }

    const Locus& locus(std::size_t id) const { return loci_[id]; }

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

    static std::string locus_key(const domain::CodingSequence& coding) {
        if (!coding.locus_tag.empty()) return "tag " + coding.locus_tag;
        if (!coding.gene.empty()) return "symbol " + coding.gene;
        return format("place {}:{}{}", coding.parts.front().contig, coding.parts.front().begin,
                      domain::symbol(coding.strand));
    }

    void add(const domain::CodingSequence& coding, std::size_t id) {
        loci_[id].coding.push_back(&coding);
        if (loci_[id].symbol.empty()) loci_[id].symbol = coding.gene;
        tables_[symbol].add(coding.gene, id);
        tables_[tag].add(coding.locus_tag, id);
        for (const std::string& other : coding.synonyms) tables_[synonym].add(other, id);
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

Error ambiguous(const GeneIndex& index, const GeneRequest& request, const std::string& name,
                const LocusIds& loci) {
    return Error::input("gene.ambiguous", "'{}' may be any of {}", name, counted(loci.size(), "gene"))
        .at(request.place)
        .expected("a name that one gene bears")
        .found("{}", join(names_of(index, loci), ", "))
        .mend("ask for it by its locus tag");
}

}  // namespace

Result<std::vector<TargetGene>> find_genes(const domain::Annotation& annotation,
                                           std::span<const GeneRequest> requests, Context& context) {
    const GeneIndex index(annotation);
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
            errors.add(unknown(index, request));
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
                genes.push_back({name, index.locus(id).coding});
            else
                context.log(LogLevel::notice, format("'{}' was asked for before under another name", name));
        }
    }
    if (errors.any()) return fail(errors.take());
    return genes;
}

}  // namespace strandline::edit
