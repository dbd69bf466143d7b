#pragma once

#include "pharmcat_truth.hpp"

#include <strandline/clinic/phenotype.hpp>
#include <strandline/clinic/recommendation.hpp>
#include <strandline/formats/pharmacogenes.hpp>

#include <set>

/// Genotypes to phenotypes with all facts of the shared data, and lists of what is known to differ.
namespace strandline::clinic::testing {

inline domain::PgxKnowledge shared_knowledge(const std::filesystem::path& clinic) {
    std::vector<Source> files;
    for (const auto& [name, text] : untar(bytes_of(clinic / "knowledge_pharmcat_3.1.1.tar.gz")))
        if (text.starts_with("{")) files.push_back(Source::memory(name, text));
    Context context;
    auto knowledge = formats::read_knowledge(files, context);
    REQUIRE_MESSAGE(knowledge.has_value(), (knowledge ? std::string() : render(knowledge.error())));
    return std::move(*knowledge);
}

inline const GeneDefinition* definition_of_gene(const domain::PgxKnowledge& knowledge,
                                                const std::string& gene) {
    const auto found = std::ranges::find(knowledge.definitions, gene, &GeneDefinition::gene);
    return found == knowledge.definitions.end() ? nullptr : &*found;
}

inline std::string told_all(const GenePhenotype& phenotype) {
    std::string text;
    for (const DiplotypeMeaning& meaning : phenotype.recommended)
        text += (text.empty() ? "" : ";;") + told(meaning);
    return text;
}

inline std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ";;") + part;
    return text;
}

struct KnownDeviation {
    std::string what, reason;
};

/// Counts what passes. What does not must be on the list, and all of the list must come about.
class Tally {
public:
    explicit Tally(std::vector<KnownDeviation> known) : known_(std::move(known)) {}

    void check(const std::string& kind, const std::string& what, const std::string& expected,
               const std::string& found) {
        ++asked_[kind];
        if (expected == found) {
            ++passed_[kind];
            return;
        }
        const auto listed =
            std::ranges::find_if(known_, [&](const KnownDeviation& one) { return one.what == what; });
        came_about_.insert(what);
        ++failed_;
        CHECK_MESSAGE(listed != known_.end(), what, ": expected '", expected, "', found '", found, "'");
    }
    void skip(const std::string& why) {
        ++skipped_[why];
        skipped_because_ = why;
    }

    /// One check of a test as it was written: it is met by all that is asked for it, skipped as a whole, or
    /// deviates.
    template <class Ask>
    void one_check(const std::string& name, Ask ask) {
        const int failed = failed_, asked = total(asked_);
        ask();
        ++checks_;
        if (failed_ > failed)
            ++deviating_[name];
        else if (total(asked_) > asked)
            ++met_[name];
        else
            ++left_out_[name + ", " + skipped_because_];
    }
    /// "1,288 checks: 1,100 met, 180 left out, 8 deviate", all of them by name.
    void tell_checks(int expected) const {
        for (const auto& [name, count] : left_out_) MESSAGE("left out: ", name, ": ", count);
        for (const auto& [name, count] : deviating_) MESSAGE("deviates: ", name, ": ", count);
        MESSAGE(checks_, " checks: ", total(met_), " met, ", total(left_out_), " left out, ",
                total(deviating_), " deviate");
        CHECK(checks_ == expected);
        CHECK(total(met_) + total(left_out_) + total(deviating_) == checks_);
    }
    int met() const { return total(met_); }
    int left_out() const { return total(left_out_); }
    int deviating() const { return total(deviating_); }

    void finish() {
        for (const auto& [kind, asked] : asked_) MESSAGE(kind, ": ", passed_[kind], " of ", asked);
        for (const auto& [why, count] : skipped_) MESSAGE("skipped, ", why, ": ", count);
        for (const KnownDeviation& one : known_) {
            MESSAGE("differs: ", one.what, ": ", one.reason);
            CHECK_MESSAGE(came_about_.contains(one.what), one.what, " is on the list and does not differ");
        }
    }

private:
    static int total(const std::map<std::string, int>& counts) {
        int sum = 0;
        for (const auto& [name, count] : counts) sum += count;
        return sum;
    }

    std::vector<KnownDeviation> known_;
    std::map<std::string, int> asked_, passed_, skipped_;
    std::set<std::string> came_about_;
    int failed_ = 0, checks_ = 0;
    std::map<std::string, int> met_, left_out_, deviating_;  // checks, by name
    std::string skipped_because_;
};

}  // namespace strandline::clinic::testing
