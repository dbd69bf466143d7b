#include <strandline/formats/pharmacogenes.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PgxKnowledge;
/// Of two versions the later: a date ("2025-11-05-00-25") is later than a number ("v1.30.0").
const std::string& later(const std::string& one, const std::string& other) {
    const auto is_date = [](const std::string& version) { return version.starts_with("20"); };
    return std::pair(is_date(one), std::string_view(one)) < std::pair(is_date(other), std::string_view(other))
               ? other
               : one;
}

class KnowledgeReader {
public:
    explicit KnowledgeReader(Context& context) : context_(context) {}

    Result<void> add(const Source& source) {
        STRANDLINE_TRY(const PgxFile kind, pgx_file_kind(source));
        switch (kind) {
        case PgxFile::definition:
            return add_definition(source);
        case PgxFile::phenotype:
            return add_phenotypes(source);
        case PgxFile::guideline:
            return add_guideline(source);
        case PgxFile::exemptions:
            exemptions_.push_back(source);
            return {};
        case PgxFile::other:
            break;
        }
        return pass_over(source);
    }

    Result<PgxKnowledge> finish() {
        if (made_.definitions.empty() && made_.phenotypes.empty() && made_.guidelines.empty())
            return fail(Error::input("clinic.knowledge.nothing", "there is nothing to build knowledge from")
                            .expected("JSON files of definitions, phenotypes or guidelines")
                            .found("none")
                            .mend("name the folder that holds them"));
        for (const Source& source : exemptions_) STRANDLINE_CHECK(read_exemptions(source, made_.definitions));
        const auto gene = [](const auto& of) { return std::string_view(of.gene); };
        std::ranges::sort(made_.definitions, {}, gene);
        std::ranges::sort(made_.phenotypes, {}, gene);
        std::ranges::sort(made_.guidelines, {},
                          [](const auto& of) { return std::tie(of.source, of.name, of.id); });
        tell_sources();
        return std::move(made_);
    }

private:
    Result<void> pass_over(const Source& source) {
        context_.log(LogLevel::notice, format("{} holds no facts that are read: passed over", source.name()));
        return {};
    }
    Result<void> add_definition(const Source& source) {
        STRANDLINE_TRY(auto made, read_gene_definition(source));
        STRANDLINE_CHECK(once("definition of " + made.gene, source));
        made_.definitions.push_back(std::move(made));
        return {};
    }
    Result<void> add_phenotypes(const Source& source) {
        STRANDLINE_TRY(auto made, read_phenotype_table(source));
        STRANDLINE_CHECK(once("phenotypes of " + made.gene, source));
        made_.phenotypes.push_back(std::move(made));
        return {};
    }
    Result<void> add_guideline(const Source& source) {
        STRANDLINE_TRY(auto made, read_guideline(source));
        STRANDLINE_CHECK(once("guideline " + made.id, source));
        made_.guidelines.push_back(std::move(made));
        return {};
    }

    Result<void> once(const std::string& what, const Source& source) {
        const auto [first, is_new] = files_.emplace(what, source.name());
        if (is_new) return {};
        return fail(Error::input("clinic.knowledge.twice", "two files tell the {}", what)
                        .at({.file = source.name()})
                        .also_at({.file = first->second})
                        .expected("one file")
                        .found("{} and {}", first->second, source.name())
                        .mend("leave one of them out"));
    }

    /// Each source once, with the newest of its versions. The version of the whole is the newest of all.
    void tell_sources() {
        std::map<std::string, std::string> newest;
        const auto tell = [&](const auto& of) {
            std::string& version = newest[of.source];
            version = later(version, of.version);
        };
        std::ranges::for_each(made_.definitions, tell);
        std::ranges::for_each(made_.phenotypes, tell);
        std::ranges::for_each(made_.guidelines, tell);
        for (const auto& [name, version] : newest) {
            made_.sources.push_back(pgx_source(name, version));
            made_.version = later(made_.version, version);
        }
    }

    Context& context_;
    PgxKnowledge made_;
    std::vector<Source> exemptions_;
    std::map<std::string, std::string> files_;  // what -> the file that told it
};

}  // namespace

Result<PgxFile> pgx_file_kind(const Source& source) {
    if (recognise(source) != "json") return PgxFile::other;
    STRANDLINE_TRY(const std::string text, read_bytes(source, largest_pgx_file));
    STRANDLINE_TRY(const Json json, Json::parse(text, source.name()));
    return pgx_file_kind(json);
}

PgxFile pgx_file_kind(const Json& json) {
    const auto has = [&](std::string_view name) { return json.find(name) != nullptr; };
    if (has("namedAlleles") && has("variants")) return PgxFile::definition;
    if (has("haplotypes") && has("diplotypes")) return PgxFile::phenotype;
    if (has("guideline") && has("recommendations")) return PgxFile::guideline;
    if (!json.is_object() || json.members().empty()) return PgxFile::other;
    const Json& first = json.members().front().second;
    return first.find("gene") && first.find("requiredPositions") ? PgxFile::exemptions : PgxFile::other;
}

Result<PgxKnowledge> read_knowledge(std::span<const Source> files, Context& context) {
    KnowledgeReader reader(context);
    for (const Source& file : files) STRANDLINE_CHECK(reader.add(file));
    return reader.finish();
}

domain::PgxSource pgx_source(std::string_view name, std::string_view version) {
    // CPIC's terms: cpicpgx.org/license; those of ClinPGx (PharmGKB), who write down what DPWG says:
    // blog.clinpgx.org/changes-to-pharmgkb-data-licensing.
    if (name == "CPIC") return {std::string(name), std::string(version), "CC0-1.0", "https://cpicpgx.org"};
    // Allele definitions are CPIC's tables, which ClinPGx keeps.
    if (name == "CLINPGX")
        return {std::string(name), std::string(version), "CC0-1.0", "https://www.clinpgx.org"};
    if (name == "DPWG")
        return {std::string(name), std::string(version), "CC-BY-SA-4.0", "https://www.clinpgx.org"};
    return {std::string(name), std::string(version), "not stated", ""};
}

}  // namespace strandline::formats
