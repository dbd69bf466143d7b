#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <set>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// The pack inside the program: named alleles, phenotypes and guidelines of CPIC.
Source shipped_knowledge();

/// What names its content, for what results depend on (Operation::data_tables).
std::string shipped_knowledge_id();

/// All facts of several packs as one. "clinic.knowledge.twice": two packs tell the same gene or guideline.
Result<domain::PgxKnowledge> merge_knowledge(std::span<const domain::PgxKnowledge> parts);

/// What answers rest on, and which packs that is.
struct KnowledgeInUse {
    domain::PgxKnowledge knowledge;
    std::vector<std::string> digests;  // SHA-256 of each pack, hex; the shipped one first
};

/// What answers rest on when these packs are given: all of them, and the shipped one unless one of them
/// tells named alleles itself.
Result<KnowledgeInUse> knowledge_in_use(std::span<const Source> packs);
Result<domain::PgxKnowledge> knowledge_of(std::span<const Source> packs);

/// Named alleles of these files (JSON, one gene each), in place of those that the knowledge tells of their
/// genes, or beside them. How a gene is called besides (required positions, preferred pairs) stays as the
/// knowledge tells it, at positions that are there. Errors: "clinic.definition.kind" for a file of something
/// else, "clinic.definition.twice" for two files of one gene, and those of formats::read_gene_definition.
Result<domain::PgxKnowledge> knowledge_with(domain::PgxKnowledge knowledge,
                                            std::span<const Source> definitions);

/// The part of knowledge that `kinds` names: "alleles" (definitions and phenotypes) and sources of guidelines
/// ("CPIC"). Sources of nothing that is left go, too. "clinic.knowledge.part" for a kind that it has not.
Result<domain::PgxKnowledge> part_of(const domain::PgxKnowledge& knowledge,
                                     const std::set<std::string>& kinds);

}  // namespace strandline::clinic
