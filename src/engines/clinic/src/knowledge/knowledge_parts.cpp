#include <strandline/clinic/knowledge.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/knowledge_pack.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace strandline::clinic {
namespace {

using domain::PgxKnowledge;

template <class T>
void add(std::vector<T>& all, const std::vector<T>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

Error told_twice(const std::string& what) {
    return Error::input("clinic.knowledge.twice", "two packs tell the {}", what)
        .expected("each once")
        .mend("leave one of the packs out, or build one with less: clinic knowledge build --only");
}

/// In the order of packs, and each gene and guideline once.
Result<void> put_in_order(PgxKnowledge& knowledge) {
    const auto gene = [](const auto& of) { return std::string_view(of.gene); };
    const auto guideline = [](const auto& of) { return std::tie(of.source, of.name, of.id); };
    std::ranges::stable_sort(knowledge.definitions, {}, gene);
    std::ranges::stable_sort(knowledge.phenotypes, {}, gene);
    std::ranges::stable_sort(knowledge.guidelines, {}, guideline);
    const auto definition = std::ranges::adjacent_find(knowledge.definitions, {}, gene);
    if (definition != knowledge.definitions.end())
        return fail(told_twice("definition of " + definition->gene));
    const auto phenotype = std::ranges::adjacent_find(knowledge.phenotypes, {}, gene);
    if (phenotype != knowledge.phenotypes.end()) return fail(told_twice("phenotypes of " + phenotype->gene));
    std::set<std::string_view> ids;
    for (const auto& of : knowledge.guidelines)
        if (!ids.insert(of.id).second) return fail(told_twice("guideline " + of.id));
    return {};
}

/// Each source once: of two versions the later.
void put_sources_together(std::vector<domain::PgxSource>& sources) {
    std::map<std::string, domain::PgxSource> latest;
    for (const domain::PgxSource& source : sources) {
        const auto [known, is_new] = latest.try_emplace(source.name, source);
        if (!is_new && known->second.version < source.version) known->second = source;
    }
    sources.clear();
    for (auto& [name, source] : latest) sources.push_back(std::move(source));
}

void drop_unused_sources(PgxKnowledge& knowledge) {
    std::set<std::string_view> used;
    for (const auto& of : knowledge.definitions) used.insert(of.source);
    for (const auto& of : knowledge.phenotypes) used.insert(of.source);
    for (const auto& of : knowledge.guidelines) used.insert(of.source);
    std::erase_if(knowledge.sources, [&](const auto& source) { return !used.contains(source.name); });
}

}  // namespace

Result<PgxKnowledge> merge_knowledge(std::span<const PgxKnowledge> parts) {
    PgxKnowledge made;
    for (const PgxKnowledge& part : parts) {
        made.version = std::max(made.version, part.version);
        add(made.sources, part.sources);
        add(made.definitions, part.definitions);
        add(made.phenotypes, part.phenotypes);
        add(made.guidelines, part.guidelines);
    }
    put_sources_together(made.sources);
    STRANDLINE_CHECK(put_in_order(made));
    return made;
}

Result<KnowledgeInUse> knowledge_in_use(std::span<const Source> packs) {
    KnowledgeInUse made;
    std::vector<PgxKnowledge> parts;
    bool tells_alleles = false;
    for (const Source& pack : packs) {
        STRANDLINE_TRY(PgxKnowledge part, formats::read_knowledge_pack(pack));
        STRANDLINE_TRY(const Digest digest, formats::knowledge_pack_digest(pack));
        tells_alleles = tells_alleles || !part.definitions.empty();
        parts.push_back(std::move(part));
        made.digests.push_back(digest.hex());
    }
    if (!tells_alleles) {
        STRANDLINE_TRY(PgxKnowledge shipped, formats::read_knowledge_pack(shipped_knowledge()));
        STRANDLINE_TRY(const Digest digest, formats::knowledge_pack_digest(shipped_knowledge()));
        parts.push_back(std::move(shipped));
        made.digests.insert(made.digests.begin(), digest.hex());
    }
    if (parts.size() == 1) {
        made.knowledge = std::move(parts.front());
    } else {
        STRANDLINE_TRY(made.knowledge, merge_knowledge(parts));
    }
    return made;
}

Result<PgxKnowledge> knowledge_of(std::span<const Source> packs) {
    STRANDLINE_TRY(KnowledgeInUse made, knowledge_in_use(packs));
    return std::move(made.knowledge);
}

Result<PgxKnowledge> part_of(const PgxKnowledge& knowledge, const std::set<std::string>& kinds) {
    std::set<std::string> known{"alleles"};
    for (const auto& guideline : knowledge.guidelines) known.insert(guideline.source);
    for (const std::string& kind : kinds) {
        if (known.contains(kind)) continue;
        const std::vector<std::string> names(known.begin(), known.end());
        return fail(Error::input("clinic.knowledge.part", "there is no part '{}'", kind)
                        .expected("one of {}", join(names, ", "))
                        .found("{}", kind)
                        .mend("name alleles, and sources of guidelines")
                        .candidates(nearest(kind, names)));
    }
    PgxKnowledge made = knowledge;
    if (!kinds.contains("alleles")) {
        made.definitions.clear();
        made.phenotypes.clear();
    }
    std::erase_if(made.guidelines, [&](const auto& of) { return !kinds.contains(of.source); });
    drop_unused_sources(made);
    made.version.clear();
    for (const auto& source : made.sources) made.version = std::max(made.version, source.version);
    return made;
}

}  // namespace strandline::clinic
