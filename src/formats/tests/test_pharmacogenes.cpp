#include "tar_files.hpp"

#include <strandline/formats/pharmacogenes.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

constexpr const char* pack = "data/clinic/knowledge_pharmcat_3.1.1.tar.gz";

/// What the field's files say beyond the facts: versions of their own form, what follows from other members,
/// identifiers of database rows.
const std::set<std::string, std::less<>> no_facts{"formatVersion",
                                                  "orientation",
                                                  "singularVariants",
                                                  "positionToAlleles",
                                                  "positionToLocus",
                                                  "cpicAlleles of a position",
                                                  "score",
                                                  "numCombinations",
                                                  "numPartials",  // definitions
                                                  "id of a priority",
                                                  "ignoredAllelesLc",  // exemptions
                                                  "description",
                                                  "diplotype",
                                                  "phenotype",  // phenotypes
                                                  "recommendation",
                                                  "symbol of a drug",
                                                  "id of a gene",
                                                  "name of a gene",
                                                  "name of a recommendation",
                                                  "termId",
                                                  "id of a text"};  // guidelines

std::string qualified(const std::string& member, std::string_view path) {
    const auto in = [&](std::string_view part) { return path.find(part) != std::string_view::npos; };
    if (member == "cpicAlleles" && (in("/variants/") || in("Positions/"))) return "cpicAlleles of a position";
    if (member == "id" && in("Priorities/")) return "id of a priority";
    if (member == "symbol" && in("relatedChemicals/")) return "symbol of a drug";
    if (in("relatedGenes/") && (member == "id" || member == "name")) return member + " of a gene";
    if (member == "name" && path.starts_with("/recommendations/") && !in("related"))
        return "name of a recommendation";
    if (member == "id" && in("/text")) return "id of a text";
    return member;
}

/// Lists whose order says nothing.
bool is_set(std::string_view path) {
    return path.ends_with("/diplotypes") || path.ends_with("/corePositions") || path.ends_with("/list");
}

/// `theirs` without what is no fact, sets in the order of their texts; no core positions are none.
Json facts_of(const Json& theirs, const std::string& path = {}) {
    if (theirs.is_array()) {
        Json::Array items;
        for (const Json& item : theirs.items()) items.push_back(facts_of(item, path + "/" + "0"));
        if (is_set(path)) std::ranges::sort(items, {}, [](const Json& item) { return item.canonical(); });
        return Json::array(std::move(items));
    }
    if (theirs.is_null() && is_set(path)) return Json::array();
    if (!theirs.is_object()) return theirs;
    Json made = Json::object();
    for (const auto& [name, value] : theirs.members())
        if (!no_facts.contains(qualified(name, path))) made.set(name, facts_of(value, path + "/" + name));
    return made;
}

/// Where two values differ first, or "".
std::string first_difference(const Json& a, const Json& b, const std::string& path = {}) {
    if (a == b) return "";
    if (a.is_array() && b.is_array() && a.items().size() == b.items().size()) {
        for (std::size_t i = 0; i < a.items().size(); ++i) {
            auto found = first_difference(a.items()[i], b.items()[i], format("{}/{}", path, i));
            if (!found.empty()) return found;
        }
    } else if (a.is_object() && b.is_object()) {
        for (const auto& [name, value] : a.members()) {
            const Json* other = b.find(name);
            if (!other) return path + "/" + name + " is in one alone";
            auto found = first_difference(value, *other, path + "/" + name);
            if (!found.empty()) return found;
        }
    }
    return format("{}: {} and {}", path, a.compact().substr(0, 200), b.compact().substr(0, 200));
}

Json parsed(const Source& source) {
    auto text = read_bytes(source);
    REQUIRE(text.has_value());
    auto json = Json::parse(*text, source.name());
    REQUIRE(json.has_value());
    return std::move(*json);
}

template <class T>
T value_of(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : render(result.error())));
    return std::move(*result);
}

/// What older files leave out and ours always tell.
Json with_what_older_files_lack(Json theirs) {
    const bool no_functions = !theirs.find("namedAlleles");
    Json rows = Json::array(), named = Json::array();
    for (Json row : theirs.at("diplotypes").items()) {
        if (!row.find("activityScore")) row.set("activityScore", nullptr);
        rows.push_back(std::move(row));
    }
    theirs.set("diplotypes", std::move(rows));
    if (no_functions) {
        for (const auto& [name, key] : theirs.at("haplotypes").members())
            named.push_back(Json::object(
                {{"name", name}, {"activityValue", nullptr}, {"functionValue", key}, {"lookupKey", key}}));
        theirs.set("namedAlleles", std::move(named));
    }
    return theirs;
}

/// CYP2C19 *1 is filled with the cells of the reference, which is *38; CPIC's own words of them are blank.
Json with_words_of_filled_cells(Json theirs, const domain::GeneDefinition& made) {
    if (made.gene != "CYP2C19") return theirs;
    Json alleles = Json::array();
    for (Json allele : theirs.at("namedAlleles").items()) {
        if (allele.at("name").string() == "*1") allele.set("cpicAlleles", allele.at("alleles"));
        alleles.push_back(std::move(allele));
    }
    return theirs.set("namedAlleles", std::move(alleles));
}

const std::string small =
    R"({"gene": "TOY1", "chromosome": "chr1", "genomeBuild": "GRCh38.p14", "version": "1",
 "variants": [
  {"chromosome": "chr1", "position": 10, "rsid": "rs1", "chromosomeHgvsName": "g.10A>G", "ref": "A", "alts": ["G"]},
  {"chromosome": "chr1", "position": 20, "rsid": null, "chromosomeHgvsName": "g.20TA[2]", "ref": "CTA", "alts": ["C", "CTATA"]}],
 "namedAlleles": [
  {"name": "*1", "id": "1", "alleles": ["A", "CTA"], "reference": true},
  {"name": "*2", "id": "2", "alleles": ["R", null], "reference": false},
  {"name": "*3", "id": "3", "alleles": [null, "CTATA"], "reference": false}]})";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// "code pointer" of the first error.
template <class T>
std::string told(const Result<T>& result) {
    return result ? "" : result.error().code() + " " + result.error().place().record;
}

}  // namespace

TEST_CASE("cells are sets of the alleles of their position") {
    const auto made = value_of(read_gene_definition(file(small)));
    CHECK(made.alleles[0].cells == std::vector<std::uint32_t>{1, 1});
    CHECK(made.alleles[1].cells == std::vector<std::uint32_t>{3, 0});
    CHECK(made.alleles[2].cells == std::vector<std::uint32_t>{0, 4});
    CHECK(made.positions[1].rsid.empty());
    CHECK(value_of(read_gene_definition(file(gene_definition_json(made).pretty()))) == made);
}

TEST_CASE("what is wrong in a definition is named by pointer") {
    const auto reads = [](std::string text) { return told(read_gene_definition(file(std::move(text)))); };
    CHECK(reads(with(small, "GRCh38.p14", "GRCh37")) == "clinic.definition.build /genomeBuild");
    CHECK(reads(with(small, "\"R\"", "\"T\"")) == "clinic.definition.cell /namedAlleles/1/alleles/0");
    CHECK(reads(with(small, "\"R\"", "\"W\"")) == "clinic.definition.cell /namedAlleles/1/alleles/0");
    CHECK(reads(with(small, "\"R\"", "7")) == "clinic.definition.cell /namedAlleles/1/alleles/0");
    CHECK(reads(with(small, "[null, \"CTATA\"]", "[null]")) ==
          "clinic.definition.cells /namedAlleles/2/alleles");
    CHECK(reads(with(small, "\"position\": 20", "\"position\": 10")) ==
          "clinic.definition.order /variants/1");
    CHECK(reads(with(small, "\"ref\": \"A\"", "\"ref\": \"<DEL>\"")) ==
          "clinic.definition.bases /variants/0");
    CHECK(reads(with(small, "\"position\": 20", "\"position\": \"20\"")) ==
          "clinic.definition.kind /variants/1/position");
    CHECK(reads(with(small, "\"reference\": true", "\"reference\": false")) ==
          "clinic.definition.reference /namedAlleles");
    CHECK(reads(with(small, "[\"A\", \"CTA\"]", "[\"A\", null]")) ==
          "clinic.definition.reference /namedAlleles/0");
    CHECK(reads(with(small, "\"*3\"", "\"*2\"")) == "clinic.definition.twice /namedAlleles/2");
    CHECK(reads(with(small, "\"gene\": \"TOY1\", ", "")) == "clinic.definition.missing /");
    const auto slipped = read_gene_definition(file(with(small, "\"R\"", "\"T\"")));
    CHECK(says_all(slipped));
}

TEST_CASE("phenotypes: pairs of unknown alleles and pairs told twice") {
    const std::string table =
        R"({"gene": "TOY1", "version": "1", "haplotypes": {"*1": "Normal", "*2": "None"},
        "activityValues": {}, "diplotypes": [
        {"generesult": "P", "lookupkey": "P", "diplotypekey": {"*1": 1, "*2": 1}},
        {"generesult": "Q", "lookupkey": "Q", "diplotypekey": {"*2": 1}}]})";
    const auto made = value_of(read_phenotype_table(file(table)));
    REQUIRE(made.of_pair(1, 0) != nullptr);
    CHECK(made.of_pair(1, 0)->phenotype == "P");
    CHECK(made.of_pair(1, 1) == nullptr);
    CHECK(made.of_single(1)->lookup_key == "Q");
    CHECK(made.of_single(0) == nullptr);
    const auto reads = [](std::string text) { return told(read_phenotype_table(file(std::move(text)))); };
    CHECK(reads(with(table, "{\"*2\": 1}", "{\"*3\": 1}")) ==
          "clinic.phenotype.allele /diplotypes/1/diplotypekey/*3");
    CHECK(reads(with(table, "{\"*2\": 1}", "{\"*2\": 1, \"*1\": 1}")) ==
          "clinic.phenotype.twice /diplotypes/1");
    CHECK(reads(with(table, "{\"*2\": 1}", "{\"*2\": 3}")) ==
          "clinic.phenotype.copies /diplotypes/1/diplotypekey/*2");
}

TEST_CASE("knowledge needs facts, each told once") {
    Context context;
    const std::vector<Source> twice{Source::memory("a.json", small), Source::memory("b.json", small)};
    CHECK(told(read_knowledge(twice, context)) == "clinic.knowledge.twice ");
    const std::vector<Source> none{Source::memory("a.json", "[1, 2]")};
    CHECK(told(read_knowledge(none, context)) == "clinic.knowledge.nothing ");
}

TEST_CASE("the published pack: all of it is read") {
    const auto archive = shared_source(pack);
    if (!archive) return;
    std::vector<Source> files;
    for (Source& source : tar_files(*archive))
        if (source.name().ends_with(".json")) files.push_back(std::move(source));
    Context context;
    const auto knowledge = value_of(read_knowledge(files, context));
    CHECK(knowledge.definitions.size() == 20);
    CHECK(knowledge.phenotypes.size() == 20);
    CHECK(knowledge.guidelines.size() == 118);
    CHECK(knowledge.version == "2025-11-05-00-25");
    std::size_t positions = 0, alleles = 0, recommendations = 0;
    std::set<std::string> drugs;
    for (const auto& definition : knowledge.definitions) {
        positions += definition.positions.size();
        alleles += definition.alleles.size();
    }
    for (const auto& guideline : knowledge.guidelines) {
        recommendations += guideline.recommendations.size();
        for (const auto& [name, id] : guideline.drugs) drugs.insert(name);
    }
    CHECK(positions == 1201);
    CHECK(alleles == 1317);
    CHECK(recommendations == 2583);
    CHECK(drugs.size() == 101);
    REQUIRE(knowledge.sources.size() == 3);
    CHECK(knowledge.sources[0].licence == "CC0-1.0");
    CHECK(knowledge.sources[2].name == "DPWG");
    CHECK(knowledge.sources[2].licence == "CC-BY-SA-4.0");
    std::vector<Source> reversed(files.rbegin(), files.rend());
    CHECK(value_of(read_knowledge(reversed, context)) == knowledge);
}

TEST_CASE("the published pack: every fact of every file is kept") {
    const auto archive = shared_source(pack);
    if (!archive) return;
    std::vector<domain::GeneDefinition> definitions;
    std::map<PgxFile, int> kept;
    std::optional<Source> exemptions;
    for (const Source& source : tar_files(*archive)) {
        if (!source.name().ends_with(".json")) continue;
        const Json theirs = parsed(source);
        Json ours, expected = theirs;
        const PgxFile kind = pgx_file_kind(theirs);
        switch (kind) {
        case PgxFile::definition:
            definitions.push_back(value_of(read_gene_definition(source)));
            ours = gene_definition_json(definitions.back());
            expected = with_words_of_filled_cells(theirs, definitions.back());
            break;
        case PgxFile::phenotype:
            ours = phenotype_table_json(value_of(read_phenotype_table(source)));
            expected = with_what_older_files_lack(theirs).set("source", "CPIC");
            break;
        case PgxFile::guideline:
            ours = guideline_json(value_of(read_guideline(source)));
            break;
        case PgxFile::exemptions:
            exemptions = source;
            continue;
        case PgxFile::other:
            continue;
        }
        ++kept[kind];
        CHECK_MESSAGE(first_difference(facts_of(ours), facts_of(expected)) == "", source.name());
        CHECK_MESSAGE(first_difference(facts_of(expected), facts_of(ours)) == "", source.name());
    }
    REQUIRE(exemptions.has_value());
    CHECK(value_of(read_exemptions(*exemptions, definitions).map([] { return true; })));
    const Json ours = facts_of(exemptions_json(definitions)), theirs = facts_of(parsed(*exemptions));
    CHECK(first_difference(ours, theirs) == "");
    CHECK(first_difference(theirs, ours) == "");
    CHECK(kept[PgxFile::definition] == 20);
    CHECK(kept[PgxFile::phenotype] == 20);
    CHECK(kept[PgxFile::guideline] == 118);
}
