#pragma once

#include "whole_chain.hpp"

#include "report/documents.hpp"

#include <strandline/formats/outside_calls.hpp>

#include <utility>

/// Answers of the published example, and what stands where on a page made from them.
namespace strandline::clinic::testing {

inline std::vector<domain::PgxOutsideCall> outside_of_example(const std::filesystem::path& clinic) {
    auto source = Source::open(clinic / "report_example/pharmcat.example.outsideCall.tsv");
    auto calls = formats::read_outside_calls(*source);
    REQUIRE(calls.has_value());
    return std::move(*calls);
}

inline SampleAnswer answer_of_vcf(const std::string& text, const domain::PgxKnowledge& knowledge,
                                  const CohortQuestion& question) {
    std::vector<SampleAnswer> answers;
    Context context;
    const auto read = answer_samples(
        std::vector{Source::memory("patient.vcf", text)}, knowledge, question,
        [&](const SampleAnswer& answer, const formats::PgxReadReport&) -> Result<void> {
            answers.push_back(answer);
            return {};
        },
        context);
    REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : render(read.error())));
    REQUIRE(answers.size() == 1);
    return std::move(answers.front());
}

inline SampleAnswer answer_of_example(const std::filesystem::path& clinic,
                                      const domain::PgxKnowledge& knowledge, const CohortQuestion& question) {
    return answer_of_vcf(bytes_of(clinic / "report_example/pharmcat.example.vcf"), knowledge, question);
}

inline AnswerBasis basis_of(const domain::PgxKnowledge& knowledge) {
    AnswerBasis basis;
    basis.knowledge = &knowledge;
    basis.knowledge_digests = {std::string(64, 'a')};
    basis.inputs = {{"patient.vcf.gz", std::string(64, 'b')}};
    basis.date = "2026-03-01";
    return basis;
}

/// What stands between two marks, the first of them included; empty where the first is not there.
inline std::string between(const std::string& page, const std::string& first, const std::string& last) {
    const std::size_t begin = page.find(first);
    if (begin == std::string::npos) return "";
    const std::size_t end = page.find(last, begin + first.size());
    return page.substr(begin, end == std::string::npos ? std::string::npos : end - begin);
}

inline std::string section_of(const std::string& page, const std::string& id) {
    return between(page, "<section id=\"" + id + "\">", "</section>");
}

/// The entry of a drug under "Drug by drug".
inline std::string entry_of(const std::string& page, const std::string& drug) {
    const std::string drugs = section_of(page, "drugs");
    const std::size_t name = drugs.find("<h3>" + drug + " <b");
    if (name == std::string::npos) return "";
    const std::size_t begin = drugs.rfind("<article ", name);
    return drugs.substr(begin, drugs.find("</article>", begin) - begin);
}

inline std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace strandline::clinic::testing
