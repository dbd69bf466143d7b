#pragma once

#include "whole_chain.hpp"

#include "report/documents.hpp"

#include <strandline/formats/outside_calls.hpp>

/// Answers of samples made into documents, and documents compared member by member.
namespace strandline::clinic::testing {

inline CohortQuestion question_of(const MatchOptions& options = {}) {
    CohortQuestion question;
    question.match = options;
    return question;
}

inline std::vector<SampleAnswer> answers_of(const Source& vcf, const domain::PgxKnowledge& knowledge,
                                            const CohortQuestion& question) {
    std::vector<SampleAnswer> answers;
    Context context;
    const auto read = answer_samples(
        {&vcf, 1}, knowledge, question,
        [&](const SampleAnswer& answer, const formats::PgxReadReport&) -> Result<void> {
            answers.push_back(answer);
            return {};
        },
        context);
    REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : render(read.error())));
    return answers;
}

inline AnswerBasis basis_of(const domain::PgxKnowledge& knowledge, const std::string& name,
                            const CohortQuestion& question = {}) {
    AnswerBasis basis;
    basis.knowledge = &knowledge;
    basis.knowledge_digests = {std::string(64, 'a')};
    basis.inputs = {{name, std::string(64, 'b')}};
    basis.match = question.match;
    basis.date = "2026-11-22";
    return basis;
}

/// PharmCAT's published example, with its outside calls.
struct PublishedExample {
    domain::PgxKnowledge knowledge;
    AnswerBasis basis;
    std::vector<SampleAnswer> answers;

    explicit PublishedExample(const std::filesystem::path& clinic) : knowledge(shared_knowledge(clinic)) {
        const auto folder = clinic / "report_example";
        const auto vcf = Source::open(folder / "pharmcat.example.vcf");
        const auto outside = Source::open(folder / "pharmcat.example.outsideCall.tsv");
        CohortQuestion question = question_of();
        question.outside = formats::read_outside_calls(*outside).value();
        answers = answers_of(*vcf, knowledge, question);
        basis = basis_of(knowledge, "pharmcat.example.vcf", question);
        REQUIRE(answers.size() == 1);
    }
    PublishedExample(const PublishedExample&) = delete;
};

inline Json published(const std::filesystem::path& clinic, const std::string& kind) {
    const std::string name = "pharmcat.example." + kind + ".json";
    auto json = Json::parse(bytes_of(clinic / "report_example" / name), name);
    REQUIRE(json.has_value());
    return std::move(*json);
}

/// What is known to differ: all places below `place` (with one of `members` at their end, unless there are
/// none) whose reason is one.
struct DocumentDeviation {
    std::string place;
    std::set<std::string> members;
    std::string reason;

    bool covers(const std::string& where) const {
        if (!where.starts_with(place)) return false;
        return members.empty() || std::ranges::any_of(members, [&](const std::string& member) {
                   const std::size_t at = where.find("." + member, place.size());
                   return at != std::string::npos &&
                          where.find_first_not_of("0123456789[]", at + 1 + member.size()) ==
                              std::string::npos;
               });
    }
};

/// Compares what `expected` tells with `found`, leaf by leaf. Members that only `found` has are ours.
class Comparison {
public:
    /// `left_out`: names of members that are not compared, whatever is in them.
    Comparison(std::set<std::string> left_out, std::vector<DocumentDeviation> known)
        : left_out_(std::move(left_out)), known_(std::move(known)), came_about_(known_.size()) {}

    void compare(const std::string& place, const Json& expected, const Json* found) {
        if (!found) return check(place, brief(expected), "(no such member)");
        if (expected.is_object() && found->is_object()) {
            for (const auto& [name, value] : expected.members())
                if (!left_out_.contains(name)) compare(place + "." + name, value, found->find(name));
            return;
        }
        if (expected.is_array() && found->is_array() && !expected.items().empty() &&
            expected.items().size() == found->items().size()) {
            for (std::size_t i = 0; i < expected.items().size(); ++i)
                compare(place + "[" + std::to_string(i) + "]", expected.items()[i], &found->items()[i]);
            return;
        }
        check(place, brief(expected), brief(*found));
    }

    /// Tells the counts; each listed deviation must have come about.
    void finish(const std::string& what) {
        MESSAGE(what, ": ", equal_, " of ", asked_, " members equal");
        for (std::size_t i = 0; i < known_.size(); ++i) {
            MESSAGE("differs, ", came_about_[i], " times: ", known_[i].place, ": ", known_[i].reason);
            CHECK_MESSAGE(came_about_[i] > 0, known_[i].place, " is on the list and does not differ");
        }
    }

private:
    void check(const std::string& place, const std::string& expected, const std::string& found) {
        ++asked_;
        if (expected == found) {
            ++equal_;
            return;
        }
        const auto known =
            std::ranges::find_if(known_, [&](const DocumentDeviation& one) { return one.covers(place); });
        CHECK_MESSAGE(known != known_.end(), place, ": expected ", expected.substr(0, 500), ", found ",
                      found.substr(0, 500));
        if (known != known_.end()) ++came_about_[static_cast<std::size_t>(known - known_.begin())];
    }

    /// Marks of paragraphs are not words, and DPWG's "N/A" is told as "Unspecified" by newer knowledge.
    static std::string brief(const Json& json) {
        if (json.is_string() && json.string() == "N/A") return "\"Unspecified\"";
        std::string text = json.compact();
        for (const std::string mark : {"<p>", "</p>", "\\n", " "})
            for (std::size_t at; (at = text.find(mark)) != std::string::npos;) text.erase(at, mark.size());
        return text;
    }

    std::set<std::string> left_out_;
    std::vector<DocumentDeviation> known_;
    std::vector<int> came_about_;
    int asked_ = 0, equal_ = 0;
};

}  // namespace strandline::clinic::testing
