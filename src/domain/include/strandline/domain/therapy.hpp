#pragma once

#include <strandline/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace strandline::domain {

/// What may be given to a patient, from the least to the most cautious.
enum class TherapyVerdict : std::uint8_t {
    no_rule,  // the file knows of no requirement, and says why
    go,
    caution,  // as planned, with an eye on what is not known
    adjust,   // another dose, or as the requirement says
    unknown,  // nothing that is known answers it: test first
    avoid
};

/// What an uncertain result counts as.
enum class Waiver : std::uint8_t { test_first, caution, allow };

/// A word that a gene's result may be compared with.
struct ResultWord {
    enum class Kind : std::uint8_t { phenotype, score, carries, lacks };
    Kind kind = Kind::phenotype;
    std::string name;  // the phenotype, or the allele
    /// Of an activity score; ends are part of it unless said otherwise.
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    bool above_least = false, below_most = false;
    std::string written;
    bool operator==(const ResultWord&) const = default;
};

/// The gene's result is any of these words.
struct GeneCondition {
    std::string gene;
    std::vector<ResultWord> any_of;
    Place place;
};

/// One rule on a drug. It holds when all of its conditions do.
struct TherapyRequirement {
    enum class Kind : std::uint8_t {
        go,        // holds: nothing speaks against it
        dose,      // holds: adjust
        test,      // holds: the result does not answer it
        must_not,  // holds: avoid
        must       // does not hold: avoid
    };
    Kind kind = Kind::go;
    std::vector<GeneCondition> when;
    std::string action;
    std::optional<double> least_factor, most_factor;  // of the usual dose; both or none
    std::string dose;                                 // "5 mg/kg", a unit of UCUM; or empty
    std::string strength;                             // as the source grades it; or empty
    std::size_t source = 0;                           // of Therapy::sources
    Place place;
};

struct TherapyDrug {
    std::string name, role;
    bool is_required = true;
    Waiver without_result = Waiver::test_first;
    std::vector<std::size_t> alternatives;  // of Therapy::drugs, the preferred first
    std::vector<TherapyRequirement> requirements;
    std::string no_requirement;  // why there are none; empty where there are
    Place place;
};

struct TherapySource {
    std::string key, title, pmid, url, version;  // the last three may be empty
};

/// The drugs of a course of treatment, and what each of them asks of a patient's genes.
struct Therapy {
    std::string title;
    Waiver assumed = Waiver::caution;  // results that rest on positions taken as reference by a flag
    std::vector<TherapySource> sources;
    std::vector<TherapyDrug> drugs;  // in the order of the file
};

}  // namespace strandline::domain
