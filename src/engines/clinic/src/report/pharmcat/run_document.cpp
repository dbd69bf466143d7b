#include "report/pharmcat/run_document.hpp"

#include <strandline/base/text.hpp>

#include <array>

namespace strandline::clinic {
namespace {

/// Which form the matcher's members have: that of PharmCAT 3.1.
constexpr std::string_view matcher_form = "2.0.0";

std::string build_of(const domain::PgxKnowledge& knowledge) {
    return knowledge.definitions.empty() ? "GRCh38" : knowledge.definitions.front().build;
}

Json sources(const domain::PgxKnowledge& knowledge) {
    Json list = Json::array();
    for (const domain::PgxSource& source : knowledge.sources) {
        Json one;
        one.set("name", source.name);
        one.set("version", text_or_null(source.version));
        one.set("licence", text_or_null(source.licence));
        one.set("url", text_or_null(source.url));
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string valid_text(std::string_view text) {
    return is_valid_utf8(text) ? std::string(text) : printable(text);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(valid_text(text)); }

Json texts(const std::vector<std::string>& list) {
    Json::Array items;
    items.reserve(list.size());
    for (const std::string& text : list) items.emplace_back(valid_text(text));
    return Json::array(std::move(items));
}

Json matcher_metadata(const AnswerBasis& basis, const SampleAnswer& answer) {
    Json made;
    made.set("namedAlleleMatcherVersion", matcher_form);
    made.set("genomeBuild", build_of(*basis.knowledge));
    made.set("inputFilename", valid_text(basis.input_name()));
    made.set("timestamp", text_or_null(basis.date));
    made.set("topCandidatesOnly", !basis.match.all);
    made.set("findCombinations", basis.match.combinations);
    made.set("callCyp2d", basis.match.cyp2d6);
    made.set("sampleId", valid_text(answer.sample));
    made.set("sampleProps", nullptr);
    return made;
}

/// The files that the input's digest is made of.
Json inputs(const std::vector<InputFile>& files) {
    Json::Array items;
    for (const InputFile& file : files) {
        Json item;
        item.set("name", text_or_null(valid_text(file.name)));
        item.set("digest", text_or_null(file.digest));
        items.push_back(std::move(item));
    }
    return Json::array(std::move(items));
}

Json provenance(const AnswerBasis& basis) {
    Json made;
    made.set("program", "strandline clinic pgx");
    made.set("notice", research_notice);
    made.set("knowledgeVersion", text_or_null(basis.knowledge->version));
    made.set("knowledgeDigests", texts(basis.knowledge_digests));
    made.set("knowledgeSources", sources(*basis.knowledge));
    made.set("inputDigest", text_or_null(basis.input_digest()));
    if (basis.inputs.size() > 1) made.set("inputs", inputs(basis.inputs));
    made.set("outsideDigest", text_or_null(basis.outside_digest));
    made.set("absentToRef", basis.absent_to_ref);
    made.set("unspecifiedToRef", basis.unspecified_to_ref);
    made.set("exemptions", basis.match.exemptions);
    made.set("partlyPhased", basis.match.partly_phased);
    made.set("remarks", texts(basis.remarks));
    return made;
}

std::string base_name(const AnswerBasis& basis) {
    std::string name = valid_text(basis.input_name());
    constexpr std::array<std::string_view, 6> endings = {".gz", ".bgz", ".vcf", ".bcf", ".g", ".gvcf"};
    for (bool cut = true; cut;) {
        cut = false;
        for (const std::string_view ending : endings)
            if (name.size() > ending.size() && name.ends_with(ending)) {
                name.resize(name.size() - ending.size());
                cut = true;
            }
    }
    return name;
}

}  // namespace strandline::clinic
